"""Counters: who staffs them, whether they are open, and that they belong to whoever opened them."""

from __future__ import annotations

from datetime import datetime

from queue_store.acts import Act, Look
from queue_store.clock import from_text, optional_time, to_text
from queue_store.errors import CounterBusy, CounterTaken, NotAllowed
from queue_store.ledger import Ledger
from queue_store.model import CounterStatus, Post, Ticket, Verb
from queue_store.tickets.moving import asked, find_tickets
from queue_store.tickets.rows import Row
from queue_store.typed import TERMINAL_LENGTH, clean

_COLUMNS = ("number", "revision", "clerk", "state", "since", "terminal", "reason_text", "back_at")


class Counters:
    """The counters of a hall. A counter is its clerk's until released, taken over by name, or left unattended."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.at_new_day.append(self._close_left_open)

    def open(self, post: Post, *, terminal: str = "", take_over: bool = False) -> CounterStatus:
        """A clerk sits down at a counter; one that is another clerk's only with `take_over`.

        `terminal` names the terminal, so that two of them at one counter notice each other.
        """
        with self._ledger.act(post) as act:
            act.rules.counter(post.counter)
            row = counter_row(act, post.counter)
            if not take_over:
                refuse_taken(act, row)
            taken = row is not None and row["state"] != "closed" and row["clerk"] != post.clerk
            kind = "counter_taken_over" if taken else "counter_opened"
            _set(act, row, "open", kind, clean(terminal, TERMINAL_LENGTH))
            return self._one(act, post.counter)

    def pause(self, post: Post, reason: str = "", back_at: datetime | None = None) -> CounterStatus:
        """The counter serves nobody for a while; the reason is kept out of sight (R42), the planned return is not.

        Said again, reason and return are those of the last time and the pause goes on.
        """
        with self._ledger.act(post) as act:
            row = own_counter(act, post)
            if back_at is not None:
                _refuse_return(act, back_at)
            kept = act.keep_text(reason, "counter", post.counter)
            since = row["since"] if row is not None and (row["state"], row["clerk"]) == ("paused", post.clerk) else None
            changes = {"reason_text": kept, "back_at": None if back_at is None else to_text(back_at)}
            _set(act, row, "paused", "counter_paused", **changes | ({"since": since} if since else {}))
            return self._one(act, post.counter)

    def unpause(self, post: Post) -> CounterStatus:
        """The counter serves again."""
        with self._ledger.act(post) as act:
            _set(act, own_counter(act, post), "open", "counter_unpaused")
            return self._one(act, post.counter)

    def close(self, post: Post) -> CounterStatus:
        """The clerk leaves; a ticket that is still at the counter has to be settled first."""
        with self._ledger.act(post) as act:
            row = own_counter(act, post)
            refuse_busy(act, post)
            _set(act, row, "closed", "counter_closed")
            return self._one(act, post.counter)

    def all(self) -> list[CounterStatus]:
        """Every counter of the hall, with whom it serves."""
        with self._ledger.look() as look:
            return statuses(look, serving(look))

    def _one(self, look: Look, number: int) -> CounterStatus:
        return next(status for status in statuses(look, serving(look)) if status.counter == number)

    def _close_left_open(self, act: Act, works_through: bool) -> None:
        """Counters that nobody closed are closed with their day."""
        if works_through:
            return
        for number in act.rules.numbers:
            row = counter_row(act, number)
            if row is not None and row["state"] != "closed":
                _set(act, row, "closed", "counter_left_open")


def counter_row(look: Look, number: int) -> Row | None:
    """The row of a counter; None before it was ever opened."""
    found = look.row(f"SELECT {', '.join(_COLUMNS)} FROM counter WHERE hall = ? AND number = ?", (look.hall, number))
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def own_counter(act: Act, post: Post) -> Row | None:
    """The row of the post's counter; refused when it is another clerk's."""
    act.rules.counter(post.counter)
    row = counter_row(act, post.counter)
    refuse_taken(act, row)
    return row


def refuse_taken(act: Act, row: Row | None) -> None:
    """Refuse an act at a counter that another clerk has open."""
    post = act.post
    if post is None or row is None or row["state"] == "closed" or row["clerk"] == post.clerk:
        return
    if act.now - last_seen(act, row) > act.rules.hall.unattended:
        return
    raise CounterTaken(
        "counter_taken",
        "Counter {counter} is open by {clerk} since {since}. Take it over by name, or choose another counter.",
        counter=row["number"],
        clerk=row["clerk"],
        since=act.rules.days.clock(from_text(row["since"])),
    )


def last_seen(look: Look, row: Row) -> datetime:
    """When the clerk of a counter last did something there."""
    found = look.row(
        "SELECT at FROM log WHERE hall = ? AND clerk = ? AND counter = ? ORDER BY seq DESC LIMIT 1",
        (look.hall, row["clerk"], row["number"]),
    )
    return from_text(row["since"] if found is None else max(found[0], row["since"]))


def _refuse_return(act: Act, back_at: datetime) -> None:
    """Refuse a planned return that is over, or beyond the business day."""
    days = act.rules.days
    ends = days.bounds(act.today)[1]
    if back_at <= act.now:
        raise NotAllowed(
            "back_in_past",
            "{time} is over already. Say a later time for coming back, or none.",
            time=days.clock(back_at),
        )
    if back_at >= ends:
        raise NotAllowed(
            "back_after_day",
            "The business day ends at {ends}. Say an earlier time for coming back, or close the counter.",
            ends=days.clock(ends),
        )


def staff(act: Act, post: Post, row: Row | None) -> bool:
    """Open the post's own counter, whose row is given, for a visitor who comes to it; False when it is open already."""
    if row is not None and (row["state"], row["clerk"]) == ("open", post.clerk):
        return False
    goes_on = row is not None and (row["state"], row["clerk"]) == ("paused", post.clerk)
    _set(act, row, "open", "counter_unpaused" if goes_on else "counter_opened")
    return True


def refuse_busy(look: Look, post: Post) -> None:
    """Refuse while a ticket is at the counter."""
    found = look.row(
        "SELECT label FROM ticket WHERE hall = ? AND counter = ? AND state IN ('called', 'serving')",
        (look.hall, post.counter),
    )
    if found is not None:
        raise busy(post, found[0])


def busy(post: Post, label: str | None) -> CounterBusy:
    """The sentence for a counter that still has a ticket."""
    return CounterBusy(
        "counter_busy",
        "Counter {counter} still has ticket {label}. Finish it, park it or send it on first.",
        counter=post.counter,
        label=label or "?",
    )


def serving(look: Look) -> list[Ticket]:
    """Tickets at a counter, by counter."""
    return find_tickets(look, "t.state IN ('called', 'serving') ORDER BY t.counter")


def staffed(look: Look) -> frozenset[int]:
    """Numbers of the counters at which somebody is, a short pause included."""
    found = look.rows("SELECT number FROM counter WHERE hall = ? AND state <> 'closed'", (look.hall,))
    return frozenset(number for (number,) in found)


def statuses(look: Look, active: list[Ticket]) -> list[CounterStatus]:
    """Every counter of the hall, with whom it serves out of the tickets that are at a counter."""
    kept = {
        number: (clerk, state, from_text(since), terminal, optional_time(back_at))
        for number, clerk, state, since, terminal, back_at in look.rows(
            "SELECT number, clerk, state, since, terminal, back_at FROM counter WHERE hall = ?", (look.hall,)
        )
    }
    at = {ticket.counter: ticket for ticket in active}
    found = []
    for number in look.rules.numbers:
        clerk, state, since, terminal, back_at = kept.get(number, (None, "closed", None, "", None))
        found.append(CounterStatus(number, clerk, state, since, at.get(number), terminal, back_at))
    return found


def _welcome_carried_over(act: Act) -> None:
    """The wait of visitors carried over from yesterday begins when the first counter of the day opens.

    It is an act of the hall, not of the clerk who opens: no undo takes it back.
    """
    today = act.today.isoformat()
    if act.state.opened_on == today:
        return
    act.mark_opened()
    columns = ("id", "revision", "entered_at", "label", "asked", "not_before")
    found = act.rows(
        f"SELECT {', '.join(columns)} FROM ticket WHERE hall = ? AND state = 'waiting' AND carried_to = ? "
        "AND legs > 1 AND entered_at < ? ORDER BY queue_at, id",
        (act.hall, today, act.at),
    )
    with act.by_itself():
        for values in found:
            row = dict(zip(columns, values, strict=True)) | {"service": None}
            changes: dict[str, object] = {"entered_at": act.at}
            if row["asked"]:
                changes["asked"] = row["asked"] - asked(row, act.now)
            act.change("ticket", row, changes, Verb.CARRY_OVER.value, ticket_id=row["id"])


def _set(act: Act, row: Row | None, state: str, kind: str, terminal: str = "", **paused: object) -> None:
    """Change a counter; `paused` are the columns that a pause sets."""
    if state == "open":
        _welcome_carried_over(act)
    post = act.post
    number = row["number"] if row is not None else post.counter if post is not None else 0
    changes = {
        "clerk": post.clerk if post is not None and state != "closed" else None,
        "state": state,
        "since": to_text(act.now),
        "terminal": (terminal or (row or {}).get("terminal", "")) if state != "closed" else "",
        "reason_text": None,
        "back_at": None,
        **paused,
    }
    if row is None:
        act.put("counter", {"number": number, **changes}, kind)
    else:
        act.change("counter", row, changes, kind)
