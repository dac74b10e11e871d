"""How soon after the commit of a ticket its bytes are ready for the printer, in a hall where many wait."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import kiosk
from benchmarks.measure import Figure, Findings, progress, quantile
from kiosk.hall import load_hall
from kiosk.hall.printer import PrinterConfig
from kiosk.paper.printing import Printing
from kiosk.ticket import page_address
from queue_store import Store, Ticket, Visitor, open_store

_WAITING = 200
_LIMIT = 30.0
"""Milliseconds in which the bytes have to be ready."""
_LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_WARM_UP = 3
_EXAMPLE = Path(kiosk.__file__).parent / "example"


class _Device:
    """A device file that notes when the first byte of a ticket comes: all of them are ready by then."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self._keeps_open = os.open(path, os.O_WRONLY)
        os.set_blocking(self._end, True)
        self.began = 0.0
        """When the first byte of the newest ticket came; 0 before."""
        self.whole = threading.Event()
        """The newest ticket is there as a whole."""
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> None:
        """Wait for another ticket."""
        self.began = 0.0
        self.whole.clear()

    def _read(self) -> None:
        while data := os.read(self._end, 65536):
            self.began = self.began or time.perf_counter()
            if data.endswith(b"\x1dVB\x00"):
                self.whole.set()

    def close(self) -> None:
        """Nobody writes any more."""
        os.close(self._keeps_open)


@contextmanager
def _station(folder: Path, width: int) -> Iterator[tuple[Store, Printing, _Device]]:
    config, path = load_hall(_EXAMPLE), folder / f"lp{width}"
    with closing(_Device(path)) as device:
        store = open_store(folder / f"paper{width}.db", config.rules())
        for number in range(_WAITING):
            store.issue("AB"[number % 2])

        def page_of(ticket: Ticket) -> str:
            return page_address("http://192.168.1.23:8080", ticket.token)

        printer = PrinterConfig(to=str(path), width=width)
        with closing(store), closing(Printing(store, config, printer, page_of, "benchmark")) as paper:
            yield store, paper, device


def _printed(folder: Path, width: int, count: int) -> list[float]:
    """Milliseconds from the commit of each ticket to its first byte at the device; the wait is told in between."""
    taken = []
    with _station(folder, width) as (store, paper, device):
        for number in range(count + _WARM_UP):
            device.next()
            visitor = Visitor(language=_LANGUAGES[number % len(_LANGUAGES)])
            ticket = store.issue("A", visitor=visitor, print_at=paper.station)
            committed = time.perf_counter()
            paper.begin(ticket.id, store.forecast.tell(ticket.id, "reception"))
            if not device.whole.wait(20):
                raise RuntimeError("no ticket came out")
            taken.append((device.began - committed) * 1000)
    return taken[_WARM_UP:]


def findings(folder: Path, quick: bool) -> Findings:
    """Both widths of paper, with a QR code, in the three languages in turn."""
    figures, count = [], 30 if quick else 150
    for width in (58, 80):
        progress(f"paper: {count} tickets of {width} mm with {_WAITING} waiting")
        taken = _printed(folder, width, count)
        what = f"a ticket's bytes ready after its commit, {width} mm"
        figures += [
            Figure(f"{what}, p50 of {count}", quantile(taken, 0.5), _LIMIT, 1.0, limit=True),
            Figure(f"{what}, p95", quantile(taken, 0.95), _LIMIT, 1.0, limit=True),
        ]
    return Findings(figures)
