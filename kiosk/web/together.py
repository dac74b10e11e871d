"""A transport that sends the head of an answer together with its body: one call of the system, one packet."""

from __future__ import annotations

import asyncio
from typing import Any


class Together:
    """Keeps the first part of what is written until the second comes, or until nothing else is to be done."""

    __slots__ = ("_first", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._first = b""

    def write(self, data: bytes) -> None:
        """Send soon."""
        if self._first:
            data, self._first = self._first + data, b""
            self._transport.write(data)
        else:
            self._first = data
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send what was kept."""
        if self._first and not self._transport.is_closing():
            self._transport.write(self._first)
        self._first = b""

    def alone(self) -> asyncio.Transport:
        """The transport itself, for what is not to wait; what was kept is sent before."""
        self.flush()
        return self._transport

    def close(self) -> None:
        """Send what was kept, and close."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Tell whether the connection is closed, or about to be."""
        return self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
