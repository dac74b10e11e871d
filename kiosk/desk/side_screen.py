"""Screens beside the desk: keys from a table, the visitor at the counter in one line on top, Escape returns."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.desk import sentences
from kiosk.desk.verbs import DeskVerbs
from kiosk.screens.held_key import HeldKey
from kiosk.screens.station import StationScreen
from kiosk.text.clerks import clerk_said
from kiosk.widgets.key_bar import KeyBar, KeyHint
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.typeset import clean, pad
from queue_store import Post, QueueError, Ticket


@dataclass(frozen=True, slots=True)
class SideKey:
    """One key of a side screen. Its texts are `AREA.key.ID.name` and `.tip`."""

    id: str
    keys: str
    """Keys as Textual names them; empty when the screen binds them itself."""
    shown: str


BACK = SideKey("back", "escape", "Esc")


class SideScreen(StationScreen):
    """Beside the desk. Each key calls `do_ID`; `can(ID)` greys out what is not possible now."""

    DEFAULT_CSS = """
    SideScreen { background: $background; }
    SideScreen #hall { height: 1; padding: 0 2; color: $quiet; background: $panel; text-wrap: nowrap; }
    SideScreen #beside {
        height: 1; padding: 0 2; background: $primary; color: $background; text-style: bold; text-wrap: nowrap;
        display: none;
    }
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

    AREA = ""
    KEYS: tuple[SideKey, ...] = (BACK,)

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post
        self._held = HeldKey()

    def parts(self) -> Iterable[Widget]:
        """What stands between the top and the keys."""
        return ()

    def heading(self) -> str:
        """What this screen is about, in one line."""
        return ""

    def show_parts(self) -> None:
        """Show what is so now."""

    def can(self, id: str) -> bool:
        """Whether a key does something now."""
        return True

    def compose(self) -> ComposeResult:
        yield Static(id="hall")
        yield Static(id="beside")
        yield Static(id="current")
        yield Static(id="title")
        yield from self.parts()
        yield StatusLine(id="status")
        yield KeyBar(id="keys")

    def key_bindings(self) -> list[Binding]:
        return [
            Binding(
                key.keys,
                f"side('{key.id}')",
                self.words(f"{self.AREA}.key.{key.id}.name"),
                tooltip=self.words(f"{self.AREA}.key.{key.id}.tip"),
                key_display=key.shown,
                id=f"{self.AREA}.{key.id}",
            )
            for key in self.KEYS
            if key.keys
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what cannot be done now."""
        return True if action != "side" or self.can(str(parameters[0])) else None

    @work(exclusive=True, group="side")
    async def action_side(self, id: str) -> None:
        """Do what a key says."""
        self.status("")
        answer = getattr(self, f"do_{id}")()
        if inspect.isawaitable(answer):
            await answer
        if self.is_current:
            self.repaint()

    @on(KeyBar.Pressed)
    def _key_clicked(self, event: KeyBar.Pressed) -> None:
        if self.can(event.action):
            self.action_side(event.action)
        else:
            self._cannot(event.action)

    def on_key(self, event: events.Key) -> None:
        """A key that does nothing now says why; undo, held down, takes back one step."""
        if self._held.repeats(event) and any(key.id == "undo" and key.keys == event.key for key in self.KEYS):
            event.stop()
            return
        for key in self.KEYS:
            if event.key in key.keys.split(",") and not self.can(key.id):
                event.stop()
                self._cannot(key.id)

    def _cannot(self, id: str) -> None:
        self.status(self.words(f"{self.AREA}.cannot.{id}"), problem=True)

    def do_back(self) -> None:
        """Return to the desk."""
        self.answer()

    def status(self, sentence: str, *, problem: bool = False) -> None:
        """Say what just happened."""
        self.query_one(StatusLine).say(sentence, problem=problem)

    def refuse(self, sentence: str) -> None:
        self.status(sentence, problem=True)

    def put(self, id: str, text: str) -> None:
        """Change the text of a part."""
        self.query_one(f"#{id}", Static).update(Content(clean(text)))

    def _show_beside(self) -> None:
        """What goes on at the desk meanwhile: who asks for the supervisor, who was asked to hold on."""
        desk = next((screen for screen in self.app.screen_stack if isinstance(screen, DeskVerbs)), None)
        parts = desk.beside() if desk else []
        strip = self.query_one("#beside", Static)
        strip.display = bool(parts)
        strip.update(Content(clean("   ".join(parts))))

    def current_ticket(self) -> Ticket | None:
        """Whom this counter calls or serves."""
        try:
            serving = self.station.store.now_serving()
        except QueueError:
            return None
        return next((ticket for ticket in serving if ticket.counter == self.post.counter), None)

    def repaint(self) -> None:
        if not self.is_mounted or not self.query(KeyBar):
            return
        words, config, now = self.words, self.station.config, self.station_app.now
        left = words(
            "desk.hall",
            hall=config.name.say(words.language),
            counter=self.post.counter,
            clerk=clerk_said(words, self.post),
        )
        clock = words.clock(now, config.zone)
        self.put("hall", pad(left, self.app.size.width - 5 - len(clock)) + " " + clock)
        ticket = self.current_ticket()
        who = [ticket.label, sentences.visitor_name(words, ticket)] if ticket else []
        if ticket:
            who += [sentences.state_line(words, config, ticket), sentences.stopwatch(sentences.spent(ticket, now))]
        self.put("current", "  ".join(filter(None, who)))
        self.query_one("#current").display = ticket is not None
        self.put("title", self.heading())
        self._show_beside()
        self.show_parts()
        self.query_one(KeyBar).show(
            [KeyHint(key.id, key.shown, words(f"{self.AREA}.key.{key.id}.name"), self.can(key.id)) for key in self.KEYS]
        )
        self.refresh_bindings()
