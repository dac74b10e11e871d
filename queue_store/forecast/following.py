"""The hall's log as the forecast reads it: every entry about a ticket or a counter becomes one event."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from queue_store.acts import Look
from queue_store.clock import from_text
from queue_store.forecast.floor import (
    Aside,
    Called,
    CounterState,
    CutOff,
    DayEnded,
    Entered,
    HallEvent,
    Left,
    Moved,
    NoShow,
    Resumed,
    Served,
    Undone,
    Waiting,
)
from queue_store.model import Verb

_FRESH: Mapping[str, Any] = {
    "state": "", "service": "", "entered_at": None, "queue_at": None, "place_at": None, "head_start": 0,
    "for_counter": None, "sent_at": None, "returning_visitor": 0, "counter": None, "last_called_at": None,
    "started_at": None, "finished_at": None, "leg_ended_at": None, "away": 0, "legs": 1, "not_before": None,
    "asked": 0,
}  # fmt: skip
"""Columns of a ticket that a forecast knows, as they are before its first entry says otherwise."""

_CLOSED: Mapping[str, Any] = {"state": "closed", "back_at": None}
"""A counter that nobody opened yet, or no more because that was undone."""

_AT_COUNTER = frozenset({"called", "serving"})
_ENDED_BY_DAY = frozenset({"left_over", "expired"})
_OVER = frozenset({"finished", "no_show", "cancelled", "expired"})

_BATCH = 2000
"""Entries read at once."""

_KNOWN = ", ".join(_FRESH)
_AS_THEY_STOOD = (
    f"SELECT id, {_KNOWN} FROM ticket WHERE hall = ? AND state = 'waiting' AND revision <= ? UNION ALL "
    f"SELECT id, {_KNOWN} FROM ticket WHERE hall = ? AND state IN ('called', 'serving') AND revision <= ?"
)
_QUERY = (
    "SELECT seq, at, kind, subject, key, ticket_id, changes FROM log WHERE hall = ? AND seq > ? "
    "AND (subject IN ('ticket', 'counter', 'wait_told') OR kind IN ('day_ended', 'clock_followed')) "
    "ORDER BY seq LIMIT ?"
)


class Mirror:
    """The tickets and counters of a hall as the entries so far left them, and what was last told to each ticket."""

    def __init__(self) -> None:
        self.seq = 0
        """Place in the log of the last entry that was read."""
        self.told: dict[int, dict[str, Any]] = {}
        """The columns of the newest telling, by ticket."""
        self.rows: dict[int, dict[str, Any]] = {}
        """The columns that a forecast knows, by ticket."""
        self._counters: dict[int, dict[str, Any]] = {}

    @property
    def open_counters(self) -> frozenset[int]:
        """Numbers of the counters that are open."""
        return frozenset(number for number, row in self._counters.items() if row["state"] == "open")

    def dump(self) -> dict[str, Any]:
        """Plain values from which `load` makes the same mirror."""
        return {
            "seq": self.seq,
            "told": list(self.told.items()),
            "rows": list(self.rows.items()),
            "counters": list(self._counters.items()),
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> Mirror:
        """The mirror that was dumped."""
        mirror = cls()
        mirror.seq = dumped["seq"]
        mirror.told, mirror.rows, mirror._counters = (
            {number: values for number, values in dumped[name]} for name in ("told", "rows", "counters")
        )
        return mirror

    def stand(self, look: Look, seq: int) -> Iterator[HallEvent]:
        """Begin in the middle of the log, after an entry: what stood then and has not changed since, as events."""
        self.seq = seq
        counters = "SELECT number, state, since, back_at FROM counter WHERE hall = ? AND revision <= ?"
        for number, state, since, back_at in look.rows(counters, (look.hall, seq)):
            yield from self._counter(_seconds(since), number, {"state": state, "back_at": back_at})
        for number, *values in look.rows(_AS_THEY_STOOD, (look.hall, seq) * 2):
            row = self.rows[number] = dict(zip(_FRESH, values, strict=True))
            yield Entered(_seconds(row["entered_at"]), waiting_of(number, row), undone=True)
            if row["state"] in _AT_COUNTER:
                yield Undone(_seconds(row["last_called_at"]), number, counter=row["counter"])

    def events(self, look: Look) -> Iterator[HallEvent]:
        """What the entries since mean to a forecast; the mirror is kept up on the way."""
        while True:
            found = look.rows(_QUERY, (look.hall, self.seq, _BATCH))
            for seq, *values in found:
                self.seq = seq
                yield from self._events(look, *values)
            if len(found) < _BATCH:
                return

    def _events(
        self, look: Look, at_text: str, kind: str, subject: str, key: str, ticket_id: int | None,
        changes_text: str | None,
    ) -> Iterator[HallEvent]:  # fmt: skip
        at = _seconds(at_text)
        changes = {} if changes_text is None else json.loads(changes_text)
        if subject == "counter":
            yield from self._counter(at, json.loads(key)[0], _CLOSED if changes_text is None else changes)
            return
        if ticket_id is None:
            self._forget_those_gone()
            yield DayEnded(at)
            return
        if subject == "wait_told":
            self.told[ticket_id] = changes
            return
        old = self.rows.get(ticket_id) or (_FRESH if "service" in changes else _row(look, ticket_id))
        new = {**old, **{name: value for name, value in changes.items() if name in _FRESH}}
        self.rows[ticket_id] = new
        if kind == Verb.UNDO.value:
            yield _undone(at, ticket_id, new)
        elif new["state"] == "waiting":
            yield from _entering(at, ticket_id, old, new)
        elif old["state"] != new["state"]:
            yield from _leaving(at, ticket_id, old["state"], new)

    def _forget_those_gone(self) -> None:
        self.rows = {number: row for number, row in self.rows.items() if row["state"] not in _OVER}
        self.told = {number: told for number, told in self.told.items() if number in self.rows}

    def _counter(self, at: float, number: int, changes: Mapping[str, Any]) -> Iterator[HallEvent]:
        old = self._counters.get(number, _CLOSED)
        new = {**old, **{name: value for name, value in changes.items() if name in old}}
        self._counters[number] = new
        if new != old:
            back_at = None if new["back_at"] is None else _seconds(new["back_at"])
            yield CounterState(at, number, new["state"], back_at)


def _row(look: Look, ticket_id: int) -> dict[str, Any]:
    """The columns of a ticket whose first entries were not read, as they are now."""
    found = look.row(f"SELECT {_KNOWN} FROM ticket WHERE hall = ? AND id = ?", (look.hall, ticket_id))
    return dict(_FRESH) if found is None else dict(zip(_FRESH, found, strict=True))


def _undone(at: float, ticket_id: int, new: Mapping[str, Any]) -> HallEvent:
    """An act on a ticket was taken back: where it is now."""
    waits = waiting_of(ticket_id, new) if new["state"] == "waiting" else None
    return Undone(at, ticket_id, waits, new["counter"] if new["state"] in _AT_COUNTER else None)


def _entering(at: float, ticket_id: int, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[HallEvent]:
    """A ticket that waits now; one sent on from a counter has taken that counter's time."""
    waiting = waiting_of(ticket_id, new)
    if old["state"] == "waiting":
        yield Moved(at, waiting)
        return
    if old["state"] in _AT_COUNTER:
        yield Served(at, ticket_id, _taken(at, old))
    yield Entered(at, waiting)


def _leaving(at: float, ticket_id: int, before: str, new: Mapping[str, Any]) -> Iterator[HallEvent]:
    """A ticket that is in another state now, and does not wait."""
    after = new["state"]
    if after == "called":
        if before == "waiting":
            yield Called(at, ticket_id, new["counter"])
        else:
            yield Resumed(at, ticket_id, new["counter"], waiting_of(ticket_id, new))
    elif after == "serving":
        if before != "called":
            yield Resumed(at, ticket_id, new["counter"], waiting_of(ticket_id, new))
    elif after == "parked":
        yield Aside(at, ticket_id)
    elif after == "finished":
        yield Served(at, ticket_id, _taken(_seconds(new["finished_at"]), new))
    elif after in _ENDED_BY_DAY:
        yield CutOff(at, ticket_id, at if new["leg_ended_at"] is None else _seconds(new["leg_ended_at"]))
    else:
        yield NoShow(at, ticket_id) if after == "no_show" else Left(at, ticket_id)


def _taken(until: float, row: Mapping[str, Any]) -> float:
    """Seconds that a visit took of a counter's time."""
    began = row["started_at"] or row["last_called_at"]
    return 0.0 if began is None else max(0.0, until - _seconds(began) - row["away"])


def waiting_of(ticket_id: int, row: Mapping[str, Any]) -> Waiting:
    """Someone who waits, as the forecast knows them; `row` holds the ticket's columns."""
    return Waiting(
        id=ticket_id,
        service=row["service"],
        entered_at=_seconds(row["entered_at"]),
        queue_at=_seconds(row["queue_at"]),
        place_at=_seconds(row["place_at"]),
        head_start=row["head_start"],
        for_counter=row["for_counter"],
        sent_at=None if row["sent_at"] is None else _seconds(row["sent_at"]),
        returning=bool(row["returning_visitor"]),
        not_before=None if row["not_before"] is None else _seconds(row["not_before"]),
        asked=row["asked"] / 1e6,
    )


def _seconds(text: str) -> float:
    return from_text(text).timestamp()
