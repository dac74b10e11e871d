"""Told once (R26): what a visitor must bring, ticked while telling, and who had to come again all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from queue_store.acts import Act, Look
from queue_store.books.counters import own_counter
from queue_store.clock import from_text
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.tickets.moving import load
from queue_store.tickets.rows import Row
from queue_store.typed import REASON_LENGTH, clean

_COLUMNS = ("ticket_id", "material", "revision", "at", "counter", "clerk", "told", "missing")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to bring that a visitor was told of."""

    material: str
    at: datetime
    clerk: str


class Telling:
    """Materials told, what is missing, and second visits."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def tell(self, ticket_id: int, post: Post, materials: Iterable[str]) -> list[Told]:
        """Write down that the visitor was told of these materials; those told before keep their time."""
        with self._ledger.act(post) as act:
            own_counter(act, post)
            load(act, ticket_id)
            for material in _names(materials):
                row = _row(act, ticket_id, material)
                if row is None or not row["told"]:
                    _set(act, post, ticket_id, material, row, {"told": 1, "at": act.at}, "told")
            return told_of(act, ticket_id)

    def untell(self, ticket_id: int, post: Post, material: str) -> list[Told]:
        """Take a tick back that was set by mistake."""
        with self._ledger.act(post) as act:
            own_counter(act, post)
            load(act, ticket_id)
            row = _row(act, ticket_id, material)
            if row is not None and row["told"]:
                _set(act, post, ticket_id, material, row, {"told": 0, "missing": 0}, "untold")
            return told_of(act, ticket_id)

    def mark(self, ticket_id: int, post: Post, material: str, *, told: bool, missing: bool) -> None:
        """Say at once whether a visitor was told of a material, and whether it is missing."""
        with self._ledger.act(post) as act:
            own_counter(act, post)
            load(act, ticket_id)
            for name in _names([material]):
                row = _row(act, ticket_id, name)
                at = {"at": act.at} if told and (row is None or not row["told"]) else {}
                _set(act, post, ticket_id, name, row, {"told": int(told), "missing": int(missing), **at}, "told")

    def of(self, ticket_id: int) -> list[Told]:
        """What the visitor was told to bring, in the order of telling."""
        with self._ledger.look() as look:
            return told_of(look, ticket_id)

    def note_missing(self, ticket_id: int, post: Post, materials: Iterable[str]) -> list[str]:
        """Write down which materials are missing now; those not named are not missing any more."""
        with self._ledger.act(post) as act:
            own_counter(act, post)
            load(act, ticket_id)
            names = _names(materials)
            for material in dict.fromkeys([*names, *missing_of(act, ticket_id)]):
                row, missing = _row(act, ticket_id, material), int(material in names)
                if missing != (0 if row is None else row["missing"]):
                    _set(act, post, ticket_id, material, row, {"missing": missing}, "missing")
            return missing_of(act, ticket_id)

    def missing(self, ticket_id: int) -> list[str]:
        """What was last said to be missing for a ticket."""
        with self._ledger.look() as look:
            return missing_of(look, ticket_id)

    def second_visit(self, ticket_id: int, post: Post, *, missing: str, was_told: bool) -> None:
        """This visitor came again because of missing papers; unless told of them before it counts against the hall.

        Said again for the same ticket it corrects what was said.
        """
        with self._ledger.act(post) as act:
            own_counter(act, post)
            load(act, ticket_id)
            kept = act.keep_text(missing, "second_visit", ticket_id)
            values = {"missing_text": kept, "was_told": int(was_told), "at": act.at}
            found = act.row(
                "SELECT revision, missing_text, was_told, at FROM second_visit WHERE hall = ? AND ticket_id = ?",
                (act.hall, ticket_id),
            )
            if found is None:
                act.put("second_visit", {"ticket_id": ticket_id, **values}, "second_visit", ticket_id=ticket_id)
                return
            names = ("revision", "missing_text", "was_told", "at")
            row = {"ticket_id": ticket_id, **dict(zip(names, found, strict=True))}
            act.change("second_visit", row, values, "second_visit", ticket_id=ticket_id)


def told_of(look: Look, ticket_id: int) -> list[Told]:
    """What the visitor was told to bring, in the order of telling."""
    found = look.rows(
        "SELECT material, at, clerk FROM told WHERE hall = ? AND ticket_id = ? AND told = 1 ORDER BY at, material",
        (look.hall, ticket_id),
    )
    return [Told(material, from_text(at), clerk) for material, at, clerk in found]


def missing_of(look: Look, ticket_id: int) -> list[str]:
    """What is missing for a ticket, in the order of saying so."""
    found = look.rows(
        "SELECT material FROM told WHERE hall = ? AND ticket_id = ? AND missing = 1 ORDER BY revision",
        (look.hall, ticket_id),
    )
    return [str(material) for (material,) in found]


def lacking(look: Look, first: int) -> frozenset[int]:
    """Ids of the tickets, from the id `first` on, for which papers are missing."""
    found = look.rows(
        "SELECT DISTINCT ticket_id FROM told WHERE hall = ? AND ticket_id >= ? AND missing = 1", (look.hall, first)
    )
    return frozenset(number for (number,) in found)


def _names(materials: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for material in materials if (name := clean(material, REASON_LENGTH))))


def _row(look: Look, ticket_id: int, material: str) -> Row | None:
    found = look.row(
        f"SELECT {', '.join(_COLUMNS)} FROM told WHERE hall = ? AND ticket_id = ? AND material = ?",
        (look.hall, ticket_id, material),
    )
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def _set(
    act: Act, post: Post, ticket_id: int, material: str, row: Row | None, changes: dict[str, object], kind: str
) -> None:
    who = {"counter": post.counter, "clerk": post.clerk}
    if row is None:
        values = {"ticket_id": ticket_id, "material": material, "at": act.at, "told": 0, "missing": 0, **who}
        act.put("told", values | changes, kind, ticket_id=ticket_id)
    else:
        act.change("told", row, {**changes, **who}, kind, ticket_id=ticket_id)
