"""`m`: what a clerk looks up about the visitor's service and about the hall, found by letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from picture import squeezed, text
from stations import POST, Scene, driven, keys, until, write

from kiosk.desk.app import DeskApp
from kiosk.desk.directory import directory_of, found_in_directory
from kiosk.desk.directory_dialog import DirectoryDialog
from kiosk.hall import load_hall, parse_hall
from kiosk.words import load_words

EXAMPLE = parse_hall(
    resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8"), Path("/nowhere/hall.toml")
)
TODAY = date(2026, 3, 3)


@pytest.fixture
def gas(tmp_path: Path) -> Iterator[Scene]:
    """The example hall with somebody who wants an account."""
    scene = Scene(tmp_path, EXAMPLE)
    scene.issue("A", surname="王", address="madam")
    scene.clock.turn(minutes=3)
    yield scene
    scene.store.close()


def desk(scene: Scene, language: str = "") -> DeskApp:
    return DeskApp(scene.station(), POST, language=language)


async def test_m_shows_the_service_first_and_goes_on_to_the_hall(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "m")
        assert "户主身份证" in text(app)
        assert "办理步骤" in text(app)
        for _ in range(6):
            await keys(pilot, "pagedown")
        assert "12个车位" in squeezed(app)
        await keys(pilot, "escape")
        assert not isinstance(app.screen, DirectoryDialog)
        assert "取消" not in text(app)


async def test_a_wide_screen_has_the_hall_beside_the_service(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app, size=(140, 40)) as pilot:
        await keys(pilot, "enter", "n", "m")
        shown = squeezed(app)
        assert "户主身份证" in shown
        assert "市不动产登记中心" in shown
        assert "0535-5550133" in shown


@pytest.mark.parametrize(
    ("letters", "found", "gone"),
    [
        ("bdc", "幸福路3号一楼", "户主身份证"),
        ("tingche", "12个车位", "户主身份证"),
        ("租房", "房东同意的书面说明", "12个车位"),
        ("fp", "电子发票发到您的手机或邮箱", "户主身份证"),
        ("ts", "12345", "12个车位"),
    ],
)
async def test_letters_find_it_by_initials_pinyin_or_characters(
    gas: Scene, letters: str, found: str, gone: str
) -> None:
    app = desk(gas)
    async with driven(app, size=(100, 40)) as pilot:
        await keys(pilot, "enter", "n", "m")
        await write(pilot, letters)
        assert found in squeezed(app)
        assert gone not in squeezed(app)


async def test_letters_that_find_nothing_are_said(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app, size=(60, 20)) as pilot:
        await keys(pilot, "enter", "m")
        assert "大厅指南" in text(app), "with nobody at the counter it is about the hall"
        await write(pilot, "qqqq")
        assert "没有找到" in text(app)
        await keys(pilot, "enter")
        assert not isinstance(app.screen, DirectoryDialog)


def test_nothing_stands_there_that_the_hall_does_not_say() -> None:
    bare = EXAMPLE.model_copy(update={"offices": (), "complaints": (), "local": (), "rota": ()})
    words = load_words("en")
    sections = {entry.section for entry in directory_of(words, bare, "D", TODAY)}
    assert sections == {words("desk.card.bring"), words("desk.directory.local")}
    hours = [entry.rows for entry in directory_of(words, bare, "", TODAY)]
    assert hours == [(
        "Monday to Friday 08:30–12:00 and 13:30–17:30; Saturday 09:00–12:00",
    )]  # fmt: skip


def test_letters_find_what_belongs_to_other_services_too() -> None:
    words = load_words("en")
    [found] = found_in_directory(words, EXAMPLE, "B", TODAY, "replacing")
    assert found.title == "City Land Registry"
    assert found_in_directory(words, EXAMPLE, "B", TODAY, "tenant")[0].section == "Opening an account: Often asked"


async def test_a_directory_that_changes_is_there_at_the_next_look(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text(EXAMPLE.text, encoding="utf-8")
    scene = Scene(tmp_path, load_hall(file))
    app = desk(scene)
    async with driven(app, size=(100, 40)) as pilot:
        await keys(pilot, "enter", "m")
        assert "0535-555 0133" in text(app)
        await keys(pilot, "escape")
        file.write_text(EXAMPLE.text.replace("0535-555 0133", "0535-555 0199"), encoding="utf-8")
        await until(lambda: app.station.config.offices[0].telephone == "0535-555 0199")
        await keys(pilot, "m")
        assert "0535-555 0199" in text(app)
    scene.store.close()
