"""The two keys that the front desk has besides those of a desk: issue a number, show its ticket."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.front.issue import IssueDialog, TicketDialog
from kiosk.hall import HallConfig
from kiosk.reception.issuing import Issued, issue_number, much_to_do, waits_long
from kiosk.screens.act import TakenBack, act
from kiosk.text.counters import counters_open, counters_text
from kiosk.text.waits import told_text
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.front.screen import FrontScreen


@act("issue", area="front", taken_back=TakenBack.UNDO)
async def issue(front: FrontScreen) -> None:
    """Ask what for, and issue; the lines for handing over a number come up unless a visitor is being served."""
    request = await front.ask(IssueDialog(await front.do(front.station.arrival_code)))
    if request is None:
        return
    request_id = front.unfinished.request_id(request)
    visitor = replace(request.visitor, language=front.words.language)
    wanted, paper = replace(request, visitor=visitor), front.station.paper
    issued = await front.do(issue_number, front.store, wanted, request_id, front.post, paper)
    front.unfinished.done()
    front.issued = issued
    told = told_text(front.words, issued.estimate, front.station.config.zone)
    printing = front.words("paper.status.printing") if paper is not None else ""
    if paper is not None and not paper.own_language:
        printing = front.words("paper.status.no_font")
    if front.view.current is None:
        moment, late, fields = lines_for(front.station.config, issued, front.words)
        front.prompt.put_up(moment, issued.ticket, fields, late=late)
    said = front.words("front.issued", label=issued.ticket.label, told=told)
    front.status(said + printing + _no_pages(front))


def _no_pages(front: FrontScreen) -> str:
    """Why the ticket has no QR; empty when it has one, or the hall serves no pages."""
    if port := front.station.foreign_port():
        return front.words("front.pages_foreign", port=port)
    return front.words("front.pages_silent") if front.station.pages_silent() else ""


def lines_for(config: HallConfig, issued: Issued, words: Words) -> tuple[str, bool | None, dict[str, str]]:
    """The moment that goes with a number: where to wait and how long, a seat and tea for who has long to wait (R03)."""
    long, high = waits_long(config, issued), issued.estimate.high
    if not long and not much_to_do(config, issued) and (not issued.estimate.ahead or high is None):
        counters = counters_text(words, counters_open(config, issued.counters, issued.ticket.service))
        return "issued", None, {"counters": counters} if counters else {}
    return "waiting", long, {"minutes": str(round(high.total_seconds() / 60))} if high else {}


def _none_issued(front: FrontScreen) -> str:
    return "" if front.issued else "front.cannot.ticket"


@act("ticket", area="front", why_not=_none_issued)
async def show_ticket(front: FrontScreen) -> None:
    """Show the newest ticket to the visitor."""
    if front.issued is not None:
        front.app.push_screen(TicketDialog(replace(front.issued, counters=front.view.counters)))
