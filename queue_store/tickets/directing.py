"""What a supervisor directs from the floor: services of today, what counters give, to whom a visitor goes.

Each verb is on record with the supervisor's id; the post of one who sits at no counter has `NO_COUNTER`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from queue_store.acts import Act
from queue_store.books.counters import busy, counter_row, refuse_busy
from queue_store.clock import from_text
from queue_store.engines.engine import Conflict
from queue_store.errors import AlreadyTaken, NotAllowed, QueueError
from queue_store.ledger import Ledger
from queue_store.lifecycle import advance
from queue_store.model import ACTIVE, Post, State, Ticket, Verb
from queue_store.tickets.moving import change, load
from queue_store.tickets.rows import Row, to_json
from queue_store.tickets.serving import call_to, taken

_COLUMNS = ("day", "kind", "subject", "revision", "services", "at", "clerk")


class Directing:
    """The verbs of a supervisor on the floor."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def close_service(self, code: str, post: Post) -> None:
        """Give no more numbers of a service today; those who wait are served."""
        with self._ledger.act(post) as act:
            act.rules.service(code)
            row = _arranged(act, "service", code)
            if row is not None:
                raise AlreadyTaken(
                    "service_closed_already",
                    "{clerk} closed {service} for today already, at {time}.",
                    service=code,
                    clerk=row["clerk"],
                    time=act.rules.days.clock(from_text(row["at"])),
                )
            _arrange(act, "service", code, (), "service_closed")

    def open_service(self, code: str, post: Post) -> None:
        """Give numbers of a service again that was closed for today."""
        with self._ledger.act(post) as act:
            act.rules.service(code)
            row = _arranged(act, "service", code)
            if row is None:
                raise AlreadyTaken(
                    "service_open_already", "{service} takes numbers already: nobody closed it.", service=code
                )
            act.remove("arranged", row, "service_opened")

    def move_counter(self, number: int, services: Collection[str], post: Post, *, seen: Collection[str]) -> None:
        """Let a counter give other services for today; its own ones end what was arranged.

        `seen` are the services it gave when the supervisor decided: refused when somebody changed them since. Refused
        too where a service would be left that no counter gives.
        """
        with self._ledger.act(post) as act:
            before = act.rules.counter(number).services
            row = _arranged(act, "counter", str(number))
            if set(before) != set(seen):
                raise AlreadyTaken(
                    "counter_moved",
                    "Somebody else changed what counter {counter} gives: it is {services} now. Look again.",
                    counter=number,
                    services=", ".join(before),
                )
            after = tuple(code for code in act.rules.codes if code in set(services))
            if not after:
                raise QueueError("counter_gives_nothing", "Choose at least one service for counter {counter}.",
                                 counter=number)  # fmt: skip
            _refuse_left_alone(act, number, after)
            own = next(each.services for each in self._ledger.rules.hall.counters if each.number == number)
            if row is not None and set(after) == set(own):
                act.remove("arranged", row, "counter_moved_back")
            elif row is not None:
                changes = {"services": to_json(after), "at": act.at, "clerk": post.clerk}
                act.change("arranged", row, changes, "counter_moved")
            elif set(after) != set(own):
                _arrange(act, "counter", str(number), after, "counter_moved")

    def call(self, ticket_id: int, counter: int, post: Post, *, reason: str = "") -> Ticket:
        """Call a visitor to an open counter that is free, in the name of its clerk and out of order."""
        try:
            with self._ledger.act(post) as act:
                row = load(act, ticket_id)
                if State(row["state"]) in ACTIVE:
                    raise taken(row)
                advance(State(row["state"]), Verb.CALL, row["label"])
                there = _open_counter(act, counter)
                refuse_busy(act, there)
                kept = act.keep_text(reason, "ticket", ticket_id)
                return call_to(act, row, there, {"chosen": 1, "call_reason_text": kept})
        except Conflict as conflict:
            if conflict.constraint != "ticket_active":
                raise
            raise busy(Post(counter, post.clerk), None) from conflict

    def send(self, ticket_id: int, counter: int | None, post: Post) -> Ticket:
        """Let one who waits be called by one counter only, or by all counters of the service with None.

        Place and clocks stay. It takes over what a clerk sent to a counter.
        """
        with self._ledger.act(post) as act:
            row = load(act, ticket_id)
            if State(row["state"]) in ACTIVE:
                raise taken(row)
            if State(row["state"]) is not State.WAITING:
                raise NotAllowed("sent_not_waiting", "Ticket {label} does not wait any more. Look again.",
                                 label=row["label"])  # fmt: skip
            if counter is not None:
                _open_counter(act, counter, paused=True)
            changes = {"for_counter": counter, "sent_at": None if counter is None else act.at}
            return change(act, row, Verb.TRANSFER, changes)


def _open_counter(act: Act, number: int, *, paused: bool = False) -> Post:
    """Who has a counter open; refused when nobody has, or while it is paused unless that does not matter."""
    act.rules.counter(number)
    row = counter_row(act, number)
    if row is None or row["state"] == "closed" or (row["state"] == "paused" and not paused):
        raise NotAllowed(
            "counter_not_open",
            "Counter {counter} is not open, so nobody can be sent there. Choose an open one.",
            counter=number,
        )
    return Post(number, row["clerk"])


def _refuse_left_alone(act: Act, number: int, after: Sequence[str]) -> None:
    given = {code for each in act.rules.hall.counters if each.number != number for code in each.services}
    alone = [code for code in act.rules.counter(number).services if code not in given and code not in after]
    if alone:
        raise NotAllowed(
            "service_left_alone",
            "No other counter gives {service}. Give it to another counter first.",
            service=alone[0],
        )


def _arranged(act: Act, kind: str, subject: str) -> Row | None:
    found = act.row(
        f"SELECT {', '.join(_COLUMNS)} FROM arranged WHERE hall = ? AND day = ? AND kind = ? AND subject = ?",
        (act.hall, act.today.isoformat(), kind, subject),
    )
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def _arrange(act: Act, kind: str, subject: str, services: Sequence[str], what: str) -> None:
    post = act.post
    values = {"day": act.today.isoformat(), "kind": kind, "subject": subject, "services": to_json(services),
              "at": act.at, "clerk": "" if post is None else post.clerk}  # fmt: skip
    act.put("arranged", values, what)
