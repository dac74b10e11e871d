"""Screens beside the desk: keys from a table, the visitor at the counter in one line on top, Escape returns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.desk import sentences
from kiosk.screens.act import Act, act
from kiosk.screens.acting import ActingScreen
from kiosk.text.clerks import clerk_text
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.typeset import clean, pad
from queue_store import Store

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


def back_to_desk(area: str) -> Act[SideScreen]:
    """The act that returns to the desk, with the words of a side screen's own catalogue."""

    @act("back", "escape", "Esc", area=area, group="key", local=True)
    def back(screen: SideScreen) -> None:
        screen.answer()

    return back


class SideScreen(ActingScreen[None]):
    """Beside the desk, and painted from the desk's view."""

    DEFAULT_CSS = """
    SideScreen { background: $background; }
    SideScreen #hall { height: 1; padding: 0 2; color: $quiet; background: $panel; text-wrap: nowrap; }
    SideScreen #strip {
        height: 1; padding: 0 2; background: $primary; color: $background; text-style: bold; text-wrap: nowrap;
        display: none;
    }
    SideScreen #strip.-flash { background: $foreground; color: $background; }
    SideScreen #current { height: 1; padding: 0 2; color: $number; text-style: bold; text-wrap: nowrap; }
    SideScreen #title { height: 1; padding: 0 2; color: $primary; text-style: bold; text-wrap: nowrap; }
    SideScreen #status { height: 1; padding: 0 2; background: $panel; color: $foreground; text-wrap: nowrap; }
    SideScreen #status.-problem { color: $error; text-style: bold; }
    SideScreen OptionList {
        height: 1fr; border: none; background: $surface; padding: 0; scrollbar-size-vertical: 1;
        scrollbar-color: $quiet; scrollbar-background: $chip;
        scrollbar-color-hover: $quiet; scrollbar-background-hover: $chip;
    }
    SideScreen OptionList > .option-list--option-highlighted,
    SideScreen OptionList:focus > .option-list--option-highlighted {
        background: $chip; text-style: bold; color: $foreground;
    }
    """

    SHOWS_TELEPHONE = True
    """The strip tells of calls that are open."""
    TURNS = False
    """It can be turned to a visitor who speaks another language."""

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__()
        self.desk = desk
        self.post = desk.post
        self._followed = desk.view
        """The view of the desk that this screen has taken note of."""

    @property
    def store(self) -> Store:
        """The hall's store; acts call it through `do`."""
        return self.station.store

    @property
    def now(self) -> datetime:
        """The station's time."""
        return self.station_app.now

    def parts(self) -> Iterable[Widget]:
        """What stands between the top and the keys."""
        return ()

    def heading(self) -> str:
        """What this screen is about, in one line."""
        return ""

    def follow_desk(self) -> None:
        """The desk has a new view."""

    def show_parts(self) -> None:
        """Show what is so now."""

    def compose(self) -> ComposeResult:
        yield Static(id="hall")
        yield Static(id="strip")
        yield Static(id="current")
        yield Static(id="title")
        yield from self.parts()
        yield StatusLine(id="status")
        yield KeyBar(id="keys")

    def status(self, sentence: str, *, problem: bool = False, stays: bool = False) -> None:
        """Say what just happened; what is through only after the clerk went back is said at the desk."""
        if self.answered:
            self.desk.status(sentence, problem=problem, stays=stays)
        else:
            super().status(sentence, problem=problem, stays=stays)

    def refresh_view(self) -> None:
        self.desk.refresh_view()

    async def read_view_now(self) -> None:
        await self.desk.read_view_now()

    def put(self, id: str, text: str) -> None:
        """Change the text of a part."""
        self.query_one(f"#{id}", Static).update(Content(clean(text)))

    def repaint(self) -> None:
        if not self.is_mounted or not self.query(KeyBar):
            return
        if self._followed is not self.desk.view:
            self._followed = self.desk.view
            self.follow_desk()
        self._show_top()
        self.put("title", self.heading())
        self.show_parts()
        self.show_keys()

    def _show_top(self) -> None:
        """The hall, what goes on at the desk meanwhile, and who is at the counter."""
        words, config, now = self.words, self.station.config, self.now
        left = words(
            "desk.hall",
            hall=config.name.say(words.language),
            counter=self.post.counter,
            clerk=clerk_text(words, self.post.counter, self.post.clerk),
        )
        clock = words.clock(now, config.zone)
        self.put("hall", pad(left, self.app.size.width - 5 - len(clock)) + " " + clock)
        ticket = self.desk.view.current
        who = [ticket.label, sentences.visitor_name(words, ticket)] if ticket else []
        if ticket:
            who += [sentences.state_line(words, config, ticket), sentences.stopwatch(sentences.spent(ticket, now))]
        self.put("current", "  ".join(filter(None, who)))
        self.query_one("#current").display = ticket is not None
        parts = self.desk.strip_parts(telephone=self.SHOWS_TELEPHONE, turns=self.TURNS)
        self.query_one("#strip").display = bool(parts)
        self.query_one("#strip").set_class(self.desk.alert is not None, "-flash")
        self.put("strip", "   ".join(parts))
