"""Screens that keep up with the hall: a poll of the store's version turns other processes' commits into messages."""

from __future__ import annotations

from textual.message import Message
from textual.message_pump import MessagePump
from textual.timer import Timer

from queue_store import QueueError, Store

POLL = 0.05
"""Seconds between two looks at the store's version; a look costs microseconds, and reads one row after a commit."""


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


class Live:
    """Posts `HallChanged` to a host once at the start and after every commit, `HallUnreachable` once per outage."""

    def __init__(self, host: MessagePump, store: Store) -> None:
        self._host = host
        self._store = store
        self._reachable = True
        self.seen: int | None = None
        """The version of the store that was last posted."""
        self.caught_up = False
        """The host has taken note of it."""

    def watch(self) -> Timer:
        """Look now, and again and again."""
        self.look()
        return self._host.set_interval(POLL, self.look)

    def look(self) -> None:
        """Post what is new."""
        try:
            version = self._store.version()
        except QueueError as error:
            if self._reachable:
                self._reachable = False
                self._host.post_message(HallUnreachable(error))
            return
        if version != self.seen or not self._reachable:
            self.seen, self._reachable, self.caught_up = version, True, False
            self._host.post_message(HallChanged())
