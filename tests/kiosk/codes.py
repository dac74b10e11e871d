"""QR codes, read back from a picture."""

from __future__ import annotations

import zxingcpp
from PIL import Image


def codes_in(picture: Image.Image) -> list[str]:
    """What the codes in a picture say, as plain text: zxing-cpp complains at the end of results that are still held."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]
