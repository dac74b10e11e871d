"""Told once, the slip, and the form of address at the desk."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from picture import text
from stations import HALL, POST, Scene, driven, keys, write

from kiosk.desk.app import DeskApp
from kiosk.hall import parse_hall
from kiosk.ticket.slip import slip_page
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.words import load_words


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


async def test_telling_is_ticked_and_logged(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "j")
        assert "身份证、房产证" in app.screen.query_one(Teleprompter).text
        await keys(pilot, "2")
        [ticket] = crowd.store.now_serving()
        assert [told.material for told in crowd.store.told.of(ticket.id)] == ["房产证"]
        await keys(pilot, "enter")
        assert {told.material for told in crowd.store.told.of(ticket.id)} == {"身份证", "房产证"}
        await keys(pilot, "1")
        assert crowd.store.told.missing(ticket.id) == ["身份证"]
        assert "还差这几样：身份证" in app.screen.query_one(Teleprompter).text
        await keys(pilot, "1")
        assert crowd.store.told.missing(ticket.id) == []
        assert [told.material for told in crowd.store.told.of(ticket.id)] == ["房产证"]


async def test_the_slip_is_saved_as_a_page_of_its_own(tmp_path: Path) -> None:
    scene = Scene(tmp_path, parse_hall(HALL, tmp_path / "hall.toml"))
    scene.crowd()
    (tmp_path / "slips").mkdir()
    old, kept = (tmp_path / "slips" / f"{day}-A001.html" for day in ("2026-03-01", "2026-03-02"))
    for slip in (old, kept):
        slip.write_text("page", encoding="utf-8")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "j", "1", "1", "s")
        assert "已存为" in text(app)
    assert not old.exists(), "kept no longer than names are"
    kept.unlink()
    [file] = (tmp_path / "slips").iterdir()
    page = file.read_text(encoding="utf-8")
    assert "A002" in page
    assert "<li>身份证</li>" in page
    assert "房产证" not in page
    assert "http" not in page
    scene.store.close()


async def test_everything_is_on_the_slip_while_nothing_is_marked(tmp_path: Path) -> None:
    scene = Scene(tmp_path, parse_hall(HALL, tmp_path / "hall.toml"))
    scene.crowd()
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "j")
        assert "按两次：还差" in text(app)
        await keys(pilot, "s")
        assert "已存为" in text(app)
        assert scene.store.told.missing(scene.store.now_serving()[0].id) == []
    [file] = (tmp_path / "slips").iterdir()
    page = file.read_text(encoding="utf-8")
    assert page.index("<li>身份证</li>") < page.index("<li>房产证</li>")
    scene.store.close()


def test_the_slip_speaks_other_languages_and_escapes(crowd: Scene) -> None:
    ticket = crowd.store.waiting()[0]
    page = slip_page(crowd.config, load_words("en"), ticket, ["身份证", "<b>&"], crowd.clock.now)
    assert "<li>Identity card</li>" in page
    assert "<li>&lt;b&gt;&amp;</li>" in page


async def test_the_slip_is_in_the_visitors_language(tmp_path: Path) -> None:
    scene = Scene(tmp_path, parse_hall(HALL, tmp_path / "hall.toml"))
    scene.issue("A", language="en")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "j", "s")
    [file] = (tmp_path / "slips").iterdir()
    page = file.read_text(encoding="utf-8")
    assert '<html lang="en" dir="ltr">' in page
    assert "<li>Title deed</li>" in page
    scene.store.close()


def test_the_slip_names_where_to_go_besides_and_where_complaints_go(tmp_path: Path) -> None:
    text = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    scene = Scene(tmp_path, parse_hall(text, tmp_path / "hall.toml"))
    page = slip_page(scene.config, load_words("en"), scene.issue("A"), ["户主身份证"], scene.clock.now)
    assert "<li>City Land Registry (3 Xingfu Road, ground floor, telephone 0535-555 0133" in page
    assert "City Heating Company" not in page, "only what this service needs"
    assert "City services hotline (telephone 12345)" in page
    other = slip_page(scene.config, load_words("en"), scene.issue("B"), ["燃气卡或户号"], scene.clock.now)
    assert "Where to go for it" not in other
    scene.store.close()


async def test_a_second_visit_for_what_nobody_told_counts_against_the_hall(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "j", "a", "1", "1")
        assert "算大厅的" in text(app)
        await keys(pilot, "escape", "f", "1")
    figures = crowd.store.reports.courtesy(crowd.clock.now.replace(hour=0), crowd.clock.now.replace(hour=23))
    assert (figures.second_visits, figures.told_once_rate) == (1, 0.0)


async def test_a_surname_with_an_unusual_reading_shows_its_pinyin(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "e", "2")
        await write(pilot, "尉迟")
        await keys(pilot, "enter")
        [ticket] = crowd.store.now_serving()
        assert ticket.visitor.surname == "尉迟"
        assert "Yùchí" in text(app).replace(" ", "")
    named = [entry for entry in crowd.store.changes(0) if entry.kind == "name"]
    assert [entry.ticket_id for entry in named] == [ticket.id]
    assert "尉迟" not in str(named)


async def test_a_form_of_address_that_is_taboo_is_refused(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "e", "1")
        await write(pilot, "老头儿")
        await keys(pilot, "enter")
        assert "不是对来客的称呼" in text(app)
        assert crowd.store.now_serving()[0].visitor.surname == ""


async def test_own_figures_come_with_their_definitions(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app, size=(100, 50)) as pilot:
        await keys(pilot, "enter", "n", "y")
        assert "不用来考核" in text(app)
        assert "叫到时等候超过久等限值的次数" in text(app)
        assert "只算大厅的" not in text(app)
