"""The day by the hour: figures as the reports define them, painted with plain characters."""

from __future__ import annotations

import pytest
from floor_hall import LEAD
from picture import text
from rich.cells import cell_len
from stations import OTHER, Scene, driven, keys, settle

from kiosk.floor.app import FloorApp
from kiosk.floor.day_figures import read_day


def weeks(scene: Scene) -> None:
    """Four came at nine a week ago, today two at nine and one at ten."""
    for _ in range(4):
        scene.issue("B")
    scene.clock.turn(minutes=11)
    for _ in range(4):
        called = scene.store.call_next(OTHER)
        assert called is not None
        scene.store.finish(called.id, OTHER)
    scene.clock.turn(hours=7 * 24, minutes=-11)
    for _ in range(2):
        scene.issue("B")
    scene.clock.turn(minutes=6)
    for _ in range(2):
        called = scene.store.call_next(OTHER)
        assert called is not None
        scene.store.finish(called.id, OTHER)
    scene.clock.turn(hours=1)
    scene.issue("A")


def test_figures_are_those_of_the_reports(scene: Scene) -> None:
    weeks(scene)
    figures = read_day(scene.store)
    assert figures.arrivals.today == {9: 2.0, 10: 1.0}
    assert figures.arrivals.before == {9: 4.0}
    assert figures.waits.today == {9: 6.0}
    assert figures.waits.before == {9: 11.0}
    assert figures.level.today == {9: 100.0, 10: 100.0}
    assert figures.level.before == {9: 0.0}, "the limit of B is ten minutes"
    assert figures.hours == [9, 10]


async def test_an_hour_in_which_nobody_was_called_in_time_is_no_hour_without_anybody(scene: Scene) -> None:
    scene.issue("B")
    scene.clock.turn(minutes=11)
    scene.store.call_next(OTHER)
    app = FloorApp(scene.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "p")
        shown = text(app).splitlines()
        level = shown[next(place for place, line in enumerate(shown) if "%" in line) :]
        assert [line.count("#") for line in level if line.lstrip().startswith("0 ")] == [1]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (132, 40)])
async def test_plots_fit_and_go_away_with_escape(scene: Scene, language: str, size: tuple[int, int]) -> None:
    weeks(scene)
    app = FloorApp(scene.station(), LEAD, language=language)
    async with driven(app, size=size) as pilot:
        await keys(pilot, "p")
        await settle(pilot)
        shown = text(app)
        assert "#" in shown
        assert "09" in shown
        assert all(cell_len(line) <= size[0] for line in shown.splitlines())
        await keys(pilot, "escape")
        assert app.screen is app.screen_stack[0]


async def test_a_day_without_anybody_has_empty_plots(scene: Scene) -> None:
    app = FloorApp(scene.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "p")
        assert "来客人数" in text(app)
