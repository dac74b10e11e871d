"""What screens say of paper: it comes, it is there, or why not, and the key that prints it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fake_printer import READY, fake_printer
from paper_hall import MakeScene
from picture import squeezed, text
from stations import OTHER, POST, Scene, driven, keys, settle, until
from textual.widgets import Static

from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.paper.fonts import FontFile, Typeface
from kiosk.paper.printing import Printing
from kiosk.reception import ticket_screen
from kiosk.reception.app import ReceptionApp
from kiosk.reception.details import TicketRequest
from kiosk.reception.issuing import issue_number
from kiosk.screens import hall_file
from kiosk.screens.station import Station
from queue_store import Paper, Post, PrintJob, PrintState, Visitor

FRONT = Post(1, "c01")
NO_PAPER = READY | {4: 0x72}


@contextmanager
def with_paper(scene: Scene, station: str = "here") -> Iterator[Station]:
    """A station that prints."""
    assert scene.config.printer is not None
    paper = Printing(scene.store, scene.config, scene.config.printer, lambda ticket: "", station)
    try:
        yield replace(scene.station(), paper=paper)
    finally:
        paper.close()


def jobs(scene: Scene, paper: Paper = Paper.TICKET) -> list[PrintJob]:
    tickets = [*scene.store.waiting(), *scene.store.now_serving()]
    return [job for ticket in tickets if (job := scene.store.prints.of(ticket.id, paper))]


def all_are(scene: Scene, state: PrintState, paper: Paper = Paper.TICKET) -> bool:
    found = jobs(scene, paper)
    return bool(found) and all(job.state is state for job in found)


async def test_the_front_desk_prints_what_it_issues(printing_hall: MakeScene) -> None:
    with fake_printer() as printer:
        scene = printing_hall(printer.to)
        with with_paper(scene) as station:
            app = FrontApp(station, FRONT)
            async with driven(app, size=(100, 30)) as pilot:
                await keys(pilot, "enter", "i", "1")
                assert "，正在打印" in squeezed(app)
                await until(lambda: all_are(scene, PrintState.PRINTED))
                await settle(pilot)
                assert "没打出来" not in text(app)
                await keys(pilot, "equals_sign")
                assert "正在打印 A001 的小票" in text(app)
                await until(lambda: all_are(scene, PrintState.PRINTED))
                await keys(pilot, "z")
                assert "请收回打出的小票" in squeezed(app)
    assert [out.cuts for out in printer.printouts] == [1, 1]


async def test_the_front_desk_says_that_there_is_no_chinese_font(
    printing_hall: MakeScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Typeface(FontFile(), FontFile())
    monkeypatch.setattr("kiosk.paper.press.typeface", lambda language, named: bare)
    scene = printing_hall()
    with with_paper(scene) as station:
        paper, app = station.paper, FrontApp(station, FRONT)
        async with driven(app, size=(140, 30)) as pilot:
            await until(lambda: paper is not None and not paper.own_language)
            await keys(pilot, "enter", "i", "1")
            assert "没有中文字体，纸上只有号码和英文" in squeezed(app)


async def test_the_front_desk_says_what_did_not_come_out_and_one_key_repeats_it(printing_hall: MakeScene) -> None:
    with fake_printer(status=dict(NO_PAPER)) as printer:
        scene = printing_hall(printer.to)
        with with_paper(scene) as station:
            app = FrontApp(station, FRONT)
            async with driven(app, size=(100, 30)) as pilot:
                await keys(pilot, "enter", "i", "1", "i", "2")
                await until(lambda: all_are(scene, PrintState.FAILED))
                await settle(pilot)
                assert "B001的小票没打出来：打印机缺纸（按=重打），另有1张" in squeezed(app)
                printer.status = dict(READY)
                await keys(pilot, "equals_sign")
                await until(lambda: len(scene.store.prints.troubles()) == 1)
                await settle(pilot)
                assert "A001的小票没打出来：打印机缺纸（按=重打）" in squeezed(app)
                await keys(pilot, "equals_sign")
                await until(lambda: all_are(scene, PrintState.PRINTED))
                await settle(pilot)
                assert "没打出来" not in text(app)


async def test_a_desk_sees_that_receptions_printer_is_empty(printing_hall: MakeScene) -> None:
    with fake_printer(status=dict(NO_PAPER)) as printer:
        scene = printing_hall(printer.to)
        with with_paper(scene) as station, with_paper(scene, "reception") as reception:
            issue_number(scene.store, TicketRequest("A", Visitor()), "once", paper=reception.paper)
            app = DeskApp(station, POST)
            async with driven(app, size=(100, 30)) as pilot:
                await keys(pilot, "enter")
                await until(lambda: all_are(scene, PrintState.FAILED))
                await settle(pilot)
                assert "A001的小票没打出来：打印机缺纸" in squeezed(app)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_reception_says_how_the_paper_goes(printing_hall: MakeScene, language: str,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(ticket_screen, "_SETTLE", 0.0)
    with fake_printer(status=dict(NO_PAPER)) as printer:
        scene = printing_hall(printer.to)
        with with_paper(scene) as station:
            app = ReceptionApp(station, language=language)
            words = app.words
            async with driven(app, size=(80, 24)) as pilot:
                app.speak(language)
                await keys(pilot, "1", "0")
                await until(lambda: all_are(scene, PrintState.FAILED))
                await settle(pilot)
                app.repaint()
                await pilot.pause()
                reason = words("paper.reason.no_paper")
                said = words("paper.state.failed", reason=reason, label="A001") + words("paper.state.again")
                assert shown_of_paper(app) == said.replace(" ", "")
                printer.status = dict(READY)
                await keys(pilot, "1")
                await until(lambda: all_are(scene, PrintState.PRINTED))
                await settle(pilot)
                app.repaint()
                await pilot.pause()
                assert shown_of_paper(app) == words("paper.state.printed").replace(" ", "")
                await keys(pilot, "1")
                assert "A001" not in text(app), "a key goes on"
    assert [out.cuts for out in printer.printouts] == [0, 1]


def shown_of_paper(app: ReceptionApp) -> str:
    """What the ticket screen says of paper, without spaces and line ends."""
    return "".join(str(app.screen.query_one("#paper", Static).content).split())


async def test_the_slip_and_the_list_print_in_the_language_of_the_visitor(printing_hall: MakeScene) -> None:
    with fake_printer() as printer:
        scene = printing_hall(printer.to)
        scene.issue("A", language="en")
        with with_paper(scene) as station:
            app = DeskApp(station, POST)
            async with driven(app, size=(100, 30)) as pilot:
                await keys(pilot, "enter", "n", "s", "j", "1", "1", "p")
                assert "正在打印 A001 的清单" in text(app)
                await until(lambda: all_are(scene, PrintState.PRINTED, Paper.MISSING))
                await keys(pilot, "t")
                assert "正在打印 A001 的告知单" in text(app)
                await until(lambda: all_are(scene, PrintState.PRINTED, Paper.TOLD))
    assert [out.cuts for out in printer.printouts] == [1, 1]


async def test_a_changed_hall_is_on_the_next_paper(
    printing_hall: MakeScene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hall_file, "LOOK_EVERY", 0.05)
    scene, file = printing_hall(), tmp_path / "hall.toml"
    file.write_text(scene.config.text, encoding="utf-8")
    with with_paper(scene) as station:
        app = ReceptionApp(station)
        async with driven(app):
            file.write_text(scene.config.text.replace("兰亭燃气厅", "梅溪燃气厅"), encoding="utf-8")
            assert station.paper is not None
            await until(lambda: station.paper.config.name.say("zh-Hans") == "梅溪燃气厅")


async def test_without_a_printer_nothing_is_offered(crowd: Scene) -> None:
    crowd.store.open_counter(OTHER)
    app = DeskApp(crowd.station(), POST)
    async with driven(app, size=(140, 42)) as pilot:
        await keys(pilot, "enter", "n", "s")
        assert "重打" not in text(app)
        await keys(pilot, "h")
        assert "重打" not in text(app)
        await keys(pilot, "escape", "j")
        assert "打清单" not in text(app)
        await keys(pilot, "p")
        assert "没有设置打印机" in text(app)
    assert crowd.store.prints.troubles() == []
    assert not [entry for entry in crowd.store.changes(0) if entry.kind.startswith("print")]
