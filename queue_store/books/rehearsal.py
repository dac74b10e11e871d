"""What each clerk rehearses and when it is due again: for that clerk's own eyes.

Nothing of it is in the log, and no report reads it, so that no export, audit or figure tells who rehearsed what. What
is erased here is taken out of older backups too (`copies`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_store.acts import Act
from queue_store.clock import from_text, to_text
from queue_store.engines.engine import Session
from queue_store.ledger import Ledger
from queue_store.typed import clerk_name, program_id

KEPT = timedelta(days=92)
"""How long a clerk may rehearse nothing, and still find everything: a long leave, and not for ever."""


class Stage(StrEnum):
    """How far a card is, in the terms of FSRS, the free spaced repetition scheduler."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How well a clerk remembers one card, in the terms of FSRS."""

    card: str
    stage: Stage
    step: int | None
    """Place among the short steps of learning; None in review."""
    stability: float
    """Days after which the card is remembered with a probability of 90 %."""
    difficulty: float
    """From 1, easy, to 10."""
    due: datetime
    """When the card is to be rehearsed again; an aware datetime, as `reviewed_at`."""
    reviewed_at: datetime
    """When it was rehearsed last."""


_COLUMNS = "card, stage, step, stability, difficulty, due, reviewed_at"


class Rehearsals:
    """What clerks remember, each by name."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, clerk: str) -> list[Rehearsed]:
        """What a clerk has rehearsed, what is due first in front; to be shown to that clerk alone."""
        with self._ledger.look() as look:
            found = look.rows(
                f"SELECT {_COLUMNS} FROM rehearsal WHERE hall = ? AND clerk = ? ORDER BY due, card",
                (look.hall, clerk_name(clerk)),
            )
        return [
            Rehearsed(card, Stage(stage), step, stability, difficulty, from_text(due), from_text(reviewed_at))
            for card, stage, step, stability, difficulty, due, reviewed_at in found
        ]

    def keep(self, clerk: str, rehearsed: Rehearsed) -> None:
        """Remember how a card went, in place of what was known of it."""
        values = (
            program_id(rehearsed.card), rehearsed.stage.value, rehearsed.step, rehearsed.stability,
            rehearsed.difficulty, to_text(rehearsed.due), to_text(rehearsed.reviewed_at),
        )  # fmt: skip
        with self._ledger.engine.write() as session:
            session.run(
                f"INSERT INTO rehearsal (hall, clerk, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (hall, clerk, card) DO UPDATE SET stage = excluded.stage, step = excluded.step, "
                "stability = excluded.stability, difficulty = excluded.difficulty, due = excluded.due, "
                "reviewed_at = excluded.reviewed_at",
                (self._ledger.rules.hall.id, clerk_name(clerk), *values),
            )

    def drop(self, clerk: str, card: str) -> None:
        """Know nothing of a card any more: it was graded by mistake."""
        with self._ledger.engine.write() as session:
            session.run(
                "DELETE FROM rehearsal WHERE hall = ? AND clerk = ? AND card = ?",
                (self._ledger.rules.hall.id, clerk_name(clerk), card),
            )

    def erase(self, clerk: str) -> None:
        """Erase all that is known of a clerk's rehearsals, from the file too, as when the clerk leaves for good."""
        with self._ledger.engine.write() as session:
            session.run(
                "DELETE FROM rehearsal WHERE hall = ? AND clerk = ?", (self._ledger.rules.hall.id, clerk_name(clerk))
            )
        self._ledger.engine.erase()


def forget_rehearsals(act: Act) -> int:
    """Erase what is known of clerks who rehearsed nothing for `KEPT`; how many cards went.

    Whoever goes on rehearsing keeps all of it: what is remembered well comes again after a long time only.
    """
    return act.session.run(
        "DELETE FROM rehearsal WHERE hall = ? AND clerk NOT IN "
        "(SELECT clerk FROM rehearsal WHERE hall = ? AND reviewed_at >= ?)",
        (act.hall, act.hall, to_text(act.now - KEPT)),
    )


def who_rehearsed(session: Session, hall: str) -> set[str]:
    """Clerks of whom anything is kept."""
    return {str(clerk) for (clerk,) in session.rows("SELECT DISTINCT clerk FROM rehearsal WHERE hall = ?", (hall,))}
