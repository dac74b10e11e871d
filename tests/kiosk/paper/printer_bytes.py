"""The other side of ESC/POS: bytes back to pictures, as a printer reads them."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image


@dataclass
class Printout:
    """What a printer put out."""

    bands: list[Image.Image] = field(default_factory=list)
    cuts: int = 0
    fed: int = 0
    asked: list[bytes] = field(default_factory=list)

    @property
    def image(self) -> Image.Image:
        """All bands, one below the other."""
        whole = Image.new("1", (self.bands[0].width, sum(band.height for band in self.bands)))
        top = 0
        for band in self.bands:
            whole.paste(band, (0, top))
            top += band.height
        return whole


def parse(data: bytes) -> Printout:
    """Read bytes as a printer does; ValueError for any that mean nothing. Zeros between orders are passed over."""
    out, at, started = Printout(), 0, False
    while at < len(data):
        rest = data[at:]
        if rest[:2] == b"\x1b@":
            started, at = True, at + 2
        elif rest[:4] == b"\x1dv0\x00" and started:
            across, rows = int.from_bytes(rest[4:6], "little"), int.from_bytes(rest[6:8], "little")
            dots = rest[8 : 8 + across * rows]
            if len(dots) != across * rows:
                raise ValueError(f"a band breaks off after {len(dots)} of {across * rows} bytes")
            out.bands.append(Image.frombytes("1", (across * 8, rows), bytes(dot ^ 0xFF for dot in dots)))
            at += 8 + across * rows
        elif rest[:2] == b"\x1bd":
            out.fed, at = out.fed + rest[2], at + 3
        elif rest[:4] == b"\x1dVB\x00":
            out.cuts, at = out.cuts + 1, at + 4
        elif rest[:2] in (b"\x10\x04", b"\x1dr"):
            out.asked.append(rest[:3])
            at += 3
        elif rest[:1] == b"\x00":
            at += 1
        else:
            raise ValueError(f"{rest[:8]!r} at {at}")
    return out
