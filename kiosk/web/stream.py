"""Server-sent events: who listens, and what waits to be sent to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from starlette.types import Scope, Send

from kiosk.web.buckets import network

_MOST_WAITING = 32
"""Messages that may wait for a stream that is being opened."""

HOLD = "kiosk.hold"
"""Name of the server's extension that carries a listener on the connection of a request; the request ends with it."""

START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")],
}


class Carrier(Protocol):
    """What brings messages to a listener."""

    def carry(self, message: bytes) -> bool:
        """Send a message; False when the other end does not read."""

    def end(self) -> None:
        """End the stream after what is being sent."""

    def abort(self) -> None:
        """Break the connection."""


class Listener:
    """One open stream. Until its connection is there, messages wait for it."""

    __slots__ = ("_carrier", "_hub", "_waiting", "address", "closed", "topic")

    def __init__(self, hub: Hub, topic: str, address: str) -> None:
        self.topic = topic
        self.address = address
        """What the other end counts for."""
        self.closed = False
        self._hub = hub
        self._waiting: list[bytes] = []
        self._carrier: Carrier | None = None

    def ride(self, carrier: Carrier, first: bytes) -> None:
        """Send the first message and those that wait, and all that come, by a carrier."""
        self._carrier = carrier
        carrier.carry(b"".join([first, *self._waiting]))
        self._waiting = []
        if self.closed:
            carrier.end()

    def put(self, message: bytes) -> bool:
        """Send a message; False when the other end does not take it."""
        if self._carrier is not None:
            return self._carrier.carry(message)
        self._waiting.append(message)
        return len(self._waiting) <= _MOST_WAITING

    def close(self) -> None:
        """End the stream after what is being sent."""
        self.closed = True
        if self._carrier is not None:
            self._carrier.end()

    def cut(self) -> None:
        """Break the connection of one that does not read."""
        self.closed = True
        if self._carrier is not None:
            self._carrier.abort()

    def gone(self) -> None:
        """The other end hung up."""
        self._hub.leave(self)


class Hub:
    """All open streams by topic."""

    def __init__(self, *, most: int = 6000, most_per_topic: int = 8, most_boards: int = 256) -> None:
        self.most = most
        self.most_boards = most_boards
        """Streams of televisions, which `most` does not count: phones take none of them."""
        self.most_per_topic = most_per_topic
        self.turned_away: Callable[[str], object] = lambda reason: None
        """Is told why a stream was not opened."""
        self.closed = False
        self._topics: dict[str, list[Listener]] = {}
        self._boards: dict[Listener, str] = {}
        """Streams of televisions in the order in which they came, each with what its address counts for."""
        self._phones = 0

    def __len__(self) -> int:
        return self._phones + len(self._boards)

    @property
    def boards(self) -> int:
        """Open streams of televisions."""
        return len(self._boards)

    def topics(self) -> Iterator[str]:
        """Topics that somebody listens to."""
        return iter(tuple(self._topics))

    def listening(self, topic: str) -> bool:
        """Tell whether anybody listens to the topic."""
        return topic in self._topics

    def join(self, topic: str, address: str) -> Listener | None:
        """Open the stream of a phone; None when the server is full. The oldest of a crowded topic makes room."""
        if self.closed:
            return None
        if self._phones >= self.most:
            self.turned_away("streams of tickets too many")
            return None
        listeners = self._topics.get(topic, [])
        if len(listeners) >= self.most_per_topic:
            self._end(listeners[0])
        self._phones += 1
        return self._add(Listener(self, topic, address))

    def join_board(self, topic: str, address: str) -> Listener | None:
        """Open the stream of a television; None when there are enough.

        Who came first stays. Only the newest of the address that has the most makes room, for an address with fewer.
        """
        if self.closed:
            return None
        own = network(address)
        if len(self._boards) >= self.most_boards:
            held = Counter(self._boards.values())
            crowded, most = held.most_common(1)[0]
            if most <= held[own] + 1:
                self.turned_away("streams of televisions too many")
                return None
            self._end(next(each for each in reversed(self._boards) if self._boards[each] == crowded))
        listener = self._add(Listener(self, topic, address))
        self._boards[listener] = own
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a stream."""
        listeners = self._topics.get(listener.topic, [])
        if listener in listeners:
            listeners.remove(listener)
            if self._boards.pop(listener, None) is None:
                self._phones -= 1
        if not listeners:
            self._topics.pop(listener.topic, None)

    def _add(self, listener: Listener) -> Listener:
        self._topics.setdefault(listener.topic, []).append(listener)
        return listener

    def _end(self, listener: Listener) -> None:
        listener.close()
        self.leave(listener)

    def send(self, topic: str, message: bytes) -> None:
        """Send to all who listen to one topic."""
        for listener in tuple(self._topics.get(topic, ())):
            if not listener.put(message):
                listener.cut()
                self.leave(listener)

    def send_all(self, message: bytes) -> None:
        """Send to everybody."""
        for topic in self.topics():
            self.send(topic, message)

    def close(self) -> None:
        """End every stream and take no new one, so that the server can stop."""
        self.closed = True
        for listeners in tuple(self._topics.values()):
            for listener in listeners:
                listener.close()


async def stream(scope: Scope, send: Send, listener: Listener, first: bytes) -> None:
    """Begin the answer, and leave the connection to the listener; a request for the head alone ends here."""
    try:
        await send(START)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            listener.gone()
        else:
            scope["extensions"][HOLD](listener, first)
    except BaseException:
        listener.gone()
        raise


def event(body: str, fields: Mapping[str, str] | None = None) -> bytes:
    """Write one event; `fields` are further lines such as `retry`."""
    head = "".join(f"{name}: {value}\n" for name, value in fields.items()) if fields else ""
    return f"{head}data: {body}\n\n".encode()
