"""The questions of the floor's page, each a page of its own: nothing is read again while somebody chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from kiosk.directing.choices import (
    CAME_OF_IT,
    FATES,
    SNOOZES,
    free_counters,
    moves_of,
    question_of_day,
    sent_first,
    staffed_counters,
)
from kiosk.text.floor import Said, alert_line, waiting_text
from kiosk.web.floor_typed import number_in
from queue_store import FloorView, State, Store, Ticket

_LISTED = 60
"""Visitors listed at once; the others are found by their number."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what it says, and the field that it sends."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FloorForm:
    """One form of a page: an act, what it is about, its buttons."""

    act: str
    buttons: tuple[Press, ...]
    heading: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    ask: str = ""
    """Label of the text that is written with the last button; empty for none."""
    grave: bool = False
    """It cannot be taken back."""


@dataclass(frozen=True, slots=True)
class Question:
    """A page that asks something."""

    title: str
    place: str
    """Where on the floor it was opened."""
    lines: tuple[str, ...] = ()
    forms: tuple[FloorForm, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Other pages of the floor, by path, with what they are called."""
    find: str | None = None
    """What is searched for by number; None where nothing can be."""
    back: str = ""
    """What the way back to the floor is called, where it means something."""


def question_of(store: Store, view: FloorView, said: Said, name: str, subject: str = "", more: str = "") -> Question:
    """Ask about an alert, a service, a counter, visitors, one visitor, a message or the day; 404 for anything else.

    `more` is what was typed into its search, or the fate that was chosen for the day.
    """
    if name == "message":
        return _message(said)
    if name == "day":
        return _day(store, said, more)
    if name == "visitors":
        return _visitors(store, said, more)
    if name == "visitor":
        return _visitor(said, view, store.ticket(number_in(subject)))
    asked = {"alert": _alert, "service": _service, "counter": _counter}.get(name)
    found = None if asked is None else asked(said, view, subject)
    if found is None:
        raise HTTPException(404)
    return found


def _alert(said: Said, view: FloorView, subject: str) -> Question | None:
    """Let it rest, and write down what came of it."""
    words = said.words
    alert = next((each for each in view.alerts if str(each.id) == subject), None)
    if alert is None:
        return None
    line = alert_line(said, alert, {})
    about = (("alert", subject),)
    notes = tuple(Press("note", id, words(f"floor.note.{id}")) for id in CAME_OF_IT)
    notes += (Press("note", "other", words("floor.web.write_down")),)
    forms = [FloorForm("note", notes, words("floor.note.title"), about, ask=words("floor.note.ask"))]
    if not line.over:
        rests = tuple(Press("minutes", str(each), words("floor.snooze.for", minutes=each)) for each in SNOOZES)
        forms.insert(0, FloorForm("snooze", rests, words("floor.snooze.title"), about))
    links: tuple[tuple[str, str], ...] = ()
    if alert.kind == "stuck" and not line.over:
        links = ((f"/floor/visitor/{alert.subject}", words("floor.web.about_visitor", label=alert.facts["label"])),)
    return Question(line.text, f"alert-{subject}", (f"{line.clock}  {line.state}",), tuple(forms), links)


def _service(said: Said, view: FloorView, subject: str) -> Question | None:
    """Close a service for today, or open it again."""
    words = said.words
    queue = next((each for each in view.services if each.service == subject), None)
    if queue is None or said.config.find_service(subject) is None:
        return None
    what, name = "open" if queue.closed else "close", said.service(subject)
    button = Press("what", what, words(f"floor.service.{what}", service=name))
    form = FloorForm("service", (button,), fields=(("service", subject),))
    return Question(words(f"floor.service.{what}_title", service=name), f"service-{subject}", forms=(form,))


def _counter(said: Said, view: FloorView, subject: str) -> Question | None:
    """Change what a counter gives today."""
    words = said.words
    load = next((each for each in view.counters if str(each.number) == subject), None)
    if load is None:
        return None
    seen = ",".join(load.services)
    buttons = tuple(Press("after", ",".join(move.after), move.label) for move in moves_of(said, load))
    before = said.services(load.services) or words("floor.move.nothing")
    title = words("floor.move.title", counter=subject, services=before)
    form = FloorForm("move", buttons, fields=(("counter", subject), ("seen", seen)))
    return Question(title, f"counter-{subject}", forms=(form,))


def _visitors(store: Store, said: Said, find: str) -> Question:
    """Choose whom to call or to send: those sent to a counter first, then in the order of the queue."""
    wanted = "".join(find.split()).upper()
    found = [each for each in sent_first(store.waiting()) if wanted in each.label.upper()]
    links = tuple(
        (f"/floor/visitor/{each.id}", f"{each.label}  {waiting_text(said, each)}") for each in found[:_LISTED]
    )
    hidden = len(found) - len(links)
    lines: tuple[str, ...] = (said.words("floor.cannot.nobody_waits"),) if not found else ()
    lines += (said.words("floor.web.not_listed", count=hidden),) if hidden else ()
    return Question(said.words("floor.web.visitors"), "visitors", lines, links=links, find=find)


def _visitor(said: Said, view: FloorView, ticket: Ticket) -> Question:
    """Call a visitor to a free counter, or take over where the visitor was sent."""
    words, about = said.words, (("ticket", str(ticket.id)),)
    waits = ticket.state is State.WAITING
    forms = []
    if free := free_counters(view, ticket) if waits else []:
        heading = words("floor.call.where", label=ticket.label)
        forms.append(FloorForm("call", _to(said, view, free), heading, about))
    elsewhere = _to(said, view, staffed_counters(view, ticket)) if waits else ()
    if waits and ticket.for_counter is not None:
        elsewhere += (Press("counter", "all", words("floor.send.all")),)
    if elsewhere:
        forms.append(FloorForm("send", elsewhere, words("floor.send.where", label=ticket.label), about))
    if not waits:
        line = words("floor.web.not_waiting", label=ticket.label)
    else:
        line = "" if free else words("floor.cannot.no_free_counter")
    title = f"{ticket.label}  {waiting_text(said, ticket)}" if waits else ticket.label
    return Question(title, "visitors", (line,) if line else (), tuple(forms))


def _to(said: Said, view: FloorView, numbers: Sequence[int]) -> tuple[Press, ...]:
    gives = {load.number: said.services(load.services) for load in view.counters}
    name = said.words
    return tuple(
        Press("counter", str(each), f"{name('floor.counter.name', counter=each)}  {gives[each]}") for each in numbers
    )


def _message(said: Said) -> Question:
    """Tell everybody in the hall something."""
    words = said.words
    form = FloorForm("message", (Press("send", "1", words("floor.web.send")),), ask=words("floor.message.ask"))
    return Question(words("floor.message.title"), "messages", forms=(form,))


def _day(store: Store, said: Said, fate: str) -> Question:
    """End the day: first what becomes of those who are still here, then whether it is meant."""
    words = said.words
    question = question_of_day(store, said)
    if question is None:
        return Question(words("floor.web.end_day"), "day", (words("floor.cannot.nobody_here"),))
    if fate not in FATES:
        links = tuple((f"/floor/day?more={each}", label) for each, label in zip(FATES, question.fates, strict=True))
        return Question(question.title, "day", links=links, back=words("floor.day.keep"))
    place = FATES.index(fate)
    about = (("day", question.day.isoformat()), ("fate", fate))
    button = Press("sure", "1", question.sure[place])
    form = FloorForm("day", (button,), fields=about, grave=True)
    return Question(words("floor.day.sure"), "day", (question.fates[place],), (form,), back=words("floor.day.keep"))
