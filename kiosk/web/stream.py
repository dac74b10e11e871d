"""Server-sent events: who listens, and what waits to be sent to them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from starlette.types import Receive, Scope, Send

from kiosk.web.buckets import network

_MOST_WAITING = 32
"""Messages that may wait for one listener; who is slower is let go and comes back for the whole state."""

START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")],
}


class Listener:
    """One open stream: the messages that wait for it."""

    __slots__ = ("_waiter", "_waiting", "address", "closed", "topic")

    def __init__(self, topic: str, address: tuple[str, int]) -> None:
        self.topic = topic
        self.address = address
        """Host and port of the other end, which name the connection."""
        self.closed = False
        self._waiting: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None

    def put(self, message: bytes) -> bool:
        """Add a message; False when too many wait already."""
        if len(self._waiting) >= _MOST_WAITING:
            return False
        self._waiting.append(message)
        self._wake()
        return True

    def close(self) -> None:
        """End the stream after what is being sent."""
        self.closed = True
        self._wake()

    async def take(self) -> bytes:
        """Return all that waits, once there is something; empty when the stream is over."""
        while not self._waiting and not self.closed:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        self._waiter = None
        messages, self._waiting = b"".join(self._waiting), []
        return b"" if self.closed else messages

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Hub:
    """All open streams by topic."""

    def __init__(self, *, most: int = 6000, most_per_topic: int = 8, most_boards: int = 64) -> None:
        self.most = most
        self.most_boards = most_boards
        """Streams of televisions, which `most` does not count: phones take none of them."""
        self.most_per_topic = most_per_topic
        self.cut: Callable[[tuple[str, int]], None] = lambda address: None
        """Breaks the connection of a listener that does not read; the server sets it."""
        self.turned_away: Callable[[str], None] = lambda reason: None
        """Is told why a stream was not opened."""
        self.closed = False
        self._topics: dict[str, list[Listener]] = {}
        self._boards: dict[Listener, str] = {}
        """Streams of televisions in the order in which they came, each with what its address counts for."""
        self._phones = 0

    def __len__(self) -> int:
        return self._phones + len(self._boards)

    def topics(self) -> Iterator[str]:
        """Topics that somebody listens to."""
        return iter(tuple(self._topics))

    def listening(self, topic: str) -> bool:
        """Tell whether anybody listens to the topic."""
        return topic in self._topics

    def join(self, topic: str, address: tuple[str, int]) -> Listener | None:
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
        return self._add(Listener(topic, address))

    def join_board(self, topic: str, address: tuple[str, int]) -> Listener | None:
        """Open the stream of a television; None when there are enough.

        Who came first stays. Only the newest of the address that has the most makes room, for an address with fewer.
        """
        if self.closed:
            return None
        own = network(address[0])
        if len(self._boards) >= self.most_boards:
            held = Counter(self._boards.values())
            crowded, most = held.most_common(1)[0]
            if most <= held[own] + 1:
                self.turned_away("streams of televisions too many")
                return None
            self._end(next(each for each in reversed(self._boards) if self._boards[each] == crowded))
        listener = self._add(Listener(topic, address))
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
                self._end(listener)
                self.cut(listener.address)

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


async def stream(scope: Scope, receive: Receive, send: Send, hub: Hub, listener: Listener, first: bytes) -> None:
    """Carry a listener's messages until one end hangs up."""
    gone = asyncio.create_task(_close_when_gone(receive, listener))
    try:
        await send(START)
        message = b"" if scope["method"] == "HEAD" else first
        while message:
            await send({"type": "http.response.body", "body": message, "more_body": True})
            message = await listener.take()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub.leave(listener)
        gone.cancel()


async def _close_when_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close()


def event(body: str, fields: Mapping[str, str] | None = None) -> bytes:
    """Write one event; `fields` are further lines such as `retry`."""
    head = "".join(f"{name}: {value}\n" for name, value in (fields or {}).items())
    return f"{head}data: {body}\n\n".encode()
