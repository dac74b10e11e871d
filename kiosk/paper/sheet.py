"""What stands on one paper, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Size(Enum):
    """How large letters are."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, over as many rows as it needs."""

    text: str
    size: Size = Size.NORMAL
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, behind a box to tick."""

    text: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a ticket, as large as the paper is wide."""

    label: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: its modules with the quiet border, True for dark."""

    matrix: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = Row | Item | Number | Code | Rule
Sheet = tuple[Block, ...]
