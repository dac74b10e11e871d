"""Device files, files, folders and CUPS: the bytes arrive whole, and what is wrong is told apart."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from select import select

import pytest
from mere_user import mere_user
from PIL import Image

from kiosk.hall.printer import PrinterConfig
from kiosk.paper.drivers import open_printer
from kiosk.paper.faults import Patience, PrinterFault

DATA = bytes(range(256)) * 1200


def send(to: str, data: bytes = DATA, seconds: float = 5.0) -> None:
    printer, _ = open_printer(PrinterConfig(to=to))
    printer.send(data, "2026-03-03-A001-ticket-1", Patience(seconds))


def reason_of(to: str, seconds: float = 5.0) -> str:
    with pytest.raises(PrinterFault) as caught:
        send(to, seconds=seconds)
    return caught.value.reason


def test_a_device_takes_the_bytes_bit_by_bit(tmp_path: Path) -> None:
    device, got = tmp_path / "lp0", bytearray()
    os.mkfifo(device)

    def read() -> None:
        with device.open("rb", buffering=0) as taken:
            while chunk := taken.read(700):
                got.extend(chunk)

    reader = threading.Thread(target=read)
    keep_open = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    reader.start()
    send(str(device))
    os.close(keep_open)
    reader.join(5)
    assert bytes(got) == DATA


def test_a_device_that_stalls_is_given_up(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    stuck = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    assert reason_of(str(device), 0.5) == "silent"
    os.close(stuck)


def test_a_device_that_goes_away_mid_ticket(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    open_end = os.open(device, os.O_RDONLY | os.O_NONBLOCK)

    def pull_the_plug() -> None:
        select([open_end], [], [], 5)
        os.read(open_end, 100)
        os.close(open_end)

    plug = threading.Thread(target=pull_the_plug)
    plug.start()
    assert reason_of(str(device)) == "closed"
    plug.join(5)


@pytest.mark.parametrize("kind", ["missing", "nobody behind it", "not ours", "full"])
def test_a_device_that_cannot_be_used(tmp_path: Path, kind: str) -> None:
    device = tmp_path / "lp0"
    if kind == "nobody behind it":
        os.mkfifo(device)
    if kind == "full":
        device = Path("/dev/full")
    if kind == "not ours":
        device.touch(mode=0o400)
    expected = {"missing": "off", "nobody behind it": "off", "not ours": "no_rights", "full": "no_paper"}[kind]
    with mere_user():
        assert reason_of(str(device)) == expected
        if kind != "full":
            printer, _ = open_printer(PrinterConfig(to=str(device)))
            with pytest.raises(PrinterFault, match=expected):
                printer.look(Patience())


def test_a_file_grows_and_a_folder_gets_one_file_each(tmp_path: Path) -> None:
    for _ in range(2):
        send(f"file:{tmp_path}/all.bin")
    assert (tmp_path / "all.bin").read_bytes() == DATA * 2
    send(f"file:{tmp_path}/each/")
    assert {file.name: file.read_bytes() for file in (tmp_path / "each").iterdir()} == {
        "2026-03-03-A001-ticket-1.bin": DATA
    }


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    assert reason_of(f"file:{tmp_path}/no/such/all.bin") == "not_written"
    (tmp_path / "taken").write_text("a file")
    assert reason_of(f"file:{tmp_path}/taken/each/") == "not_written"
    assert reason_of("file:/dev/full") == "no_room"


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose `lp` keeps what it is given, and knows one printer."""
    for name in ("lp", "lpstat"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(
            f'#!/bin/sh\ncase "$*" in *Front*) ;; *Slow*) exec sleep 30 ;; *) exit 1 ;; esac\n'
            f'echo "$@" > {tmp_path}/{name}.said; cat > {tmp_path}/{name}.taken\n'
        )
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return tmp_path


def test_cups_gets_a_page(cups: Path) -> None:
    printer, encode = open_printer(PrinterConfig(to="cups:Front"))
    page = encode(Image.new("1", (576, 900), 1))
    printer.look(Patience())
    printer.send(page, "2026-03-03-A001-ticket-1", Patience())
    assert (cups / "lp.taken").read_bytes() == page
    assert (cups / "lp.said").read_text() == "-d Front -t 2026-03-03-A001-ticket-1 -\n"
    assert (cups / "lpstat.said").read_text() == "-p Front\n"


def test_cups_that_refuses_stalls_or_is_not_there(cups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason_of("cups:Back") == "cups_refused"
    assert reason_of("cups:Slow", 0.5) == "silent"
    monkeypatch.setenv("PATH", str(cups / "nothing"))
    assert reason_of("cups:Front") == "no_cups"
