"""The desk with two more keys: issue a number, show its ticket."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from kiosk.desk.acts import ACTS, Act, always
from kiosk.desk.screen import DeskScreen
from kiosk.front.issue import IssueDialog, TicketDialog
from kiosk.reception.details import Wish
from kiosk.reception.ticket_view import Issued, much_to_do, waits_long
from kiosk.text.counters import counters_open_text
from queue_store import Post

_FLOW = next(place for place, act in enumerate(ACTS) if act.id == "resume")
"""Place after the keys of a visit's own steps."""


class FrontScreen(DeskScreen):
    """Issues, calls, prompts and shows who waits."""

    ACTS: tuple[Act, ...] = (
        *ACTS[:_FLOW],
        Act("issue", "i", "i", always, area="front"),
        Act("ticket", "v", "v", always, area="front"),
        *ACTS[_FLOW:],
    )

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self._issued: Issued | None = None
        """The newest number, for the visitor to see."""

    async def act_issue(self) -> None:
        """Ask what for, and issue; the lines for handing over a number come up unless a visitor is being served."""
        wish = await self.app.push_screen_wait(IssueDialog())
        if isinstance(wish, Wish) and (issued := self.attempt(lambda: self._issue(wish))):
            self._issued = issued
            ahead = issued.estimate.ahead
            key = "front.issued" if ahead else "front.issued_next"
            silent = self.words("front.pages_silent") if self.station.pages_silent() else ""
            self.status(self.words(key, label=issued.ticket.label, count=ahead) + silent)
            if self.view.current is None:
                self._hand_over(issued)

    def _hand_over(self, issued: Issued) -> None:
        """Put up the lines that go with a number; a seat and tea for who has much to do or will wait long (R03)."""
        long = waits_long(self.station.config, issued)
        if not long and not much_to_do(self.station, issued):
            counters = counters_open_text(self.station.config, self.station.store, issued.ticket.service, self.words)
            self.show_moment("issued", issued.ticket, **({"counters": counters} if counters else {}))
            return
        high = issued.estimate.high
        minutes = {"minutes": str(round(high.total_seconds() / 60))} if high else {}
        self.show_moment("waiting", issued.ticket, **minutes)
        self.shown = replace(self.shown, late=long)

    def _issue(self, wish: Wish) -> Issued:
        store = self.station.store
        visitor = replace(wish.visitor, language=self.words.language)
        ticket = store.issue(wish.service, visitor=visitor, request_id=uuid4().hex, post=self.post)
        return Issued(ticket, store.estimate(wish.service, visitor_id=ticket.id))

    def act_ticket(self) -> None:
        """Show the newest ticket to the visitor."""
        if self._issued is None:
            self.status(self.words("front.cannot.ticket"), problem=True)
        else:
            self.app.push_screen(TicketDialog(self._issued))
