"""The two keys that the front desk has besides those of a desk: issue a number, show its ticket."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.front.issue import IssueDialog, TicketDialog
from kiosk.hall import HallConfig
from kiosk.reception.details import Wish
from kiosk.reception.ticket_view import Issued, much_to_do, waits_long
from kiosk.screens.act import TakenBack, act
from kiosk.text.counters import counters_open_text
from kiosk.words import Words
from queue_store import Post, Store

if TYPE_CHECKING:
    from kiosk.front.screen import FrontScreen
    from kiosk.screens.station import Station


@act("issue", "i", area="front", taken_back=TakenBack.UNDO)
async def issue(front: FrontScreen) -> None:
    """Ask what for, and issue; the lines for handing over a number come up unless a visitor is being served."""
    wish = await front.ask(IssueDialog(await front.do(front.station.arrival_code)))
    if wish is None:
        return
    request_id = front.unfinished.request_id(wish)
    visitor = replace(wish.visitor, language=front.words.language)
    issued = await front.do(issue_number, front.store, front.post, replace(wish, visitor=visitor), request_id)
    front.unfinished.done()
    front.issued = issued
    ahead = issued.estimate.ahead
    key = "front.issued" if ahead else "front.issued_next"
    silent = front.words("front.pages_silent") if front.station.pages_silent() else ""
    if front.view.current is None:
        moment, late, fields = await front.do(lines_for, front.station, issued, front.words)
        front.prompt.put_up(moment, issued.ticket, fields, late=late)
    front.status(front.words(key, label=issued.ticket.label, count=ahead) + silent)


def issue_number(store: Store, post: Post, wish: Wish, request_id: str) -> Issued:
    """Issue a number; asked again with the same id it is the same one."""
    ticket = store.issue(wish.service, visitor=wish.visitor, request_id=request_id, post=post)
    return Issued(ticket, store.estimate(wish.service, visitor_id=ticket.id))


def lines_for(station: Station, issued: Issued, words: Words) -> tuple[str, bool | None, dict[str, str]]:
    """The moment that goes with a number; a seat and tea for who has much to do or will wait long (R03)."""
    config: HallConfig = station.config
    long = waits_long(config, issued)
    if not long and not much_to_do(station, issued):
        counters = counters_open_text(config, station.store, issued.ticket.service, words)
        return "issued", None, {"counters": counters} if counters else {}
    high = issued.estimate.high
    return "waiting", long, {"minutes": str(round(high.total_seconds() / 60))} if high else {}


def _none_issued(front: FrontScreen) -> str:
    return "" if front.issued else "front.cannot.ticket"


@act("ticket", "v", area="front", why_not=_none_issued)
async def show_ticket(front: FrontScreen) -> None:
    """Show the newest ticket to the visitor."""
    if front.issued is not None:
        front.app.push_screen(TicketDialog(front.issued))
