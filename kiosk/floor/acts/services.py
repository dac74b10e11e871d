"""What the hall gives today: services are closed and opened, counters give other services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.directing.choices import AS_WRITTEN, moves_of
from kiosk.floor.asking import pick
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen


def _no_service(floor: FloorScreen) -> str:
    queue = floor.service
    known = queue is not None and floor.station.config.find_service(queue.service) is not None
    return "" if known else "floor.cannot.no_service"


@act("service", "e", area="floor", why_not=_no_service, taken_back=TakenBack.SAME_KEY)
async def service(floor: FloorScreen) -> None:
    """Close the service under the cursor for today, or open it again; it is said first which one that is."""
    words, queue = floor.words, floor.service
    if queue is None:
        return
    name = floor.said.service(queue.service)
    what = "open" if queue.closed else "close"
    choices = [Choice(what, words(f"floor.service.{what}", service=name))]
    if await pick(floor, words(f"floor.service.{what}_title", service=name), choices) is None:
        return
    deed = floor.deeds.open_service if queue.closed else floor.deeds.close_service
    floor.status(await floor.do(deed, queue.service))


def _no_counter(floor: FloorScreen) -> str:
    return "" if floor.counter is not None else "floor.cannot.no_counter"


@act("move", "v", area="floor", why_not=_no_counter, taken_back=TakenBack.SAME_KEY)
async def move_counter(floor: FloorScreen) -> None:
    """Let the counter under the cursor give another service too, or one fewer, for today."""
    words, load = floor.words, floor.counter
    if load is None:
        return
    moves = {move.id: move for move in moves_of(floor.said, load)}
    choices = [
        Choice(id, move.label, key="0" if id == AS_WRITTEN else "" if place > 9 else str(place))
        for place, (id, move) in enumerate(moves.items(), 1)
    ]
    before = floor.said.services(load.services) or words("floor.move.nothing")
    title = words("floor.move.title", counter=load.number, services=before)
    picked = await pick(floor, title, choices)
    if picked is not None:
        move = moves[picked.id]
        floor.status(await floor.do(floor.deeds.move, load.number, move.after, load.services))
