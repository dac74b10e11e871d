"""Business days, clocks that change, closing the day and forgetting names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_hall import ANN, CAI, HALL, MORNING, Clock, Machine

from queue_store import QueueError, State, Store, UnknownThing, Visitor, open_store
from queue_store.clock import BusinessDays, from_text, to_text

BERLIN = ZoneInfo("Europe/Berlin")


def test_the_day_turns_at_the_cutover_of_the_hall(store: Store, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 2, 19, 59, tzinfo=UTC)  # 03:59 of the 3rd in Shanghai
    assert store.issue("A").business_day == date(2026, 3, 2)
    clock.now = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    ticket = store.issue("A")
    assert (ticket.business_day, ticket.label) == (date(2026, 3, 3), "A001")


def test_midnight_during_service(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, cutover=time(0)), clock=clock)
    clock.now = datetime(2026, 3, 2, 15, 55, tzinfo=UTC)
    late = store.issue("A")
    other = store.issue("A")
    store.call_next(ANN)
    clock.turn(minutes=10)
    assert store.start(late.id, ANN).business_day == date(2026, 3, 2)
    assert store.issue("A").label == "A003", "A001 and A002 are in the hall"
    assert store.finish(late.id, ANN).finished_at is not None
    called = store.call_next(ANN)
    assert called is not None
    assert (called.id, called.wait >= timedelta(minutes=10)) == (other.id, True)
    assert [t.id for t in store.open_tickets_of_past_days()] == [other.id]
    assert store.ticket_by_label("A003").business_day == date(2026, 3, 3)
    assert store.ticket_by_label("a002").id == other.id
    assert store.ticket_by_label("A001", date(2026, 3, 2)).id == late.id
    store.close()


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("cutover", [time(0), time(2, 30), time(4)])
def test_both_days_on_which_the_clocks_change(path: Path, day: date, cutover: time) -> None:
    hall = replace(HALL, timezone="Europe/Berlin", cutover=cutover)
    clock = Clock(datetime.combine(day - timedelta(days=1), time(22), BERLIN).astimezone(UTC))
    store = open_store(path, hall, clock=clock)
    seen: list[tuple[date, int]] = []
    store.open_counter(ANN)
    first = store.issue("A")
    for _ in range(40):
        clock.turn(minutes=15)
        ticket = store.issue("A", post=ANN)
        seen.append((ticket.business_day, ticket.number))
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen)
    assert {on for on, _ in seen} == {day - timedelta(days=1), day}
    assert store.ticket(first.id).wait >= timedelta(hours=10)
    store.close()


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Cairo"]),
    st.times().filter(lambda t: t.tzinfo is None),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.timedeltas(timedelta(), timedelta(hours=30)),
)
def test_days_never_go_backwards(zone: str, cutover: time, moment: datetime, later: timedelta) -> None:
    days = BusinessDays(ZoneInfo(zone), cutover)
    first = moment.replace(tzinfo=UTC)
    day, next_day = days.of(first), days.of(first + later)
    assert day <= next_day
    since, until = days.bounds(day)
    assert since <= first < until
    assert from_text(to_text(first)) == first


def test_a_clock_set_back_an_hour(store: Store, clock: Clock) -> None:
    first = store.issue("A")
    store.call_next(ANN)
    clock.turn(hours=-1)
    second = store.issue("A")
    assert second.entered_at >= first.entered_at
    assert (second.number, second.queue_at >= first.queue_at) == (2, True)
    done = store.finish(first.id, ANN)
    assert done.finished_at is not None
    assert done.called_at is not None
    assert done.finished_at >= done.called_at
    assert store.ticket(second.id).wait >= timedelta()
    rows = list(store.wait_log(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)))
    assert all(row.wait_first_call >= 0 for row in rows)
    clock.turn(hours=2)
    assert store.issue("A").number == 3


def test_closing_the_day_expires_who_waits_and_leaves_who_is_served(store: Store, clock: Clock) -> None:
    served, waiting = store.issue("A"), store.issue("A")
    store.call_next(ANN)
    closed = store.close_day(waiting="expire")
    assert [ticket.id for ticket in closed] == [waiting.id]
    assert store.ticket(waiting.id).state is State.EXPIRED
    assert store.ticket(served.id).state is State.CALLED
    with pytest.raises(QueueError, match="expire"):
        store.close_day(waiting="forget")


def test_closing_what_was_left_over_never_touches_today(store: Store, clock: Clock) -> None:
    old = store.issue("A")
    clock.turn(days=1)
    today = store.issue("A")
    assert [ticket.id for ticket in store.close_day(waiting="expire")] == [old.id]
    assert store.ticket(today.id).state is State.WAITING


def test_carried_over_tickets_keep_label_and_place(store: Store, clock: Clock) -> None:
    store.call(store.issue("A").id, ANN)
    kept = [store.issue("A"), store.issue("A", visitor=Visitor(surname="单"))]
    store.close_day(waiting="carry_over")
    clock.turn(days=1)
    issued = [store.issue("A").label for _ in range(3)]
    assert issued == ["A001", "A004", "A005"]
    assert [ticket.label for ticket in store.waiting()] == ["A002", "A003", "A001", "A004", "A005"]
    assert store.ticket_by_label("A002").id == kept[0].id
    assert store.ticket(kept[1].id).visitor.surname == "单"
    assert store.ticket(kept[0].id).wait < timedelta(hours=6)
    assert store.hall_day(date(2026, 3, 2)).issued == 3
    assert store.hall_day(date(2026, 3, 3)).issued == 3


def test_a_label_given_out_today_is_not_taken_by_one_carried_over(store: Store, clock: Clock) -> None:
    old = store.issue("A")
    clock.turn(days=1)
    new = store.issue("A")
    store.close_day(waiting="carry_over")
    assert store.open_tickets_of_past_days() == []
    assert {store.ticket(old.id).business_day, store.ticket(new.id).business_day} == {
        date(2026, 3, 2), date(2026, 3, 3),
    }  # fmt: skip
    assert store.ticket_by_label("A001").id == new.id
    assert [ticket.label for ticket in store.waiting()] == ["A001-02", "A001"]
    assert store.ticket_by_label("a001-02").id == old.id
    assert [ticket.id for ticket in store.waiting()] == [old.id, new.id]
    clock.turn(days=1)
    assert [t.id for t in store.open_tickets_of_past_days()] == [old.id, new.id]


def test_names_vanish_after_the_retention(store: Store, clock: Clock) -> None:
    done = store.issue("A", visitor=Visitor(surname="Li", phone="1", priority="old"))
    store.call_next(ANN)
    store.finish(done.id, ANN)
    waiting = store.issue("A", visitor=Visitor(surname="Wu"))
    clock.turn(days=1)
    assert store.ticket(done.id).visitor.surname == "Li"
    clock.turn(days=1)
    assert store.ticket(done.id).visitor == Visitor(priority="old")
    assert store.ticket(waiting.id).visitor.surname == "", "left over for a day is no reason to keep a name"
    assert store.forget() == 0, "nothing is left to erase"


def test_what_was_said_today_stays_and_what_was_said_on_a_day_to_come_goes(path: Path) -> None:
    """The PC's clock was a year ahead when somebody rated a visit; it was put right since."""
    machine = Machine(MORNING + timedelta(days=365))
    store = open_store(path, HALL, clock=machine)

    def rated(words: str) -> None:
        ticket = store.issue("A")
        store.call(ticket.id, ANN)
        store.finish(ticket.id, ANN)
        store.rate(ticket.token, 5, words)

    rated("a year ahead")
    machine.set_clock(days=-365)
    store.adopt_clock()
    rated("today")
    store.forget()
    with store._ledger.look() as look:
        assert look.rows("SELECT text FROM free_text WHERE owner = 'rating'") == [("today",)]
    store.close()


def test_an_unknown_time_zone_gets_a_sentence(path: Path) -> None:
    with pytest.raises(UnknownThing, match="Mars/Olympus"):
        open_store(path, replace(HALL, timezone="Mars/Olympus"))


def test_a_secret_lasts_to_the_end_of_the_business_day(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    store.call_next(CAI)
    store.finish(ticket.id, CAI)
    assert store.ticket_by_token(ticket.token.lower()) is not None
    clock.now = MORNING + timedelta(days=1)
    assert store.ticket_by_token(ticket.token) is None
    assert store.ticket_by_token(ticket.token, past=True) is not None
    with pytest.raises(UnknownThing) as expired:
        store.rate(ticket.token, 5)
    with pytest.raises(UnknownThing) as unknown:
        store.rate("0" * 26, 5)
    assert (str(expired.value), expired.value.key) == (str(unknown.value), unknown.value.key)
