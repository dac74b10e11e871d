"""The icons of a ticket on a phone's home screen, after icon.svg: `python tests/kiosk/web/draw_icons.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

GROUND, TICKET = "#0b4f6c", "#ffffff"
_FINER = 8
"""Drawn so many times larger, then made smaller: smooth edges."""


def icon(size: int) -> Image.Image:
    """Draw the ticket on a full ground, small enough for a phone that cuts a circle out of it."""
    unit = size * _FINER / 32
    drawn = Image.new("RGB", (size * _FINER, size * _FINER), GROUND)
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((7 * unit, 9 * unit, 25 * unit, 23 * unit), fill=TICKET)
    for middle in (7, 25):
        draw.ellipse(((middle - 2) * unit, 14 * unit, (middle + 2) * unit, 18 * unit), fill=GROUND)
    return drawn.resize((size, size), Image.Resampling.LANCZOS).quantize(16)


if __name__ == "__main__":
    for size in (192, 512):
        icon(size).save(Path(sys.argv[1]) / f"icon-{size}.png", optimize=True)
