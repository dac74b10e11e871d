"""A printer in the network: what it is sent, and what is said when it is off, empty, slow, deaf or gone."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from fake_printer import READY, FakePrinter, break_off, fake_printer, run_out_of_paper, stall
from PIL import Image

from kiosk.hall.printer import NetworkTarget
from kiosk.paper.escpos import encode
from kiosk.paper.faults import Patience, PrinterFault
from kiosk.paper.network import NetworkPrinter

DOTS = 384
PICTURE = Image.effect_noise((DOTS, 900), 90).point(lambda grey: 255 if grey > 128 else 0, "1")
DATA = encode(PICTURE, cut=True)


def printer_at(fake: FakePrinter) -> NetworkPrinter:
    return NetworkPrinter(NetworkTarget("127.0.0.1", fake.port), DOTS)


def fault_of(printer: NetworkPrinter, seconds: float = 3.0) -> str:
    with pytest.raises(PrinterFault) as caught:
        printer.send(DATA, "A001", Patience(seconds))
    return caught.value.reason


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"tells_when_out": False},
        {"status": None, "tells_when_out": False},
        {"noise": b"\xff\x00\x91\x7f"},
    ],
    ids=["tells all", "tells its state only", "tells nothing", "garbled"],
)
def test_every_dot_arrives_once(how: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.paper.network._OUT_WITHIN", 0.5)
    with fake_printer(**how) as fake:
        printer = printer_at(fake)
        for _ in range(2):
            printer.send(DATA, "A001", Patience())
        assert [out.image.tobytes() for out in fake.printouts] == [PICTURE.tobytes()] * 2
        assert [out.cuts for out in fake.printouts] == [1, 1]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({4: 0x72}, "no_paper"),
        ({2: 0x32}, "no_paper"),
        ({2: 0x16}, "cover_open"),
        ({2: 0x52}, "error"),
        ({1: 0x1A}, "offline"),
        ({1: 0x1A, 4: 0x72}, "no_paper"),
    ],
)
def test_a_printer_that_says_what_is_wrong_is_sent_nothing(answers: dict[int, int], reason: str) -> None:
    with fake_printer(status=READY | answers) as fake:
        assert fault_of(printer_at(fake)) == reason
        with pytest.raises(PrinterFault, match=reason):
            printer_at(fake).look(Patience())
        assert all(not out.bands for out in fake.printouts)


def test_a_printer_that_is_off() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        printer = NetworkPrinter(NetworkTarget("127.0.0.1", taken.getsockname()[1]), DOTS)
        assert fault_of(printer) == "off"


def test_a_printer_that_is_off_is_not_waited_for_long() -> None:
    """A listener whose queue is full drops whoever comes next, as a machine that is switched off does."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for other in (first, second):
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        began = time.monotonic()
        assert fault_of(NetworkPrinter(NetworkTarget(*full.getsockname()), DOTS), 60.0) == "off"
        assert time.monotonic() - began < 20


@pytest.mark.parametrize("status", [READY, None], ids=["tells its state", "tells nothing"])
@pytest.mark.parametrize("before_the_end", [len(DATA) - 9000, 9000, 7000, 5000])
def test_a_printer_that_stalls_or_loses_its_power_mid_ticket(
    status: dict[int, int] | None, before_the_end: int
) -> None:
    with fake_printer(status=status, stops_after=len(DATA) - before_the_end, then=stall) as fake:
        assert fault_of(printer_at(fake), 2.0) == "silent"
        assert fake.stopped.is_set()


def test_a_stall_is_seen_where_the_system_does_not_tell_what_was_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.paper.network._unacknowledged", lambda link: 0)
    with fake_printer(status=None, stops_after=9000, then=stall) as fake:
        assert fault_of(printer_at(fake), 2.0) == "silent"


@pytest.mark.parametrize("status", [READY, None], ids=["tells its state", "tells nothing"])
@pytest.mark.parametrize("after", [9000, len(DATA) - 4000])
def test_a_printer_that_breaks_off_mid_ticket(status: dict[int, int] | None, after: int) -> None:
    with fake_printer(status=status, stops_after=after, then=break_off) as fake:
        assert fault_of(printer_at(fake)) == "closed"


def test_paper_that_runs_out_mid_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.paper.network._OUT_WITHIN", 0.5)
    with fake_printer(stops_after=30_000, then=run_out_of_paper) as fake:
        assert fault_of(printer_at(fake)) == "no_paper"


def test_a_picture_that_broke_off_does_not_swallow_the_next_ticket() -> None:
    with fake_printer(stops_after=9000, then=break_off) as fake:
        printer = printer_at(fake)
        assert fault_of(printer) == "closed"
        fake.stops_after = None
        printer.send(DATA, "A002", Patience())
        whole = (fake.jobs[0] + fake.jobs[1]).replace(b"\x10\x04\x04", b"").replace(b"\x10\x04\x02", b"")
        rest = whole[whole.rindex(b"\x1b@") - DOTS // 8 * 64 :]
        assert set(rest[: DOTS // 8 * 64]) == {0}, "as many zeros as a band has bytes go before"


def test_a_printer_that_is_back_is_asked_anew() -> None:
    with fake_printer(status=None, tells_when_out=False, stops_after=9000, then=break_off) as fake:
        printer = printer_at(fake)
        assert fault_of(printer) == "closed"
        fake.status, fake.stops_after = READY | {4: 0x72}, None
        assert fault_of(printer) == "no_paper"


def test_a_station_that_closes_gives_up_at_once() -> None:
    closing = threading.Event()
    with fake_printer(stops_after=9000, then=stall) as fake:
        threading.Thread(target=lambda: (fake.stopped.wait(5), closing.set())).start()
        began = time.monotonic()
        with pytest.raises(PrinterFault, match="interrupted"):
            printer_at(fake).send(DATA, "A001", Patience(60, closing))
        assert time.monotonic() - began < 20
