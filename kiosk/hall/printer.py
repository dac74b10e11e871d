"""The printer of a hall, as `[printer]` in hall.toml writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from kiosk.hall.values import Part, Switch, Text, Whole

RAW_PORT = 9100
"""Port at which network printers take bytes as they are."""

WIDTHS = {58: 384, 80: 576}
"""Dots across, at 203 dpi, by the width of the paper in millimetres."""

_CUPS_NAME = re.compile(r"[^\s/#'\"\\?<>|-][^\s/#'\"\\?<>|]{0,126}")


@dataclass(frozen=True, slots=True)
class NetworkTarget:
    """A printer in the network that takes bytes at a port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class DeviceTarget:
    """A device file of this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A file to which everything is added, or a folder that gets one file for each paper."""

    path: Path
    folder: bool


@dataclass(frozen=True, slots=True)
class CupsTarget:
    """A printer that CUPS knows by name."""

    name: str


Target = NetworkTarget | DeviceTarget | FileTarget | CupsTarget


def parse_target(text: str) -> Target:
    """Read where to print; ValueError for what is no printer."""
    scheme, colon, rest = text.partition(":")
    if text.startswith("/") and not text.endswith("/"):
        return DeviceTarget(Path(text))
    if not colon:
        raise ValueError(text)
    if scheme == "cups" and _CUPS_NAME.fullmatch(rest):
        return CupsTarget(rest)
    if scheme == "file" and rest.startswith("/") and rest.strip("/"):
        return FileTarget(Path(rest), rest.endswith("/") or Path(rest).is_dir())
    parts = urlsplit(text)
    if scheme == "tcp" and parts.hostname and not (parts.path.strip("/") or parts.query or parts.username):
        return NetworkTarget(parts.hostname, RAW_PORT if parts.port is None else parts.port)
    raise ValueError(text)


def _to(value: str) -> str:
    try:
        parse_target(value)
    except ValueError:
        raise PydanticCustomError("printer_to", "not a printer") from None
    return value


def _width(value: int) -> int:
    if value not in WIDTHS:
        raise PydanticCustomError("printer_width", "no such paper")
    return value


def _font(value: str) -> str:
    if value and not Path(value).is_file():
        raise PydanticCustomError("printer_font", "no such file")
    return value


class PrinterConfig(Part):
    """Where numbers are printed, and on what."""

    to: Annotated[Text, AfterValidator(_to)]
    """`tcp://HOST:PORT`, `/dev/…`, `file:/…` or `cups:NAME`."""
    width: Annotated[Whole, AfterValidator(_width)] = 80
    """Of the paper, in millimetres: 58 or 80."""
    cut: Switch = True
    """Cut the paper after each; a printer without a cutter passes over it."""
    font: Annotated[Text, AfterValidator(_font)] = ""
    """File of a font that has Chinese; empty to find one."""

    @property
    def target(self) -> Target:
        """Where to print."""
        return parse_target(self.to)

    @property
    def dots(self) -> int:
        """Dots across."""
        return WIDTHS[self.width]
