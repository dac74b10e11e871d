"""Reception as an app of its own, locked down."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.timer import Timer

from kiosk.reception.pace import Mash, Pace
from kiosk.reception.step import ReceptionScreen
from kiosk.reception.welcome import WelcomeScreen
from kiosk.screens.foreign_pages import follow_foreign_pages
from kiosk.screens.seat import Seat
from kiosk.screens.station import Station, StationApp
from kiosk.screens.who import WhoScreen
from queue_store import NO_COUNTER, Colleague, Post, SignedIn

DOUBLE_TAP = 0.35
"""Seconds within which a second tap belongs to the first one."""


class ReceptionApp(StationApp, inherit_bindings=False):
    """Takes numbers all day. No key leaves it: it ends when its terminal is closed or its process is told to."""

    CSS_PATH = Path(__file__).with_name("reception.tcss")
    ALIVE_AS = "reception"

    def __init__(self, station: Station, *, language: str = "", greeter: bool | None = None) -> None:
        super().__init__(station, language=language)
        self._greeter = greeter
        self._mash = Mash()
        self.pace = Pace()
        """How soon the next number may be taken."""
        self._idle: Timer | None = None
        self.tapped_at = float("-inf")
        """Time of the last tap in seconds, as events have it."""
        self.seat = Seat(self, "reception.greeter", self._let_in, counter=NO_COUNTER, shared=True, leaves=False)
        """The greeter's place; visitors who work the screen themselves are never asked."""

    @property
    def greeter(self) -> bool:
        """A greeter works the screen and may note a surname and a form of address."""
        return self.station.config.reception.greeter if self._greeter is None else self._greeter

    @property
    def post(self) -> Post | None:
        """Who gives out the numbers, where that is known."""
        return Post(NO_COUNTER, self.seat.holder) if self.seat.known is not None else None

    def meet(self, colleagues: tuple[Colleague, ...]) -> None:
        super().meet(colleagues)
        self.seat.follow()

    def _let_in(self, _signed_in: SignedIn | None, _was_somebodys: bool) -> None:
        self.touched()

    @property
    def lockable(self) -> bool:
        return self.seat.lockable

    def lock(self) -> None:
        if self.lockable:
            self.start_again()
            self.seat.lock()

    def tick(self) -> None:
        super().tick()
        self.seat.tick()

    def on_ready(self) -> None:
        super().on_ready()
        follow_foreign_pages(self)

    def is_meant(self, event: events.InputEvent) -> bool:
        """Let a held key act on one screen only, and nothing that a hand on the keys or all over the screen presses."""
        if not isinstance(event, events.Key | events.MouseDown | events.MouseUp):
            return True
        if isinstance(event, events.Key) and self._held.repeats_elsewhere(event, self.screen):
            return False
        if not self.greeter and self._mash.swallows(event.time):
            self._say_slowly()
            return False
        if not isinstance(event, events.Key) or not isinstance(self.screen, ReceptionScreen):
            self.touched()
        return True

    def touched(self) -> None:
        """Somebody is here: count from zero until the step that is open goes back to the start."""
        self.pace.touched()
        self.seat.touch()
        if self._idle:
            self._idle.stop()
        step = next(each for each in reversed(self.screen_stack) if isinstance(each, ReceptionScreen))
        self._idle = self.set_timer(step.seconds, self.nobody_here)

    def nobody_here(self) -> None:
        """Go back to the start; a number that is on its way is waited for, or nobody would ever see it."""
        if self.lane.busy:
            self.touched()
        else:
            self.start_again()

    def start_again(self) -> None:
        """Back to the greeting, for whoever comes next, in the hall's own language."""
        if isinstance(self.screen, WhoScreen):
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if isinstance(self.screen, WelcomeScreen):
            self.screen.from_the_start()
        self.speak(self.station.config.language)

    def second_tap(self, at: float) -> bool:
        """Take note of a tap at a time in seconds, and tell whether it is the second half of a double tap."""
        second, self.tapped_at = at - self.tapped_at < DOUBLE_TAP, at
        return second

    def _say_slowly(self) -> None:
        if isinstance(self.screen, ReceptionScreen):
            self.screen.status(self.words("reception.slowly"))

    def get_default_screen(self) -> WelcomeScreen:
        return WelcomeScreen()
