"""hall.toml edited under running screens: taken over, or named until it is mended, and nothing stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from picture import squeezed, text
from stations import HALL, POST, Scene, still
from waiting import until

from kiosk.board.app import BoardApp
from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.hall import load_hall
from kiosk.hall.change import HallFiles, keep_until_next_start
from kiosk.reception.app import ReceptionApp
from kiosk.screens import hall_file
from kiosk.screens.hall_file import HallFileLine
from kiosk.screens.station import StationApp
from kiosk.web.app import create_app
from kiosk.words import load_words
from queue_store import QueueError, StoreUnavailable

EN = load_words("en")
SCREENS: dict[str, Callable[[Scene], StationApp]] = {
    "desk": lambda scene: DeskApp(scene.station(), POST),
    "front": lambda scene: FrontApp(scene.station(), POST),
    "reception": lambda scene: ReceptionApp(scene.station()),
    "board": lambda scene: BoardApp(scene.station()),
}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(hall_file, "LOOK_EVERY", 0.05)
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    return tmp_path / "hall.toml"


def write(file: Path, *changes: tuple[str, str]) -> None:
    """Write the hall with changes, the way a careless editor does: first nothing, then a half, then all."""
    whole = HALL
    for old, new in changes:
        assert old in whole
        whole = whole.replace(old, new)
    file.write_text("", encoding="utf-8")
    file.write_text(whole[: len(whole) // 2], encoding="utf-8")
    file.write_text(whole, encoding="utf-8")


@asynccontextmanager
async def running(app: StationApp) -> AsyncIterator[None]:
    async with still(app).run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("enter") if isinstance(app, DeskApp) else None
        await pilot.pause()
        yield


@pytest.mark.parametrize("name", SCREENS)
async def test_a_running_screen_follows_the_file(file: Path, name: str) -> None:
    scene = Scene(file.parent, load_hall(file))
    app = SCREENS[name](scene)
    async with running(app):
        assert "兰亭燃气厅" in squeezed(app)

        write(file, ("兰亭燃气厅", "新亭燃气厅"))
        await until(lambda: "新亭燃气厅" in squeezed(app))
        await until(lambda: "已生效" in squeezed(app))

        write(file, ('target = "4m"', 'target = "quick"'))
        await until(lambda: "仍按原来的设置运行" in squeezed(app))
        assert "新亭燃气厅" in squeezed(app)
        assert '"90s"' in squeezed(app)
        app.repaint()
        await asyncio.sleep(0)
        assert app.screen.query(HallFileLine), "it stays until it is mended"

        write(file, ("兰亭燃气厅", "再亭燃气厅"))
        await until(lambda: "再亭燃气厅" in squeezed(app))
        await until(lambda: not app.screen.query(HallFileLine))
    scene.store.close()


async def test_four_screens_and_the_pages_at_once(file: Path) -> None:
    """Desk, reception, board and page server on one hall, one edit after another."""
    scene = Scene(file.parent, load_hall(file))
    apps = [make(scene) for make in SCREENS.values()]
    pages = create_app(scene.config, scene.open)
    steps = [asyncio.Barrier(len(apps) + 2) for _ in range(3)]

    async def follow(app: StationApp) -> None:
        async with running(app):
            await steps[0].wait()
            await until(lambda: "仍按原来的设置运行" in squeezed(app))
            await steps[1].wait()
            await until(lambda: "新亭燃气厅" in squeezed(app) and not app.screen.query(HallFileLine))
            await steps[2].wait()

    async def serve() -> None:
        async with pages.router.lifespan_context(pages):
            for step in steps[:2]:
                await step.wait()
            await until(lambda: pages.state.web.config.name.zh_hans == "新亭燃气厅")
            await steps[2].wait()

    async def edit() -> None:
        await steps[0].wait()
        write(file, ("Asia/Shanghai", "Asia/Shanghigh"))
        await steps[1].wait()
        write(file, ("兰亭燃气厅", "新亭燃气厅"))
        await steps[2].wait()

    async with asyncio.timeout(60):
        await asyncio.gather(*map(follow, apps), serve(), edit())
    scene.store.close()


async def test_the_counter_of_a_desk_or_its_language_may_go_away(file: Path) -> None:
    scene = Scene(file.parent, load_hall(file))
    app = DeskApp(scene.station(), POST, language="en")
    async with running(app):
        write(file, ('id = "lan"', 'id = "lan"\nlanguages = ["zh-Hans"]'), ("number = 3", "number = 8"))
        await until(lambda: app.station.config.languages == ("zh-Hans",))
        await until(lambda: app.language == "zh-Hans")
        app.repaint()
        assert "兰亭燃气厅" in squeezed(app)
    scene.store.close()


async def test_reception_asks_for_names_as_soon_as_a_greeter_works_it(file: Path) -> None:
    scene = Scene(file.parent, load_hall(file))
    app = ReceptionApp(scene.station())
    async with running(app):
        assert not app.greeter
        write(file, ("[limits]", "[reception]\ngreeter = true\n\n[limits]"))
        await until(lambda: app.greeter)
    scene.store.close()


async def test_own_lines_are_read_again(file: Path) -> None:
    lines = file.parent / "lines.zh-Hans.toml"
    scene = Scene(file.parent, load_hall(file))
    app = ReceptionApp(scene.station())
    async with running(app):
        lines.write_text("= broken", encoding="utf-8")
        await until(lambda: "lines.zh-Hans.toml" in text(app))
        lines.unlink()
        await until(lambda: not app.screen.query(HallFileLine))
    scene.store.close()


def settled(files: HallFiles) -> bool:
    """Look until the files are still, as a program does once a second."""
    files.changed()
    return files.changed()


def nothing(_config: object) -> None:
    """Put no rules into force."""


def test_what_cannot_change_while_running_waits_for_the_next_start(file: Path) -> None:
    files = HallFiles(load_hall(file))
    write(
        file,
        ('id = "lan"', 'id = "tan"\ncutover = "05:00"\ndatabase = "other.db"'),
        ("Asia/Shanghai", "Asia/Taipei"),
        ("[web]", "[web]\nport = 99"),
        ('seat_offer = "20m"', 'seat_offer = "30m"'),
    )
    assert settled(files)
    now = files.read(nothing)
    assert now is not None
    assert now.waiting == ("id", "database", "timezone", "cutover", "web.port")
    assert (now.config.id, now.config.database_path) == ("lan", str(file.parent / "hall.db"))
    assert now.config.limits.seat_offer.total_seconds() == 1800
    assert "id, database, timezone, cutover, web.port: takes effect at the next start." in now.text(EN)
    assert keep_until_next_start(now.config, now.config) == (now.config, ())


def test_a_file_that_is_touched_but_the_same_is_no_news(file: Path) -> None:
    files = HallFiles(load_hall(file))
    assert not settled(files)
    file.write_text(HALL, encoding="utf-8")
    assert settled(files)
    assert files.read(nothing) is None
    assert not settled(files)


def test_a_file_that_is_being_written_is_left_until_it_is_still(file: Path) -> None:
    files = HallFiles(load_hall(file))
    for length in (10, 100, 1000):
        file.write_text(HALL[:length], encoding="utf-8")
        assert not files.changed()
    assert files.changed()


def test_a_file_that_is_gone_is_named_and_may_come_back(file: Path) -> None:
    files = HallFiles(load_hall(file))
    file.unlink()
    assert settled(files)
    now = files.read(nothing)
    assert now is not None
    assert "There is no such file." in now.text(EN)
    file.write_text(HALL, encoding="utf-8")
    assert settled(files)
    assert (now := files.read(nothing)) is not None
    assert now.problem is None


def test_what_the_store_refuses_is_tried_again(file: Path) -> None:
    files = HallFiles(load_hall(file))
    write(file, ("兰亭燃气厅", "新亭燃气厅"))
    assert settled(files)
    refusals: list[QueueError] = [StoreUnavailable("locked", "The database {path} is locked.", path="x")]

    def take(_config: object) -> None:
        if refusals:
            raise refusals.pop()

    now = files.read(take)
    assert now is not None
    assert now.config.name.zh_hans == "兰亭燃气厅"
    assert "locked" in now.text(EN)
    assert settled(files)
    assert (now := files.read(take)) is not None
    assert now.config.name.zh_hans == "新亭燃气厅"
