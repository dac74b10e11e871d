"""However long the history: no question and no verb goes through the past."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from store_hall import ANN, CAI, Clock

from queue_store import Store, Visitor

SMALL = {"ticket_waiting", "ticket_active", "ticket_parked", "ticket_booked", "ticket_responsible"}
"""Indexes that hold open tickets only, so that all of one may be read."""

NEWEST = "SELECT at FROM event ORDER BY id DESC LIMIT 1"
"""Reads one row from the end of the table."""

ASK: dict[str, Callable[[Store, int], object]] = {
    "issue": lambda s, i: s.issue("A", visitor=Visitor(priority="old", surname="Li"), post=ANN),
    "call_next": lambda s, i: s.call_next(ANN),
    "call": lambda s, i: s.call(i, ANN),
    "transfer": lambda s, i: s.transfer(s.call(i, CAI).id, CAI, service="B"),
    "undo": lambda s, i: (s.call(i, CAI), s.undo(CAI)),
    "cancel": lambda s, i: s.cancel(s.ticket(i).token),
    "book": lambda s, i: s.book("A", device="x"),
    "delay": lambda s, i: s.delay(s.ticket(i).token, places=3),
    "ticket_by_token": lambda s, i: s.ticket_by_token("0" * 26),
    "ticket_by_label": lambda s, i: s.ticket_by_label("A001"),
    "waiting": lambda s, i: s.waiting(),
    "waiting of one": lambda s, i: s.waiting(["A"], 10),
    "waiting_at": lambda s, i: (s.waiting_at(1, 5), s.count_at(1)),
    "now_serving": lambda s, i: s.now_serving(),
    "parked": lambda s, i: (s.parked(), s.parked(ANN)),
    "recent_calls": lambda s, i: s.recent_calls(9),
    "missed": lambda s, i: s.missed(1),
    "ahead_of": lambda s, i: s.ahead_of(i),
    "counts": lambda s, i: s.counts(),
    "why_next": lambda s, i: s.why_next(ANN),
    "estimate": lambda s, i: (s.estimate("A"), s.estimate("A", visitor_id=i)),
    "responsibilities": lambda s, i: s.responsibilities("ann"),
    "open_tickets_of_past_days": lambda s, i: s.open_tickets_of_past_days(),
    "close_day": lambda s, i: s.close_day(waiting="expire"),
    "forget": lambda s, i: s.forget(),
    "events": lambda s, i: s.events(i),
    "overtakes": lambda s, i: s.overtakes(i),
    "counters": lambda s, i: s.counters(),
    "hall_day": lambda s, i: s.hall_day(),
    "wait_log": lambda s, i: list(s.wait_log(Clock().now, Clock().now)),
    "open_calls": lambda s, i: (s.calls.ring(ANN), s.calls.open(ANN)),
    "owed": lambda s, i: s.owed.rows(),
    "courtesy": lambda s, i: s.reports.courtesy(Clock().now, Clock().now),
}


@pytest.mark.parametrize("name", ASK)
def test_nothing_goes_through_the_past(store: Store, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        store.issue("A", visitor=Visitor(priority="old"))
    ticket = store.issue("A")
    store.park(store.call(store.issue("A").id, CAI).id, CAI)
    engine = store._engine
    statements: list[str] = []
    connect = engine._open  # type: ignore[attr-defined]

    def traced() -> object:
        connection = connect()
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(engine, "_open", traced)
    engine._connection().set_trace_callback(statements.append)  # type: ignore[attr-defined]
    ASK[name](store, ticket.id)
    engine._connection().set_trace_callback(None)  # type: ignore[attr-defined]
    asked = {text for text in statements if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT)", text)}
    assert asked
    for statement in asked:
        if statement == NEWEST:
            continue
        with engine.read() as session:
            plan = [str(row[3]) for row in session.rows(f"EXPLAIN QUERY PLAN {statement}")]
        for step in plan:
            assert not re.search(r"SCAN (ticket|event|leg|journal|told|[tel])\b", step), (statement, plan)
            whole = re.search(r"INDEX (\w+) \(hall=\?\)", step)
            if whole is not None and re.search(r"SEARCH (ticket|event|leg|journal|[tel])\b", step):
                assert whole[1] in SMALL or "LIMIT" in statement, (statement, plan)
