"""The end of a business day: what becomes of visits that are still open, and forgetting who the visitors were."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from queue_store.acts import Act, Look
from queue_store.books.rehearsal import forget_rehearsals
from queue_store.clock import from_text, to_text
from queue_store.errors import QueueError
from queue_store.ledger import Ledger
from queue_store.lifecycle import MOVES
from queue_store.model import ACTIVE, Post, State, Ticket, Verb
from queue_store.tickets.bookings import kept_until
from queue_store.tickets.moving import as_ticket, away, change, close_leg, find_rows, new_leg, number_on, open_rows
from queue_store.tickets.rows import Row

ENDS = ("expire", "carry_over")
"""What can become of visits that are left over."""


class Days:
    """Business days end here, by themselves or when somebody says so."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.at_new_day.append(_end_yesterday)
        ledger.at_new_day.append(_forget_old)

    def close_day(self, waiting: str, day: date | None, post: Post | None) -> list[Ticket]:
        """Close a business day and all before it; returns the tickets that were still open.

        Without a `day` it answers for those left over where there are any, else it closes today: answering for what was
        left over never touches those who came today. `waiting` says what becomes of them: `expire` ends their visit,
        `carry_over` keeps label and place for the next day (for a visit that was being served there is no place to
        keep: it expires). Whoever is at a counter today stays. A day that has not come yet is refused.
        """
        if waiting not in ENDS:
            raise QueueError(
                "unknown_closing",
                "Say what becomes of those who wait: `expire` or `carry_over`, not {waiting}.",
                waiting=waiting,
            )
        with self._ledger.act(post) as act:
            today = act.today
            if day is not None and day > today:
                raise QueueError(
                    "day_to_come",
                    "{day} has not come yet: today is {today}. Close today or an earlier day.",
                    day=day,
                    today=today,
                )
            return _close(act, _to_close(act, day), waiting)

    def to_close(self, day: date | None) -> list[Ticket]:
        """Whom `close_day` would close now."""
        with self._ledger.look() as look:
            return [as_ticket(row, look.rules, look.now) for row in _to_close(look, day)]

    def left_over(self) -> list[Ticket]:
        """Tickets of earlier business days that are still open, unless they were carried over to today."""
        with self._ledger.look() as look:
            yesterday = look.today - timedelta(days=1)
            return [as_ticket(row, look.rules, look.now) for row in open_rows(look, yesterday)]

    def forget(self) -> int:
        """Erase names, telephone numbers and free text about people older than the retention; how many texts went."""
        with self._ledger.act() as act:
            return forget(act)


def _to_close(look: Look, day: date | None) -> list[Row]:
    """Those left over where there are any and no day is named; nobody who is at a counter."""
    rows = [row for row in open_rows(look, day or look.today) if State(row["state"]) not in ACTIVE]
    asked = [row for row in rows if row["state"] == State.LEFT_OVER.value]
    return rows if day is not None else asked or rows


def _close(act: Act, rows: list[Row], waiting: str) -> list[Ticket]:
    today, closed, clerk = act.today.isoformat(), [], _last_clerk(act, rows)
    for row in rows:
        if waiting == "expire" or MOVES[State(row["state"]), Verb.CARRY_OVER] is None:
            closed.append(_expire(act, row, clerk))
        elif row["business_day"] < today:
            closed.append(_carry_over(act, row, clerk))
        else:
            tomorrow = act.today + timedelta(days=1)
            closed.append(_leave_over(act, row, clerk, {"carried_to": tomorrow.isoformat()}))
    return closed


def _end_yesterday(act: Act, works_through: bool) -> None:
    """The hall's rule for whoever is still open when a business day begins."""
    due = _due_today(act)
    clerk = _last_clerk(act, due)
    for row in due:
        _carry_over(act, row, clerk)
    if works_through:
        return
    rule, yesterday = act.rules.hall.leftovers, act.today - timedelta(days=1)
    rows = open_rows(act, yesterday)
    clerk = _last_clerk(act, rows)
    for row in rows:
        if row["state"] == State.LEFT_OVER.value or rule == "expire" or row["state"] == State.SERVING.value:
            _expire(act, row, clerk)
        elif rule == "carry_over":
            _carry_over(act, row, clerk)
        else:
            _leave_over(act, row, clerk, {})


def _forget_old(act: Act, _: bool) -> None:
    forget(act)


def _due_today(act: Act) -> list[Row]:
    """Those whom somebody carried over to today on the evening before."""
    rows = find_rows(act, "t.state = 'left_over' AND t.carried_to <= ? ORDER BY t.queue_at, t.id", (_text(act.today),))
    return [row for row in rows if row["business_day"] < _text(act.today)]


def _text(day: date) -> str:
    return day.isoformat()


def _leave_over(act: Act, row: Row, clerk: _Sign, more: dict[str, object]) -> Ticket:
    """Put a visit where nobody calls it, until the hall says what becomes of it."""
    leg_ended_at = _leg_ended(act, row, clerk)
    changes: dict[str, object] = {
        "state": State.LEFT_OVER.value,
        "counter": None,
        "leg_ended_at": leg_ended_at,
        "away": away(row, from_text(leg_ended_at or act.at)),
        "parked_at": None,
        **more,
    }
    return change(act, row, Verb.LEAVE_OVER, changes)


def _ended(act: Act, row: Row) -> str:
    """When a visit that nobody ended was over: with its business day at the latest, so that no night is waited."""
    if row["finished_at"] is not None:
        return str(row["finished_at"])
    return max(
        str(row["entered_at"]), min(act.at, to_text(act.rules.days.bounds(date.fromisoformat(row["leg_day"]))[1]))
    )


def _leg_ended(act: Act, row: Row, clerk: _Sign) -> str | None:
    """Until when a visit that its day ends was in its queue, and could have been called; None before the first queue.

    That is until somebody ends the day; where the day ends by itself, until a clerk, or this visitor, last did
    anything, and until the end of its business day at the latest: nobody waits in a hall that is closed.
    """
    if not row["legs"]:
        return None
    if row["leg_ended_at"] is not None:
        return str(row["leg_ended_at"])
    end = to_text(act.rules.days.bounds(date.fromisoformat(row["leg_day"]))[1])
    ended = act.at if act.at < end else min(end, _last_sign(act, row, clerk))
    return max(ended, *(row[column] or "" for column in ("entered_at", "last_called_at", "started_at")))


def _last_sign(act: Act, row: Row, clerk: _Sign) -> str:
    """When a clerk, or the visitor, last did anything."""
    if clerk.seq > row["revision"]:
        return clerk.at
    found = act.row("SELECT at FROM log WHERE hall = ? AND seq = ?", (act.hall, row["revision"]))
    assert found is not None
    return str(found[0])


class _Sign(NamedTuple):
    """An entry of the log."""

    seq: int
    at: str


def _last_clerk(act: Act, rows: list[Row]) -> _Sign:
    """What a clerk at a counter did last before this act, and since the tickets of some rows last changed."""
    since = min((row["revision"] for row in rows), default=act.state.seq)
    found = act.row(
        "SELECT seq, at FROM log WHERE hall = ? AND seq > ? AND seq <= ? AND counter > 0 ORDER BY seq DESC LIMIT 1",
        (act.hall, since, act.state.seq),
    )
    return _Sign(0, "") if found is None else _Sign(*found)


def _expire(act: Act, row: Row, clerk: _Sign) -> Ticket:
    leg_ended_at = _leg_ended(act, row, clerk)
    changes: dict[str, object] = {
        "state": State.EXPIRED.value,
        "finished_at": _ended(act, row),
        "leg_ended_at": leg_ended_at,
        "away": away(row, from_text(leg_ended_at or act.at)),
        "parked_at": None,
    }
    return change(act, row, Verb.EXPIRE, changes)


def _carry_over(act: Act, row: Row, clerk: _Sign) -> Ticket:
    """Move a ticket to today."""
    to = act.today
    changes: dict[str, object] = {"carried_to": to.isoformat(), **number_on(act, row, to)}
    if row["legs"]:
        close_leg(act, row | {"leg_ended_at": _leg_ended(act, row, clerk)}, Verb.CARRY_OVER, "carried_over")
        kept = {column: row[column] for column in ("for_counter", "sent_at", "reason_text")}
        changes |= {**new_leg(act, row, row["service"]), **kept}
    else:
        until = to_text(kept_until(act))
        changes |= {"state": State.BOOKED.value, "leg_day": to.isoformat(), "kept_until": until}
    return change(act, row, Verb.CARRY_OVER, changes)


_OVER = {
    "ticket": (
        "EXISTS (SELECT 1 FROM ticket AS t WHERE t.hall = free_text.hall AND t.id = free_text.owner_id "
        "AND (t.leg_day <= ? OR t.leg_day > ?) AND t.state NOT IN ('booked', 'waiting', 'called', 'serving', 'parked'))"
    ),
    "owed": (
        "EXISTS (SELECT 1 FROM owed AS o WHERE o.hall = free_text.hall AND o.id = free_text.owner_id "
        "AND o.state <> 'open' AND o.settled_at < ?) OR NOT EXISTS "
        "(SELECT 1 FROM owed AS o WHERE o.hall = free_text.hall AND o.id = free_text.owner_id)"
    ),
    "staff": (
        "NOT EXISTS (SELECT 1 FROM staff AS s WHERE s.hall = free_text.hall AND s.person_text = free_text.id "
        "AND (s.removed_at IS NULL OR s.removed_at >= ?))"
    ),
}
"""When free text of an owner is not needed any more; of any other owner, once its day is old enough."""


def last_forgotten(look: Look) -> date:
    """The last business day whose texts about people have been kept for the hall's retention."""
    return look.rules.days.of(look.now - look.rules.hall.retention) - timedelta(days=1)


def forget(act: Act) -> int:
    """Erase what is older than the hall's retention; how many texts went.

    A text is kept for the retention after its business day ended, and while the visit is open, the thing is owed or the
    person works here. Days still to come are over too: the hall's time was put back since.
    """
    days, last = act.rules.days, last_forgotten(act)
    old, over = (_text(last), _text(act.today)), to_text(days.start(last + timedelta(days=1)))
    gone = act.rows(
        "DELETE FROM free_text WHERE hall = ? AND (day <= ? OR day > ?) AND CASE owner "
        f"WHEN 'ticket' THEN {_OVER['ticket']} WHEN 'owed' THEN ({_OVER['owed']}) WHEN 'staff' THEN {_OVER['staff']} "
        "ELSE 1 = 1 END RETURNING id",
        (act.hall, *old, *old, over, over),
    )
    devices = act.session.run(
        "UPDATE booking SET device = '', source = '' WHERE hall = ? AND device || source <> '' "
        "AND (business_day <= ? OR business_day > ?)",
        (act.hall, *old),
    )
    rehearsed = forget_rehearsals(act)
    if gone or devices or rehearsed:
        act.note("forgotten", {"texts": len(gone)})
        act.erase_soon()
    return len(gone)
