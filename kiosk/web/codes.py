"""How many wrong codes of the hall may be tried: for one ticket, from one address, and by everybody together.

A right code costs nothing, so that a whole hall behind one address checks in; and who has tried no wrong one lately may
try, whatever neighbours behind the same address did. With two codes of 10,000 that hold at a time, guessing over many
tickets from many addresses hits one code in about four hours.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from kiosk.web.buckets import Buckets

_EVERYBODY = ""


class CodeTries:
    """Counts wrong codes."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._ticket = Buckets(burst=5, rate=1 / 60, clock=clock)
        self._address = Buckets(burst=20, rate=1 / 15, clock=clock)
        self._everybody = Buckets(burst=100, rate=1 / 3, clock=clock)

    def wait(self, token: str, address: str) -> float:
        """Seconds until a code may be tried for a ticket from an address; 0 when it may be now."""
        neighbours = 0.0 if self._ticket.is_full(token) else self._address.wait(address)
        return max(self._ticket.wait(token), neighbours, self._everybody.wait(_EVERYBODY))

    def wrong(self, token: str, address: str) -> None:
        """Count a code that was wrong."""
        self._ticket.take(token)
        self._address.take(address)
        self._everybody.take(_EVERYBODY)
