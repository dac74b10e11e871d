"""The picture of a sheet: one bit a dot, black on white, as wide as the paper."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw

from kiosk.paper.fonts import Typeface, measure
from kiosk.paper.setting import balance
from kiosk.paper.sheet import Block, Code, Item, Number, Row, Rule, Sheet, Size

PIXELS = {
    384: {Size.SMALL: 24, Size.NORMAL: 30, Size.LARGE: 38},
    576: {Size.SMALL: 28, Size.NORMAL: 36, Size.LARGE: 48},
}
"""Heights of letters by the width of the paper in dots; 8 dots are a millimetre."""

DARK = 150
"""Grey up to this becomes black: thin strokes stay whole."""

_MARGIN = 8
_LINE = 1.35
"""Height of a line, in heights of its letters."""
_BASE = 1.08
"""Its baseline from its top, the same for Chinese and Latin letters."""
_NUMBER_WIDTH = 0.86
"""Share of the width that the longest usual number takes."""
_USUAL_LABEL = "A000"
_CODE_WIDTH = 0.56
"""Share of the width that a QR code takes at most; 26 mm on paper of 58, 40 mm on paper of 80."""
_BLACK_FROM_GREY = [255 if grey > DARK else 0 for grey in range(256)]


def draw(sheet: Sheet, dots: int, typeface: Typeface) -> Image.Image:
    """Draw a sheet `dots` wide: an image of mode 1. Rows that the typeface has no glyphs for are left out."""
    parts = [_drawn(block, dots, typeface) for block in sheet]
    image, top = Image.new("1", (dots, sum(part.height for part in parts)), 1), 0
    for part in parts:
        image.paste(part, (0, top))
        top += part.height
    return image


@lru_cache(maxsize=100)
def _drawn(block: Block, dots: int, typeface: Typeface) -> Image.Image:
    """One block; most of a ticket is the same as on the one before."""
    match block:
        case Row():
            image = _row(block, dots, typeface)
        case Item():
            image = _item(block, dots, typeface)
        case Number():
            image = _number(block.label, dots, typeface)
        case Code():
            return _code(block, dots)
        case Rule():
            image = Image.new("L", (dots, 21), 255)
            ImageDraw.Draw(image).rectangle((0, 9, dots, 10), fill=0)
    return image.point(_BLACK_FROM_GREY, "1")


def _row(row: Row, dots: int, typeface: Typeface) -> Image.Image:
    pixels, width = PIXELS[dots][row.size], dots - 2 * _MARGIN
    lines = _lines(row.text, width, pixels, typeface, bold=row.bold)
    image = Image.new("L", (dots, round(pixels * _LINE) * len(lines)), 255)
    canvas, font = ImageDraw.Draw(image), typeface.font(pixels, bold=row.bold)
    for place, line in enumerate(lines):
        left = _MARGIN + (max(0, width - round(font.getlength(line))) // 2 if row.centred else 0)
        canvas.text((left, _baseline(place, pixels)), line, fill=0, font=font, anchor="ls")
    return image


def _item(item: Item, dots: int, typeface: Typeface) -> Image.Image:
    pixels = PIXELS[dots][Size.NORMAL]
    indent = _MARGIN + round(pixels * 1.3)
    lines = _lines(item.text, dots - indent - _MARGIN, pixels, typeface)
    image = Image.new("L", (dots, round(pixels * _LINE) * len(lines)), 255)
    canvas, font = ImageDraw.Draw(image), typeface.font(pixels)
    for place, line in enumerate(lines):
        canvas.text((indent, _baseline(place, pixels)), line, fill=0, font=font, anchor="ls")
    if lines:
        _box(canvas, pixels, item.ticked)
    return image


def _lines(text: str, width: int, pixels: int, typeface: Typeface, *, bold: bool = False) -> list[str]:
    """The lines of a text; none where the typeface cannot set it."""
    if not (typeface.chinese or typeface.has(text)):
        return []
    return balance(text, width, lambda part: measure(typeface.bold if bold else typeface.regular, pixels, part))


def _baseline(place: int, pixels: int) -> int:
    return round(pixels * _LINE) * place + round(pixels * _BASE)


def _box(canvas: ImageDraw.ImageDraw, pixels: int, ticked: bool) -> None:
    """A box to tick, as high as the letters beside it."""
    side, edge, upper = round(pixels * 0.8), max(2, pixels // 14), round(pixels * 0.34)
    canvas.rectangle((_MARGIN, upper, _MARGIN + side, upper + side), outline=0, width=edge)
    if ticked:
        points = [(0.18, 0.5), (0.42, 0.78), (0.86, 0.16)]
        canvas.line([(_MARGIN + x * side, upper + y * side) for x, y in points], fill=0, width=edge + 1)


def _number(label: str, dots: int, typeface: Typeface) -> Image.Image:
    """The number: at the size at which a usual one fills the paper, smaller only when it is longer."""
    longest = label if len(label) > len(_USUAL_LABEL) else _USUAL_LABEL
    font = typeface.font(_pixels_to_fill(longest, round(dots * _NUMBER_WIDTH), typeface), bold=True)
    _, upper, _, lower = font.getbbox(label, anchor="ls")
    space = round((lower - upper) * 0.22)
    image = Image.new("L", (dots, round(lower - upper) + 2 * space), 255)
    ImageDraw.Draw(image).text((dots / 2, space - upper), label, fill=0, font=font, anchor="ms")
    return image


@lru_cache(maxsize=64)
def _pixels_to_fill(label: str, width: int, typeface: Typeface) -> int:
    return max(24, int(100 * width / typeface.font(100, bold=True).getlength(label)))


def _code(code: Code, dots: int) -> Image.Image:
    """A QR code with modules of whole dots, in the middle."""
    modules = len(code.matrix)
    scale = max(3, int(dots * _CODE_WIDTH) // modules)
    small = Image.new("1", (modules, modules))
    small.putdata([int(not dark) for row in code.matrix for dark in row])
    side = modules * scale
    image = Image.new("1", (dots, side), 1)
    image.paste(small.resize((side, side), Image.Resampling.NEAREST), ((dots - side) // 2, 0))
    return image
