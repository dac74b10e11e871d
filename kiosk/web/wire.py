"""One connection: uvicorn's, with a limit to the size of a request's head and to the time a request takes to come.

uvicorn hands whatever comes to httptools, which gathers a request line or a header of any length, and it waits for the
end of a request for ever; its own limits count neither (`h11_max_incomplete_event_size` belongs to another parser, and
`limit_concurrency` refuses everybody alike). What other servers bound stands in `kiosk.web.server`.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol, cast

import httptools
from starlette.types import Scope
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from kiosk.web.door import Door
from kiosk.web.stream import HOLD
from kiosk.web.together import Together
from kiosk.web.turned_away import TurnedAway

HEAD_LIMIT = 16 * 1024
"""Bytes of the request line and the headers of one request."""
_REST_LIMIT = 64 * 1024
"""Bytes read after the head; the pages refuse a body long before. What else comes is left to wait for its deadline."""
_MOST_UNREAD = 16 * 1024
"""Bytes of a stream that wait in this process because the other end does not read; with more it is cut."""
_MOST_IN_LINE = 4
"""Requests that wait for the answers to earlier ones on the same connection; browsers and proxies send none ahead."""


class _Enough(Exception):
    """Nothing more is taken of what came."""


class Rider(Protocol):
    """A stream that a connection carries."""

    def ride(self, carrier: Connection, first: bytes) -> None:
        """Send by this carrier from now on."""

    def gone(self) -> None:
        """The other end hung up."""


class Connection(HttpToolsProtocol):
    """One end of a connection that tells the door what it owes, and that carries a stream without a task."""

    def __init__(self, door: Door, turned_away: TurnedAway, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self.address = ""
        self._door = door
        self._in_head = True
        self._in_request = False
        self._size = 0
        """Bytes of the head, or of what follows it, until now."""
        self._answering: RequestResponseCycle | None = None
        """The request that is being answered; `cycle` is the one that came last."""
        self._rider: Rider | None = None
        self._turned_away = turned_away
        self._telling: asyncio.TimerHandle | None = None
        """Set once a request was over budget: it is told so later, and nothing else is read."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = cast("asyncio.Transport", Together(transport, self.loop))
        self.address = self._door.counts_for(*self.client) if self.client else ""
        self._door.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.leave(self)
        if self._answering is not None:
            self._answering.disconnected = True
            self._answering.message_event.set()
        if self._telling is not None:
            self._telling.cancel()
            self._turned_away.leave(self)
        super().connection_lost(exc)
        if self._rider is not None:
            self._rider.gone()
            self._rider = None

    def abort(self) -> None:
        """Break the connection."""
        self.transport.abort()

    def hold(self, rider: Rider, first: bytes) -> None:
        """Go on with the answer that has begun as the stream of a rider; what the request needed is given up."""
        if self.transport.is_closing() or self.cycle.disconnected:
            rider.gone()
            return
        if self._answering is not None and self.cycle is not self._answering:
            self._door.refused.count("requests in the middle of a stream")
            self._answering.disconnected = True
            self.abort()
            rider.gone()
            return
        self._rider = rider
        self.transport = cast("Together", self.transport).alone()
        self.transport.set_write_buffer_limits(_MOST_UNREAD)
        self.cycle.response_complete = True
        self._door.complete(self)
        self.flow.resume_reading()
        self.pipeline.clear()
        self.parser = self.scope = self.headers = self.cycle = self._answering = None  # type: ignore[assignment]
        rider.ride(self, first)

    def carry(self, message: bytes) -> bool:
        """Send a part of a stream; False when the other end has not read much that was sent before."""
        if self.flow.write_paused:
            return False
        if not self.transport.is_closing():
            self.transport.write(b"%x\r\n%b\r\n" % (len(message), message))
        return True

    def end(self) -> None:
        """End a stream."""
        self.transport.write(b"0\r\n\r\n")
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Take what came in pieces that a head may be long; who talks into a stream is no browser."""
        if self._rider is not None:
            self._door.refused.count("requests in the middle of a stream")
            self.abort()
            return
        self._unset_keepalive_if_required()
        position = 0
        while position < len(data) and not self.transport.is_closing() and self._telling is None:
            if not self._in_head and self._size >= _REST_LIMIT:
                self.flow.pause_reading()
                return
            most = HEAD_LIMIT - self._size if self._in_head else HEAD_LIMIT
            piece = data[position : position + most]
            position += most
            self._size += len(piece)
            self._feed(piece)

    def _feed(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            self.cycle.keep_alive = False
        except httptools.HttpParserError as error:
            if not isinstance(error.__context__, _Enough):
                self._refuse(400, "requests that are not HTTP")
            return
        if self._in_head and self._size >= HEAD_LIMIT:
            self._refuse(431, "heads of requests too long")

    def _refuse(self, status: int, reason: str) -> None:
        """Say no where no answer is on its way, and hang up."""
        self._door.refused.count(reason)
        if self.cycle is not None and not self.cycle.response_complete:
            self.abort()
            return
        self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def say_last(self, answer: bytes) -> None:
        """Send a whole answer and hang up, where no other answer is on its way."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(answer)
        self.transport.close()

    def _turn_away(self, wait: float) -> None:
        """Answer a request that is over budget after a pause, and read nothing until then."""
        self._door.complete(self)
        pause = self._turned_away.take(self)
        if not self.transport.is_closing():
            self.flow.pause_reading()
            scope = {**self.scope, "method": self.parser.get_method().decode("ascii")}
            self._telling = self.loop.call_later(pause, self._tell_away, scope, wait)

    def _tell_away(self, scope: Scope, wait: float) -> None:
        self.say_last(self._turned_away.answer(scope, wait))

    def on_message_begin(self) -> None:
        self._in_request = True
        self._door.begin(self)
        super().on_message_begin()
        self.scope["extensions"] = {HOLD: self.hold}  # type: ignore[dict-item]

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._size = 0
        if self.transport.is_closing():
            raise _Enough
        if wait := self._turned_away.over(self.url, self.address):
            self._turn_away(wait)
            raise _Enough
        if len(self.pipeline) == _MOST_IN_LINE:
            self._door.refused.count("requests too many at once")
            self.abort()
            raise _Enough
        self._door.go_on(self)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_head = True
        self._in_request = False
        self._size = 0
        if not self.transport.is_closing():
            self._door.complete(self)
            super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._in_request and not self.pipeline:
            self._door.rest(self)

    def pause_writing(self) -> None:
        self._door.rest(self)
        super().pause_writing()

    def resume_writing(self) -> None:
        self._door.stir(self)
        super().resume_writing()
