"""How often one address may ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

_MOST_ADDRESSES = 10_000


class Buckets:
    """One token bucket per address: `burst` requests at once, then `rate` a second."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst = burst
        self.rate = rate
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, address: str) -> float:
        """Take one token; return 0 when there was one, else the seconds until there is."""
        now = self._clock()
        level = self._level(address, now)
        if level < 1:
            return (1 - level) / self.rate
        self._keep(address, level - 1, now)
        return 0.0

    def wait(self, address: str) -> float:
        """Seconds until a token is there, without taking it."""
        return max(0.0, (1 - self._level(address, self._clock())) / self.rate)

    def is_full(self, address: str) -> bool:
        """Tell whether nothing was taken lately."""
        return self._level(address, self._clock()) >= self.burst

    def _level(self, address: str, now: float) -> float:
        level, since = self._levels.get(address, (self.burst, now))
        return min(self.burst, level + (now - since) * self.rate)

    def _keep(self, address: str, level: float, now: float) -> None:
        """Note the level, and forget the address that has been quiet longest when there are too many."""
        self._levels.pop(address, None)
        self._levels[address] = (level, now)
        if len(self._levels) > _MOST_ADDRESSES:
            del self._levels[next(iter(self._levels))]


@lru_cache(maxsize=_MOST_ADDRESSES)
def network(host: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return host
