"""The acts of an app, one after another and never in the way of a key; errors are caught here and nowhere else."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from rich.cells import cell_len
from textual.screen import Screen

from kiosk.screens.store_thread import StoreThread
from kiosk.screens.worker import start_worker
from kiosk.widgets.answering import AnsweringScreen
from queue_store import QueueError

if TYPE_CHECKING:
    from kiosk.screens.act import Act
    from kiosk.screens.acting import ActingScreen
    from kiosk.screens.station import StationApp

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")

WAIT_IS_SAID_AFTER = 0.3
"""Seconds that a deed may take before the screen says that it waits."""

SHORT = 5
"""Cells of what is written again at once, such as a time: it is not given back over the words to be spoken."""


class ActLane:
    """Runs acts in the order of their keys. A refusal ends in its sentence, and what was typed behind it is dropped."""

    def __init__(self, app: StationApp) -> None:
        self._app = app
        self._pending: deque[tuple[ActingScreen[Any], Act[Any]]] = deque()
        self._running: Act[Any] | None = None
        self._thread = StoreThread("acts")
        self.waiting_since: datetime | None = None
        """Since when the act that runs has been waiting for the database, once that is worth saying."""
        self.calls = 0
        """How many calls of the store are through; a view that was read meanwhile may be from before one of them."""
        self.asking = False
        """The act that runs waits for somebody to answer its question."""
        self._typed: list[str] = []
        """What somebody wrote for the act that runs."""

    @property
    def busy(self) -> bool:
        """An act runs or is about to."""
        return self._running is not None or bool(self._pending)

    def press(self, screen: ActingScreen[Any], act: Act[Any]) -> None:
        """Do an act: at once when it needs no database, else after those before it."""
        if act.local:
            self._do_local(screen, act)
        elif self.waiting_since is not None:
            if not act.unseen:
                screen.refuse(self.sentence("screens.act_waits"))
        else:
            self._pending.append((screen, act))
            if len(self._pending) == 1 and self._running is None:
                start_worker(self._app, self._run_all, group="acts", description=act.id)

    def sentence(self, key: str) -> str:
        """Say what is waited for, and since when."""
        words, since = self._app.words, self.waiting_since
        name = words(self._running.name) if self._running and self._running.name in words else ""
        zone = self._app.station.config.zone
        return words(key, act=name, clock=f"{since.astimezone(zone):%H:%M:%S}" if since else "")

    async def do(
        self,
        screen: ActingScreen[Any],
        call: Callable[_Params, _Result],
        *args: _Params.args,
        **fields: _Params.kwargs,
    ) -> _Result:
        """Call the store in the thread of the acts; when that takes long the screen says so and stays alive."""
        future = self._thread.start(call, *args, **fields)
        done, _ = await asyncio.wait({future}, timeout=WAIT_IS_SAID_AFTER)
        if not done:
            self.waiting_since = self._app.now
            screen.say_waiting()
            try:
                await asyncio.wait({future})
            finally:
                self.waiting_since = None
                screen.status("")
        self.calls += 1
        return future.result()

    async def ask(self, dialog: Screen[_Result]) -> _Result | None:
        """Ask somebody; what was typed before the question came up is not meant for what comes after it."""
        self._pending.clear()
        self.asking = True
        try:
            answer = cast("_Result | None", await self._app.push_screen_wait(dialog))
            if answer is not None and isinstance(dialog, AnsweringScreen):
                self._typed += dialog.typed
            return answer
        finally:
            self.asking = False

    def drop_pending(self) -> None:
        """Leave out the acts that were pressed and have not begun."""
        self._pending.clear()

    async def beside(self, call: Callable[[], _Result]) -> _Result:
        """Do what a question that is open must not hold up, after the call that still runs."""
        done = await self._thread.start(call)
        self.calls += 1
        return done

    async def sign_off(self, call: Callable[[], _Result]) -> _Result:
        """Do a last thing with the store, after the call that still runs and instead of what was to follow it."""
        self._pending.clear()
        return await self._thread.start(call)

    async def close(self) -> None:
        """End once the call that still runs is over."""
        self._pending.clear()
        await self._thread.close()

    def _do_local(self, screen: ActingScreen[Any], act: Act[Any]) -> None:
        if reason := act.why_not(screen):
            screen.say_why_not(reason)
            return
        screen.status("")
        act.do(screen)
        screen.repaint()

    async def _run_all(self) -> None:
        while self._pending:
            screen, act = self._pending.popleft()
            if not screen.is_active:
                continue
            self._running = act
            try:
                await self._run(screen, act)
            finally:
                self._running = None

    async def _run(self, screen: ActingScreen[Any], act: Act[Any]) -> None:
        if reason := act.why_not(screen):
            if not act.unseen:
                screen.say_why_not(reason)
            return
        if not act.unseen:
            screen.let_status_age()
        self._typed.clear()
        try:
            done = act.do(screen)
            if done is not None:
                await done
        except QueueError as error:
            self._pending.clear()
            refusal = self._app.words.error(error)
            screen.refuse(refusal)
            if lost := [text for text in dict.fromkeys(self._typed) if cell_len(text) > SHORT]:
                screen.give_back(refusal, lost)
            if act.unseen:
                return
        screen.drop_old_status()
        if screen.is_attached:
            await screen.read_view_now()
