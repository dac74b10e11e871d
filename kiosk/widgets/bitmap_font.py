"""Text in letters sixteen dots high, two dots to a cell: lines that are read from two metres on a large screen."""

from __future__ import annotations

import lzma
from functools import lru_cache
from importlib import resources

DOTS = 16
"""Dots in the height of a letter; a Latin letter is half as wide as high, a Chinese character square."""
ROWS = DOTS // 2
"""Rows of cells that a line takes."""
STRETCH = 8
"""Cells that take the place of one."""

_BLOCKS = " \u2580\u2584\u2588"
"""Upper and lower dot of a cell: neither, the upper, the lower, both."""


@lru_cache(maxsize=1)
def _glyphs() -> dict[str, bytes]:
    """Rows of each letter; GNU Unifont, see unifont.txt."""
    packed = resources.files("kiosk.widgets").joinpath("unifont.xz").read_bytes()
    data = memoryview(lzma.decompress(packed))
    glyphs, place = {}, 0
    while place < len(data):
        letter, length = chr(data[place] << 8 | data[place + 1]), data[place + 2]
        glyphs[letter] = bytes(data[place + 3 : place + 3 + length])
        place += 3 + length
    return glyphs


def can_draw(text: str) -> bool:
    """Whether every letter of a text has a drawing."""
    return all(letter in _glyphs() for letter in text)


def cells_of(text: str) -> int:
    """Cells in the width of a drawn text."""
    return sum(len(_glyphs()[letter]) for letter in text) // 2


@lru_cache(maxsize=512)
def drawn(text: str) -> tuple[str, ...]:
    """The rows of cells of a text in which every letter has a drawing."""
    lines = [0] * DOTS
    width = 0
    for letter in text:
        rows = _glyphs()[letter]
        bytes_a_row = len(rows) // DOTS
        width += bytes_a_row * 8
        for y in range(DOTS):
            bits = int.from_bytes(rows[y * bytes_a_row : (y + 1) * bytes_a_row])
            lines[y] = lines[y] << bytes_a_row * 8 | bits
    places = range(width - 1, -1, -1)
    return tuple(
        "".join(_BLOCKS[(upper >> at & 1) | (lower >> at & 1) << 1] for at in places)
        for upper, lower in zip(lines[::2], lines[1::2], strict=True)
    )
