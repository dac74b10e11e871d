"""The ways to a printer, all alike: `encode` a picture, `send` the bytes, `look` whether it would take them."""

from __future__ import annotations

import errno
import io
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import Protocol

from PIL import Image

from kiosk.hall.printer import CupsTarget, DeviceTarget, FileTarget, NetworkTarget, PrinterConfig
from kiosk.paper import escpos
from kiosk.paper.faults import Patience, PrinterFault
from kiosk.paper.network import NetworkPrinter

_DPI = 203
_REASONS = {
    errno.ENOENT: "off", errno.ENXIO: "off", errno.ENODEV: "off", errno.EACCES: "no_rights", errno.EPERM: "no_rights",
    errno.EBUSY: "busy",
}  # fmt: skip
"""Why a device file cannot be opened."""


class Printer(Protocol):
    """Takes the bytes of papers; PrinterFault says why it does not."""

    def look(self, patience: Patience) -> None:
        """See whether it would take a paper, without printing any."""

    def send(self, data: bytes, title: str, patience: Patience) -> None:
        """Send the bytes of one paper; `title` names it where somebody may look for it."""


Encode = Callable[[Image.Image], bytes]


def open_printer(config: PrinterConfig) -> tuple[Printer, Encode]:
    """The printer of a hall, and what makes its bytes of a picture; nothing is connected yet."""

    def raster(image: Image.Image) -> bytes:
        return escpos.encode(image, cut=config.cut)

    match config.target:
        case NetworkTarget() as target:
            return NetworkPrinter(target, config.dots), raster
        case DeviceTarget(path):
            return DevicePrinter(path), raster
        case FileTarget(path, folder):
            return FilePrinter(path, folder), raster
        case CupsTarget(name):
            return CupsPrinter(name), pdf


def pdf(image: Image.Image) -> bytes:
    """A page of exactly the size of the paper, for printers that are no receipt printers."""
    page = io.BytesIO()
    image.save(page, format="PDF", resolution=_DPI)
    return page.getvalue()


@dataclass(frozen=True, slots=True)
class DevicePrinter:
    """A device file such as `/dev/usb/lp0`."""

    path: Path

    def look(self, patience: Patience) -> None:
        """Open it."""
        os.close(self._open())

    def send(self, data: bytes, title: str, patience: Patience) -> None:
        """Write all of it; a printer that is busy makes room for more bit by bit."""
        device, rest = self._open(), memoryview(data)
        try:
            while rest:
                _, writable, _ = select([], [device], [], patience.slice())
                if writable:
                    try:
                        rest = rest[os.write(device, rest) :]
                    except BlockingIOError:
                        continue
        except OSError as error:
            raise PrinterFault("no_paper" if error.errno == errno.ENOSPC else "closed") from error
        finally:
            os.close(device)

    def _open(self) -> int:
        flags = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        try:
            return os.open(self.path, flags)
        except OSError as error:
            raise PrinterFault(_REASONS.get(error.errno or 0, "closed")) from error


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """A file to which everything is added, or a folder with a file for each paper."""

    path: Path
    folder: bool

    def look(self, patience: Patience) -> None:
        """See whether one may write there."""
        place = self.path if self.folder or self.path.exists() else self.path.parent
        if not os.access(place, os.W_OK):
            raise PrinterFault("not_written")

    def send(self, data: bytes, title: str, patience: Patience) -> None:
        """Write it down; in a folder a file is there only when it is whole."""
        try:
            if not self.folder:
                with self.path.open("ab") as file:
                    file.write(data)
                return
            self.path.mkdir(parents=True, exist_ok=True)
            temporary = self.path / f".{title}.{os.getpid()}.tmp"
            temporary.write_bytes(data)
            temporary.replace(self.path / f"{title}.bin")
        except OSError as error:
            raise PrinterFault("no_room" if error.errno == errno.ENOSPC else "not_written") from error


@dataclass(frozen=True, slots=True)
class CupsPrinter:
    """A printer that CUPS knows; once CUPS has the page, it is CUPS that prints it."""

    name: str

    def look(self, patience: Patience) -> None:
        """Ask CUPS for the printer."""
        self._run(["lpstat", "-p", self.name], b"", patience)

    def send(self, data: bytes, title: str, patience: Patience) -> None:
        """Hand the page to CUPS."""
        self._run(["lp", "-d", self.name, "-t", title, "-"], data, patience)

    def _run(self, command: list[str], given: bytes, patience: Patience) -> None:
        try:
            done = subprocess.run(command, input=given, capture_output=True, timeout=patience.left(), check=False)
        except subprocess.TimeoutExpired as error:
            raise PrinterFault("silent") from error
        except OSError as error:
            raise PrinterFault("no_cups") from error
        if done.returncode:
            raise PrinterFault("cups_refused")
