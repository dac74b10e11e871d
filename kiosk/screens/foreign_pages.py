"""A screen says on top when the port of the hall's pages belongs to somebody else, until it is the hall's again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from kiosk.screens.station import StationApp

_LOOK_EVERY = 1.0
"""Seconds; a look asks nobody, it reads what was found last."""


class ForeignPagesLine(Static):
    """Why tickets have no QR; on top of a screen for as long as that is so."""

    DEFAULT_CSS = """
    ForeignPagesLine { dock: top; height: auto; max-height: 2; padding: 0 1; background: $panel; color: $error; }
    """


def show_foreign_pages(app: StationApp) -> None:
    """Put the line on the screen in front, or take it away from every screen."""
    port = app.station.foreign_port()
    if not port:
        for screen in app.screen_stack:
            screen.query(ForeignPagesLine).remove()
        return
    content = Content(app.words("screens.pages_foreign", port=port))
    if line := app.screen.query(ForeignPagesLine):
        line.first().update(content)
    elif not app.screen.is_modal:
        app.screen.mount(ForeignPagesLine(content))


def follow_foreign_pages(app: StationApp) -> None:
    """Look from now on whose the pages are."""
    app.set_interval(_LOOK_EVERY, lambda: show_foreign_pages(app))
