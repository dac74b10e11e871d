"""Who is next, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, BOSS, CAI, HALL, Clock

from queue_store import (
    AlreadyTaken,
    CounterBusy,
    NotAllowed,
    Post,
    QueueError,
    Returning,
    Service,
    Store,
    UnknownThing,
    Visitor,
    open_store,
)

OLD = Visitor(priority="old")


def serve(store: Store, post: Post) -> str | None:
    """Call and finish the next one."""
    ticket = store.call_next(post)
    if ticket is None:
        return None
    store.finish(ticket.id, post)
    return ticket.label


def test_first_come_first_called_among_what_the_counter_serves(store: Store) -> None:
    for service in "BABCA":
        store.issue(service)
    assert [serve(store, ANN) for _ in range(4)] == ["A001", "A002", "A003", None]
    assert [serve(store, BOB) for _ in range(3)] == ["B001", "B002", None]


def test_a_head_start_counts_like_having_come_earlier(store: Store, clock: Clock) -> None:
    store.issue("A")
    clock.turn(minutes=15)
    store.issue("A", visitor=OLD)
    clock.turn(minutes=10)
    store.issue("A", visitor=OLD)
    assert [ticket.label for ticket in store.waiting()] == ["A002", "A001", "A003"]
    why = store.why_next(ANN)
    assert why is not None
    assert (why.rule, why.facts["passed"], why.facts["minutes"]) == ("head_start", 1, 20)
    assert "20 minutes" in str(why)
    assert serve(store, ANN) == "A002"
    why = store.why_next(ANN)
    assert why is not None
    assert why.rule == "first_come"


def test_the_cap_lets_an_ordinary_visitor_through(store: Store) -> None:
    store.issue("A")
    for _ in range(5):
        store.issue("A", visitor=OLD)
    store.issue("A")
    assert [serve(store, ANN) for _ in range(2)] == ["A002", "A003"]
    why = store.why_next(ANN)
    assert why is not None
    assert (why.rule, why.ticket.label) == ("priority_cap", "A001")
    assert [serve(store, ANN) for _ in range(5)] == ["A001", "A004", "A005", "A006", "A007"], "A007 came last"


def test_calls_of_yesterday_do_not_count_for_the_cap(store: Store, clock: Clock) -> None:
    for _ in range(2):
        store.issue("A", visitor=OLD)
        serve(store, ANN)
    clock.turn(days=1)
    store.issue("A")
    store.issue("A", visitor=OLD)
    assert [serve(store, ANN) for _ in range(2)] == ["A002", "A001"]


def test_undone_calls_do_not_count_for_the_cap(store: Store) -> None:
    store.issue("A")
    for _ in range(4):
        store.issue("A", visitor=OLD)
    assert serve(store, ANN) == "A002"
    for _ in range(3):
        called = store.call_next(ANN)
        assert called is not None
        assert called.label == "A003"
        store.undo(ANN)
    assert serve(store, ANN) == "A003"
    assert serve(store, ANN) == "A001"


def test_no_cap_when_the_hall_sets_none(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, priority_cap=0), clock=clock)
    store.issue("A")
    for _ in range(4):
        store.issue("A", visitor=OLD)
    assert [serve(store, ANN) for _ in range(5)] == ["A002", "A003", "A004", "A005", "A001"]
    store.close()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(None, ["A001", "A002", "A003"]), (timedelta(), ["A002", "A003", "A001"]),
     (timedelta(minutes=8), ["A002", "A001", "A003"])],
)  # fmt: skip
@pytest.mark.parametrize("how", ["missed", "parked", "transferred"])
def test_who_comes_back_is_placed_by_the_hall(
    path: Path, clock: Clock, how: str, rule: timedelta | None, expected: list[str]
) -> None:
    store = open_store(path, replace(HALL, returning=Returning(**{how: rule})), clock=clock)
    first = store.issue("A")
    store.call_next(CAI)
    clock.turn(minutes=1)
    store.issue("A")
    clock.turn(minutes=10)
    store.issue("A")
    clock.turn(minutes=5)
    if how == "missed":
        store.no_show(first.id, CAI)
        back = store.rejoin(first.id)
    elif how == "parked":
        store.park(first.id, CAI)
        back = store.rejoin(first.id)
    else:
        back = store.transfer(first.id, CAI, service="A")
    assert (back.returning, back.legs, back.calls, back.called_at) == (True, 2, 0, None)
    assert [ticket.label for ticket in store.waiting()] == expected
    why = store.why_next(CAI)
    assert why is not None
    assert (why.ticket.label, why.rule) == (expected[0], "returning" if expected[0] == "A001" else "first_come")
    store.close()


def test_a_ticket_sent_to_one_counter_waits_for_that_one(store: Store) -> None:
    ticket = store.issue("A")
    store.call_next(ANN)
    store.start(ticket.id, ANN)
    store.transfer(ticket.id, ANN, counter=4, note="does not accept the bill")
    assert store.call_next(CAI) is None
    assert [store.count_at(counter) for counter in (1, 3, 4)] == [0, 0, 1]
    assert [t.id for t in store.waiting_at(4, limit=5)] == [ticket.id]
    assert store.waiting_at(3) == []
    sent = store.call_next(BOSS)
    assert sent is not None
    assert (sent.id, sent.reason, sent.responsible) == (ticket.id, "does not accept the bill", "ann")
    assert [t.id for t in store.responsibilities("ann")] == [ticket.id]
    store.finish(ticket.id, BOSS)
    assert store.responsibilities("ann") == []


def test_changing_the_service_while_waiting_keeps_place_and_clock(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    clock.turn(minutes=20)
    moved = store.transfer(ticket.id, ANN, service="B")
    assert (moved.queue_at, moved.entered_at, moved.legs) == (ticket.queue_at, ticket.entered_at, 1)
    assert moved.limit == timedelta(minutes=30)
    assert serve(store, BOB) == "A001"


def test_ahead_are_all_whom_the_open_counters_call_before(store: Store, clock: Clock) -> None:
    store.issue("A")
    store.issue("B")
    last = store.issue("A")
    assert store.counts() == {"A": 2, "B": 1, "C": 0}
    store.open_counter(ANN)
    assert store.ahead_of(last.id) == 1, "counter 1 does not serve B"
    store.close_counter(ANN)
    store.open_counter(CAI)
    assert store.ahead_of(last.id) == 2, "counter 3 calls B before"
    clock.turn(minutes=1)
    store.issue("A", visitor=OLD)
    store.issue("C")
    assert store.ahead_of(last.id) == 3, "precedence goes before, who came later does not"
    before = [serve(store, CAI) for _ in range(3)]
    assert before == ["A003", "A001", "B001"]
    assert store.ahead_of(last.id) == 0
    assert store.estimate("A", visitor_id=last.id).next
    called = store.call_next(CAI)
    assert called is not None
    assert (called.id, store.ahead_of(called.id)) == (last.id, 0)


def test_a_ticket_sent_to_a_counter_is_ahead_only_of_those_whom_that_counter_calls(store: Store, clock: Clock) -> None:
    sent = store.issue("A")
    store.call_next(ANN)
    store.open_counter(CAI)
    store.transfer(sent.id, ANN, counter=3)
    store.pause(CAI, "")
    clock.turn(minutes=1)
    mine = store.issue("A")
    assert store.ahead_of(mine.id) == 0, "counter 1 calls, and not the one sent to counter 3"
    store.close_counter(ANN)
    store.unpause(CAI)
    assert store.ahead_of(mine.id) == 1


def test_a_counter_has_one_ticket_at_a_time(store: Store) -> None:
    store.issue("A")
    other = store.issue("A")
    store.call_next(ANN)
    for again in (lambda: store.call_next(ANN), lambda: store.call(other.id, ANN)):
        with pytest.raises(CounterBusy, match="A001"):
            again()
    assert [ticket.label for ticket in store.now_serving()] == ["A001"]


def test_the_database_itself_refuses_a_second_active_ticket(store: Store) -> None:
    first, second = store.issue("A"), store.issue("A")
    store.call(first.id, ANN)
    with pytest.raises(Exception, match="UNIQUE"), store._ledger.engine.write() as session:
        session.run(
            "UPDATE ticket SET state = 'called', counter = 1, clerk = 'eve', called_at = entered_at WHERE id = ?",
            (second.id,),
        )
    assert store.ticket(second.id).state == "waiting"


def test_two_clerks_and_one_ticket(store: Store, path: Path, clock: Clock) -> None:
    ticket = store.issue("A")
    other = open_store(path, HALL, clock=clock)
    store.call(ticket.id, ANN)
    with pytest.raises(AlreadyTaken, match="A001 was already called to counter 1"):
        other.call(ticket.id, CAI)
    assert other.call_next(CAI) is None
    store.park(ticket.id, ANN)
    store.resume(ticket.id, ANN)
    with pytest.raises(AlreadyTaken, match="A001 was already called to counter 1"):
        other.resume(ticket.id, CAI)
    other.close()


def test_unknown_things_get_a_sentence(store: Store) -> None:
    for act, word in (
        (lambda: store.issue("Z"), "Z"),
        (lambda: store.issue("A", visitor=Visitor(priority="king")), "king"),
        (lambda: store.call_next(Post(99, "eve")), "99"),
        (lambda: store.ticket(12345), "12345"),
        (lambda: store.ticket_by_label("A777"), "A777"),
        (lambda: store.cancel("0" * 26), "not known"),
    ):
        with pytest.raises(UnknownThing, match=word):
            act()
    for errands in (0, 100):
        with pytest.raises(QueueError, match=f"1 to 99 errands, not {errands}"):
            store.issue("A", visitor=Visitor(errands=errands))
    with pytest.raises(NotAllowed, match="Counter 5 serves nothing"):
        store.call_next(Post(5, "eve"))
    assert store.call_next(BOSS) is None
    assert store.waiting() == []


def test_the_configuration_may_change_under_a_full_hall(path: Path, clock: Clock) -> None:
    store = open_store(path, HALL, clock=clock)
    left = store.issue("B")
    store.call_next(BOB)
    waiting = store.issue("B")
    store.close()
    changed = replace(HALL, services=(Service("A", "A", timedelta(minutes=5)),), counters=HALL.counters[:1])
    store = open_store(path, changed, clock=clock)
    assert store.counts() == {"A": 0, "B": 1}
    assert [ticket.label for ticket in store.now_serving()] == [left.label]
    assert store.call(waiting.id, ANN).limit == HALL.long_wait
    with pytest.raises(UnknownThing, match="counter 2"):
        store.finish(left.id, BOB)
    assert next(iter(store.counters())).ticket is not None
    store.close()


def test_two_halls_share_a_file_without_meeting(path: Path, clock: Clock) -> None:
    east = open_store(path, HALL, clock=clock)
    west = open_store(path, replace(HALL, id="west"), clock=clock)
    ticket = east.issue("A", request_id="same")
    assert west.issue("A", request_id="same").label == "A001"
    east.call_next(ANN)
    assert west.call_next(ANN) is not None
    assert west.ticket(ticket.id).token != ticket.token, "an id names a ticket within its hall"
    assert west.ticket_by_token(ticket.token) is None
    assert west.hall_day().issued == 1
    east.close()
    west.close()
