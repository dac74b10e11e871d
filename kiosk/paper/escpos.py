"""Bytes of ESC/POS: a picture in bands of `GS v 0`, which every receipt printer of the kind understands.

Source: Epson's "ESC/POS command reference": ESC @, GS v 0, ESC d, GS V, DLE EOT, GS r.
"""

from __future__ import annotations

from PIL import Image

BAND = 64
"""Rows of one `GS v 0`: small printers keep no more in their memory."""

INIT = b"\x1b@"
_FEED = b"\x1bd\x04"
_CUT = b"\x1dVB\x00"
"""Feed to the knife, and leave one point uncut."""


def encode(image: Image.Image, *, cut: bool) -> bytes:
    """Bytes that print an image of mode 1, black dots where it is 0. Its width is a multiple of 8."""
    across = image.width // 8
    parts = [INIT]
    for top in range(0, image.height, BAND):
        band = image.crop((0, top, image.width, min(top + BAND, image.height)))
        head = b"\x1dv0\x00" + across.to_bytes(2, "little") + band.height.to_bytes(2, "little")
        parts.append(head + band.tobytes("raw", "1;I"))
    return b"".join([*parts, _FEED, _CUT if cut else b""])


def rest_of_a_band(dots: int) -> bytes:
    """What ends a picture that broke off inside a band: a printer takes it for the missing dots, else for nothing."""
    return bytes(dots // 8 * BAND)
