"""What a counter does with tickets: calling, serving, and everything that can happen in between.

One method is one transaction. Nothing is changed when a method raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from queue_store.acts import Act
from queue_store.books.counters import busy, own_counter, refuse_busy, staff
from queue_store.books.owed import Owing
from queue_store.clock import seconds
from queue_store.engines.engine import Conflict
from queue_store.errors import AlreadyTaken, NotAllowed, QueueError, UnknownThing
from queue_store.ledger import Ledger
from queue_store.lifecycle import advance
from queue_store.model import ACTIVE, Outcome, Post, State, Ticket, Verb
from queue_store.tickets import order
from queue_store.tickets.moving import as_ticket, away, change, enter_again, load, number_on
from queue_store.tickets.rows import Row
from queue_store.typed import clean


class Serving:
    """The verbs of a counter. Each is refused at a counter that is another clerk's."""

    def __init__(self, ledger: Ledger, owing: Owing) -> None:
        self._ledger = ledger
        self._owing = owing

    def call_next(self, post: Post) -> Ticket | None:
        """Call whoever is next for this counter; None when nobody waits for it."""
        with self._bringing(post) as (act, counter_row):
            refuse_busy(act, post)
            counter = act.rules.counter(post.counter)
            choice = order.choose(act, counter)
            if choice is None:
                if not counter.services and not counter.supervisor:
                    raise NotAllowed(
                        "serves_nothing",
                        "Counter {counter} serves nothing. Give it services in the hall's configuration.",
                        counter=post.counter,
                    )
                return None
            opened = staff(act, post, counter_row)
            row = load(act, choice.row["id"]) if opened else choice.row
            return call_to(act, row, post, {})

    def call(self, ticket_id: int, post: Post, reason: str) -> Ticket:
        """Call a chosen ticket out of order: waiting, stepped aside, or come back after a missed call."""
        with self._bringing(post) as (act, counter_row):
            row = load(act, ticket_id)
            if State(row["state"]) in ACTIVE and row["counter"] != post.counter:
                raise taken(row)
            advance(State(row["state"]), Verb.CALL, row["label"])
            refuse_busy(act, post)
            if staff(act, post, counter_row):
                row = load(act, ticket_id)
            kept = act.keep_text(reason, "ticket", ticket_id)
            return call_to(act, row, post, {"chosen": 1, "call_reason_text": kept})

    def recall(self, ticket_id: int, post: Post) -> Ticket:
        """Call again a visitor who did not come yet."""
        with self._ledger.act(post) as act:
            row = _at_counter(act, ticket_id, post, Verb.RECALL)
            return change(act, row, Verb.RECALL, {"last_called_at": act.at, "calls": row["calls"] + 1})

    def start(self, ticket_id: int, post: Post) -> Ticket:
        """The visitor is at the counter; the clerk who was asked first becomes responsible."""
        with self._ledger.act(post) as act:
            row = _at_counter(act, ticket_id, post, Verb.START)
            changes = {
                "state": State.SERVING.value,
                "started_at": row["started_at"] or act.at,
                "responsible": row["responsible"] or post.clerk,
            }
            return change(act, row, Verb.START, changes)

    def park(self, ticket_id: int, post: Post, reason: str) -> Ticket:
        """The visitor steps aside; the counter is free for the next one."""
        with self._ledger.act(post) as act:
            row = _at_counter(act, ticket_id, post, Verb.PARK)
            changes: dict[str, object] = {
                "state": State.PARKED.value,
                "parked_at": act.at,
                "started_at": row["started_at"] or row["last_called_at"],
                "responsible": row["responsible"] or post.clerk,
                "reason_text": act.keep_text(reason, "ticket", ticket_id),
            }
            return change(act, row, Verb.PARK, changes)

    def resume(self, ticket_id: int, post: Post) -> Ticket:
        """Go on serving, at this counter and at once, a visitor who had stepped aside.

        One who comes back while the counter is busy enters the queue again by `rejoin`.
        """
        with self._bringing(post) as (act, counter_row):
            row = load(act, ticket_id)
            if State(row["state"]) is State.SERVING and row["counter"] != post.counter:
                raise taken(row)
            state = advance(State(row["state"]), Verb.RESUME, row["label"])
            refuse_busy(act, post)
            staff(act, post, counter_row)
            changes: dict[str, object] = {
                "state": state.value,
                "counter": post.counter,
                "clerk": post.clerk,
                "away": away(row, act.now),
                "parked_at": None,
                "returning_visitor": 1,
            }
            return change(act, row, Verb.RESUME, changes)

    def no_show(self, ticket_id: int, post: Post) -> Ticket:
        """The visitor did not come when called, or not back after stepping aside."""
        with self._ledger.act(post) as act:
            row = _at_counter(act, ticket_id, post, Verb.NO_SHOW)
            changes: dict[str, object] = {
                "state": State.NO_SHOW.value,
                "finished_at": act.at,
                "outcome": Outcome.LEFT.value,
                "away": away(row, act.now),
                "parked_at": None,
            }
            return change(act, row, Verb.NO_SHOW, changes)

    def transfer(self, ticket_id: int, post: Post, service: str | None, counter: int | None, note: str) -> Ticket:
        """Send a visitor to another service or one counter; the note goes along and the responsible clerk stays.

        One who still waits only changes the queue: nothing was begun, so the place and the clocks stay.
        """
        if service is None and counter is None:
            raise QueueError("transfer_where", "Say to which service or counter the ticket goes.")
        with self._ledger.act(post) as act:
            target = act.rules.service(service).code if service is not None else None
            if counter is not None:
                act.rules.counter(counter)
            row = _at_counter(act, ticket_id, post, Verb.TRANSFER)
            service_after = target or row["service"]
            if counter is None and not act.rules.counters_for(service_after):
                raise UnknownThing(
                    "no_counter_for", "No counter of this hall serves {service}. Choose another.", service=service_after
                )
            changes: dict[str, object] = {
                "service": service_after,
                "for_counter": counter,
                "sent_at": None if counter is None else act.at,
                "reason_text": act.keep_text(note, "ticket", ticket_id),
            }
            if row["state"] == State.WAITING.value:
                changes["wait_limit"] = seconds(act.rules.limit(service_after))
                return change(act, row, Verb.TRANSFER, changes)
            changes["responsible"] = row["responsible"] or post.clerk
            return enter_again(act, row, Verb.TRANSFER, act.rules.hall.returning.transferred, changes)

    def finish(
        self, ticket_id: int, post: Post, outcome: Outcome, reason: str, way: str, case_due: datetime | None,
        case_what: str,
    ) -> Ticket:  # fmt: skip
        """The visit is over; declining needs its reason (R28), referring its where-to (R24).

        A complaint with `case_due` becomes a case that is answered by then, in the same transaction (R46).
        """
        if outcome in (Outcome.DECLINED, Outcome.REFERRED) and not clean(reason, len(reason)):
            raise QueueError(
                "reason_needed",
                "The outcome `{outcome}` needs a reason: say why, or where to.",
                outcome=outcome.value,
            )
        if case_due is not None and outcome is not Outcome.COMPLAINT:
            raise QueueError("case_of_complaint", "Only a complaint becomes a case with a date.")
        with self._ledger.act(post) as act:
            row = _at_counter(act, ticket_id, post, Verb.FINISH)
            changes: dict[str, object] = {
                "state": State.FINISHED.value,
                "finished_at": act.at,
                "started_at": row["started_at"] or row["last_called_at"],
                "away": away(row, act.now),
                "parked_at": None,
                "responsible": row["responsible"] or post.clerk,
                "outcome": outcome.value,
            }
            if kept := act.keep_text(reason, "ticket", ticket_id):
                changes["reason_text"] = kept
            if kept := act.keep_text(way, "ticket", ticket_id):
                changes["way_text"] = kept
            ticket = change(act, row, Verb.FINISH, changes)
            if case_due is not None:
                self._owing.open_case_in(
                    act, post, case_what or reason or row["label"], case_due, row["label"], ticket_id
                )
            return ticket

    def apologise(self, ticket_id: int, post: Post) -> Ticket:
        """The clerk confirmed that the apology was said; confirming twice changes nothing."""
        with self._ledger.act(post) as act:
            row = _at_counter(act, ticket_id, post, Verb.APOLOGISE)
            if row["apology_said_at"] is not None:
                return as_ticket(row, act.rules, act.now)
            return change(act, row, Verb.APOLOGISE, {"apology_said_at": act.at})

    @contextmanager
    def _bringing(self, post: Post) -> Iterator[tuple[Act, Row | None]]:
        """An act that brings a ticket to the post's own counter, and the row of that.

        The database keeps a counter from getting two tickets.
        """
        try:
            with self._ledger.act(post) as act:
                yield act, own_counter(act, post)
        except Conflict as conflict:
            if conflict.constraint != "ticket_active":
                raise
            raise busy(post, None) from conflict


def call_to(act: Act, row: Row, post: Post, more: dict[str, object]) -> Ticket:
    """Call a ticket to a counter that may have it."""
    changes: dict[str, object] = {
        "state": State.CALLED.value,
        "counter": post.counter,
        "clerk": post.clerk,
        "last_called_at": act.at,
        "calls": row["calls"] + 1,
        **more,
    }
    if row["called_at"] is None:
        limit = act.rules.limit(row["service"])
        wait = as_ticket(row, act.rules, act.now).waited(act.now)
        changes |= {"called_at": act.at, "wait_limit": seconds(limit), "apology_due": int(wait > limit)}
    if row["state"] != "waiting":
        changes |= {
            **number_on(act, row, act.today),
            "away": away(row, act.now), "parked_at": None, "finished_at": None, "outcome": None,
            "returning_visitor": 1,
        }  # fmt: skip
    return change(act, row, Verb.CALL, changes)


def taken(row: Row) -> AlreadyTaken:
    """The sentence for a ticket that another counter called."""
    return AlreadyTaken(
        "already_taken",
        "Ticket {label} was already called to counter {counter}. Call another one.",
        label=row["label"],
        counter=row["counter"],
    )


def _at_counter(act: Act, ticket_id: int, post: Post, verb: Verb) -> Row:
    """The row for a verb that this post may give; a ticket at another counter is that counter's."""
    own_counter(act, post)
    row = load(act, ticket_id)
    state = State(row["state"])
    if state in ACTIVE and row["counter"] != post.counter and act.rules.has_counter(row["counter"]):
        raise AlreadyTaken(
            "at_other_counter",
            "Ticket {label} is at counter {counter}, so only that counter can act on it.",
            label=row["label"],
            counter=row["counter"],
        )
    advance(state, verb, row["label"])
    return row
