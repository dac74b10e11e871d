"""Screens that keep up with the hall: a poll of the store's version turns other processes' commits into messages."""

from __future__ import annotations

from textual.message import Message
from textual.message_pump import MessagePump
from textual.timer import Timer

from queue_store import QueueError, Store

POLL = 0.05
"""Seconds between two looks at the store's version; a look costs microseconds and reads no row."""


class HallChanged(Message):
    """Somebody committed: read again what is shown."""

    def can_replace(self, message: Message) -> bool:
        """A burst of commits is one repaint."""
        return isinstance(message, HallChanged)


class HallUnreachable(Message):
    """The store cannot be read; what is shown is getting old."""

    def __init__(self, error: QueueError) -> None:
        super().__init__()
        self.error = error


def watch(host: MessagePump, store: Store) -> Timer:
    """Post `HallChanged` to `host` once now and after every commit, and `HallUnreachable` once per outage."""
    seen: int | None = None
    reachable = True

    def look() -> None:
        nonlocal seen, reachable
        try:
            version = store.version()
        except QueueError as error:
            if reachable:
                reachable = False
                host.post_message(HallUnreachable(error))
            return
        if version != seen or not reachable:
            seen, reachable = version, True
            host.post_message(HallChanged())

    look()
    return host.set_interval(POLL, look)
