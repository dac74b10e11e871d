"""However long the history: no question and no verb goes through the past.

The instructions of SQLite's virtual machine are counted: they grow with every row that is visited, whatever the plan.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, CAI, HALL, MORNING, Clock

from queue_store import Paper, Store, Visitor, open_store
from queue_store.forecast import asking

OLD = Visitor(priority="old")
GRAIN = 20
"""Instructions between two counts."""


def a_day(store: Store, clock: Clock, visits: int) -> None:
    """Visits with precedence, undone calls, missed calls, promises and telephone calls, all by the same clerk."""
    for number in range(visits):
        ticket = store.issue("A", visitor=OLD, post=ANN)
        store.forecast.tell(ticket.id, "desk")
        store.call(ticket.id, ANN)
        store.undo(ANN)
        store.call(ticket.id, ANN)
        if number % 3:
            store.finish(ticket.id, ANN)
            store.told.tell(ticket.id, ANN, ["deed"])
        else:
            store.no_show(ticket.id, ANN)
        store.owed.settle(store.owed.promise(ANN, "call", clock.now + timedelta(minutes=5)).id, ANN)
        store.calls.hang_up(store.calls.ring(ANN).id, ANN)
        store.help.settle(ANN, store.help.call(ANN).id)
        store.prints.ask(ticket.id, Paper.TICKET, station="desk")
        if job := store.prints.take("desk"):
            store.prints.failed(job, "no_paper") if number % 2 else store.prints.printed(job)
        store.messages.take_down(store.messages.put_up("soon").id)
        clock.turn(minutes=1)


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Clock]]:
    """The same morning in a hall that is new and in one with a past."""
    made = {}
    for name, past in (("new", 0), ("old", 25)):
        path, clock = tmp_path_factory.mktemp(name) / "hall.db", Clock(MORNING - timedelta(days=past))
        store = open_store(path, HALL, clock=clock)
        for day in range(past):
            a_day(store, clock, 20)
            clock.now = MORNING - timedelta(days=past - day - 1, hours=1)
        clock.now = MORNING
        a_day(store, clock, 40)
        clock.now = MORNING + timedelta(hours=1)
        for _ in range(4):
            store.issue("A", visitor=OLD)
        store.issue("A", visitor=Visitor(surname="Li"))
        store.park(store.call(store.issue("A").id, CAI).id, CAI)
        store.close()
        made[name] = (path, clock)
    return made


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
    "tell a wait": lambda s, i: s.forecast.tell(i, "phone"),
    "waits": lambda s, i: (s.forecast.waits(), s.forecast.newcomers()),
    "estimate": lambda s, i: (s.estimate("A"), s.estimate("A", visitor_id=i)),
    "responsibilities": lambda s, i: s.responsibilities("ann"),
    "open_tickets_of_past_days": lambda s, i: s.open_tickets_of_past_days(),
    "close_day": lambda s, i: s.close_day(waiting="expire"),
    "forget": lambda s, i: s.forget(),
    "events": lambda s, i: s.events(i),
    "overtakes": lambda s, i: s.overtakes(i),
    "desk_view": lambda s, i: s.desk_view(ANN),
    "hall_view": lambda s, i: s.hall_view(),
    "open_counter": lambda s, i: (s.open_counter(BOB), s.pause(BOB), s.unpause(BOB), s.close_counter(BOB)),
    "tell": lambda s, i: (s.told.tell(i, ANN, ["deed"]), s.told.of(i), s.told.missing(i)),
    "help": lambda s, i: (s.help.call(ANN), s.help.open()),
    "changes": lambda s, i: s.changes(s.journal.record(None, "x", {}) - 1),
    "print": lambda s, i: (s.prints.ask(i, Paper.TOLD, station="x"), s.prints.printed(s.prints.take("x"))),
    "prints": lambda s, i: (s.prints.take("x"), s.prints.troubles(), s.prints.of(i)),
    "messages": lambda s, i: (s.messages.put_up("x"), s.messages.up()),
    "counters": lambda s, i: s.counters(),
    "hall_day": lambda s, i: s.hall_day(),
    "figures of a day": lambda s, i: s.reports.day(),
    "wait_log": lambda s, i: list(s.wait_log(s.now() - timedelta(hours=1), s.now())),
    "calls": lambda s, i: (s.calls.ring(ANN), s.calls.open(ANN)),
    "owed": lambda s, i: s.owed.rows(),
    "courtesy": lambda s, i: s.reports.courtesy(s.now() - timedelta(hours=1), s.now()),
}


def instructions(path: Path, clock: Clock, act: Callable[[Store, int], object], copy: Path) -> int:
    """How many instructions SQLite carries out for an act."""
    shutil.copy(path, copy)
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += GRAIN

    store = open_store(copy, HALL, clock=Clock(clock.now))
    ticket = next(each for each in store.waiting() if each.visitor.surname == "Li")
    connection = store._ledger.engine._connections._mine().connection  # type: ignore[attr-defined]
    connection.set_progress_handler(count, GRAIN)
    act(store, ticket.id)
    connection.set_progress_handler(None, 0)
    store.close()
    return counted


@pytest.mark.parametrize("name", ASK)
def test_nothing_goes_through_the_past(halls: dict[str, tuple[Path, Clock]], name: str, tmp_path: Path) -> None:
    new, old = (instructions(*halls[which], ASK[name], tmp_path / f"{which}.db") for which in ("new", "old"))
    assert new > 0
    assert old <= 1.25 * new + 400, f"{old} instructions after 25 days, {new} in a new hall"


def test_the_count_sees_a_walk_through_the_past(halls: dict[str, tuple[Path, Clock]], tmp_path: Path) -> None:
    def walk(store: Store, _: int) -> None:
        with store._ledger.look() as look:
            look.rows("SELECT seq FROM log WHERE hall = ? AND clerk = 'nobody' OR kind = 'nothing'", (look.hall,))

    new, old = (instructions(*halls[which], walk, tmp_path / f"{which}.db") for which in ("new", "old"))
    assert old > 10 * new


def test_a_hall_that_learned_nothing_yet_reads_no_more_than_the_newest_entries(
    halls: dict[str, tuple[Path, Clock]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LEARN_FROM", 400)

    def forget_and_ask(store: Store, ticket: int) -> None:
        with store._ledger.engine.write() as session:
            session.run("DELETE FROM learned")
        assert store.ahead_of(ticket) == 4, "who waits is known, however little is read"

    new, old = (instructions(*halls[which], forget_and_ask, tmp_path / f"{which}.db") for which in ("new", "old"))
    assert old <= 1.25 * new + 400, f"{old} instructions after 25 days, {new} in a new hall"


def test_a_look_through_the_log_takes_as_long_as_the_log_is_long(
    halls: dict[str, tuple[Path, Clock]], tmp_path: Path
) -> None:
    entries: list[int] = []

    def verify(store: Store, _: int) -> None:
        verdict = store.audit.verify()
        assert verdict.whole
        entries.append(verdict.head.seq)

    new, old = (instructions(*halls[which], verify, tmp_path / f"{which}.db") for which in ("new", "old"))
    assert entries[1] > 8 * entries[0]
    assert old / entries[1] <= 1.25 * new / entries[0], "no entry is read again for each ticket"


@pytest.mark.parametrize("name", ["desk_view", "hall_view"])
def test_a_view_reads_only_the_tickets_that_it_shows(name: str, tmp_path: Path) -> None:
    counted = []
    for crowd in (100, 400):
        path, clock = tmp_path / f"{crowd}.db", Clock(MORNING)
        store = open_store(path, HALL, clock=clock)
        for _ in range(crowd - 1):
            store.issue("A")
        store.issue("A", visitor=Visitor(surname="Li"))
        store.close()
        counted.append(instructions(path, clock, ASK[name], tmp_path / "copy.db"))
    few, many = counted
    assert many - few < 300 * 40, "more than a count of those who wait"


def test_an_act_makes_no_more_statements_than_it_needs(tmp_path: Path) -> None:
    """Each statement of an act is made while the hall's other writers wait."""
    store = open_store(tmp_path / "hall.db", HALL)
    store.open_counter(ANN)
    traced: list[str] = []
    connection = store._ledger.engine._connections._mine().connection  # type: ignore[attr-defined]
    connection.set_trace_callback(traced.append)
    store.issue("A")
    assert verbs_of(traced) == ["BEGIN", "UPDATE", "INSERT", "SELECT", "INSERT", "INSERT", "UPDATE", "COMMIT"]
    traced.clear()
    assert store.call_next(ANN) is not None
    assert verbs_of(traced) == ["BEGIN", "UPDATE", "SELECT", "SELECT", "SELECT", "INSERT", "UPDATE", "UPDATE", "COMMIT"]
    connection.set_trace_callback(None)
    store.close()


def verbs_of(traced: list[str]) -> list[str]:
    """First words of the statements; one that runs a trigger is traced twice in a row."""
    return [sql.split()[0] for before, sql in zip(["", *traced], traced, strict=False) if sql != before]
