"""The desk as an app of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rich.text import Text
from textual import events

from kiosk.desk.screen import DeskScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.screens.seat import Seat
from kiosk.screens.station import Station, StationApp
from kiosk.screens.worker import start_worker
from kiosk.text.clerks import clerk_text, sign_in_news
from queue_store import Colleague, CounterStatus, Post, QueueError, SignedIn


class DeskApp(StationApp, inherit_bindings=False):
    """One counter with its clerk; begins with the sign-in."""

    CSS_PATH = Path(__file__).with_name("desk.tcss")

    def __init__(
        self, station: Station, post: Post, *, language: str = "", asks: bool = False, known: SignedIn | None = None
    ) -> None:
        super().__init__(station, language=language)
        self.post = post
        self.seat = Seat(self, "desk", self._let_in, counter=post.counter, holder=post.clerk, known=known)
        self.heir: SignedIn | None = None
        """The supervisor who takes over this desk; whoever opened the app opens it again for them."""
        self._asks = asks and known is None
        self._begun = False
        """The readiness check was put up."""
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
            self.seat.ask()
        else:
            self._begin()

    def _begin(self) -> None:
        self._begun = True
        self.push_screen(SignInScreen(self.desk, self.seat.known), self._signed_in)

    def _signed_in(self, _: None) -> None:
        self._here = True
        if folder := self.station.example_folder:
            self.desk.status(self.words("desk.sign_in.example_short", folder=folder), stays=True)

    def successor(self) -> DeskApp:
        """This desk for whoever takes it over."""
        assert self.heir is not None
        post = Post(self.post.counter, self.heir.colleague.id)
        return type(self)(self.station, post, language=self.language, known=self.heir)

    # Who sits here.

    def meet(self, colleagues: tuple[Colleague, ...]) -> None:
        super().meet(colleagues)
        self.seat.follow()

    def _let_in(self, signed_in: SignedIn | None, was_somebodys: bool) -> None:
        """Begin, go on where it was, or leave it to whoever takes over."""
        before = self.post
        if signed_in is not None and signed_in.colleague.id != before.clerk:
            if was_somebodys:
                self.heir = signed_in
                self.exit()
                return
            self.post = Post(before.counter, signed_in.colleague.id)
            self.desk.sit_down(self.post)
        if not self._begun:
            self._begin()
        elif not self._here:
            for screen in self.screen_stack:
                if isinstance(screen, SignInScreen):
                    screen.sit_down(signed_in)
        elif signed_in is not None:
            start_worker(self, partial(self._go_on, before, signed_in), group="seat")

    async def _go_on(self, before: Post, signed_in: SignedIn) -> None:
        """Go on with the visitor who is here; a counter that was opened without a name is this clerk's from now on."""
        if self.post != before:
            try:
                await self.lane.beside(partial(self._take_counter, before))
            except QueueError as error:
                self.desk.status(self.words.error(error), problem=True, stays=True)
                return
        news = sign_in_news(self.words, signed_in, self.station.config.zone)
        clerk = clerk_text(self.words, self.post.counter, self.post.clerk)
        done = self.words("staff.who.unlocked" if self.post == before else "staff.who.signed_in", clerk=clerk)
        self.desk.status("".join(news) or done, problem=bool(news), stays=bool(news))

    def _take_counter(self, before: Post) -> None:
        if self._is_open_here(self._counter_status(), before):
            self.station.store.open_counter(self.post, terminal=self.terminal, take_over=True)

    @property
    def lockable(self) -> bool:
        return self.seat.lockable

    def lock(self) -> None:
        self.seat.lock()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self.seat.touch()
        await super().on_event(event)

    def tick(self) -> None:
        super().tick()
        self.seat.tick()

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
        """Close the counter when it was opened here and is still this clerk's; returns why it stays open."""
        status = self._counter_status()
        if not self._is_open_here(status, self.post):
            return ""
        if status.ticket is not None:
            return self.words("desk.leave.kept", counter=status.counter, label=status.ticket.label)
        self.station.store.close_counter(self.post)
        return ""

    def _counter_status(self) -> CounterStatus:
        return next(each for each in self.station.store.counters() if each.counter == self.post.counter)

    def _is_open_here(self, status: CounterStatus, post: Post) -> bool:
        """Tell whether a post has the counter open from here.

        Which terminal opened it decides, for the terminal may close while the sign-in is still being written down.
        """
        here = status.terminal == self.terminal or (self._here and not status.terminal)
        return status.clerk == post.clerk and status.state != "closed" and here
