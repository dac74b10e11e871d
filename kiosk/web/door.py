"""Which connections are held, and which make room: half-open ones first, then idle ones, streams and answers never."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Protocol

from kiosk.web.buckets import network
from kiosk.web.refused import Refused

DEADLINE = 10.0
"""Seconds for a request's head, then for its body, then for reading the answer or sending the next request."""
_OTHER_FILES = 192
"""Files that the process may need beside connections; where it may open few, a quarter of them are for connections."""


class Held(Protocol):
    """A connection as the door sees it."""

    address: str
    """What the connection is counted for."""

    def abort(self) -> None:
        """Break the connection."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections are held."""

    connections: int
    """In all."""
    half_open: int
    """Without a whole request, in all."""
    half_open_per_address: int
    """The same for one address; a hall's wireless network is one address."""
    boards: int
    """Open streams of televisions."""
    streams: int
    """Open pages of tickets."""


def limits_for(files: int) -> Limits:
    """Return the limits of a process that may have so many files open."""
    most = max(files - _OTHER_FILES, files // 4)
    half_open, boards = most // 4, min(most // 8, 256)
    return Limits(
        connections=most,
        half_open=half_open,
        half_open_per_address=min(half_open // 2, 512),
        boards=boards,
        streams=most - half_open - boards,
    )


class Waiting:
    """Connections that something is waited for, in the order in which they began to be."""

    def __init__(self) -> None:
        self._due: dict[Held, float] = {}
        self._addresses: dict[str, dict[Held, None]] = {}

    def __len__(self) -> int:
        return len(self._due)

    def __contains__(self, connection: Held) -> bool:
        return connection in self._due

    def __iter__(self) -> Iterator[Held]:
        return iter(self._due)

    def of(self, address: str) -> int:
        """Count those of one address."""
        return len(self._addresses.get(address, ()))

    def add(self, connection: Held, due: float) -> None:
        """Wait until `due`, as the last of all."""
        self.discard(connection)
        self._due[connection] = due
        self._addresses.setdefault(connection.address, {})[connection] = None

    def discard(self, connection: Held) -> None:
        """Wait no more."""
        if self._due.pop(connection, None) is not None:
            same = self._addresses[connection.address]
            del same[connection]
            if not same:
                del self._addresses[connection.address]

    def first(self) -> Held | None:
        """Return the one that is waited for longest."""
        return next(iter(self._due), None)

    def first_of(self, address: str) -> Held | None:
        """Return the one of an address that is waited for longest."""
        return next(iter(self._addresses.get(address, ())), None)

    def overdue(self, now: float) -> list[Held]:
        """Return those whose time is over; all wait equally long, so they stand at the front."""
        found = []
        for connection, due in self._due.items():
            if due > now:
                break
            found.append(connection)
        return found


class Door:
    """All connections of one server."""

    def __init__(
        self,
        limits: Limits,
        refused: Refused,
        proxies: Container[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self.refused = refused
        self._proxies = proxies
        self._clock = clock
        self._held: set[Held] = set()
        self._half_open = Waiting()
        self._idle = Waiting()

    def __len__(self) -> int:
        return len(self._held)

    def counts_for(self, host: str, port: int) -> str:
        """Return what a connection is counted for: its network, or itself alone where it comes from a proxy."""
        return f"{host}:{port}" if host in self._proxies else network(host)

    def enter(self, connection: Held) -> None:
        """Take a new connection, which owes a request, and break another one where there are too many."""
        self._held.add(connection)
        self._half_open.add(connection, self._clock() + DEADLINE)
        if self._half_open.of(connection.address) > self.limits.half_open_per_address:
            self._drop(self._half_open.first_of(connection.address), "half-open connections of one address")
        elif len(self._half_open) > self.limits.half_open:
            self._drop(self._half_open.first(), "half-open connections")
        if len(self._held) > self.limits.connections:
            oldest = self._half_open.first()
            if oldest is connection and len(self._idle):
                oldest = self._idle.first()
            self._drop(oldest, "connections too many")

    def leave(self, connection: Held) -> None:
        """Forget a connection that has ended."""
        self._held.discard(connection)
        self._half_open.discard(connection)
        self._idle.discard(connection)

    def begin(self, connection: Held) -> None:
        """A request begins; the first one of a connection has been waited for since it was opened."""
        self._idle.discard(connection)
        if connection in self._held and connection not in self._half_open:
            self._half_open.add(connection, self._clock() + DEADLINE)

    def go_on(self, connection: Held) -> None:
        """The head is there: the body has as long again."""
        if connection in self._held:
            self._half_open.add(connection, self._clock() + DEADLINE)

    def complete(self, connection: Held) -> None:
        """The request is there."""
        self._half_open.discard(connection)

    def rest(self, connection: Held) -> None:
        """Nothing happens until the other end reads what was sent, or asks again."""
        if connection in self._held and connection not in self._half_open:
            self._idle.add(connection, self._clock() + DEADLINE)

    def stir(self, connection: Held) -> None:
        """The other end reads again."""
        self._idle.discard(connection)

    def sweep(self) -> None:
        """Break the connections whose time is over."""
        now = self._clock()
        for connection in self._half_open.overdue(now):
            self._drop(connection, "requests not sent in time")
        for connection in self._idle.overdue(now):
            self._drop(connection, "answers not read in time")

    def close(self) -> None:
        """Break every connection on which no answer is on its way: the server stops."""
        for connection in (*self._half_open, *self._idle):
            connection.abort()

    def abort(self) -> None:
        """Break all connections."""
        for connection in (*self._held,):
            connection.abort()

    def _drop(self, connection: Held | None, reason: str) -> None:
        if connection is not None:
            self.leave(connection)
            self.refused.count(reason)
            connection.abort()
