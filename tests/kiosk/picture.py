"""What stands on a screen, read back from what Textual painted: as text, as cell colours, as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from textual.app import App
from textual.strip import Strip

CELL = (10, 22)
"""Pixels of one cell."""
_BLOCKS = {"\u2580": (0, 1), "\u2584": (1, 2), "\u2588": (0, 2)}
"""From which half of its cell to which a block element is filled."""
_FONTS = Path("/usr/share/fonts/opentype/noto")


def strips(app: App[object]) -> list[Strip]:
    """Rows of the whole screen as painted, dialogs included."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return [Strip.join(line) for line in update.strips]  # type: ignore[attr-defined]


def text(app: App[object]) -> str:
    """The screen as plain lines."""
    return "\n".join(strip.text.rstrip() for strip in strips(app))


def cells(app: App[object]) -> Iterator[tuple[int, int, Segment]]:
    """Every character with its place: column, row, one-character segment."""
    for row, strip in enumerate(strips(app)):
        column = 0
        for segment in strip:
            for char in segment.text:
                yield column, row, Segment(char, segment.style)
                column += cell_len(char)


def colours(app: App[object]) -> set[str]:
    """Every colour that is painted anywhere, as `#rrggbb`."""
    seen: set[str] = set()
    for _, _, segment in cells(app):
        style = segment.style
        if style is None:
            continue
        seen |= {
            colour.get_truecolor().hex for colour in (style.color, style.bgcolor) if colour and not colour.is_default
        }
    return seen


def picture(app: App[object], path: Path | None = None) -> Image.Image:
    """The screen as pixels: coloured cells, block elements and letters, each in its cell."""
    width, height = CELL
    image = Image.new("RGB", (app.size.width * width, app.size.height * height), "#000000")
    draw = ImageDraw.Draw(image)
    fonts = {bold: _font(bold) for bold in (False, True)}
    letters: list[tuple[tuple[int, int], str, str, bool]] = []
    for column, row, segment in cells(app):
        style = segment.style
        ink, ground = _pair(style.color if style else None, style.bgcolor if style else None)
        if style and style.reverse:
            ink, ground = ground, ink
        left, top = column * width, row * height
        wide = max(1, cell_len(segment.text)) * width
        draw.rectangle((left, top, left + wide - 1, top + height - 1), fill=ground)
        if segment.text in _BLOCKS:
            upper, lower = _BLOCKS[segment.text]
            draw.rectangle((left, top + upper * height // 2, left + wide - 1, top + lower * height // 2 - 1), fill=ink)
        elif segment.text.strip():
            letters.append(((left, top - 4), segment.text, ink, bool(style and style.bold)))
    for place, letter, ink, bold in letters:
        draw.text(place, letter, fill=ink, font=fonts[bold])
    if path:
        image.save(path)
    return image


def _pair(ink: Color | None, ground: Color | None) -> tuple[str, str]:
    return (
        ink.get_truecolor().hex if ink and not ink.is_default else "#ffffff",
        ground.get_truecolor().hex if ground and not ground.is_default else "#000000",
    )


def _font(bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Noto Sans Mono CJK SC where it is installed: Latin letters half as wide as Chinese ones."""
    file = _FONTS / f"NotoSansCJK-{'Bold' if bold else 'Regular'}.ttc"
    return ImageFont.truetype(str(file), 19, index=7) if file.exists() else ImageFont.load_default()


def squeezed(app: App[object]) -> str:
    """The screen as one run of characters without any space, for words that are set apart or wrapped."""
    return "".join(text(app).split())
