"""What was done on the floor, once: a form that comes twice is done once and answered twice alike."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

_MOST = 500
"""Forms that are remembered."""

SHOWN_FOR = 20
"""Seconds for which what was done is said on the floor."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and where on the floor it is said."""

    place: str
    """Id of the element whose button it was."""
    text: str
    at: float
    """When, on the monotonic clock."""
    id: str
    """A secret by which the browser that did it asks for it again."""


class Once:
    """Does each form once, as long as this process runs; one that was refused may come again."""

    def __init__(self) -> None:
        self._doing: dict[tuple[object, ...], asyncio.Task[Done]] = {}
        self._done: dict[str, Done] = {}

    async def do(self, key: tuple[object, ...] | None, place: str, deed: Callable[[], Awaitable[str]]) -> Done:
        """Do what `key` names, or wait for it where it is under way; None names nothing, and is always done."""
        if key is None:
            return await self._do(place, deed)
        task = self._doing.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._doing[key] = asyncio.create_task(self._do(place, deed))
            task.add_done_callback(lambda late: late.cancelled() or late.exception())
            while len(self._doing) > _MOST:
                del self._doing[next(iter(self._doing))]
        return await asyncio.shield(task)

    async def _do(self, place: str, deed: Callable[[], Awaitable[str]]) -> Done:
        text = await deed()
        done = Done(place, text, monotonic(), secrets.token_urlsafe(12))
        self._done[done.id] = done
        while len(self._done) > _MOST:
            del self._done[next(iter(self._done))]
        return done

    def said(self, id: str) -> Done | None:
        """What was done a moment ago; None when it is not to be said any more."""
        done = self._done.get(id)
        return done if done is not None and monotonic() - done.at < SHOWN_FOR else None
