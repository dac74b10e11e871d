"""The floor as an app of its own."""

from __future__ import annotations

from pathlib import Path

from kiosk.floor.screen import FloorScreen
from kiosk.screens.seat import Seat
from kiosk.screens.station import Station, StationApp
from queue_store import Colleague, Post, SignedIn


class FloorApp(StationApp, inherit_bindings=False):
    """One supervisor's screen."""

    CSS_PATH = Path(__file__).with_name("floor.tcss")

    def __init__(self, station: Station, post: Post, *, language: str = "", known: SignedIn | None = None) -> None:
        super().__init__(station, language=language)
        self.post = post
        self.seat = Seat(self, "floor", self._let_in, counter=post.counter, holder=post.clerk, shared=True, known=known)

    def get_default_screen(self) -> FloorScreen:
        return FloorScreen(self.post)

    def meet(self, colleagues: tuple[Colleague, ...]) -> None:
        super().meet(colleagues)
        self.seat.follow()

    def _let_in(self, signed_in: SignedIn | None, _was_somebodys: bool) -> None:
        """Go on, in the name of whoever signed in."""
        floor = self.screen_stack[0]
        if signed_in is not None and isinstance(floor, FloorScreen):
            self.post = floor.post = Post(self.post.counter, signed_in.colleague.id)
