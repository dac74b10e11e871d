"""A printer in the network: asked how it is, sent the bytes, asked whether they are out.

Source of the status bits: Epson's "ESC/POS command reference", DLE EOT (real-time status) and GS r (status in turn).
"""

from __future__ import annotations

import socket
import sys
import time
from contextlib import closing
from select import select

from kiosk.hall.printer import NetworkTarget
from kiosk.paper.escpos import rest_of_a_band
from kiosk.paper.faults import CONNECT_SECONDS, SLICE, Patience, PrinterFault

_KEPT_HERE = 4096
"""Bytes that wait on this machine: with more, a printer that stalls would look as if it had printed."""
_ANSWERS_WITHIN = 0.4
"""Seconds in which a printer that tells its state does so."""
_OUT_WITHIN = 5.0
"""Seconds in which a printer that tells when it is through does so."""
_TROUBLE = (
    (4, 0x60, "no_paper"),
    (2, 0x20, "no_paper"),
    (2, 0x04, "cover_open"),
    (2, 0x40, "error"),
    (1, 0x08, "offline"),
)
"""Which answer of DLE EOT says what, by its number and bits."""
_TELL_WHEN_OUT = b"\x1dr\x01"


class NetworkPrinter:
    """Sends bytes to a port. Printers that say nothing about themselves are believed as long as they take them all."""

    def __init__(self, target: NetworkTarget, dots: int) -> None:
        self._target = target
        self._dots = dots
        self._answers: bool | None = None
        """It tells its state; None while that is not known."""
        self._tells_when_out = True
        self._broke_off = False
        """The last paper broke off, perhaps inside a band."""

    def look(self, patience: Patience) -> None:
        """Connect, and ask how it is."""
        with closing(_Link(self._target, patience)) as link:
            self._refuse_trouble(link, patience)

    def send(self, data: bytes, title: str, patience: Patience) -> None:
        """Send the bytes of one paper, and wait until it is out as far as the printer tells."""
        try:
            self._send(data, patience)
        except PrinterFault:
            self._answers = self._answers or None  # it may be another one when it is back
            raise

    def _send(self, data: bytes, patience: Patience) -> None:
        with closing(_Link(self._target, patience)) as link:
            self._refuse_trouble(link, patience)
            if self._broke_off:
                link.send(rest_of_a_band(self._dots), patience)
            self._broke_off = True
            link.send(data, patience)
            if self._answers:
                self._wait_until_out(link, patience)
            else:
                link.finish(patience)
        self._broke_off = False

    def _refuse_trouble(self, link: _Link, patience: Patience) -> None:
        if self._answers is False:
            return
        answers = {number: self._asked(link, number, patience) for number in dict.fromkeys(n for n, _, _ in _TROUBLE)}
        self._answers = any(answer is not None for answer in answers.values()) or self._answers
        if self._answers is None:
            self._answers = False
        for number, bits, reason in _TROUBLE:
            if (answers[number] or 0) & bits:
                raise PrinterFault(reason)

    def _asked(self, link: _Link, number: int, patience: Patience) -> int | None:
        """The answer of DLE EOT `number`; None when there is none."""
        if self._answers is None and number != _TROUBLE[0][0]:
            return None  # it did not answer the first question
        link.send(b"\x10\x04" + bytes([number]), patience)
        answer = link.byte_with(0x93, 0x12, _ANSWERS_WITHIN, patience)
        if answer is not None:
            self._answers = True
        return answer

    def _wait_until_out(self, link: _Link, patience: Patience) -> None:
        """A printer that tells its state must still do so when it has all; one without paper never gets that far."""
        if self._tells_when_out:
            link.send(_TELL_WHEN_OUT, patience)
            if link.byte_with(0x90, 0x00, _OUT_WITHIN, patience) is not None:
                return
        if self._asked(link, 1, patience) is None:
            raise PrinterFault("silent")
        self._refuse_trouble(link, patience)
        self._tells_when_out = False


class _Link:
    """A connection on which nothing waits longer than there is patience."""

    def __init__(self, target: NetworkTarget, patience: Patience) -> None:
        try:
            self._socket = socket.create_connection((target.host, target.port), min(CONNECT_SECONDS, patience.left()))
        except OSError as error:
            raise PrinterFault("off") from error
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KEPT_HERE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def send(self, data: bytes, patience: Patience) -> None:
        """Send all of it."""
        rest = memoryview(data)
        while rest:
            _, writable, _ = select([], [self._socket], [], patience.slice())
            if writable:
                try:
                    rest = rest[self._socket.send(rest) :]
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise PrinterFault("closed") from error

    def byte_with(self, mask: int, value: int, seconds: float, patience: Patience) -> int | None:
        """The next byte whose bits of `mask` are `value`, passing over others; None when none comes in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for byte in self._received(min(SLICE, max(0.0, end - time.monotonic())), patience):
                if byte & mask == value:
                    return byte
        return None

    def finish(self, patience: Patience) -> None:
        """Say that this is all, and see whether the printer took it: whoever hangs up with bytes unread did not."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise PrinterFault("closed") from error
        end = time.monotonic() + 1.0
        try:
            while time.monotonic() < end:
                self._received(SLICE, patience)
        except _HungUp:
            pass
        while _unacknowledged(self._socket):
            time.sleep(patience.slice())

    def _received(self, seconds: float, patience: Patience) -> bytes:
        readable, _, _ = select([self._socket], [], [], min(seconds, patience.left()))
        if not readable:
            return b""
        try:
            received = self._socket.recv(256)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise PrinterFault("closed") from error
        if not received:
            raise _HungUp
        return received


class _HungUp(PrinterFault):
    """The printer ended the connection in good order."""

    def __init__(self) -> None:
        super().__init__("closed")


def _unacknowledged(link: socket.socket) -> int:
    """Bytes that the printer did not acknowledge yet; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    import fcntl
    import struct
    import termios

    try:
        return int(struct.unpack("i", fcntl.ioctl(link.fileno(), termios.TIOCOUTQ, bytes(4)))[0])
    except OSError:
        return 0
