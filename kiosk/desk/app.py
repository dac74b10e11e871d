"""The desk as an app of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from rich.text import Text
from textual import events

from kiosk.desk.screen import DeskScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.screens.station import Station, StationApp
from kiosk.screens.who import WhoScreen
from kiosk.screens.worker import start_worker
from kiosk.text.clerks import sign_in_news
from queue_store import Colleague, Post, QueueError, SignedIn


class DeskApp(StationApp, inherit_bindings=False):
    """One counter with its clerk; begins with the sign-in."""

    CSS_PATH = Path(__file__).with_name("desk.tcss")

    def __init__(
        self, station: Station, post: Post, *, language: str = "", asks: bool = False, known: SignedIn | None = None
    ) -> None:
        super().__init__(station, language=language)
        self.post = post
        self.known = known
        """Who showed the PIN; None in a hall without staff, where nobody is asked, and until then."""
        self.heir: SignedIn | None = None
        """The supervisor who takes over this locked desk; whoever opened the app opens it again for them."""
        self.idle_clock: Callable[[], float] = monotonic
        self._asks = asks and known is None
        self._touched_at = self.idle_clock()
        self._here = False
        """The clerk has signed in."""
        station.config.counter(post.counter)

    def get_default_screen(self) -> DeskScreen:
        return DeskScreen(self.post)

    @property
    def desk(self) -> DeskScreen:
        """The desk, whatever stands over it."""
        desk = self.screen_stack[0]
        assert isinstance(desk, DeskScreen)
        return desk

    def on_mount(self) -> None:
        if self._asks:
            who = WhoScreen(self.post.counter, wanted=self.post.clerk)
            self.push_screen(who, lambda _: self._let_in(who.signed_in))
        else:
            self._begin()

    def _let_in(self, signed_in: SignedIn | None) -> None:
        if signed_in is not None:
            self.known, self.post = signed_in, Post(self.post.counter, signed_in.colleague.id)
            self.desk.sit_down(self.post)
            self._begin()

    def _begin(self) -> None:
        self.push_screen(SignInScreen(self.desk, self.known), self._signed_in)

    def _signed_in(self, _: None) -> None:
        self._here = True
        if folder := self.station.example_folder:
            self.desk.status(self.words("desk.sign_in.example_short", folder=folder), stays=True)

    def successor(self) -> DeskApp:
        """This desk for whoever takes it over."""
        assert self.heir is not None
        post = Post(self.post.counter, self.heir.colleague.id)
        return type(self)(self.station, post, language=self.language, known=self.heir)

    # Locked.

    @property
    def lockable(self) -> bool:
        clerk = self._clerk_now()
        return self.known is not None and clerk is not None and clerk.has_pin

    def _clerk_now(self) -> Colleague | None:
        """Who sits here as the book of staff has them now; None for somebody who does not work here any more."""
        here = (each for each in self.colleagues if each.removed_at is None)
        return next((each for each in here if each.id == self.post.clerk), None)

    def meet(self, colleagues: tuple[Colleague, ...]) -> None:
        super().meet(colleagues)
        if self.known is not None and self._clerk_now() is None:
            self._hide()

    def lock(self) -> None:
        if self.lockable:
            self._hide()

    def _hide(self) -> None:
        if self.is_running and not isinstance(self.screen, WhoScreen):
            who = WhoScreen(self.post.counter, locked=self.post.clerk)
            self.push_screen(who, lambda _: self._unlocked(who.signed_in))

    def _unlocked(self, signed_in: SignedIn | None) -> None:
        self._touched_at = self.idle_clock()
        if signed_in is None:
            return
        if signed_in.colleague.id != self.post.clerk:
            self.heir = signed_in
            self.exit()
            return
        news = sign_in_news(self.words, signed_in, self.station.config.zone)
        self.desk.status("".join(news) or self.words("staff.who.unlocked"), problem=bool(news), stays=bool(news))

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._touched_at = self.idle_clock()
        await super().on_event(event)

    def tick(self) -> None:
        super().tick()
        if self.idle_clock() - self._touched_at >= self.station.config.desk.lock_after.total_seconds():
            self.lock()

    # Leaving.

    def leave(self) -> None:
        """Close the counter and end; a counter with a visitor stays open, and that is said on the terminal."""
        start_worker(self, self._leave, group="leave", exclusive=True)

    async def _leave(self) -> None:
        kept = ""
        try:
            kept = await self.lane.sign_off(self._sign_out)
        except QueueError as error:
            kept = self.words.error(error)
        self.exit(message=Text(kept) if kept else None)

    def _sign_out(self) -> str:
        """Close the counter when it was opened here and is still this clerk's; returns why it stays open.

        Which terminal opened it decides, for the terminal may close while the sign-in is still being written down.
        """
        statuses = self.station.store.counters()
        status = next(each for each in statuses if each.counter == self.post.counter)
        here = status.terminal == self.terminal or (self._here and not status.terminal)
        if status.clerk != self.post.clerk or status.state == "closed" or not here:
            return ""
        if status.ticket is not None:
            return self.words("desk.leave.kept", counter=status.counter, label=status.ticket.label)
        self.station.store.close_counter(self.post)
        return ""
