"""Handing a visitor on (R25): to a service, a counter or the supervisor, and never unseen to an empty chair."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import nobody_here
from kiosk.desk.asking import pick
from kiosk.desk.rewording import reworded
from kiosk.desk.view import counter_states
from kiosk.hall import CounterConfig
from kiosk.screens.act import TakenBack, act
from kiosk.text.coming_back import back_text
from kiosk.text.counters import counters_open_text
from kiosk.text.opening import not_today_text
from kiosk.text.services import service_name
from kiosk.widgets.dialogs import Choice
from queue_store import Ticket

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


@act("transfer", why_not=nobody_here, taken_back=TakenBack.UNDO)
async def transfer(desk: DeskScreen) -> None:
    """Ask where to, hand on, and put up the words that send the visitor there."""
    ticket, words = desk.current, desk.words
    choices = [
        *_counters(desk, supervisors=True),
        *_services(desk, ticket),
        *_counters(desk, supervisors=False),
    ]
    title, keys = words("desk.transfer.title", label=ticket.label), words("desk.transfer.keys")
    picked = await pick(desk, title, choices, keys=keys)
    if picked is None:
        return
    kind, _, target = picked.id.partition(" ")
    if kind == "service" and (elsewhen := _not_today(desk, target)):
        _say_not_today(desk, ticket, target)
        desk.refuse(elsewhen)
        return
    label = next(choice.label for choice in choices if choice.id == picked.id)
    note = await reworded(desk, words("desk.transfer.noted", target=label), picked.text)
    if note is None:
        return
    moved = await desk.do(
        desk.store.transfer,
        ticket.id,
        desk.post,
        service=target if kind == "service" else None,
        counter=int(target) if kind == "counter" else None,
        note=note,
    )
    closed = not _somebody_there(desk, kind, target)
    key = "desk.happened.transferred_closed" if closed else "desk.happened.transferred"
    await _send(desk, moved, kind, target)
    desk.status(words(key, label=moved.label, target=label), problem=closed)


async def _send(desk: DeskScreen, moved: Ticket, kind: str, target: str) -> None:
    """Put up the words; for a service they name its counters, never the clerk's own."""
    if kind == "service":
        counters = await desk.do(counters_open_text, desk.station.config, desk.store, target, desk.words)
        desk.prompt.put_up("transfer_service", moved, {"counters": counters} if counters else {})
    else:
        supervisor = desk.station.config.is_supervisors(int(target))
        desk.prompt.put_up("escalate" if supervisor else "transfer", moved, {"counter": target})


def _say_not_today(desk: DeskScreen, ticket: Ticket, code: str) -> None:
    """Put up the words for a service that is given on another day, the manager's with its days (R29)."""
    service = desk.station.config.find_service(code)
    moment = "manager_day" if service and service.month_days else "not_open"
    name = service_name(desk.station.config, code, desk.words.language)
    desk.prompt.open_by_hand(moment, ticket, {"service": name})


def _somebody_there(desk: DeskScreen, kind: str, target: str) -> bool:
    states = counter_states(desk.view)
    if kind == "counter":
        return states.get(int(target)) != "closed"
    return any(states.get(each.number) == "open" for each in desk.station.config.counters_for(target))


def _not_today(desk: DeskScreen, code: str) -> str:
    """Why a service is not given today (R29); empty when it is."""
    today = desk.now.astimezone(desk.station.config.zone).date()
    return not_today_text(desk.station.config, desk.words, code, today)


def _services(desk: DeskScreen, ticket: Ticket) -> list[Choice]:
    language, note = desk.words.language, desk.words("desk.transfer.note")
    choices, free = [], list(ascii_lowercase)
    for each in desk.station.config.services:
        wanted = [letter for letter in (each.code + each.series).lower() if letter in free]
        key = (wanted or free or [""])[0]
        free = [letter for letter in free if letter != key]
        if each.code != ticket.service:
            elsewhen = _not_today(desk, each.code)
            closed = "" if _somebody_there(desk, "service", each.code) else desk.words("desk.transfer.closed")
            ask = "" if elsewhen else note
            choices.append(
                Choice(f"service {each.code}", each.names.say(language), elsewhen or closed, ask=ask, key=key)
            )
    return choices


def _counters(desk: DeskScreen, *, supervisors: bool) -> list[Choice]:
    counters = [each for each in desk.station.config.counters if each.supervisor is supervisors]
    return [_counter(desk, each) for each in counters if each.number != desk.post.counter]


def _counter(desk: DeskScreen, counter: CounterConfig) -> Choice:
    """A counter, marked when nobody sits there."""
    words, number = desk.words, counter.number
    name = counter.name.say(words.language) if counter.name else ""
    state = counter_states(desk.view).get(number, "open")
    mark = words(f"desk.transfer.{state}") if state in {"closed", "paused"} else ""
    status = next((each for each in desk.view.counters if each.counter == number), None)
    back = back_text(desk.station.config, words, status, desk.now) if status else ""
    return Choice(
        f"counter {number}",
        words("desk.transfer.counter", counter=number),
        "  ".join(filter(None, (name, mark, back))),
        ask=words("desk.transfer.note"),
        key=str(number) if number < 10 else "",
    )
