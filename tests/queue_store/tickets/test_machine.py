"""A store against a small model of a hall, through every verb, with reopening in between."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_hall import HALL, MORNING, Clock, replays, stored

from queue_store import ACTIVE, OPEN, ActDone, Outcome, Post, QueueError, State, Store, Ticket, Visitor, open_store

POSTS = [Post(1, "ann"), Post(2, "bob"), Post(3, "cai")]
POST = st.sampled_from(POSTS)
SERVES = {counter.number: set(counter.services) for counter in HALL.counters}
HEAD_STARTS = {"": timedelta()} | {priority.id: priority.head_start for priority in HALL.priorities}


class HallMachine(RuleBasedStateMachine):
    """The model knows each ticket's state, place and counter, and nothing of databases."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.store = open_store(self.folder / "hall.db", HALL, clock=self.clock)
        self.model: dict[int, Ticket] = {}
        self.devices: dict[int, str] = {}
        self.sent: dict[int, datetime] = {}
        self.issued: dict[tuple[str, str], int] = {}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            for ticket_id in self.model:
                replays(self.store, ticket_id)
            assert self.store.audit.verify([self.store.audit.head().hash]).whole
            self.another_process_forecasts_the_same()
            self.store.close()
            shutil.rmtree(self.folder)

    def another_process_forecasts_the_same(self) -> None:
        """One that reads the whole log, or reads on from what was kept, comes to the same waits at the same moment."""
        now = self.store.now()
        mine = self.store.forecast
        with mine._asking() as (_, followed):
            followed.forecaster._picture = None  # one that was drained a moment earlier
            expected = followed.forecaster.everybody(now.timestamp())
        mine._keep(followed)
        for kept in (True, False):
            other = open_store(self.folder / "hall.db", HALL, clock=lambda: now)
            if not kept:
                with other._ledger.engine.write() as session:
                    session.run("DELETE FROM learned")
            with other.forecast._asking() as (_, followed):
                followed.forecaster._picture = None
                assert followed.forecaster.everybody(now.timestamp()) == expected
            other.close()

    def of(self, *states: State) -> list[Ticket]:
        return [ticket for ticket in self.model.values() if ticket.state in states]

    def keep(self, ticket: Ticket) -> None:
        self.model[ticket.id] = ticket

    @contextmanager
    def refused(self, expected: bool) -> Iterator[None]:
        """The act must be refused, and change nothing, exactly when the model says so."""
        before = stored(self.store) if expected else {}
        try:
            yield
        except QueueError:
            assert expected
            assert stored(self.store) == before
        else:
            assert not expected

    def may_call(self, post: Post, ticket: Ticket) -> bool:
        """Whether a counter calls a ticket by itself: one sent elsewhere only when nobody was there for too long."""
        if ticket.for_counter == post.counter:
            return True
        if ticket.for_counter is not None:
            there = {status.counter for status in self.store.counters() if status.state != "closed"}
            if ticket.for_counter in there or self.store.now() - self.sent[ticket.id] <= HALL.long_wait:
                return False
        return ticket.service in SERVES[post.counter]

    def busy(self, post: Post) -> bool:
        return any(ticket.counter == post.counter for ticket in self.of(*ACTIVE))

    @rule(service=st.sampled_from("ABC"), priority=st.sampled_from(list(HEAD_STARTS)), post=st.none() | POST)
    def issue(self, service: str, priority: str, post: Post | None) -> None:
        ticket = self.store.issue(service, visitor=Visitor(priority=priority), post=post)
        place = (str(ticket.business_day), ticket.series)
        self.issued[place] = self.issued.get(place, 0) + 1
        assert ticket.number == self.issued[place]
        assert ticket.entered_at - ticket.queue_at == HEAD_STARTS[priority]
        self.keep(ticket)

    @rule(post=POST)
    def call_next(self, post: Post) -> None:
        mine = (ticket for ticket in self.of(State.WAITING) if self.may_call(post, ticket))
        now = self.store.now()
        queue = sorted((t for t in mine if not t.held_at(now)), key=lambda t: (t.queue_at, t.id))
        held = [t for t in self.of(State.WAITING) if self.may_call(post, t) and t.held_at(now)]
        with self.refused(self.busy(post)):
            view = self.store.desk_view(post)
            assert (view.total, {t.id for t in view.held}) == (len(queue), {t.id for t in held})
            why = self.store.why_next(post)
            called = self.store.call_next(post)
            if not queue:
                assert called is None
                assert why is None
                return
            assert called is not None
            assert why is not None
            assert called.id == why.ticket.id
            ordinary = [ticket for ticket in queue if not ticket.priority]
            assert called.id in {queue[0].id, *(t.id for t in ordinary[:1])}
            assert called.id == queue[0].id or (why.rule == "priority_cap" and queue[0].priority)
            assert called.wait >= timedelta()
            self.keep(called)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), post=POST)
    def call(self, data: st.DataObject, post: Post) -> None:
        ticket = data.draw(st.sampled_from(list(self.model.values())))
        callable_ = ticket.state in (State.WAITING, State.PARKED, State.NO_SHOW)
        with self.refused(not callable_ or self.busy(post)):
            self.keep(self.store.call(ticket.id, post))

    @precondition(lambda self: self.of(*ACTIVE))
    @rule(
        data=st.data(), verb=st.sampled_from(["recall", "start", "park", "no_show", "finish", "apologise"]), post=POST
    )
    def act(self, data: st.DataObject, verb: str, post: Post) -> None:
        ticket = data.draw(st.sampled_from(self.of(*ACTIVE)))
        allowed = ticket.counter == post.counter and (
            verb in ("park", "finish", "apologise") or ticket.state is State.CALLED
        )
        with self.refused(not allowed):
            self.keep(getattr(self.store, verb)(ticket.id, post))

    @rule(service=st.sampled_from("AB"), device=st.sampled_from(["", "x", "y"]))
    def book(self, service: str, device: str) -> None:
        over = self.lapsed()
        held = any(self.devices.get(ticket.id) == device for ticket in self.of(*OPEN) if ticket not in over)
        with self.refused(bool(device) and held):
            ticket = self.store.book(service, device=device)
            self.look_at(over)
            place = (str(ticket.business_day), ticket.series)
            self.issued[place] = self.issued.get(place, 0) + 1
            assert ticket.number == self.issued[place]
            self.devices[ticket.id] = device
            self.keep(ticket)

    @precondition(lambda self: self.of(State.BOOKED))
    @rule(data=st.data(), post=st.none() | POST)
    def check_in(self, data: st.DataObject, post: Post | None) -> None:
        ticket = data.draw(st.sampled_from(self.of(State.BOOKED)))
        with self.refused(ticket in self.lapsed()):
            here = self.store.check_in(ticket.token, post=post)
            assert here.queue_at >= ticket.issued_at
            self.keep(here)

    @rule()
    def lapse(self) -> None:
        over = self.lapsed()
        assert {ticket.id for ticket in self.store.lapse_bookings()} == {ticket.id for ticket in over}
        self.look_at(over)

    def lapsed(self) -> list[Ticket]:
        """Numbers from afar whose time is over."""
        now = self.store.now()
        return [each for each in self.of(State.BOOKED) if each.kept_until is not None and each.kept_until <= now]

    def look_at(self, over: list[Ticket]) -> None:
        """Numbers that lapsed have ended when that was told."""
        for each in over:
            self.keep(self.store.ticket(each.id))
            assert self.model[each.id].state is State.EXPIRED
            assert self.model[each.id].finished_at == each.kept_until

    @precondition(lambda self: self.of(State.WAITING))
    @rule(data=st.data(), places=st.integers(1, 3), minutes=st.none() | st.integers(1, 30))
    def delay(self, data: st.DataObject, places: int, minutes: int | None) -> None:
        ticket = data.draw(st.sampled_from(self.of(State.WAITING)))
        how = {"places": places} if minutes is None else {"minutes": minutes}
        with self.refused(ticket.delays >= HALL.max_delays):
            preview = self.store.preview_delay(ticket.token, **how)
            delayed = self.store.delay(ticket.token, **how)
            assert delayed.queue_at == preview.queue_at >= ticket.queue_at
            if minutes is None:
                assert self.store.ahead_of(ticket.id) == preview.ahead_after >= preview.ahead_before
                assert delayed.not_before == ticket.not_before
            else:
                assert delayed.queue_at == ticket.queue_at
                assert delayed.held_at(self.store.now())
                assert preview.until is not None
                assert delayed.not_before is not None
                assert timedelta() <= delayed.not_before - preview.until < timedelta(seconds=1)
            self.keep(delayed)

    @precondition(lambda self: self.of(State.WAITING))
    @rule(data=st.data())
    def back_early(self, data: st.DataObject) -> None:
        ticket = data.draw(st.sampled_from(self.of(State.WAITING)))
        here = self.store.back_early(ticket.token)
        assert not here.held_at(self.store.now())
        assert here.queue_at == ticket.queue_at
        self.keep(here)

    @precondition(lambda self: self.of(State.PARKED))
    @rule(data=st.data(), post=POST)
    def resume(self, data: st.DataObject, post: Post) -> None:
        ticket = data.draw(st.sampled_from(self.of(State.PARKED)))
        with self.refused(self.busy(post)):
            self.keep(self.store.resume(ticket.id, post))

    @precondition(lambda self: self.of(State.PARKED, State.NO_SHOW))
    @rule(data=st.data(), post=st.none() | POST)
    def rejoin(self, data: st.DataObject, post: Post | None) -> None:
        ticket = data.draw(st.sampled_from(self.of(State.PARKED, State.NO_SHOW)))
        self.keep(self.store.rejoin(ticket.id, post=post))

    @precondition(lambda self: self.of(State.WAITING, *ACTIVE))
    @rule(data=st.data(), to=st.sampled_from(["A", "B", "C", 1, 2]), post=POST)
    def transfer(self, data: st.DataObject, to: str | int, post: Post) -> None:
        ticket = data.draw(st.sampled_from(self.of(State.WAITING, *ACTIVE)))
        where = {"service": to} if isinstance(to, str) else {"counter": to}
        with self.refused(ticket.state in ACTIVE and ticket.counter != post.counter):
            self.keep(self.store.transfer(ticket.id, post, **where))  # type: ignore[arg-type]
            self.sent[ticket.id] = self.store.now()

    @precondition(lambda self: self.of(State.WAITING, State.CALLED, State.SERVING, State.PARKED))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        ticket = data.draw(st.sampled_from(self.of(State.WAITING, State.CALLED, State.SERVING, State.PARKED)))
        with self.refused(ticket.state is State.SERVING):
            left = self.store.cancel(ticket.token)
            assert left.outcome is Outcome.LEFT
            self.keep(left)

    @rule(post=POST)
    def undo(self, post: Post) -> None:
        reasons = {"nothing_to_undo", "changed_since"} | ({"undo_counter_busy"} if self.busy(post) else set())
        key, undone = self.outcome_of(self.store.undo, post)
        assert undone is not None or key in reasons
        if undone is not None:
            assert undone.clerk == post.clerk
            self.keep(self.store.ticket(undone.ticket_id))

    def outcome_of(self, deed: Callable[[Post], ActDone], post: Post) -> tuple[str, ActDone | None]:
        try:
            return "", deed(post)
        except QueueError as refusal:
            return refusal.key, None

    @rule(post=POST)
    def redo(self, post: Post) -> None:
        reasons = {"nothing_to_redo", "redo_changed"} | ({"undo_counter_busy"} if self.busy(post) else set())
        expected, before = self.store.acts_of(post).again, stored(self.store)
        key, redone = self.outcome_of(self.store.redo, post)
        if redone is None:
            assert key in reasons
            assert stored(self.store) == before
            return
        assert expected is not None
        assert (redone.act, redone.kind, redone.at) == (expected.act, expected.kind, expected.at)
        assert redone.ticket_id is not None
        self.keep(self.store.ticket(redone.ticket_id))

    @rule(post=POST)
    def what_undo_would_do(self, post: Post) -> None:
        acts = self.store.acts_of(post)
        assert not {act.act for act in acts.undoable} & {act.act for act in acts.kept}
        if not self.busy(post):
            key, undone = self.outcome_of(self.store.undo, post)
            assert (undone is None) == (not acts.undoable) or key == "undo_counter_busy"
            if undone is not None:
                assert undone.act == acts.undoable[0].act
                assert undone.ticket_id is not None
                self.keep(self.store.ticket(undone.ticket_id))

    @rule(minutes=st.integers(-60, 120))
    def time_passes(self, minutes: int) -> None:
        if self.clock.now < MORNING + timedelta(hours=15):  # what a day's end does is told by the mornings
            self.clock.turn(minutes=minutes)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.folder / "hall.db", HALL, clock=self.clock)

    @invariant()
    def the_store_is_as_the_model_says(self) -> None:
        if not hasattr(self, "store"):
            return
        waiting = self.store.waiting()
        assert [t.id for t in waiting] == [
            t.id for t in sorted(self.of(State.WAITING), key=lambda t: (t.queue_at, t.id))
        ]
        serving = self.store.now_serving()
        assert {(t.id, t.counter, t.state) for t in serving} == {(t.id, t.counter, t.state) for t in self.of(*ACTIVE)}
        assert len({t.counter for t in serving}) == len(serving)
        assert {t.id for t in self.store.parked()} == {t.id for t in self.of(State.PARKED)}
        assert sum(self.store.counts().values()) == len(waiting)
        for ticket in (*waiting, *serving):
            assert ticket.wait >= timedelta()
        self.forecasts_know_the_hall(waiting, serving)

    def forecasts_know_the_hall(self, waiting: list[Ticket], serving: list[Ticket]) -> None:
        """What the forecast read from the log is the hall as it is, undone acts and days that ended included."""
        waits = self.store.forecast.waits()
        assert list(waits) == [ticket.id for ticket in waiting]
        for ticket in waiting:
            told = waits[ticket.id].estimate
            if ticket.not_before is not None and ticket.held_at(told.made_at):
                assert not told.next
                assert told.low is None or told.made_at + told.low >= ticket.not_before - timedelta(milliseconds=1)
        floor = self.store.forecast._followed.forecaster._floor  # type: ignore[union-attr]
        seats = {(number, desk.seat.ticket.id) for number, desk in floor.desks.items() if desk.seat is not None}
        assert seats == {(ticket.counter, ticket.id) for ticket in serving}
        states = {status.counter: status.state for status in self.store.counters()}
        assert {number: desk.mood for number, desk in floor.desks.items()} == states


def profile(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


TestHall = HallMachine.TestCase
TestHall.settings = profile(50, 40)


@pytest.mark.soak
class TestHallForLong(HallMachine.TestCase):  # type: ignore[misc]
    settings = profile(500, 60)


def test_the_machine_opens_real_stores() -> None:
    machine = HallMachine()
    machine.begin()
    assert isinstance(machine.store, Store)
    machine.teardown()
