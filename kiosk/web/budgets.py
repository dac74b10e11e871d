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
        self.boards = Buckets(burst=1000, rate=100)
        """Requests of televisions, by address."""
        self.files = Buckets(burst=6000, rate=300)
        """Styles and scripts, by address: a few for each page, and they are kept by browsers."""
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
            return self._of_everybody(path).take(address)
        try:
            exists = await self._exists(token, address)
        except StoreUnavailable:
            return self.requests.take(address)
        if exists:
            return self.tickets.take(token)
        return self.guesses.take(address) or self.all_guesses.take(_EVERYBODY)

    def over(self, path: str, address: str) -> float:
        """Seconds until a request may be asked again, as far as that can be told at once; takes nothing."""
        token = token_in(path)
        if token is None:
            return self._of_everybody(path).wait(address)
        if self._at_hand(token) or token in self._seen:
            return self.tickets.wait(token)
        if TOKEN.fullmatch(token):
            return 0.0
        return self.guesses.wait(address) or self.all_guesses.wait(_EVERYBODY)

    def _of_everybody(self, path: str) -> Buckets:
        """The budget of a page that is nobody's own."""
        first = path.strip("/").partition("/")[0].lower()
        return {"static": self.files, "board": self.boards}.get(first, self.requests)

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
