"""The desk with two more keys: issue a number, show its ticket."""

from __future__ import annotations

from uuid import uuid4

from kiosk.desk.acts import ACTS, VISIT_ROW, WORDS_ROW
from kiosk.desk.screen import DeskScreen
from kiosk.front.acts import issue, show_ticket
from kiosk.reception.details import TicketRequest
from kiosk.reception.issuing import Issued
from queue_store import Post, Ticket


class UnfinishedIssue:
    """A number that was asked for and did not come: asked for again, it is the same request and one number."""

    def __init__(self) -> None:
        self._request: TicketRequest | None = None
        self._id = ""

    def request_id(self, request: TicketRequest) -> str:
        """The id of a request: that of the last one when it is the same and was not fulfilled."""
        if request != self._request:
            self._request, self._id = request, uuid4().hex
        return self._id

    def done(self) -> None:
        """The number came; the next one, however alike, is another."""
        self._request = None


class FrontScreen(DeskScreen):
    """Issues, calls, prompts and shows who waits."""

    ACTS = (issue, show_ticket, *ACTS)
    ROWS = (("issue", *VISIT_ROW), (*WORDS_ROW[:-1], "ticket", WORDS_ROW[-1]))

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self.issued: Issued | None = None
        """The newest number, for the visitor to see."""
        self.unfinished = UnfinishedIssue()

    @property
    def ticket_here(self) -> Ticket | None:
        """The visitor at the counter, else whoever took the newest number."""
        return super().ticket_here or (self.issued.ticket if self.issued else None)
