"""Screens that show the last view of the hall that was read; painting reads nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from kiosk.screens.station import StationScreen
from kiosk.screens.worker import start_worker
from queue_store import QueueError

_View = TypeVar("_View")


class ViewingScreen(StationScreen, Generic[_View]):
    """Reads its view in a thread of its own when the hall changed, and paints from the last one."""

    def __init__(self) -> None:
        super().__init__()
        self.outage: QueueError | None = None
        """Why the view could not be read the last time."""
        self.has_view = False
        """A view was read: until then nothing is known of the hall."""
        self._reading = False
        self._read_again = False

    def view_reader(self) -> Callable[[], _View]:
        """What reads all that is shown; it is called in a thread of its own, and knows nothing of the screen."""
        raise NotImplementedError

    def take_view(self, view: _View) -> None:
        """Keep a view that was read."""

    @property
    def reading(self) -> bool:
        """A view is being read."""
        return self._reading

    def refresh_view(self) -> None:
        """Read the view soon, once however often this is asked for meanwhile, and show it."""
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        start_worker(self, self._keep_reading, group="view")

    async def _keep_reading(self) -> None:
        try:
            self._read_again = True
            while self._read_again:
                self._read_again = False
                await self.read_view_now()
        finally:
            self._reading = False

    async def read_view_now(self) -> None:
        """Read the view and show it."""
        try:
            view = await self._read_after_every_act()
        except QueueError as error:
            self.outage = error
        else:
            self.outage = None
            if self.is_attached:
                self.station_app.follow_arranged()
                self.has_view = True
                self.take_view(view)
        if self.is_attached:
            self.station_app.repaint()

    async def _read_after_every_act(self) -> _View:
        """Read until no act was through meanwhile: what was so before it is not shown after it."""
        while True:
            calls = self.station_app.lane.calls
            view = await self.station_app.reader.start(self.view_reader())
            if calls == self.station_app.lane.calls:
                return view

    def on_screen_resume(self) -> None:
        self.repaint()
        self.refresh_view()

    def tick(self) -> None:
        """A second went by; a view that could not be read is tried again."""
        if self.outage is not None:
            self.refresh_view()
        self.repaint()
