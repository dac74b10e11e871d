"""The key that prints once more what did not come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.screens.act import act
from queue_store import Paper

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


def _nothing_to_print(desk: DeskScreen) -> str:
    if desk.station.paper is None:
        return "paper.cannot.no_printer"
    return "" if desk.view.unprinted or desk.ticket_here else "paper.cannot.nothing"


@act("print_again", area="paper", why_not=_nothing_to_print)
async def print_again(desk: DeskScreen) -> None:
    """Print what did not come out, the newest first; else the ticket of the visitor who is here."""
    paper, here = desk.station.paper, desk.ticket_here
    failed = next(iter(desk.view.unprinted), None)
    if paper is None or (failed is None and here is None):
        return
    ticket_id = failed.ticket_id if failed else here.id if here else 0
    if here is not None and here.id == ticket_id and here.visitor.surname:
        await desk.do(desk.store.lookups.note, "print", [here.label], post=desk.post)
    job = await desk.do(paper.print_ticket, ticket_id, failed.paper if failed else Paper.TICKET, desk.post)
    desk.status(desk.words("paper.status.asked", label=job.label, paper=desk.words(f"paper.status.{job.paper.value}")))
