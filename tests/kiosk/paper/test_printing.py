"""Printing from a station: after the commit, never in its way, once, and whoever dies is stood in for."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fake_printer import READY, FakePrinter, fake_printer, stall
from paper_hall import MakeScene
from stations import HALL, Scene
from waiting import AT_ONCE, wait_for

import kiosk.paper.printing as printing_module
from kiosk.cli.screens import _printing
from kiosk.hall import HallConfig, load_hall
from kiosk.paper.printing import Printing
from kiosk.reception.details import TicketRequest
from kiosk.reception.issuing import Issued, issue_number
from kiosk.screens.station import terminal_name
from queue_store import Paper, PrintState, Store, Visitor, open_store
from queue_store.books import prints


@contextmanager
def at(store: Store, config: HallConfig, station: str = "front") -> Iterator[Printing]:
    """A station that prints."""
    assert config.printer is not None
    paper = Printing(store, config, config.printer, lambda ticket: "", station)
    try:
        yield paper
    finally:
        paper.close()


def issue(scene: Scene, paper: Printing, request_id: str = "once") -> Issued:
    return issue_number(scene.store, TicketRequest("A", Visitor(language="en")), request_id, paper=paper)


def stands(paper: Printing, issued: Issued) -> str:
    job = paper.state(issued.ticket.id)
    return "" if job is None else f"{job.state.value} {job.reason}".strip()


def test_a_number_comes_out_once_after_it_was_committed(printing_hall: MakeScene) -> None:
    seen: list[tuple[str, PrintState]] = []

    def look(printer: FakePrinter, link: object) -> None:
        other = scene.open()
        [ticket] = other.waiting()
        job = other.prints.of(ticket.id)
        assert job is not None
        seen.append((ticket.label, job.state))
        other.close()
        printer.stops_after = None
        printer._talk(link)  # type: ignore[arg-type]

    with fake_printer(stops_after=1, then=look) as printer:
        scene = printing_hall(printer.to)
        with at(scene.store, scene.config) as paper:
            issued = issue(scene, paper)
            assert issue(scene, paper).ticket.id == issued.ticket.id, "the same request again"
            wait_for(lambda: stands(paper, issued) == "printed")
    assert seen == [("A001", PrintState.PRINTING)], "the commit came before the first byte"
    assert [len(out.bands) > 0 for out in printer.printouts] == [True]


def test_a_screen_of_a_hall_with_a_printer_prints(printing_hall: MakeScene, tmp_path: Path) -> None:
    scene = printing_hall()
    with _printing(scene.store, scene.config, lambda ticket: "") as paper:
        assert paper is not None
        assert paper.station == terminal_name()
        issued = issue(scene, paper)
        wait_for(lambda: stands(paper, issued) == "printed")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["2026-03-03-A001-ticket-1.bin"]


def test_a_printer_that_hangs_holds_nobody_up(printing_hall: MakeScene, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_printer(stops_after=3000, then=stall) as printer:
        scene = printing_hall(printer.to)
        with at(scene.store, scene.config) as paper:
            first = issue(scene, paper, "1")
            wait_for(printer.stopped.is_set)
            began = time.monotonic()
            for number in range(2, 6):
                issue(scene, paper, str(number))
            assert time.monotonic() - began < AT_ONCE
            assert stands(paper, first) == "printing"
            began = time.monotonic()
    assert time.monotonic() - began < 2 * AT_ONCE, "nor whoever closes the screen"
    job = scene.store.prints.of(first.ticket.id)
    assert job is not None
    assert (job.state, job.reason) == (PrintState.FAILED, "interrupted")
    assert len(scene.store.waiting()) == 5


def test_stations_that_share_a_printer_do_not_get_in_each_others_way(printing_hall: MakeScene) -> None:
    with fake_printer() as printer:
        scene = printing_hall(printer.to)
        with at(scene.store, scene.config, "one") as one, at(scene.store, scene.config, "two") as two:
            issued = [
                (paper, issue(scene, paper, f"{paper.station} {turn}")) for turn in range(4) for paper in (one, two)
            ]
            wait_for(lambda: all(stands(paper, each) == "printed" for paper, each in issued), 20)
    assert [out.cuts for out in printer.printouts] == [1] * 8


def test_a_failure_says_why_and_is_repeated_when_asked(printing_hall: MakeScene) -> None:
    with fake_printer(status=READY | {4: 0x72}) as printer:
        scene = printing_hall(printer.to)
        with at(scene.store, scene.config) as paper:
            issued = issue(scene, paper)
            wait_for(lambda: stands(paper, issued) == "failed no_paper")
            assert paper.has_failed(issued.ticket.id)
            printer.status = dict(READY)
            paper.print_ticket(issued.ticket.id)
            wait_for(lambda: stands(paper, issued) == "printed")
            paper.print_ticket(issued.ticket.id, Paper.MISSING)
            wait_for(lambda: (job := paper.state(issued.ticket.id, Paper.MISSING)) and job.state is PrintState.PRINTED)
    assert [out.cuts for out in printer.printouts] == [0, 1, 1]


def test_what_is_known_of_a_paper_never_goes_back(printing_hall: MakeScene) -> None:
    """The thread may be through with a job before whoever asked for it has noted that it was asked for."""
    scene = printing_hall()
    with at(scene.store, scene.config) as paper:
        issued = issue(scene, paper)
        wait_for(lambda: stands(paper, issued) == "printed")
        done = paper.state(issued.ticket.id)
        assert done is not None
        paper._remember(replace(done, state=PrintState.QUEUED))
        assert stands(paper, issued) == "printed"
        paper._remember(replace(done, state=PrintState.QUEUED, times=2))
        assert stands(paper, issued) == "queued"


def test_a_paper_that_cannot_be_made_fails_and_the_next_is_printed(
    printing_hall: MakeScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = printing_hall()
    with at(scene.store, scene.config) as paper:
        whole, broken = paper.config, replace_service(paper.config)
        paper.config = broken
        first = issue(scene, paper, "1")
        wait_for(lambda: stands(paper, first) == "failed unexpected")
        paper.config = whole
        second = issue(scene, paper, "2")
        wait_for(lambda: stands(paper, second) == "printed")


def replace_service(config: HallConfig) -> HallConfig:
    """A hall whose services are no services."""
    return config.model_copy(update={"services": (object(),)})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stations look for jobs of others soon."""
    monkeypatch.setattr(printing_module, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(printing_module, "TAKE_OVER_AFTER", timedelta(seconds=0.5))
    monkeypatch.setattr(prints, "LOST_AFTER", timedelta(seconds=1))


@contextmanager
def killed_process(folder: Path, prints_too: str, ready: Callable[[], object]) -> Iterator[None]:
    """A process that issued a number and was killed by `kill -9` as soon as `ready`."""
    script = Path(__file__).with_name("issuing_process.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), prints_too], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "A001"
    wait_for(ready, 20)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    yield


@pytest.mark.usefixtures("quick")
def test_a_process_killed_before_it_printed_is_stood_in_for_once(tmp_path: Path) -> None:
    with fake_printer() as printer:
        (tmp_path / "hall.toml").write_text(HALL + f'\n[printer]\nto = "{printer.to}"\n', encoding="utf-8")
        config = load_hall(tmp_path)
        with killed_process(tmp_path, "no", lambda: True):
            store = open_store(config.database_path, config.rules())
            assert printer.jobs == []
            [ticket] = store.waiting()
            with at(store, config, "one") as paper, at(store, config, "two"):
                wait_for(lambda: (job := store.prints.of(ticket.id)) and job.state is PrintState.PRINTED)
                print_another(store, paper)
            store.close()
        assert [out.cuts for out in printer.printouts] == [1, 1], "one each"


@pytest.mark.usefixtures("quick")
def test_a_process_killed_while_it_printed_leaves_a_failure_and_no_second_paper(tmp_path: Path) -> None:
    with fake_printer(stops_after=3000, then=stall) as printer:
        (tmp_path / "hall.toml").write_text(HALL + f'\n[printer]\nto = "{printer.to}"\n', encoding="utf-8")
        config = load_hall(tmp_path)
        with killed_process(tmp_path, "yes", printer.stopped.is_set):
            store = open_store(config.database_path, config.rules())
            with at(store, config, "one") as paper:
                wait_for(lambda: [job.reason for job in store.prints.troubles()] == ["interrupted"])
                printer.stops_after = None
                printer.goes_on.set()
                print_another(store, paper)
            store.close()
        assert [job.count(b"\x1dVB") for job in printer.jobs] == [0, 1], "the second is of another number"


def print_another(store: Store, paper: Printing) -> None:
    """Let a station look for jobs once more: it takes them in the order in which they were asked for."""
    later = issue_number(store, TicketRequest("A", Visitor()), "later", paper=paper)
    wait_for(lambda: (job := store.prints.of(later.ticket.id)) and job.state is PrintState.PRINTED)


def test_a_hall_without_a_printer_prints_and_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    code = """
import sys, threading
import kiosk.screens.environment
import kiosk.front.app, kiosk.reception.app, kiosk.cli.screens
from kiosk.cli.screens import _printing
from kiosk.hall import load_hall
from kiosk.reception.details import TicketRequest
from kiosk.reception.issuing import issue_number
from queue_store import Visitor, open_store
config = load_hall(sys.argv[1])
store = open_store(config.database_path, config.rules())
with _printing(store, config, lambda ticket: "") as paper:
    assert paper is None
    issue_number(store, TicketRequest("A", Visitor()), "once", paper=paper)
assert not [entry.kind for entry in store.changes(0) if entry.kind.startswith("print")]
assert not [name for name in sys.modules if name.split(".")[0] == "PIL" or name.startswith("kiosk.paper")]
assert [each.name for each in threading.enumerate() if "paper" in each.name] == []
store.close()
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_thread_alone_imports_pictures() -> None:
    code = "import sys, kiosk.paper.printing, kiosk.screens.station; assert 'PIL' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
