"""How much is answered, and to whom: a ticket that exists has a budget of its own, whatever its neighbours do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from kiosk.web.buckets import Buckets
from queue_store import StoreUnavailable, Ticket

TOKEN = re.compile("[0-9A-HJKMNP-TV-Z]{26}")
"""What a token looks like in upper case."""
_MOST_SEEN = 50_000
_EVERYBODY = ""


def token_in(path: str) -> str | None:
    """Return the token in the address of a ticket's page, in upper case; None when it is another page."""
    _, first, *rest = [*path.upper().split("/"), ""]
    return (rest[0] or None) if first == "T" and rest else None


class Budgets:
    """Decides on each request before anything else is done for it."""

    def __init__(self, find: Callable[[str], Awaitable[Ticket | None]], at_hand: Callable[[str], bool]) -> None:
        self.requests = Buckets(burst=1500, rate=100)
        """Pages that are nobody's own, by address: a whole hall behind one address may reload at once."""
        self.tickets = Buckets(burst=150, rate=5)
        """Requests for one ticket that exists, by token: several pages, their streams and their answers."""
        self.boards = Buckets(burst=300, rate=50)
        """Requests of televisions, by address."""
        self.guesses = Buckets(burst=60, rate=0.5)
        """Tokens that nobody has, by address."""
        self.all_guesses = Buckets(burst=2000, rate=20)
        """Tokens that nobody has, from all addresses."""
        self.pause = 0.5
        """Seconds before a request over budget is told so: who floods waits too, and takes less from the others."""
        self._find = find
        self._at_hand = at_hand
        self._seen: dict[str, None] = {}
        self._in_turn = asyncio.Semaphore()

    async def wait(self, path: str, address: str) -> float:
        """Return 0 when a request is to be answered, else the seconds until it may be asked again."""
        token = token_in(path)
        if token is None:
            first = path.strip("/").partition("/")[0].lower()
            return 0.0 if first == "static" else (self.boards if first == "board" else self.requests).take(address)
        try:
            exists = await self._exists(token, address)
        except StoreUnavailable:
            return self.requests.take(address)
        if exists:
            return self.tickets.take(token)
        return self.guesses.take(address) or self.all_guesses.take(_EVERYBODY)

    async def _exists(self, token: str, address: str) -> bool:
        """Tell whether there is such a ticket; where too many were guessed, one is looked up after the other."""
        if not TOKEN.fullmatch(token):
            return False
        if self._at_hand(token) or token in self._seen:
            return True
        if self.guesses.wait(address) or self.all_guesses.wait(_EVERYBODY):
            async with self._in_turn:
                found = await self._find(token)
        else:
            found = await self._find(token)
        if found is not None:
            self._seen[token] = None
            if len(self._seen) > _MOST_SEEN:
                del self._seen[next(iter(self._seen))]
        return found is not None
