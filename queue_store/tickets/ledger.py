"""What every part of the store shares: the hall's rules, the clock, and the one way to change a ticket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from queue_store.clock import BusinessDays, from_text, never_back, seconds, to_text
from queue_store.engines.engine import Engine, Session
from queue_store.errors import UnknownThing
from queue_store.model import OPEN, Counter, Hall, Post, PriorityClass, Service, State, Ticket, Verb
from queue_store.tickets.rows import FRESH, NEW_LEG, SELECT_TICKET, Row, row_of, ticket_of, to_json

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class Base:
    """A hall, its database and a clock."""

    def __init__(self, engine: Engine, hall: Hall, clock: Clock) -> None:
        self.hall = hall
        """The rules in force."""
        self.path = engine.path
        """Where the database is, for people."""
        self._engine = engine
        self._clock = clock
        self._services = {service.code: service for service in hall.services}
        self._counters = {counter.number: counter for counter in hall.counters}
        self._priorities = {priority.id: priority for priority in hall.priorities}
        try:
            self._days = BusinessDays(ZoneInfo(hall.timezone), hall.cutover)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise UnknownThing(
                "unknown_timezone",
                "The hall's time zone {timezone} is not known. Use a name such as Asia/Shanghai.",
                timezone=hall.timezone,
            ) from error

    def version(self) -> int:
        """A number that changes when any process, this one included, has committed something."""
        return self._engine.version()

    def close(self) -> None:
        """Close the database; the store is of no use afterwards."""
        self._engine.close()

    def business_day(self) -> date:
        """The business day that it is now."""
        return self._days.of(self._clock())

    def _now(self, session: Session) -> datetime:
        """The time to write, never before the last written one."""
        last = session.row("SELECT at FROM event ORDER BY id DESC LIMIT 1")
        return never_back(self._clock(), None if last is None else last[0])

    def _service(self, code: str) -> Service:
        try:
            return self._services[code]
        except KeyError:
            raise UnknownThing(
                "unknown_service",
                "This hall has no service {service}. Choose one of: {known}.",
                service=code,
                known=", ".join(self._services),
            ) from None

    def _counter(self, number: int) -> Counter:
        try:
            return self._counters[number]
        except KeyError:
            raise UnknownThing(
                "unknown_counter",
                "This hall has no counter {counter}. Choose one of: {known}.",
                counter=number,
                known=", ".join(map(str, self._counters)),
            ) from None

    def _priority(self, name: str) -> PriorityClass:
        try:
            return self._priorities[name]
        except KeyError:
            raise UnknownThing(
                "unknown_priority",
                "This hall has no priority class {priority}. Choose one of: {known}.",
                priority=name,
                known=", ".join(self._priorities),
            ) from None

    def _limit(self, service: str) -> timedelta:
        """Today's long-wait limit of a service; a service that the hall gave up has the hall's."""
        known = self._services.get(service)
        return self.hall.long_wait if known is None or known.long_wait is None else known.long_wait

    def _ticket(self, row: Row, now: datetime) -> Ticket:
        return ticket_of(row, now, self._limit(row["service"]))

    def _tickets(self, session: Session, where: str, params: tuple[Any, ...] = ()) -> list[Ticket]:
        """Tickets of this hall for a condition on `t`, with its ORDER BY."""
        now = self._clock()
        found = session.rows(f"{SELECT_TICKET}WHERE t.hall = ? AND {where}", (self.hall.id, *params))
        return [self._ticket(row_of(values), now) for values in found]

    def _load(self, session: Session, ticket_id: int) -> Row:
        found = session.row(f"{SELECT_TICKET}WHERE t.id = ? AND t.hall = ?", (ticket_id, self.hall.id))
        if found is None:
            raise UnknownThing("unknown_ticket", "There is no ticket with the id {ticket}.", ticket=ticket_id)
        return row_of(found)

    def _by_token(self, session: Session, token: str) -> Row:
        """The row of a secret; one whose visit ended before today is as unknown as one that never was."""
        found = session.row(f"{SELECT_TICKET}WHERE t.token = ? AND t.hall = ?", (token.upper(), self.hall.id))
        row = None if found is None else row_of(found)
        if row is None or (State(row["state"]) not in OPEN and row["business_day"] < self.business_day().isoformat()):
            raise UnknownThing("unknown_token", "This ticket is not known here. Please take a new number.")
        return row

    def _either(self, session: Session, which: int | str) -> Row:
        """The row of an id or of a secret."""
        return self._by_token(session, which) if isinstance(which, str) else self._load(session, which)

    def _open_rows(self, session: Session, last: date) -> list[Row]:
        """Tickets of a business day or earlier that are open, except those carried over to a later day.

        Asked for by state, in the order of the index of that state, so that the past is never gone through.
        """
        day, rows = last.isoformat(), []
        for state in (
            "= 'waiting' ORDER BY t.queue_at, t.id",
            "IN ('called', 'serving') ORDER BY t.counter",
            "= 'parked' ORDER BY t.id",
            "= 'booked' ORDER BY t.business_day",
        ):
            found = session.rows(f"{SELECT_TICKET}WHERE t.hall = ? AND t.state {state}", (self.hall.id,))
            rows += [row_of(values) for values in found]
        left = [row for row in rows if row["business_day"] <= day and (row["carried_to"] or day) <= day]
        return sorted(left, key=lambda row: (row["business_day"], row["queue_at"], row["id"]))

    def _change(
        self, session: Session, row: Row, verb: Verb, changes: Mapping[str, object], now: datetime, post: Post | None
    ) -> Ticket:
        """Change a ticket's row and write the event that says so."""
        after = {column: value for column, value in changes.items() if row[column] != value}
        before = {column: row[column] for column in after}
        if after:
            columns = ", ".join(f"{column} = ?" for column in after)
            session.run(f"UPDATE ticket SET {columns} WHERE id = ?", (*after.values(), row["id"]))
        row.update(after)
        self._event(session, row, verb, after, before, now, post)
        return self._ticket(row, now)

    def _event(
        self,
        session: Session,
        row: Row,
        verb: Verb,
        after: Mapping[str, object],
        before: Mapping[str, object],
        now: datetime,
        post: Post | None,
        undoes: int | None = None,
    ) -> None:
        session.run(
            "INSERT INTO event (hall, ticket_id, at, verb, counter, clerk, service, precedence, changes, before, "
            "undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.hall.id,
                row["id"],
                to_text(now),
                verb.value,
                None if post is None else post.counter,
                None if post is None else post.clerk,
                row["service"],
                1 if row["head_start"] else 0,
                to_json(after),
                to_json(before),
                undoes,
            ),
        )

    def _close_leg(self, session: Session, row: Row, verb: Verb, state: str, now: datetime) -> None:
        """Keep the clocks of the leg that ends before the ticket enters a queue again."""
        session.run(
            "INSERT INTO leg (ticket_id, leg, hall, service, business_day, entered_at, called_at, last_called_at, "
            "started_at, ended_at, ended_by, state, away, counter, clerk, calls, returning_visitor, outcome, reason, "
            "wait_limit, apology_due, apology_said_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row["id"], row["legs"], row["hall"], row["service"], row["business_day"], row["entered_at"],
                row["called_at"], row["last_called_at"], row["started_at"], row["finished_at"] or to_text(now),
                verb.value, state, self._away(row, now), row["counter"], row["clerk"], row["calls"],
                row["returning_visitor"], row["outcome"], row["reason"], row["wait_limit"], row["apology_due"],
                row["apology_said_at"],
            ),
        )  # fmt: skip

    def _enter_again(
        self,
        session: Session,
        row: Row,
        verb: Verb,
        rule: timedelta | None,
        now: datetime,
        post: Post | None,
        more: Mapping[str, object],
    ) -> Ticket:
        """Close the leg and begin the next one in the queue, where the hall's rule puts whoever comes back.

        A head start never gives a better place than the old one: nobody gains by missing a call.
        """
        state = "transferred" if verb is Verb.TRANSFER else row["state"]
        self._close_leg(session, row, verb, "returned" if state == State.PARKED.value else state, now)
        at = to_text(now)
        head_start = timedelta(seconds=row["head_start"])
        queue_at = row["queue_at"] if rule is None else max(row["queue_at"], to_text(now - max(rule, head_start)))
        limit = seconds(self._limit(str(more.get("service", row["service"]))))
        changes: dict[str, object] = {
            **NEW_LEG,
            "state": State.WAITING.value,
            "entered_at": at,
            "queue_at": queue_at,
            "legs": row["legs"] + 1,
            "returning_visitor": 1,
            "wait_limit": limit,
            **more,
        }
        return self._change(session, row, verb, changes, now, post)

    def _away(self, row: Row, now: datetime) -> int:
        """Seconds aside so far, a stay aside that ends now included."""
        if row["parked_at"] is None or row["started_at"] is None:
            return int(row["away"])
        return int(row["away"]) + max(0, seconds(now - from_text(row["parked_at"])))


def blank_row() -> Row:
    """A row before its first event."""
    return {**FRESH, "surname": None, "address": None, "phone": None}
