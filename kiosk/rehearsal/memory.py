"""How a clerk's own judgement moves a card on: the free spaced repetition scheduler FSRS, without chance."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import IntEnum

from fsrs import Card, Rating, Scheduler, State

from queue_store import Rehearsed, Stage

_SOON = timedelta(minutes=1)
_SCHEDULER = Scheduler(learning_steps=(_SOON,), relearning_steps=(_SOON,), enable_fuzzing=False)
_STATES = {Stage.LEARNING: State.Learning, Stage.REVIEW: State.Review, Stage.RELEARNING: State.Relearning}
_STAGES = {state: stage for stage, state in _STATES.items()}
_NO_ID = 0
"""The scheduler tells cards apart by nothing."""


class Grade(IntEnum):
    """How a clerk judges the own answer; the number is the key."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


def reviewed(before: Rehearsed | None, card: str, grade: Grade, now: datetime) -> Rehearsed:
    """What is remembered of a card after it was judged at `now` (aware, UTC); `before` is None for a new card."""
    old = Card(card_id=_NO_ID, due=now) if before is None else _card(before)
    new, _ = _SCHEDULER.review_card(old, Rating(grade.value), now)
    assert new.stability is not None
    assert new.difficulty is not None
    return Rehearsed(card, _STAGES[new.state], new.step, new.stability, new.difficulty, new.due, now)


def _card(before: Rehearsed) -> Card:
    return Card(
        card_id=_NO_ID, state=_STATES[before.stage], step=before.step, stability=before.stability,
        difficulty=before.difficulty, due=before.due, last_review=before.reviewed_at,
    )  # fmt: skip
