"""Alerts of the floor: raised once, seen by every supervisor alike, cleared by themselves when they are no longer so.

Who took an alert, until when it is snoozed and what came of it is kept beside it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from queue_store.acts import Act, Look
from queue_store.clock import from_text, optional_time, to_text
from queue_store.errors import AlreadyTaken, NotAllowed, QueueError, UnknownThing
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.tickets.rows import Row, to_json
from queue_store.typed import REASON_LENGTH, clean

STAYS = timedelta(minutes=1)
"""An alert stays at least so long, so that a state that comes and goes raises one alert and not many."""

_OVER_SHOWN = 20
"""Alerts of today that are over and still listed."""

_COLUMNS = (
    "id", "revision", "kind", "subject", "facts", "raised_at", "cleared_at", "taken_by", "taken_at", "snoozed_until",
    "noted_by", "note_text",
)  # fmt: skip
_SELECT = (
    f"SELECT {', '.join(f'a.{column}' for column in _COLUMNS)}, n.text FROM floor_alert AS a "
    "LEFT JOIN free_text AS n ON n.hall = a.hall AND n.id = a.note_text WHERE a.hall = ? AND "
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something in the hall that a supervisor should know, as it is now."""

    kind: str
    """`wait`, `queue`, `unserved`, `idle`, `stuck`, `promise`, `breach`, `pages` or `screen`."""
    subject: str
    """What it is about: the code of a service, the number of a counter, an id; with the kind it is the stable key."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """Plain values that fill its sentence; spans are seconds, no free text about people."""

    @property
    def key(self) -> tuple[str, str]:
        """What tells conditions apart."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True)
class Alert:
    """A condition that was raised, and what became of it."""

    id: int
    kind: str
    subject: str
    facts: Mapping[str, object]
    """As they were when it was raised."""
    raised_at: datetime
    cleared_at: datetime | None
    """When it was no longer so; None while it is."""
    taken_by: str
    """The supervisor who took it; empty while nobody did."""
    taken_at: datetime | None
    snoozed_until: datetime | None
    note: str
    """What came of it; empty when nothing was written, and once erased."""
    noted_by: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells conditions apart."""
        return self.kind, self.subject

    def may_clear(self, now: datetime) -> bool:
        """Whether it stands long enough to be cleared once it is no longer so."""
        return self.cleared_at is None and now - self.raised_at >= STAYS

    def calls(self, now: datetime) -> bool:
        """Whether somebody should look at it: it is so, nobody took it, and it is not snoozed."""
        snoozed = self.snoozed_until is not None and self.snoozed_until > now
        return self.cleared_at is None and not self.taken_by and not snoozed


class Alerts:
    """The alerts of a hall."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.at_new_day.append(_clear_all)

    def settle(self, found: Collection[Condition], kinds: Collection[str], *, as_of: datetime | None = None) -> None:
        """Raise what is so and was not, clear what was and is not any more; nothing is written when nothing changed.

        `kinds` are those that were looked at: alerts of other kinds stay as they are. `as_of` is the hall time at
        which they were looked at, None for now: what another program cleared after it is not raised again.
        """
        now_so = {each.key: each for each in found}
        with self._ledger.act() as act:
            standing = {(row["kind"], row["subject"]): row for row in _rows(act, "a.cleared_at IS NULL", ())}
            for key, row in standing.items():
                aged = act.now - from_text(row["raised_at"]) >= STAYS
                if row["kind"] in kinds and key not in now_so and aged:
                    _change(act, row, {"cleared_at": act.at}, "alert_cleared")
            cleared = set() if as_of is None else _cleared_after(act, as_of)
            for key, condition in now_so.items():
                if key not in standing and key not in cleared:
                    _raise(act, condition)

    def take(self, alert_id: int, post: Post) -> Alert:
        """A supervisor sees to it; refused when another one took it already."""
        with self._ledger.act(post) as act:
            row = _standing(act, alert_id)
            if row["taken_by"] not in (None, post.clerk):
                raise AlreadyTaken(
                    "alert_taken",
                    "{clerk} took this at {time} already. Ask {clerk}, or write down what came of it.",
                    clerk=row["taken_by"],
                    time=act.rules.days.clock(from_text(row["taken_at"])),
                )
            return _change(act, row, {"taken_by": post.clerk, "taken_at": row["taken_at"] or act.at}, "alert_taken")

    def give_back(self, alert_id: int, post: Post) -> Alert:
        """The supervisor who took it does not see to it any more."""
        with self._ledger.act(post) as act:
            row = _standing(act, alert_id)
            return _change(act, row, {"taken_by": None, "taken_at": None}, "alert_given_back")

    def snooze(self, alert_id: int, post: Post, until: datetime) -> Alert:
        """Let nobody be called to it before a time, an aware datetime."""
        with self._ledger.act(post) as act:
            if until <= act.now:
                raise NotAllowed(
                    "back_in_past",
                    "{time} is over already. Say a later time for coming back, or none.",
                    time=act.rules.days.clock(until),
                )
            return _change(act, _standing(act, alert_id), {"snoozed_until": to_text(until)}, "alert_snoozed")

    def note(self, alert_id: int, post: Post, text: str) -> Alert:
        """Write down what came of it, also when it is over; what was written before is replaced."""
        if not clean(text, REASON_LENGTH):
            raise QueueError("alert_note", "Say what came of it.")
        with self._ledger.act(post) as act:
            kept = act.keep_text(text, "floor_alert", alert_id)
            changes = {"note_text": kept, "noted_by": post.clerk}
            return _change(act, _load(act, alert_id), changes, "alert_noted")

    def between(self, since: datetime, until: datetime) -> list[Alert]:
        """Alerts raised in [since, until), oldest first."""
        with self._ledger.look() as look:
            where = "a.raised_at >= ? AND a.raised_at < ? ORDER BY a.raised_at, a.id"
            return [_alert_of(row) for row in _rows(look, where, (to_text(since), to_text(until)))]


def floor_alerts(look: Look) -> list[Alert]:
    """The alerts that stand, oldest first, then the last ones of today that are over, newest first."""
    since = to_text(look.rules.days.start(look.today))
    standing = _rows(look, "a.cleared_at IS NULL ORDER BY a.id", ())
    where = "a.raised_at >= ? AND a.cleared_at IS NOT NULL ORDER BY a.raised_at DESC, a.id DESC LIMIT ?"
    return [_alert_of(row) for row in (*standing, *_rows(look, where, (since, _OVER_SHOWN)))]


def _raise(act: Act, condition: Condition) -> None:
    values = {
        "id": act.new_id(), "kind": condition.kind, "subject": condition.subject, "facts": to_json(condition.facts),
        "raised_at": act.at, "cleared_at": None, "taken_by": None, "taken_at": None, "snoozed_until": None,
        "noted_by": None, "note_text": None,
    }  # fmt: skip
    act.put("floor_alert", values, "alert_raised")


def _cleared_after(act: Act, moment: datetime) -> set[tuple[str, str]]:
    """Keys of the alerts of today that were cleared after a moment."""
    today = to_text(act.rules.days.start(act.today))
    where = "a.raised_at >= ? AND a.cleared_at > ?"
    return {(row["kind"], row["subject"]) for row in _rows(act, where, (today, to_text(moment)))}


def _clear_all(act: Act, works_through: bool) -> None:
    """Alerts end with their day; those of a hall that works through are raised again at once."""
    for row in _rows(act, "a.cleared_at IS NULL ORDER BY a.id", ()):
        _change(act, row, {"cleared_at": act.at}, "alert_cleared")


def _rows(look: Look, where: str, params: tuple[object, ...]) -> list[Row]:
    found = look.rows(_SELECT + where, (look.hall, *params))
    return [dict(zip((*_COLUMNS, "note"), values, strict=True)) for values in found]


def _load(look: Look, alert_id: int) -> Row:
    rows = _rows(look, "a.id = ?", (alert_id,))
    if not rows:
        raise UnknownThing("unknown_alert", "There is no alert with the id {alert}.", alert=alert_id)
    return rows[0]


def _standing(look: Look, alert_id: int) -> Row:
    row = _load(look, alert_id)
    if row["cleared_at"] is not None:
        raise NotAllowed("alert_over", "This is no longer so: the alert has cleared by itself.")
    return row


def _change(act: Act, row: Row, changes: dict[str, Any], kind: str) -> Alert:
    if any(row[column] != value for column, value in changes.items()):
        act.change("floor_alert", row, changes, kind)
    return _alert_of(_load(act, row["id"]))


def _alert_of(row: Row) -> Alert:
    return Alert(
        row["id"], row["kind"], row["subject"], json.loads(row["facts"]), from_text(row["raised_at"]),
        optional_time(row["cleared_at"]), row["taken_by"] or "", optional_time(row["taken_at"]),
        optional_time(row["snoozed_until"]), row["note"] or "", row["noted_by"] or "",
    )  # fmt: skip
