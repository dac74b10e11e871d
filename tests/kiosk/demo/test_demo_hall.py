"""The demo hall: believable, repeatable, and a good neighbour to whoever works in it."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from waiting import wait_for

from kiosk.cli.demo import _hall as demo_hall
from kiosk.cli.session import Session, copy_example
from kiosk.demo import Simulation, prefill
from kiosk.demo.arrivals import SURNAMES, rush
from kiosk.hall import HallConfig, load_hall, opening
from queue_store import Outcome, Post, Store, open_store

EIGHT = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
"""Half past eight in the example hall, a Tuesday that is a day of the manager's reception."""


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def config(tmp_path: Path) -> HallConfig:
    copy_example(tmp_path / "hall")
    return load_hall(tmp_path / "hall")


def run(config: HallConfig, name: str, *, seed: int, hours: float, **settings: object) -> tuple[Store, Clock]:
    clock = Clock(EIGHT)
    store = open_store(config.folder / name, config.rules(), clock=clock)
    simulation = Simulation(store, config, seed, **settings)  # type: ignore[arg-type]
    while clock.now < EIGHT + timedelta(hours=hours):
        simulation.step(clock.now)
        clock.now += timedelta(seconds=10)
    return store, clock


def history(store: Store, clock: Clock) -> list[tuple[object, ...]]:
    return [
        (row.label, row.leg, row.service, row.entered_at, row.called_at, row.ended_at, row.counter, row.outcome)
        for row in store.wait_log(EIGHT, clock.now)
    ]


def test_a_morning_has_everything_that_happens_in_a_hall(config: HallConfig) -> None:
    store, clock = run(config, "a.db", seed=3, hours=4)
    rows = list(store.wait_log(EIGHT, clock.now))
    kinds = {entry.verb.value for row in rows for entry in store.events(row.ticket_id)}
    assert {"issue", "call", "recall", "start", "park", "resume", "no_show", "transfer", "finish", "apologise"} <= kinds
    assert {row.service for row in rows} >= {"A", "B", "C", "D", "E"}
    assert {row.counter for row in rows} >= {1, 2, 3, 4, 5, 6}
    assert any(row.priority for row in rows)
    assert {Outcome.DONE, Outcome.REFERRED} <= {row.outcome for row in rows}
    assert 60 < len(rows) < 400
    assert "counter_paused" in {entry.kind for entry in store.changes(0, 100_000)}
    waits = sorted(row.wait_first_call for row in rows if row.called_at)
    assert waits[len(waits) // 2] < 30 * 60
    store.close()


def test_the_same_seed_makes_the_same_morning(config: HallConfig) -> None:
    first, again, other = (
        run(config, name, seed=seed, hours=0.75) for name, seed in (("a.db", 1), ("b.db", 1), ("c.db", 2))
    )
    assert history(*first) == history(*again)
    assert history(*first) != history(*other)
    for store, _ in (first, again, other):
        store.close()


def test_nobody_comes_at_noon_and_everybody_is_served_in_the_end(config: HallConfig) -> None:
    store, clock = run(config, "a.db", seed=4, hours=5)
    closed = [row for row in store.wait_log(EIGHT, clock.now) if row.leg == 1 and 4 <= row.entered_at.hour < 5]
    assert closed == []
    assert store.waiting() == []
    store.close()


def test_a_demo_leaves_out_the_hours_in_which_the_hall_is_closed(config: HallConfig) -> None:
    """From a quarter past five on: with the night left out, the next morning brings visitors within the hour."""
    store, clock = run(config, "a.db", seed=4, hours=3, begins=time(17, 15))
    later = [row for row in store.wait_log(EIGHT + timedelta(hours=1, minutes=30), clock.now) if row.leg == 1]
    assert len(later) > 20
    store.close()


def test_a_simulated_hall_leaves_the_users_counter_alone(config: HallConfig) -> None:
    store, clock = run(config, "a.db", seed=1, hours=1, leave=frozenset({1}))
    assert {row.counter for row in store.wait_log(EIGHT, clock.now)} <= {None, 2, 3, 4, 5, 6}
    assert store.counters()[0].state == "closed"
    store.close()


def test_speed_makes_more_happen_in_the_same_time(config: HallConfig) -> None:
    slow, fast = run(config, "a.db", seed=1, hours=0.5), run(config, "b.db", seed=1, hours=0.5, speed=4.0)
    assert len(history(*fast)) > 2 * len(history(*slow))
    slow[0].close()
    fast[0].close()


def test_it_gives_way_to_whoever_is_faster(config: HallConfig) -> None:
    """Somebody else calls, finishes and cancels in between; the simulation goes on."""
    clock = Clock(EIGHT)
    store = open_store(config.folder / "a.db", config.rules(), clock=clock)
    simulation = Simulation(store, config, 5)
    for turn in range(400):
        simulation.step(clock.now)
        clock.now += timedelta(seconds=15)
        if turn % 7 == 0:
            for ticket in store.now_serving()[:2]:
                store.finish(ticket.id, Post(ticket.counter or 0, ticket.clerk or ""))
        if turn % 11 == 0:
            for ticket in store.waiting(limit=1):
                store.cancel(ticket.token)
        if turn % 13 == 0:
            for ticket in store.parked()[:1]:
                store.no_show(ticket.id, Post(ticket.counter or 0, ticket.clerk or ""))
    assert len(list(store.wait_log(EIGHT, clock.now))) > 20
    store.close()


def test_another_simulation_takes_over_in_the_middle(config: HallConfig) -> None:
    store, clock = run(config, "a.db", seed=1, hours=1)
    busy = {ticket.id for ticket in store.now_serving()}
    assert busy
    taken_over = clock.now
    heir = Simulation(store, config, 9)
    for _ in range(180):
        heir.step(clock.now)
        clock.now += timedelta(seconds=15)
    assert all(any(event.at > taken_over for event in store.events(id)) for id in busy)
    store.close()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("until", [datetime(2026, 3, 10, 2, tzinfo=UTC), datetime(2026, 3, 14, 15, 30, tzinfo=UTC)])
def test_after_the_prefill_the_first_call_brings_the_apology(config: HallConfig, seed: int, until: datetime) -> None:
    path = config.database_path
    prefill(path, config, until=until, seed=seed, leave=frozenset({1}), begins=time(9, 50))
    store = open_store(path, config.rules(), clock=lambda: until)
    assert sum(store.counts().values()) >= 6
    assert len(store.now_serving()) >= 4
    assert len(store.recent_calls(5)) == 5
    called = store.call_next(Post(1, "me"))
    assert called is not None
    assert called.apology_due
    assert called.wait > called.limit
    store.close()


def test_the_rush_is_in_the_morning_and_in_the_afternoon() -> None:
    assert rush(10) > rush(12.5) < rush(15)
    assert max(rush(quarter / 4) for quarter in range(96)) <= 1.2


def test_rare_surnames_come_too() -> None:
    assert {"单", "仇", "查", "尉迟"} <= set(SURNAMES)


def temporary_environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(tmp_path), "KIOSK_LANGUAGE": "en", "XDG_DATA_HOME": str(tmp_path / "data")}


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_the_demo_runs_in_a_folder_that_is_gone_afterwards(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "demo", "--screen", "none", "--speed", "50"],
        env=temporary_environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "Filling" in process.stderr.readline()
        assert "The demo hall runs in" in process.stderr.readline()
        (folder,) = tmp_path.glob("kiosk-demo-*")
        config = load_hall(folder)
        store = open_store(config.database_path, config.rules())
        before = len(list(store.wait_log(datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))))
        seen = store.version()
        wait_for(lambda: store.version() != seen)
        assert before > 10
        store.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_the_hall_stops_when_the_screen_was_killed(tmp_path: Path, config: HallConfig) -> None:
    starter = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'kiosk.demo', *sys.argv[1:]], stdin=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", starter, config.database_path, str(config.folder), "--remove", str(config.folder)],
        env=temporary_environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    ) as screen:
        assert screen.stdout is not None
        hall = int(screen.stdout.readline())
        wait_for(lambda: Path(config.database_path).exists())
        screen.kill()
    wait_for(lambda: not alive(hall))
    assert not config.folder.exists()


def alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_the_screens_of_the_demo_are_open_at_any_hour() -> None:
    session = Session()
    session.hall = None
    with demo_hall(session) as simulated:
        sunday = datetime(2026, 3, 8, 3, tzinfo=simulated.zone)
        assert opening(session.config, sunday).now
        assert not opening(simulated, sunday).now
