"""Moving through the lists, and how the screen looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from kiosk.screens.act import LEAFING, Act, TakenBack, act
from kiosk.widgets.dialogs import InfoDialog
from kiosk.widgets.typeset import pad, wrap

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen

_KEY = 6
"""Cells for a key in the list of keys."""

_LISTS = ("services", "counters", "alerts")


@act("next_list", "tab", "Tab", repeat_gap=LEAFING, area="floor", local=True)
def next_list(floor: FloorScreen) -> None:
    """Go on to the next list."""
    floor.activate(_LISTS[(_LISTS.index(floor.active) + 1) % len(_LISTS)])


def _moving(id: str, key: str, shown: str, by: int, pages: int = 0) -> Act[Any]:
    @act(id, key, shown, repeat_gap=0.0, area="floor", local=True)
    def moved(floor: FloorScreen) -> None:
        listed = floor.list_of(floor.active)
        listed.move(by + pages * max(1, listed.capacity - 1))

    return moved


up = _moving("up", "up", "Up", -1)
down = _moving("down", "down", "Down", 1)
page_up = _moving("page_up", "pageup", "PgUp", 0, -1)
page_down = _moving("page_down", "pagedown", "PgDn", 0, 1)
first = _moving("first", "home", "Home", -(10**6))
last = _moving("last", "end", "End", 10**6)


@act("language", "l", area="floor", local=True, taken_back=TakenBack.SAME_KEY)
def language(floor: FloorScreen) -> None:
    """Go on to the hall's next language."""
    floor.station_app.next_language()


@act("plots", "p", area="floor", local=True)
def plots(floor: FloorScreen) -> None:
    """Show the day by the hour as plots."""
    from kiosk.floor.plots_screen import PlotsScreen

    floor.app.push_screen(PlotsScreen())


@act("contrast", "k", area="floor", local=True, taken_back=TakenBack.SAME_KEY)
def contrast(floor: FloorScreen) -> None:
    """Change between the normal theme and the one of high contrast."""
    floor.station_app.other_contrast()


@act("help", "h,question_mark", "h", area="floor", local=True)
def show_help(floor: FloorScreen) -> None:
    """List every key with what it does."""
    words = floor.words
    room = InfoDialog.room(floor.app.size.width) - _KEY
    lines = [
        Content.assemble((pad(each.shown if not place else "", _KEY), "bold $primary"), line)
        for each in floor.acts
        for place, line in enumerate(wrap(words(each.tip), room))
    ]
    floor.app.push_screen(InfoDialog(words("floor.help.title"), Content("\n").join(lines), words("desk.dialog.close")))


@act("leave", "ctrl+q", "^q", area="floor", local=True)
def leave(floor: FloorScreen) -> None:
    """Close the screen; the hall goes on."""
    floor.station_app.leave()
