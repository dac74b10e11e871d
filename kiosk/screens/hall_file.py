"""A screen goes on with a changed hall.toml, or says what is wrong with it until that is repaired."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from kiosk.hall.change import LOOK_EVERY, HallFiles, HallNow, take_rules

if TYPE_CHECKING:
    from kiosk.screens.station import StationApp


class HallFileLine(Static):
    """What is wrong with hall.toml; on top of a screen for as long as it is wrong."""

    DEFAULT_CSS = """
    HallFileLine { dock: top; height: auto; max-height: 3; padding: 0 1; background: $panel; color: $error; }
    """


class HallFollower:
    """Looks at the hall's files for a screen, and gives it what they say."""

    def __init__(self, app: StationApp) -> None:
        self._app = app
        self._files = HallFiles(app.station.config)

    def look(self) -> None:
        """Read the files in the background when they changed; keep what is wrong in sight."""
        if self._files.changed():
            self._app.run_worker(self._read, thread=True, group="hall", exit_on_error=False)
        self._show_problem()

    def _read(self) -> None:
        now = self._files.read(lambda config: take_rules(self._app.station.store, config))
        if now is not None:
            self._app.call_from_thread(self._take, now)

    def _take(self, now: HallNow) -> None:
        app = self._app
        if now.problem is None:
            offered = app.station.config.languages
            app.station = replace(app.station, config=now.config, script_for=now.script_for)
            if app.station.paper is not None:
                app.station.paper.config = now.config
            if app.language in offered and app.language not in now.config.languages:
                app.speak(now.config.language)
            app.notify(now.text(app.words), markup=False, timeout=8)
        self._show_problem()
        app.repaint()

    def _show_problem(self) -> None:
        """Put the line on the screen in front, and take it away from every screen once all is well."""
        app, now = self._app, self._files.now
        if now.problem is None:
            for screen in app.screen_stack:
                screen.query(HallFileLine).remove()
            return
        content = Content(now.text(app.words))
        if line := app.screen.query(HallFileLine):
            line.first().update(content)
        elif not app.screen.is_modal:
            app.screen.mount(HallFileLine(content))


def follow_hall_files(app: StationApp) -> None:
    """Look at the hall's files from now on, about once a second."""
    app.set_interval(LOOK_EVERY, HallFollower(app).look)
