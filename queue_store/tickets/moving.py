"""What every part of the tickets shares: reading rows, changing a row, and entering a queue again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from queue_store.acts import Act, Look
from queue_store.clock import MICROSECOND, from_text, optional_time, seconds, to_text
from queue_store.engines.engine import Params
from queue_store.errors import UnknownThing
from queue_store.model import OPEN, State, Ticket, Verb, asked_until
from queue_store.rules import Rules
from queue_store.tickets.rows import NEW_LEG, SELECT_TICKET, TEXTS, Row, row_of, ticket_of


def as_ticket(row: Row, rules: Rules, now: datetime) -> Ticket:
    """The ticket of a row, as it is at `now`."""
    return ticket_of(row, now, rules.limit(row["service"]))


def find_tickets(look: Look, where: str, params: Params = ()) -> list[Ticket]:
    """Tickets of this hall for a condition on `t`, with its ORDER BY."""
    return [as_ticket(row, look.rules, look.now) for row in find_rows(look, where, params)]


def find_rows(look: Look, where: str, params: Params = ()) -> list[Row]:
    """Rows of this hall for a condition on `t`, with its ORDER BY."""
    found = look.rows(f"{SELECT_TICKET}WHERE t.hall = ? AND {where}", (look.hall, *params))
    return [row_of(values) for values in found]


def load(look: Look, ticket_id: int) -> Row:
    """The row of an id; refused when there is none."""
    rows = find_rows(look, "t.id = ?", (ticket_id,))
    if not rows:
        raise UnknownThing("unknown_ticket", "There is no ticket with the id {ticket}.", ticket=ticket_id)
    return rows[0]


def load_by_token(look: Look, token: str) -> Row:
    """The row of a secret; one whose visit ended before today is as unknown as one that never was."""
    rows = find_rows(look, "t.token = ?", (token.upper(),))
    if not rows or ended_before_today(look, rows[0]):
        raise UnknownThing("unknown_token", "This ticket is not known here. Please take a new number.")
    return rows[0]


def ended_before_today(look: Look, row: Row) -> bool:
    """Whether a visit was over before this business day, and nobody may come back to it any more."""
    if State(row["state"]) in OPEN:
        return False
    bound = min(look.rules.days.start(look.today), look.now - look.rules.hall.grace)
    return str(row["finished_at"] or row["issued_at"]) < to_text(bound)


def load_either(look: Look, which: int | str) -> Row:
    """The row of an id or of a secret."""
    return load_by_token(look, which) if isinstance(which, str) else load(look, which)


def change(act: Act, row: Row, verb: Verb, changes: Mapping[str, object]) -> Ticket:
    """Change a ticket's row and write the event that says so."""
    texts = {name: _text(act, changes[column]) for name, column in TEXTS.items() if column in changes}
    act.change("ticket", row, changes, verb.value, ticket_id=row["id"])
    row.update(texts)
    return as_ticket(row, act.rules, act.now)


def _text(look: Look, number: object) -> str | None:
    if number is None:
        return None
    found = look.row("SELECT text FROM free_text WHERE hall = ? AND id = ?", (look.hall, number))
    return None if found is None else str(found[0])


def close_leg(act: Act, row: Row, verb: Verb, state: str) -> None:
    """Keep the clocks of the leg that ends before the ticket enters a queue again."""
    kept = (
        "service", "leg_day", "entered_at", "called_at", "last_called_at", "started_at", "counter", "clerk", "calls",
        "returning_visitor", "outcome", "reason_text", "call_reason_text", "chosen", "wait_limit", "apology_due",
        "apology_said_at",
    )  # fmt: skip
    ended_at = row["leg_ended_at"] or row["finished_at"] or act.at
    values = {
        "ticket_id": row["id"],
        "leg": row["legs"],
        "ended_at": ended_at,
        "ended_by": verb.value,
        "state": state,
        "away": away(row, from_text(ended_at)),
        "asked": asked(row, from_text(row["called_at"] or ended_at)),
        "asked_at": row["asked_at"],
        **{column: row[column] for column in kept},
    }
    act.put("leg", values, verb.value, ticket_id=row["id"])


def enter_again(act: Act, row: Row, verb: Verb, rule: timedelta | None, more: Mapping[str, object]) -> Ticket:
    """Close the leg and begin the next one in the queue, where the hall's rule puts whoever comes back.

    `rule` is a head start on the moment of return, None keeps the old place. A head start never gives a better place
    than the old one: nobody gains by missing a call.
    """
    state = "transferred" if verb is Verb.TRANSFER else row["state"]
    close_leg(act, row, verb, "returned" if state == State.PARKED.value else state)
    queue_at, place_at = min(row["queue_at"], act.at), min(row["place_at"], act.at)
    if rule is not None:
        head_start = timedelta(seconds=row["head_start"])
        queue_at = max(queue_at, to_text(act.now - max(rule, head_start)))
        place_at = max(place_at, queue_at, to_text(act.now - rule))
    changes: dict[str, object] = {
        **number_on(act, row, act.today),
        **new_leg(act, row, str(more.get("service", row["service"]))),
        "queue_at": queue_at,
        "place_at": place_at,
        **more,
    }
    return change(act, row, verb, changes)


def new_leg(act: Act, row: Row, service: str) -> dict[str, object]:
    """What a ticket holds when it enters a queue again, now."""
    return {
        **NEW_LEG,
        "state": State.WAITING.value,
        "entered_at": act.at,
        "leg_day": act.today.isoformat(),
        "legs": row["legs"] + 1,
        "returning_visitor": 1,
        "wait_limit": seconds(act.rules.limit(service)),
    }


def away(row: Row, now: datetime) -> int:
    """Seconds aside so far, a stay aside that ends now included."""
    if row["parked_at"] is None or row["started_at"] is None:
        return int(row["away"])
    return int(row["away"]) + max(0, seconds(now - from_text(row["parked_at"])))


def asked(row: Row, until: datetime) -> int:
    """Microseconds of the time that the visitor asked for that were over at a moment."""
    span = asked_until(until, timedelta(microseconds=row["asked"]), optional_time(row["not_before"]))
    return span // MICROSECOND


def number_on(act: Act, row: Row, day: date) -> dict[str, object]:
    """What changes for a ticket of an earlier day that is in the hall on another: it keeps its own number.

    The numbers of that day then pass over it. Where the number is already given out on that day the ticket stays under
    its old day and its label gains that day of the month (`A001-20`), so that no two visitors in the hall hold the same
    label.
    """
    if row["business_day"] == day.isoformat():
        return {}
    taken = act.row(
        "SELECT 1 FROM ticket WHERE hall = ? AND business_day = ? AND series = ? AND number = ?",
        (act.hall, day.isoformat(), row["series"], row["number"]),
    )
    if taken is None:
        return {"business_day": day.isoformat()}
    return {} if "-" in row["label"] else {"label": f"{row['label']}-{row['business_day'][-2:]}"}


def open_rows(look: Look, last: date) -> list[Row]:
    """Tickets of a business day or earlier that are open, except those carried over to a later day.

    Asked for by state, in the order of the index of that state, so that the past is never gone through.
    """
    day, rows = last.isoformat(), []
    for state in (
        "= 'waiting' ORDER BY t.queue_at, t.id",
        "IN ('called', 'serving') ORDER BY t.counter",
        "= 'parked' ORDER BY t.counter",
        "= 'booked' ORDER BY t.business_day",
        "= 'left_over' ORDER BY t.business_day",
    ):
        rows += find_rows(look, f"t.state {state}")
    left = [row for row in rows if row["business_day"] <= day and (row["carried_to"] or day) <= day]
    return sorted(left, key=lambda row: (row["business_day"], row["queue_at"], row["id"]))
