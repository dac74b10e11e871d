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


def balance(text: str, width: int, measure: Callable[[str], float]) -> list[str]:
    """Break a text into as few rows as `wrap` does, of about the same length, and behind a comma where there is one."""
    rows = wrap(text, width, measure)
    if len(rows) < 2:
        return rows
    longest_piece = max(measure(piece.rstrip()) for piece in _pieces(text, width, measure))
    enough, too_little = width, int(max(width / 2, longest_piece)) - 1
    step = max(1, width // 100)
    while enough - too_little > step:
        tried = (enough + too_little) // 2
        if len(wrap(text, tried, measure)) > len(rows):
            too_little = tried
        else:
            enough = tried
    tries = (wrap(text, tried, measure) for tried in range(enough, width + 1, step))
    behind_a_mark = (rows for rows in tries if any(row[-1] in _CLOSING for row in rows[:-1]))
    return next(behind_a_mark, wrap(text, enough, measure))


def _pieces(text: str, width: int, measure: Callable[[str], float]) -> list[str]:
    pieces = []
    for piece in _PIECE.findall(text.strip()):
        while measure(piece.rstrip()) > width and len(piece) > 1:
            fits = next((end for end in range(len(piece) - 1, 0, -1) if measure(piece[:end]) <= width), 1)
            pieces.append(piece[:fits])
            piece = piece[fits:]
        pieces.append(piece)
    return pieces
