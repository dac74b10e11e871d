"""Which lines are up at a desk, and for whom: those of the visit, and over them those opened by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.desk.said import Value
from queue_store import Ticket

_OF_A_VISIT = frozenset({"call", "recall", "start", "resume"})
"""Moments whose lines go away with the visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMoment:
    """A moment whose lines are up, and the visitor who is at the counter meanwhile."""

    moment: str = ""
    ticket: Ticket | None = None
    fields: tuple[tuple[str, Value], ...] = ()
    by_hand: bool = False
    """Opened by hand over the lines of the visit; Escape returns to those."""
    to_another: bool = False
    """Said to somebody else than the visitor at the counter."""
    late: bool | None = None
    """Whether an apology is due, where the ticket does not decide it."""
    beat: int = 1
    """Step of an exchange."""
    brief: bool = False
    """Only the main line: what comes before and after it was said already."""


class Prompt:
    """The lines that are up, and those that were up before lines were opened by hand."""

    def __init__(self) -> None:
        self.shown = ShownMoment()
        self._before: tuple[ShownMoment, ...] = ()
        """The last one last."""

    def put_up(
        self,
        moment: str,
        ticket: Ticket | None = None,
        fields: Mapping[str, Value] | None = None,
        *,
        late: bool | None = None,
        beat: int = 1,
        brief: bool = False,
    ) -> None:
        """Put up the lines of a moment of the visit, or of a step of its exchange; `fields` is what they name."""
        named = tuple((fields or {}).items())
        self.shown = ShownMoment(moment=moment, ticket=ticket, fields=named, late=late, beat=beat, brief=brief)
        self._before = ()

    @property
    def of_visit(self) -> ShownMoment:
        """The lines of the visit, also while others are open over them."""
        return self._before[0] if self.shown.by_hand and self._before else self.shown

    def open_by_hand(
        self,
        moment: str,
        current: Ticket | None,
        fields: Mapping[str, Value] | None = None,
        *,
        to_another: bool = False,
        late: bool | None = None,
    ) -> None:
        """Put up other lines over those of the visit; the visitor at the counter stays on screen."""
        if not self.shown.by_hand or (to_another and not self.shown.to_another):
            self._before += (self.shown,)
        self.shown = ShownMoment(
            moment=moment,
            ticket=current,
            fields=tuple((fields or {}).items()),
            by_hand=True,
            to_another=to_another,
            late=late,
        )

    def turn_to(self, beat: int) -> None:
        """Go to another step of the exchange that is up."""
        self.shown = replace(self.shown, beat=beat)

    def go_back(self) -> None:
        """Return to the lines that were up before."""
        *earlier, last = self._before or (ShownMoment(),)
        self.shown, self._before = last, tuple(earlier)

    def follow(self, current: Ticket | None) -> Ticket | None:
        """Keep in step with whoever is at the counter; returns the ticket that is gone without an act of this desk."""
        shown = self.shown
        if shown.by_hand:
            if (shown.ticket.id if shown.ticket else None) == (current.id if current else None):
                self.shown = replace(shown, ticket=current)
                return None
            self.shown = shown = self._before[0] if self._before else ShownMoment()
            self._before = ()
        if current is None:
            if shown.ticket and shown.moment in _OF_A_VISIT:
                self.shown = ShownMoment()
                return shown.ticket
            return None
        if shown.ticket is None or shown.ticket.id != current.id or shown.ticket.state != current.state:
            same = shown.ticket is not None and shown.ticket.id == current.id
            if not same or shown.moment in {"call", "recall"}:
                shown = ShownMoment(moment="start" if current.started_at else "call")
        self.shown = replace(shown, ticket=current)
        return None
