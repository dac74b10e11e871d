"""The day by the hour as plots: arrivals, waits, service level. Painted with plain characters, for any terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual_plotext import PlotextPlot

from kiosk.floor.acts.looking import language
from kiosk.floor.day_figures import Curve, DayFigures, day_reader
from kiosk.screens.act import Act, act
from kiosk.screens.acting import ActingScreen
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.line import Line
from kiosk.widgets.status_line import StatusLine

_CURVES = ("arrivals", "waits", "level")
_SCALE = 4
"""Cells of the numbers of every scale, so that the hours of all plots stand below each other."""
_LEAST_HOURS = 8
"""Hours that there is room for in the morning too, so that one bar is not as wide as the screen."""
_READ_AGAIN = timedelta(minutes=1)
"""The day is read again after so long, however much happens meanwhile."""


@act("back", "escape,p", "Esc", area="floor", group="plots", local=True)
def back(screen: PlotsScreen) -> None:
    """Go back to the floor."""
    screen.answer()


class PlotsScreen(ActingScreen[DayFigures]):
    """Beside the floor; Escape returns."""

    ACTS: ClassVar[tuple[Act[Any], ...]] = (back, language)

    def __init__(self) -> None:
        super().__init__()
        self.figures: DayFigures | None = None
        """The day as it was last read; None before the first time."""
        self._drawn: DayFigures | None = None
        self._read_at: datetime | None = None

    def compose(self) -> ComposeResult:
        yield Line(id="hall")
        with Vertical(id="plots"):
            for name in _CURVES:
                yield Line(id=f"{name}-title", classes="title")
                yield PlotextPlot(id=name)
        yield Line(id="legend")
        yield StatusLine(id="status")
        yield KeyBar(id="keys")

    def view_reader(self) -> Callable[[], DayFigures]:
        self._read_at = self.station_app.now
        return day_reader(self.station.store)

    def take_view(self, view: DayFigures) -> None:
        self.figures = view

    def refresh_view(self) -> None:
        if self._read_at is None or self.station_app.now - self._read_at >= _READ_AGAIN:
            super().refresh_view()

    def tick(self) -> None:
        self.refresh_view()
        super().tick()

    def repaint(self) -> None:
        if not self.is_mounted or not self.query(KeyBar):
            return
        words, config, figures = self.words, self.station.config, self.figures
        clock = words.clock(self.station_app.now, config.zone)
        hall = words("floor.plots.title", hall=config.name.say(words.language), clock=clock)
        self.query_one("#hall", Line).update(Content(hall))
        self.query_one("#legend", Line).update(Content(words("floor.plots.legend")))
        for name in _CURVES:
            self.query_one(f"#{name}-title", Line).update(Content(words(f"floor.plots.{name}")))
        if figures is not None and figures != self._drawn:
            self._drawn = figures
            hours = figures.hours
            for name in _CURVES:
                plot = self.query_one(f"#{name}", PlotextPlot)
                _draw(plot, getattr(figures, name), hours, percent=name == "level")
        self.show_keys()


def _draw(plot: PlotextPlot, curve: Curve, hours: Sequence[int], *, percent: bool) -> None:
    """Bars for today, circles for the week before, by the hour; the scale of a `percent` ends at 100."""
    plt = plot.plt
    plt.clear_figure()
    plt.frame(False)
    if hours:
        highest = 100 if percent else 2 * ceil(max([*curve.today.values(), *curve.before.values(), 1.0]) / 2)
        if curve.today:
            plt.bar(list(curve.today), list(curve.today.values()), marker="#", width=0.5)
        if zero := [hour for hour, value in curve.today.items() if not value]:
            plt.scatter(zero, [0.0] * len(zero), marker="#")
        if curve.before:
            plt.scatter(list(curve.before), list(curve.before.values()), marker="o")
        plt.xlim(hours[0] - 0.5, max(hours[-1], hours[0] + _LEAST_HOURS - 1) + 0.5)
        plt.xticks([float(hour) for hour in hours], [f"{hour:02}" for hour in hours])
        plt.ylim(0, highest)
        marks = [0.0, highest / 2, float(highest)]
        plt.yticks(marks, [f"{mark:>{_SCALE}g}" for mark in marks])
    plot.refresh()
