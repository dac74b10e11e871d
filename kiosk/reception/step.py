"""What every step at reception shares: digits and taps, the languages, and back to the start when nobody is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast
from unicodedata import normalize

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.reception.view import ReceptionView, read_reception
from kiosk.screens.acting import ActingScreen
from kiosk.widgets.line import Line
from kiosk.widgets.tap_list import Tap, TapList
from kiosk.widgets.typeset import clean
from kiosk.words import load_words

if TYPE_CHECKING:
    from kiosk.reception.app import ReceptionApp

LANGUAGE_KEYS = "/*-"
"""Keys of the hall's languages, in their order: the top row of a numeric keypad."""
MOST_LANGUAGES = len(LANGUAGE_KEYS)


class ReceptionScreen(ActingScreen[ReceptionView], inherit_bindings=False):
    """A step at reception: digits and taps only, and back to the start when nobody touches it."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.view: ReceptionView | None = None
        """The hall as it was last read; None before the first time."""
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Line(id="hall")
        with Vertical(id="frame"):
            yield Line(id="greeting")
            yield Line(id="ask")
            yield from self.compose_choices()
            yield Static(id="problem")
        yield TapList(columns=MOST_LANGUAGES, least_width=14, id="languages")

    def compose_choices(self) -> ComposeResult:
        """What there is to take on this step."""
        yield TapList(columns=2, id="choices")

    def view_reader(self) -> Callable[[], ReceptionView]:
        return partial(read_reception, self.station, greeter=self.greeter)

    def take_view(self, view: ReceptionView) -> None:
        self.view = view
        if self.greeter:
            self.reception_app.meet(view.colleagues)

    def on_screen_resume(self) -> None:
        self.reception_app.touched()
        super().on_screen_resume()

    @property
    def reception_app(self) -> ReceptionApp:
        return cast("ReceptionApp", self.app)

    @property
    def seconds(self) -> float:
        """Time after which an abandoned step goes back to the start."""
        return self.station.config.reception.back_after.total_seconds()

    @property
    def greeter(self) -> bool:
        """A greeter works the screen and may note a name."""
        return self.reception_app.greeter

    def take(self, tap: Tap) -> None:
        """Somebody chose something."""

    @on(TapList.Taken)
    def _tapped(self, event: TapList.Taken) -> None:
        event.stop()
        if not self.is_active or self.reception_app.second_tap(event.time):
            return
        self._chosen(event.tap)

    def on_key(self, event: events.Key) -> None:
        """Take what a key stands for, once for each time it is pressed; Enter stands for 0."""
        event.stop()
        if self._held.repeats(event) or not self.is_active:
            return
        self.reception_app.touched()
        if event.key == "ctrl+l":
            self.reception_app.lock()
            return
        key = "0" if event.key == "enter" else normalize("NFKC", event.character or "")
        self.pressed(key)

    def pressed(self, key: str) -> None:
        """Take what a key stands for."""
        if key == "l":
            self.station_app.next_language()
            return
        for taps in self.query(TapList):
            if tap := taps.by_key(key):
                self._chosen(tap)
                return

    def _chosen(self, tap: Tap) -> None:
        if tap.key in LANGUAGE_KEYS:
            self.station_app.speak(tap.id)
        else:
            self.take(tap)

    def show_languages(self) -> None:
        """Put up the hall's languages, each in its own word; nothing where it has only one."""
        words, offered = self.words, self.station.config.languages
        taps = [
            Tap(each, key, load_words(each)("language.name"), chosen=each == words.language)
            for each, key in zip(offered, LANGUAGE_KEYS, strict=False)
        ]
        listing = self.query_one("#languages", TapList)
        listing.display = len(taps) > 1
        listing.show(taps)

    def show_hall(self, *more: str) -> None:
        """Put the hall's name and the time, and what else belongs there, into the top line."""
        config = self.station.config
        self.put("hall", "  ".join((config.name.say(self.words.language), self.clock, *more)))

    @property
    def clock(self) -> str:
        """The time of day."""
        return self.words.clock(self.station_app.now, self.station.config.zone)

    def status(self, sentence: str, *, problem: bool = False, stays: bool = False) -> None:
        """Say in the screen's own line what cannot be done, or what is waited for."""
        self._said = sentence
        self.show_said()

    def say_waiting(self) -> None:
        self.status(self.words("reception.issuing"))

    def show_said(self) -> None:
        """Put up what was said last; as long as nothing was, that the hall cannot be reached where that is so."""
        out = self.outage or self.station_app.outage
        sentence = self._said or (self.words("reception.outage") if out else "")
        for line in self.query("#problem").results(Static):
            line.display = bool(sentence)
            line.update(Content(clean(sentence)))

    def put(self, id: str, content: Content | str) -> None:
        """Change the text of a part."""
        self.query_one(f"#{id}", Static).update(Content(clean(content)) if isinstance(content, str) else content)
