"""The QR code as a matrix, for whoever draws it."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=32)
def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a QR code, True for dark, with the quiet border of four that readers need.

    Draw dark as #000000 on #ffffff, never in colours of the theme.
    """
    import qrcode

    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
