"""So many requests of one address are answered at once, so that a crowd of them keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class _Line:
    """The requests of one address."""

    __slots__ = ("places", "requests")

    def __init__(self, most: int) -> None:
        self.places = asyncio.Semaphore(most)
        self.requests = 0
        """Being answered, or waiting for their turn."""


class Turns:
    """Lets the requests of each address take turns, in the order in which they came."""

    def __init__(self, most: int) -> None:
        self.most = most
        """Requests of one address that are answered at once."""
        self._lines: dict[str, _Line] = {}

    def __len__(self) -> int:
        """Addresses that ask for something now."""
        return len(self._lines)

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[Callable[[], None]]:
        """Wait for a turn of an address; it is over with the block, or as soon as what the block is given is called."""
        line, held = self._lines.setdefault(address, _Line(self.most)), False

        def give_up() -> None:
            nonlocal held
            if held:
                held = False
                line.places.release()

        line.requests += 1
        try:
            held = await line.places.acquire()
            yield give_up
        finally:
            give_up()
            line.requests -= 1
            if not line.requests:
                del self._lines[address]
