"""What the hall gives today: services are closed and opened, counters give other services."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.floor.asking import pick
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen

_AS_WRITTEN = "as_written"


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
    directing = floor.store.directing
    await floor.do(directing.open_service if queue.closed else directing.close_service, queue.service, floor.post)
    floor.status(words(f"floor.done.service_{what}", service=name, count=queue.waiting))


def _no_counter(floor: FloorScreen) -> str:
    return "" if floor.counter is not None else "floor.cannot.no_counter"


@act("move", "v", area="floor", why_not=_no_counter, taken_back=TakenBack.SAME_KEY)
async def move(floor: FloorScreen) -> None:
    """Let the counter under the cursor give another service too, or one fewer, for today."""
    words, load, config = floor.words, floor.counter, floor.station.config
    if load is None:
        return
    seen = load.services
    choices = [
        Choice(
            each.code,
            words(f"floor.move.{'fewer' if each.code in seen else 'more'}", service=floor.said.service(each.code)),
        )
        for each in config.services
    ]
    if load.moved:
        choices.append(Choice(_AS_WRITTEN, words("floor.move.as_written"), key="0"))
    before = words("common.list.comma").join(map(floor.said.service, seen)) or words("floor.move.nothing")
    title = words("floor.move.title", counter=load.number, services=before)
    picked = await pick(floor, title, _with_digits(choices))
    if picked is None:
        return
    own = config.as_written.counter(load.number).services
    after = own if picked.id == _AS_WRITTEN else tuple(set(seen) ^ {picked.id})
    await floor.do(partial(floor.store.directing.move_counter, load.number, after, floor.post, seen=seen))
    names = [floor.said.service(each.code) for each in config.services if each.code in after]
    given = words("common.list.comma").join(names)
    floor.status(words("floor.done.moved", counter=load.number, services=given))


def _with_digits(choices: list[Choice]) -> list[Choice]:
    """Choices with the keys of their places, where one of them has a key of its own."""
    return [
        each if each.key or place > 9 else Choice(each.id, each.label, key=str(place))
        for place, each in enumerate(choices, 1)
    ]
