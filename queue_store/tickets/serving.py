"""What a counter does with tickets: calling, serving, and everything that can happen in between.

One method is one transaction and writes one event. Nothing is changed when a method raises.
"""

from __future__ import annotations

from datetime import datetime

from queue_store.books.counters import Counters
from queue_store.clock import from_text, seconds, to_text
from queue_store.engines.engine import Conflict, Session
from queue_store.errors import AlreadyTaken, NotAllowed, QueueError, UnknownThing
from queue_store.lifecycle import advance
from queue_store.model import ACTIVE, Outcome, Post, State, Ticket, Verb
from queue_store.tickets import order
from queue_store.tickets.rows import REASON_LENGTH, Row, clean


class Serving(Counters):
    """The verbs of a counter."""

    def call_next(self, post: Post) -> Ticket | None:
        """Call whoever is next for this counter; None when nobody waits for it."""
        counter = self._counter(post.counter)
        try:
            with self._engine.write() as session:
                now = self._now(session)
                self._refuse_busy(session, post)
                choice = order.choose(session, self.hall, counter, self._days.start(self._days.of(now)))
                if choice is None:
                    if not counter.services and not counter.supervisor:
                        raise NotAllowed(
                            "serves_nothing",
                            "Counter {counter} serves nothing. Give it services in the hall's configuration.",
                            counter=post.counter,
                        )
                    return None
                self._staff(session, post, now)
                return self._call(session, choice.row, post, now, "")
        except Conflict as conflict:
            raise self._busy(post, None) from conflict

    def call(self, ticket_id: int, post: Post, *, reason: str = "") -> Ticket:
        """Call a chosen ticket out of order: waiting, stepped aside, or come back after a missed call."""
        self._counter(post.counter)
        try:
            with self._engine.write() as session:
                now = self._now(session)
                row = self._load(session, ticket_id)
                if State(row["state"]) in ACTIVE and row["counter"] != post.counter:
                    raise AlreadyTaken(
                        "already_taken",
                        "Ticket {label} was already called to counter {counter}. Call another one.",
                        label=row["label"],
                        counter=row["counter"],
                    )
                advance(State(row["state"]), Verb.CALL, row["label"])
                self._refuse_busy(session, post)
                self._staff(session, post, now)
                return self._call(session, row, post, now, clean(reason, REASON_LENGTH))
        except Conflict as conflict:
            raise self._busy(post, None) from conflict

    def _call(self, session: Session, row: Row, post: Post, now: datetime, reason: str) -> Ticket:
        at = to_text(now)
        changes: dict[str, object] = {
            "state": State.CALLED.value,
            "counter": post.counter,
            "clerk": post.clerk,
            "last_called_at": at,
            "calls": row["calls"] + 1,
        }
        if row["called_at"] is None:
            limit = self._limit(row["service"])
            wait = now - from_text(row["entered_at"])
            changes |= {"called_at": at, "wait_limit": seconds(limit), "apology_due": int(wait > limit)}
        if row["state"] != "waiting":
            changes |= {
                "away": self._away(row, now), "parked_at": None, "finished_at": None, "outcome": None,
                "returning_visitor": 1,
            }  # fmt: skip
        if reason:
            changes["reason"] = reason
        return self._change(session, row, Verb.CALL, changes, now, post)

    def recall(self, ticket_id: int, post: Post) -> Ticket:
        """Call again a visitor who did not come yet."""
        with self._engine.write() as session:
            now, row = self._at_counter(session, ticket_id, post, Verb.RECALL)
            changes = {"last_called_at": to_text(now), "calls": row["calls"] + 1}
            return self._change(session, row, Verb.RECALL, changes, now, post)

    def start(self, ticket_id: int, post: Post) -> Ticket:
        """The visitor is at the counter; the clerk who was asked first becomes responsible."""
        with self._engine.write() as session:
            now, row = self._at_counter(session, ticket_id, post, Verb.START)
            changes = {
                "state": State.SERVING.value,
                "started_at": row["started_at"] or to_text(now),
                "responsible": row["responsible"] or post.clerk,
            }
            return self._change(session, row, Verb.START, changes, now, post)

    def park(self, ticket_id: int, post: Post, *, reason: str = "") -> Ticket:
        """The visitor steps aside; the counter is free for the next one."""
        with self._engine.write() as session:
            now, row = self._at_counter(session, ticket_id, post, Verb.PARK)
            changes: dict[str, object] = {
                "state": State.PARKED.value,
                "parked_at": to_text(now),
                "started_at": row["started_at"] or row["last_called_at"],
                "responsible": row["responsible"] or post.clerk,
                "reason": clean(reason, REASON_LENGTH),
            }
            return self._change(session, row, Verb.PARK, changes, now, post)

    def resume(self, ticket_id: int, post: Post) -> Ticket:
        """Go on serving, at this counter and at once, a visitor who had stepped aside.

        One who comes back while the counter is busy enters the queue again by `rejoin`.
        """
        self._counter(post.counter)
        try:
            with self._engine.write() as session:
                now = self._now(session)
                row = self._load(session, ticket_id)
                if State(row["state"]) is State.SERVING and row["counter"] != post.counter:
                    raise AlreadyTaken(
                        "already_taken",
                        "Ticket {label} was already called to counter {counter}. Call another one.",
                        label=row["label"],
                        counter=row["counter"],
                    )
                state = advance(State(row["state"]), Verb.RESUME, row["label"])
                self._refuse_busy(session, post)
                self._staff(session, post, now)
                changes: dict[str, object] = {
                    "state": state.value,
                    "counter": post.counter,
                    "clerk": post.clerk,
                    "away": self._away(row, now),
                    "parked_at": None,
                    "returning_visitor": 1,
                }
                return self._change(session, row, Verb.RESUME, changes, now, post)
        except Conflict as conflict:
            raise self._busy(post, None) from conflict

    def no_show(self, ticket_id: int, post: Post) -> Ticket:
        """The visitor did not come when called, or not back after stepping aside."""
        with self._engine.write() as session:
            now, row = self._at_counter(session, ticket_id, post, Verb.NO_SHOW)
            changes: dict[str, object] = {
                "state": State.NO_SHOW.value,
                "finished_at": to_text(now),
                "outcome": Outcome.LEFT.value,
                "away": self._away(row, now),
                "parked_at": None,
            }
            return self._change(session, row, Verb.NO_SHOW, changes, now, post)

    def transfer(
        self,
        ticket_id: int,
        post: Post,
        *,
        service: str | None = None,
        counter: int | None = None,
        note: str = "",
    ) -> Ticket:
        """Send a visitor to another service or one counter; the note goes along and the responsible clerk stays.

        One who still waits only changes the queue: nothing was begun, so the place and the clocks stay.
        """
        if service is None and counter is None:
            raise QueueError("transfer_where", "Say to which service or counter the ticket goes.")
        target = self._service(service).code if service is not None else None
        if counter is not None:
            self._counter(counter)
        with self._engine.write() as session:
            now, row = self._at_counter(session, ticket_id, post, Verb.TRANSFER)
            service_after = target or row["service"]
            if counter is None and not self._counters_for(service_after):
                raise UnknownThing(
                    "no_counter_for", "No counter of this hall serves {service}. Choose another.", service=service_after
                )
            changes: dict[str, object] = {
                "service": service_after,
                "for_counter": counter,
                "reason": clean(note, REASON_LENGTH),
            }
            if row["state"] == State.WAITING.value:
                return self._change(session, row, Verb.TRANSFER, changes, now, post)
            changes["responsible"] = row["responsible"] or post.clerk
            return self._enter_again(session, row, Verb.TRANSFER, self.hall.returning.transferred, now, post, changes)

    def _counters_for(self, service: str) -> list[int]:
        return [counter.number for counter in self.hall.counters if service in counter.services]

    def finish(self, ticket_id: int, post: Post, *, outcome: Outcome = Outcome.DONE, reason: str = "") -> Ticket:
        """The visit is over; declining needs its reason (R28), referring its where-to (R24)."""
        said = clean(reason, REASON_LENGTH)
        if outcome in (Outcome.DECLINED, Outcome.REFERRED) and not said:
            raise QueueError(
                "reason_needed",
                "The outcome `{outcome}` needs a reason: say why, or where to.",
                outcome=outcome.value,
            )
        with self._engine.write() as session:
            now, row = self._at_counter(session, ticket_id, post, Verb.FINISH)
            changes: dict[str, object] = {
                "state": State.FINISHED.value,
                "finished_at": to_text(now),
                "started_at": row["started_at"] or row["last_called_at"],
                "away": self._away(row, now),
                "parked_at": None,
                "responsible": row["responsible"] or post.clerk,
                "outcome": outcome.value,
            }
            if said:
                changes["reason"] = said
            return self._change(session, row, Verb.FINISH, changes, now, post)

    def apologise(self, ticket_id: int, post: Post) -> Ticket:
        """The clerk confirmed that the apology was said; confirming twice changes nothing."""
        with self._engine.write() as session:
            now, row = self._at_counter(session, ticket_id, post, Verb.APOLOGISE)
            if row["apology_said_at"] is not None:
                return self._ticket(row, now)
            return self._change(session, row, Verb.APOLOGISE, {"apology_said_at": to_text(now)}, now, post)

    def _at_counter(self, session: Session, ticket_id: int, post: Post, verb: Verb) -> tuple[datetime, Row]:
        """Time and row for a verb that this post may give; a ticket at another counter is that counter's."""
        self._counter(post.counter)
        row = self._load(session, ticket_id)
        state = State(row["state"])
        if state in ACTIVE and row["counter"] != post.counter:
            raise AlreadyTaken(
                "at_other_counter",
                "Ticket {label} is at counter {counter}, so only that counter can act on it.",
                label=row["label"],
                counter=row["counter"],
            )
        advance(state, verb, row["label"])
        return self._now(session), row
