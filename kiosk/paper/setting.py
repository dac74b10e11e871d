"""Breaking sentences into rows of dots: between Chinese characters, between words, never before a comma."""

from __future__ import annotations

import re
from collections.abc import Callable

_CJK = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff"
_CLOSING = "，。、；：？！）》〉」』】〕”’％,.;:?!)%"
_OPENING = "（《〈「『【〔“‘("
_PIECE = re.compile(rf"[{re.escape(_OPENING)}]*(?:[{_CJK}]|[^\s{_CJK}]+)[{re.escape(_CLOSING)}]*\s*|\s+")
"""What stays on one row: a character or a word, with the marks that open before and close after it."""


def wrap(text: str, width: int, measure: Callable[[str], float]) -> list[str]:
    """Break a text into rows of at most `width` dots, as `measure` tells; a word that is too long is cut."""
    rows: list[str] = []
    row = ""
    for piece in _pieces(text, width, measure):
        if row and measure((row + piece).rstrip()) > width:
            rows.append(row.rstrip())
            row = piece.lstrip()
        else:
            row += piece
    return [*rows, row.rstrip()] if row.strip() else rows


def _pieces(text: str, width: int, measure: Callable[[str], float]) -> list[str]:
    pieces = []
    for piece in _PIECE.findall(text.strip()):
        while measure(piece.rstrip()) > width and len(piece) > 1:
            fits = next((end for end in range(len(piece) - 1, 0, -1) if measure(piece[:end]) <= width), 1)
            pieces.append(piece[:fits])
            piece = piece[fits:]
        pieces.append(piece)
    return pieces
