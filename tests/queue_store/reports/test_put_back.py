"""Exports and figures of a hall whose time was put back: nothing is missed, nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from store_hall import ANN, EVER, HALL, MORNING, Machine

from queue_store import Outcome, Store, Visitor, open_store
from queue_store.clock import to_text
from queue_store.reports.stretches import log_span, stretches

DAY = timedelta(days=1)


@pytest.fixture
def machine() -> Machine:
    return Machine(MORNING + 365 * DAY)


@pytest.fixture
def hall(path: Path, machine: Machine) -> Iterator[Store]:
    store = open_store(path, HALL, clock=machine)
    yield store
    store.close()


def work(store: Store, machine: Machine, minutes: int = 10) -> None:
    """One visitor comes, waits a minute and is served; the counter stays open."""
    store.open_counter(ANN)
    store.issue("A")
    machine.pass_time(minutes=1)
    ticket = store.call_next(ANN)
    assert ticket is not None
    store.start(ticket.id, ANN)
    machine.pass_time(minutes=minutes)
    store.finish(ticket.id, ANN)


def put_back(store: Store, machine: Machine, **span: float) -> None:
    machine.set_clock(**span)
    store.adopt_clock()


def rows(store: Store, name: str, since: Any, until: Any) -> list[dict[str, Any]]:
    columns = store.tables.columns(name)
    return [dict(zip(columns, row, strict=True)) for page in store.tables.pages(name, since, until) for row in page]


def test_a_year_too_late_in_the_morning(hall: Store, machine: Machine) -> None:
    """A PC that was a year ahead for half an hour: the counter is open all the time, a visitor is served on each."""
    work(hall, machine)
    machine.pass_time(minutes=19)
    put_back(hall, machine, days=-365)
    machine.pass_time(minutes=30)
    work(hall, machine, minutes=20)
    hall.close_counter(ANN)
    machine.pass_time(days=1)
    hall.issue("A")
    assert hall.tables.began() <= MORNING + timedelta(minutes=31)
    for since, opened, served in ((MORNING, 51, 20), (MORNING + 365 * DAY, 0, 0)):
        of_day = rows(hall, "counters", since, since + timedelta(hours=6))
        assert round(sum(row["open"] for row in of_day) / 60) == opened
        assert round(sum(row["serving"] for row in of_day) / 60) == served
    machine.pass_time(days=400)
    hall.issue("A")
    later = rows(hall, "counters", MORNING + 365 * DAY, MORNING + 366 * DAY)
    assert [(round(row["open"] / 60), row["visits"]) for row in later] == [(30, 1)]
    kinds = [row["kind"] for row in rows(hall, "events", MORNING, MORNING + timedelta(hours=6))]
    assert (kinds.count("finish"), kinds.count("issue")) == (1, 1)
    assert len(rows(hall, "events", *EVER)) == hall.changes(0)[-1].seq


def test_only_what_may_hold_the_period_is_read(hall: Store, machine: Machine) -> None:
    """Put forward it goes on; put back by a little, only the days around it are read."""
    for jump in (3, -3, 3, -3, 600):
        work(hall, machine)
        hall.close_counter(ANN)
        put_back(hall, machine, seconds=jump)
        machine.pass_time(days=1)
    hall.issue("A")
    last = hall.changes(0)[-1].seq
    with hall._ledger.look() as look:
        assert len(stretches(look)) == 3, "forward cuts nothing"
        assert [stretches(look)[0].first, stretches(look)[-1].last] == [1, last]
        for day in range(5):
            since = MORNING + (365 + day) * DAY - timedelta(hours=2)
            low, high = to_text(since), to_text(since + DAY)
            after, until = log_span(look, low, high)
            inside = [seq for (seq,) in look.rows("SELECT seq FROM log WHERE at >= ? AND at < ?", (low, high))]
            assert after < min(inside) <= max(inside) <= until
            assert until - after < last / 2


def test_a_report_has_the_day_to_which_it_was_put_back(hall: Store, machine: Machine) -> None:
    work(hall, machine)
    put_back(hall, machine, days=-365)
    work(hall, machine, minutes=29)
    hall.close_counter(ANN)
    day = date(2026, 3, 2)
    figures = hall.reports.period(day, day)
    assert figures.whole["finished"] == 1
    assert figures.staffing.days == 1
    assert sum(figures.staffing.serving) == pytest.approx(18 / 30 + 11 / 11), "9:12 to 9:41, and now it is 9:41"


def test_names_of_a_day_that_never_was_are_forgotten(path: Path, hall: Store, machine: Machine) -> None:
    """Or they would stay until that day has come and gone."""
    ticket = hall.issue("A", visitor=Visitor(surname="欧阳"))
    hall.call_next(ANN)
    hall.finish(ticket.id, ANN, outcome=Outcome.DECLINED, reason="欧阳先生没有带证件")
    put_back(hall, machine, days=-365)
    hall.issue("A", visitor=Visitor(surname="司马"))
    copy = path.with_name("copy.db")
    hall.copies.make(copy)
    machine.pass_time(days=1)
    hall.issue("A")
    with hall._ledger.look() as look:
        assert "欧阳" not in str(look.rows("SELECT text FROM free_text"))
        assert "司马" in str(look.rows("SELECT text FROM free_text"))
    hall.copies.forget_in(copy)
    content = copy.read_bytes().decode(errors="replace")
    assert ("欧阳" in content, "司马" in content) == (False, True)
