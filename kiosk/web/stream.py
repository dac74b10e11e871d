"""Server-sent events: who listens, and what waits to be sent to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping

from starlette.types import Receive, Scope, Send

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

    def __init__(self, *, most: int = 6000, most_per_topic: int = 8) -> None:
        self.most = most
        self.most_per_topic = most_per_topic
        self.cut: Callable[[tuple[str, int]], None] = lambda address: None
        """Breaks the connection of a listener that does not read; the server sets it."""
        self.closed = False
        self._topics: dict[str, list[Listener]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def topics(self) -> Iterator[str]:
        """Topics that somebody listens to."""
        return iter(tuple(self._topics))

    def listening(self, topic: str) -> bool:
        """Tell whether anybody listens to the topic."""
        return topic in self._topics

    def join(self, topic: str, address: tuple[str, int], most: int | None = None) -> Listener | None:
        """Open a stream; None when the server is full. The oldest stream of a crowded topic makes room."""
        if self.closed or self._count >= self.most:
            return None
        listeners = self._topics.setdefault(topic, [])
        if len(listeners) >= (most or self.most_per_topic):
            listeners[0].close()
            self.leave(listeners[0])
            listeners = self._topics.setdefault(topic, [])
        listener = Listener(topic, address)
        listeners.append(listener)
        self._count += 1
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a stream."""
        listeners = self._topics.get(listener.topic, [])
        if listener in listeners:
            listeners.remove(listener)
            self._count -= 1
        if not listeners:
            self._topics.pop(listener.topic, None)

    def send(self, topic: str, message: bytes) -> None:
        """Send to all who listen to one topic."""
        for listener in tuple(self._topics.get(topic, ())):
            if not listener.put(message):
                listener.close()
                self.leave(listener)
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
