"""The picture of a sheet: one bit a dot, black on white, as wide as the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from kiosk.paper.fonts import Typeface
from kiosk.paper.setting import wrap
from kiosk.paper.sheet import Block, Code, Item, Number, Row, Rule, Sheet, Size

_PIXELS = {
    384: {Size.SMALL: 24, Size.NORMAL: 30, Size.LARGE: 38},
    576: {Size.SMALL: 28, Size.NORMAL: 36, Size.LARGE: 48},
}
"""Heights of letters by the width of the paper in dots; 8 dots are a millimetre."""
_MARGIN = 8
_DARK = 150
"""Grey below this becomes black: thin strokes stay whole."""
_NUMBER_WIDTH = 0.86
"""Share of the width that the longest usual number takes."""
_USUAL_LABEL = "A000"
_CODE_WIDTH = 0.56
"""Share of the width that a QR code takes at most; 26 mm on paper of 58, 40 mm on paper of 80."""
_BLACK_FROM_GREY = [255 if grey > _DARK else 0 for grey in range(256)]

Paint = Callable[[ImageDraw.ImageDraw, int], None]
"""Draws a block at a height."""


@dataclass(frozen=True, slots=True)
class _Placed:
    height: int
    paint: Paint


def draw(sheet: Sheet, dots: int, typeface: Typeface) -> Image.Image:
    """Draw a sheet `dots` wide: an image of mode 1. Rows that the typeface has no glyphs for are left out."""
    placed = [each for block in sheet for each in _place(block, dots, typeface)]
    image = Image.new("L", (dots, sum(each.height for each in placed)), 255)
    canvas, top = ImageDraw.Draw(image), 0
    for each in placed:
        each.paint(canvas, top)
        top += each.height
    return image.point(_BLACK_FROM_GREY, "1")


def _place(block: Block, dots: int, typeface: Typeface) -> Iterator[_Placed]:
    match block:
        case Row() if typeface.chinese or typeface.has(block.text):
            yield from _rows(block, dots, typeface)
        case Item() if typeface.chinese or typeface.has(block.text):
            yield from _item(block, dots, typeface)
        case Number():
            yield _number(block.label, dots, typeface)
        case Code():
            yield _code(block, dots)
        case Rule():
            yield _Placed(21, lambda canvas, top: canvas.rectangle((0, top + 9, dots, top + 10), fill=0))


def _rows(row: Row, dots: int, typeface: Typeface) -> Iterator[_Placed]:
    pixels = _PIXELS[dots][row.size]
    font = typeface.font(pixels, bold=row.bold)
    for line in wrap(row.text, dots - 2 * _MARGIN, font.getlength):
        left = _MARGIN + (max(0, dots - 2 * _MARGIN - round(font.getlength(line))) // 2 if row.centred else 0)
        yield _Placed(round(pixels * 1.35), _text(line, left, pixels, font))


def _item(item: Item, dots: int, typeface: Typeface) -> Iterator[_Placed]:
    pixels = _PIXELS[dots][Size.NORMAL]
    font, indent = typeface.font(pixels), _MARGIN + round(pixels * 1.3)
    for place, line in enumerate(wrap(item.text, dots - indent - _MARGIN, font.getlength)):
        write = _text(line, indent, pixels, font)
        yield _Placed(round(pixels * 1.35), write if place else _boxed(write, pixels, item.ticked))


def _text(line: str, left: int, pixels: int, font: ImageFont.FreeTypeFont) -> Paint:
    """Write a line; the baseline is the same for Chinese and Latin letters."""
    return lambda canvas, top: canvas.text((left, top + round(pixels * 1.08)), line, fill=0, font=font, anchor="ls")


def _boxed(write: Paint, pixels: int, ticked: bool) -> Paint:
    side, edge = round(pixels * 0.8), max(2, pixels // 14)

    def paint(canvas: ImageDraw.ImageDraw, top: int) -> None:
        left, upper = _MARGIN, top + round(pixels * 0.34)
        canvas.rectangle((left, upper, left + side, upper + side), outline=0, width=edge)
        if ticked:
            points = [(0.18, 0.5), (0.42, 0.78), (0.86, 0.16)]
            canvas.line([(left + x * side, upper + y * side) for x, y in points], fill=0, width=edge + 1)
        write(canvas, top)

    return paint


def _number(label: str, dots: int, typeface: Typeface) -> _Placed:
    """The number: at the size at which a usual one fills the paper, smaller only when it is longer."""
    longest = label if len(label) > len(_USUAL_LABEL) else _USUAL_LABEL
    font = typeface.font(_pixels_to_fill(longest, round(dots * _NUMBER_WIDTH), typeface), bold=True)
    _, upper, _, lower = font.getbbox(label, anchor="ls")
    space = round((lower - upper) * 0.22)
    return _Placed(
        round(lower - upper) + 2 * space,
        lambda canvas, top: canvas.text((dots / 2, top + space - upper), label, fill=0, font=font, anchor="ms"),
    )


@lru_cache(maxsize=64)
def _pixels_to_fill(label: str, width: int, typeface: Typeface) -> int:
    return max(24, int(100 * width / typeface.font(100, bold=True).getlength(label)))


def _code(code: Code, dots: int) -> _Placed:
    """A QR code with modules of whole dots, in the middle."""
    modules = len(code.matrix)
    scale = max(3, int(dots * _CODE_WIDTH) // modules)
    left = (dots - modules * scale) // 2

    small = Image.new("1", (modules, modules))
    small.putdata([int(dark) for row in code.matrix for dark in row])
    large = small.resize((modules * scale, modules * scale), Image.Resampling.NEAREST)
    return _Placed(modules * scale, lambda canvas, top: canvas.bitmap((left, top), large, fill=0))
