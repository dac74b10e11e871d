"""How far a rehearsal is: which card is up, whether its words are shown, what was judged and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.rehearsal.cards import Card
from kiosk.rehearsal.memory import Grade, reviewed
from queue_store import Rehearsed

TODAY = timedelta(hours=1)
"""A card that is due again within this time comes once more at the end of the rehearsal."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A card that was judged."""

    card: Card
    before: Rehearsed | None
    """What was remembered of it."""
    after: Rehearsed
    again: bool
    """It comes once more in this rehearsal."""


@dataclass(frozen=True, slots=True)
class Course:
    """A rehearsal under way; each step makes the next one."""

    cards: tuple[Card, ...]
    """All cards of it."""
    queue: tuple[Card, ...]
    """Those still to come, the one that is up in front."""
    judged: tuple[Judged, ...] = ()
    words_shown: bool = False

    @property
    def card(self) -> Card | None:
        """The card that is up; None when the rehearsal is over."""
        return self.queue[0] if self.queue else None

    @property
    def number(self) -> int:
        """Place of the card that is up among all cards of the rehearsal, from 1."""
        return self.cards.index(self.queue[0]) + 1 if self.queue else len(self.cards)

    def show(self) -> Course:
        """Show the words."""
        return replace(self, words_shown=True)

    def judge(self, before: Rehearsed | None, grade: Grade, now: datetime) -> Course:
        """Judge the card that is up and go on to the next one; `before` is what was remembered of it."""
        card, rest = self.queue[0], self.queue[1:]
        after = reviewed(before, card.id, grade, now)
        again = after.due - now < TODAY
        done = Judged(card, before, after, again)
        queue = (*rest, card) if again else rest
        return replace(self, queue=queue, judged=(*self.judged, done), words_shown=False)

    def take_back(self) -> Course:
        """Go back to the card that was judged last, with its words."""
        last = self.judged[-1]
        queue = self.queue[:-1] if last.again else self.queue
        return replace(self, queue=(last.card, *queue), judged=self.judged[:-1], words_shown=True)


def begun(cards: tuple[Card, ...]) -> Course:
    """A rehearsal of these cards that begins."""
    return Course(cards, cards)
