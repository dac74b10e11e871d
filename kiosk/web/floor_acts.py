"""What a supervisor does from the page of the floor: each act reads its form, does its deed and says where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.directing.choices import CAME_OF_IT, FATES, SNOOZES
from kiosk.directing.deeds import Deeds
from kiosk.web.floor_typed import Form, codes_of, day_of, number_of, one_of


@dataclass(frozen=True, slots=True)
class FloorAct:
    """One act."""

    deed: Callable[[Deeds, Form], str]
    """Does it, in the thread of the store; returns the sentence that says so."""
    place: Callable[[Form], str]
    """Id of the element of the floor beside which that is said."""
    asked_on: Callable[[Form], tuple[str, str, str]] | None = None
    """Name, subject and more of the question that it answers; None for a button of the floor itself."""


def _at(kind: str, field: str) -> Callable[[Form], str]:
    return lambda form: f"{kind}-{form.get(field, '')}"


def _on(name: str, field: str = "", more: str = "") -> Callable[[Form], tuple[str, str, str]]:
    return lambda form: (name, form.get(field, ""), form.get(more, ""))


def _take(deeds: Deeds, form: Form) -> str:
    return (deeds.give_back if form.get("back") else deeds.take)(number_of(form, "alert"))


def _snooze(deeds: Deeds, form: Form) -> str:
    return deeds.snooze(number_of(form, "alert"), int(one_of(form, "minutes", tuple(map(str, SNOOZES)))))


def _note(deeds: Deeds, form: Form) -> str:
    what = one_of(form, "note", (*CAME_OF_IT, "other"))
    text = form.get("text", "") if what == "other" else deeds.said.words(f"floor.note.{what}")
    return deeds.note(number_of(form, "alert"), text)


def _call(deeds: Deeds, form: Form) -> str:
    return deeds.call(number_of(form, "ticket"), number_of(form, "counter"))


def _send(deeds: Deeds, form: Form) -> str:
    counter = None if form.get("counter") == "all" else number_of(form, "counter")
    return deeds.send(number_of(form, "ticket"), counter)


def _service(deeds: Deeds, form: Form) -> str:
    closes = one_of(form, "what", ("open", "close")) == "close"
    return (deeds.close_service if closes else deeds.open_service)(form.get("service", ""))


def _move(deeds: Deeds, form: Form) -> str:
    return deeds.move(number_of(form, "counter"), codes_of(form, "after"), codes_of(form, "seen"))


def _come(deeds: Deeds, form: Form) -> str:
    return deeds.come(number_of(form, "call"), number_of(form, "counter"))


def _put_up(deeds: Deeds, form: Form) -> str:
    return deeds.put_up(form.get("text", ""))


def _take_down(deeds: Deeds, form: Form) -> str:
    return deeds.take_down(number_of(form, "message"))


def _end_day(deeds: Deeds, form: Form) -> str:
    return deeds.end_day(day_of(form, "day"), one_of(form, "fate", FATES))


FLOOR_ACTS: Mapping[str, FloorAct] = {
    "take": FloorAct(_take, _at("alert", "alert")),
    "snooze": FloorAct(_snooze, _at("alert", "alert"), _on("alert", "alert")),
    "note": FloorAct(_note, _at("alert", "alert"), _on("alert", "alert")),
    "call": FloorAct(_call, lambda _: "visitors", _on("visitor", "ticket")),
    "send": FloorAct(_send, lambda _: "visitors", _on("visitor", "ticket")),
    "service": FloorAct(_service, _at("service", "service"), _on("service", "service")),
    "move": FloorAct(_move, _at("counter", "counter"), _on("counter", "counter")),
    "come": FloorAct(_come, _at("counter", "counter")),
    "message": FloorAct(_put_up, lambda _: "messages", _on("message")),
    "down": FloorAct(_take_down, lambda _: "messages"),
    "day": FloorAct(_end_day, lambda _: "day", _on("day", more="fate")),
}
"""By the last part of their path."""
