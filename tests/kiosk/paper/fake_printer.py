"""A receipt printer in the network, as good or as bad as a test wants it: a real server on a real socket."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from printer_bytes import Printout, parse

READY = {1: 0x12, 2: 0x12, 4: 0x12}
"""Answers of DLE EOT by number, when all is well."""


@dataclass
class FakePrinter:
    """Takes connections one after another, keeps what came, and answers."""

    status: dict[int, int] | None = field(default_factory=lambda: dict(READY))
    """Answers of DLE EOT; None for a printer that never answers."""
    tells_when_out: bool = True
    """Answers GS r."""
    noise: bytes = b""
    """Sent before every answer."""
    stops_after: int | None = None
    """Bytes of a connection after which it reads no more."""
    then: Callable[[FakePrinter, socket.socket], None] | None = None
    """What it does when it stops."""
    jobs: list[bytes] = field(default_factory=list)
    """All that came, by connection."""

    def __post_init__(self) -> None:
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen(8)
        self.port = self._listening.getsockname()[1]
        self.off = threading.Event()
        self.stopped = threading.Event()
        """It has stopped reading."""
        self.goes_on = threading.Event()
        """Whatever it stood still for is over."""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def to(self) -> str:
        """Its address in hall.toml."""
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def printouts(self) -> list[Printout]:
        """What it printed, by connection."""
        return [parse(job) for job in self.jobs]

    def close(self) -> None:
        """Switch it off in good order."""
        self.off.set()
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        self._listening.settimeout(0.05)
        while not self.off.is_set():
            try:
                link, _ = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with link:
                self.jobs.append(b"")
                self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        link.settimeout(0.05)
        while not self.off.is_set():
            taken = len(self.jobs[-1])
            if self.stops_after is not None and taken >= self.stops_after:
                self.stopped.set()
                if self.then is not None:
                    self.then(self, link)
                return
            room = 512 if self.stops_after is None else min(512, self.stops_after - taken)
            try:
                data = link.recv(room)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            self._take(link, data)

    def _take(self, link: socket.socket, data: bytes) -> None:
        before, self.jobs[-1] = self.jobs[-1], self.jobs[-1] + data
        for number in (1, 2, 4):
            order = bytes([0x10, 0x04, number])
            if self.status is not None and _ends_with_new(before, self.jobs[-1], order):
                link.sendall(self.noise + bytes([self.status[number]]))
        if self.tells_when_out and _ends_with_new(before, self.jobs[-1], b"\x1dr\x01"):
            link.sendall(self.noise + b"\x00")


def _ends_with_new(before: bytes, now: bytes, order: bytes) -> bool:
    return now.endswith(order) and not before.endswith(order)


def stall(printer: FakePrinter, link: socket.socket) -> None:
    """Read nothing more, and keep the line: a printer that hangs, or lost its power."""
    while not (printer.off.is_set() or printer.goes_on.wait(0.02)):
        pass


def break_off(printer: FakePrinter, link: socket.socket) -> None:
    """Cut the line as a crash does."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def run_out_of_paper(printer: FakePrinter, link: socket.socket) -> None:
    """Stand still and say why, to whoever asks."""
    printer.status = READY | {4: 0x72}
    printer.tells_when_out = False
    printer.stops_after = None
    printer._talk(link)


@contextmanager
def fake_printer(**how: object) -> Iterator[FakePrinter]:
    """A printer for the length of a block."""
    printer = FakePrinter(**how)  # type: ignore[arg-type]
    try:
        yield printer
    finally:
        printer.close()
