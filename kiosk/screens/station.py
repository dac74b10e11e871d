"""What every terminal screen stands on: the store, the hall, its words, its script."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import termios
from asyncio import get_running_loop
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import ModalScreen
from textual.widgets import Input

from kiosk.courtesy import Courtesy
from kiosk.hall import HallConfig
from kiosk.screens.alive import say_alive
from kiosk.screens.burst import Burst
from kiosk.screens.hall_file import follow_hall_files
from kiosk.screens.hall_message import HallMessages
from kiosk.screens.held_key import HeldKey
from kiosk.screens.lane import ActLane
from kiosk.screens.live import HallChanged, HallUnreachable, Live
from kiosk.screens.store_thread import StoreThread
from kiosk.screens.terminal_output import TerminalDriver
from kiosk.screens.theme import CONTRAST, NORMAL, THEMES
from kiosk.text.clerks import names_of, spoken_clerk
from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code
from kiosk.widgets.answering import AnsweringScreen
from kiosk.words import Words, load_words
from prompts import Script, Spoken, load_script
from queue_store import Colleague, Post, QueueError, Store, Ticket

if TYPE_CHECKING:
    from kiosk.paper.printing import Printing


INTRODUCING = frozenset({"phone_out"})
"""Moments in which the clerk says who is speaking: by name, for nobody calls oneself by an office."""


def _no_page(ticket: Ticket) -> str:
    return ""


def _nothing_expected() -> bool:
    return False


def _own_port() -> int:
    return 0


@dataclass(frozen=True)
class Station:
    """One place where a screen stands, with all it needs."""

    store: Store
    config: HallConfig
    script_for: Callable[[str], Script] = load_script
    """Script of a language; the hall's own lines are laid over it by whoever opens the screen."""
    page_of: Callable[[Ticket], str] = _no_page
    """Address of a ticket's page for the QR; empty when the hall serves none, or they do not answer just now."""
    pages_silent: Callable[[], bool] = _nothing_expected
    """Tells whether pages that ought to be served do not answer."""
    foreign_port: Callable[[], int] = _own_port
    """Port of the pages when another program or hall has it; 0 when none does."""
    example_folder: str = ""
    """Where the hall's files lie, when it is only the example that everybody begins with; else empty."""
    paper: Printing | None = None
    """Prints numbers and slips; None where the hall has no printer."""
    _courtesies: dict[str, Courtesy] = field(default_factory=dict, init=False, compare=False)

    def arrival_code(self) -> str:
        """This minute's code with which visitors check in or come back by phone; empty where they need none."""
        if not self.config.web.needs_code:
            return ""
        return checkin_code(self.store.secret(CHECK_IN_SECRET), self.store.now())

    def courtesy(self, language: str) -> Courtesy:
        """The words of the hall in a language."""
        if language not in self._courtesies:
            self._courtesies[language] = Courtesy(self.config, self.script_for(language))
        return self._courtesies[language]


def terminal_name() -> str:
    """What this terminal calls itself, so that two at one counter notice each other: `pts/3 #4711`."""
    try:
        device = os.ttyname(sys.stdin.fileno()).removeprefix("/dev/")
    except (OSError, ValueError):
        device = socket.gethostname()
    return f"{device} #{os.getpid()}"


def terminal_gone() -> bool:
    """Whether the terminal was taken away without a signal: then nothing is typed, and every read ends at once."""
    try:
        termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except termios.error as error:
        return bool(error.args[0] == errno.EIO)
    except (OSError, ValueError):
        return False
    return False


class StationApp(App[None]):
    """An app on a station: themes, language, the live poll, and one way to say a refusal."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (76, "-even"),
        (112, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-short"),
        (23, "-tall"),
        (34, "-roomy"),
    ]

    SHOWS_MESSAGES = True
    """A line on top tells what the hall tells everybody; a screen that has its own place for that does without."""

    ALIVE_AS = ""
    """What the supervisor misses when this screen stops without being left; empty for a screen that nobody misses."""

    def __init__(self, station: Station, *, language: str = "") -> None:
        super().__init__()
        self.station = station
        self.language = language or station.config.language
        self.outage: QueueError | None = None
        """Why the store cannot be read just now."""
        self.failure: Exception | None = None
        """What ended the app unforeseen; whoever opened it says so in a sentence."""
        self.practises: Post | None = None
        """Who left for a practice visit and comes back afterwards; whoever opened the app sees to that."""
        self.rehearses: Post | None = None
        """Who left for a rehearsal and comes back afterwards, likewise."""
        self.colleagues: tuple[Colleague, ...] = ()
        """Who works here or did, as far as it was read."""
        self._names: dict[str, Mapping[str, str]] = {}
        self.lane = ActLane(self)
        self.reader = StoreThread("views")
        """Where views are read: a writer who is stuck does not keep a screen from showing the hall."""
        self.live = Live(self, station.store)
        self._messages = HallMessages(self)
        self.terminal = terminal_name()
        self._held, self._burst = HeldKey(), Burst()
        self._unseen = False
        """The terminal was taken away, and the app leaves."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = NORMAL

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent) and not event.is_forwarded and not self.is_meant(event):
            return
        await super().on_event(event)

    def is_meant(self, event: events.InputEvent) -> bool:
        """Whether a press is meant: no device types acts, and a held key acts on no question that it brought up.

        Nor does it act on what its answer uncovers. What is written in a line is seen there, and always meant.
        """
        if not isinstance(event, events.Key):
            return True
        line = self.focused if isinstance(self.focused, Input) else None
        said = self._burst.goes_on
        if self._burst.swallows(event, line):
            self.lane.drop_pending()
            for screen in () if said else self.open_screens()[-1:]:
                screen.refuse(self.words("screens.burst"))
            return False
        place = self.screen if isinstance(self.screen, ModalScreen) else None
        held = self._held.repeats_elsewhere(event, place)
        return not held or (line is not None and event.is_printable)

    def get_driver_class(self) -> type[Driver]:
        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen

    @property
    def words(self) -> Words:
        """The catalogue of the language on screen, with the names of colleagues."""
        words, moved = load_words(self.language), self.station.config.moved_keys
        if self.colleagues and self.language not in self._names:
            self._names[self.language] = names_of(words, self.colleagues)
        words = words.with_names(self._names[self.language]) if self.colleagues else words
        return words.with_keys(moved) if moved else words

    def meet(self, colleagues: tuple[Colleague, ...]) -> None:
        """Know who works here from now on."""
        if colleagues != self.colleagues:
            self.colleagues = colleagues
            self._names.clear()

    @property
    def now(self) -> datetime:
        """The hall's time."""
        return self.station.store.now()

    def lines(
        self,
        moment: str,
        ticket: Ticket | None = None,
        post: Post | None = None,
        *,
        late: bool | None = None,
        beat: int = 1,
        language: str = "",
        **fields: str,
    ) -> tuple[Spoken, ...]:
        """What the script has for a moment, in a language or that on screen; the rest as for `Courtesy.lines`."""
        language = language or self.language
        courtesy, words = self.station.courtesy(language), load_words(language)
        named = {} if post is None else spoken_clerk(words, self.colleagues, post, own=moment in INTRODUCING)
        return courtesy.lines(moment, ticket, post, now=self.now, late=late, beat=beat, **{**named, **fields})

    def on_ready(self) -> None:
        for name in ("SIGTERM", "SIGHUP"):
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                get_running_loop().add_signal_handler(getattr(signal, name), self.leave)
        self.live.watch()
        follow_hall_files(self)
        self.set_interval(1.0, self.tick)
        if self.ALIVE_AS:
            say_alive(self)

    async def on_unmount(self) -> None:
        await self.lane.close()
        if self.ALIVE_AS and self.failure is None:
            with suppress(QueueError):
                await self.reader.start(self.station.store.beats.end, self.terminal)
        await self.reader.close()

    def _handle_exception(self, error: Exception) -> None:
        self.failure = self.failure or error
        super()._handle_exception(error)

    def _print_error_renderables(self) -> None:
        """Print what the app says as it ends, but no traceback: it would show the names and tokens on the screen."""
        if self.failure is not None:
            self._exit_renderables.clear()
        super()._print_error_renderables()

    @property
    def lockable(self) -> bool:
        """Whether somebody sits here who can unlock it."""
        return False

    def lock(self) -> None:
        """Hide everything until somebody shows a PIN, where somebody can."""

    def leave(self) -> None:
        """End, by a key or because the terminal was closed or the process told to."""
        self.exit()

    def on_hall_changed(self, message: HallChanged) -> None:
        self.outage = None
        self.live.caught_up = True
        if self.practises is not None or self.rehearses is not None:
            return
        for screen in self.open_screens():
            screen.refresh_view()
        if self.SHOWS_MESSAGES:
            self._messages.read_soon()

    def on_hall_unreachable(self, message: HallUnreachable) -> None:
        self.outage = message.error
        self.repaint()

    def follow_arranged(self) -> None:
        """Go on with what a supervisor arranged for the day, as of the last read."""
        config = self.station.config.as_arranged(self.station.store.arranged)
        if config is not self.station.config:
            self.station = replace(self.station, config=config)

    def tick(self) -> None:
        """A second went by: times on the screens go on, unless nobody can see them any more."""
        if not self.is_headless and terminal_gone():
            if not self._unseen:
                self._unseen = True
                self.leave()
            return
        for screen in self.open_screens():
            screen.tick()
        if self.SHOWS_MESSAGES:
            self._messages.show()

    def repaint(self) -> None:
        """Show what is so now, on every screen that is open."""
        for screen in self.open_screens():
            screen.repaint()

    def open_screens(self) -> list[StationScreen]:
        """The screens of this app that are open, the one in front last."""
        return [screen for screen in self.screen_stack if isinstance(screen, StationScreen) and screen.is_mounted]

    def next_language(self) -> None:
        """Go on to the hall's next language, at once and everywhere."""
        languages = self.station.config.languages
        place = languages.index(self.language) if self.language in languages else -1
        self.speak(languages[(place + 1) % len(languages)])

    def speak(self, language: str) -> None:
        """Put every screen into a language."""
        self.language = language
        for screen in self.screen_stack:
            if isinstance(screen, StationScreen):
                screen.bind_keys()
        self.repaint()

    def other_contrast(self) -> None:
        """Change between the normal theme and the one of high contrast."""
        self.theme = CONTRAST if self.theme == NORMAL else NORMAL


class StationScreen(AnsweringScreen[None]):
    """A screen of a station. `repaint` shows what is so now; it may be called at any time."""

    @property
    def station_app(self) -> StationApp:
        return cast(StationApp, self.app)

    @property
    def station(self) -> Station:
        return self.station_app.station

    @property
    def words(self) -> Words:
        return self.station_app.words

    def on_mount(self) -> None:
        self.bind_keys()

    def on_screen_resume(self) -> None:
        self.repaint()

    def key_bindings(self) -> list[Binding]:
        """The keys of this screen in the language on screen."""
        return []

    def bind_keys(self) -> None:
        """Put the keys into force; descriptions follow the language."""
        merged = self._merge_bindings()
        for binding in Binding.make_bindings(self.key_bindings()):
            merged._add_binding(binding)
        self._bindings = merged
        self.refresh_bindings()

    def repaint(self) -> None:
        """Show what is so now."""

    def refresh_view(self) -> None:
        """The hall changed: show what is so now."""
        self.repaint()

    def tick(self) -> None:
        """A second went by."""
        self.repaint()

    def refuse(self, sentence: str) -> None:
        """Say what cannot be done."""
        self.app.notify(sentence, severity="error", markup=False, timeout=6)
