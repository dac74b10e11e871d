"""Lines of Chinese and Latin text set to a width in terminal cells."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

_NOT_FIRST = set(
    "\uff0c\u3002\uff01\uff1f\uff1b\uff1a\u3001\uff09\u3011\u300d\u300f\u300b\u3009\u201d\u2019\u2026\u2014\u00b7,.!?;:)]}%"
)
"""Never at the start of a line."""
_PAUSES = set("\uff0c\u3002\uff01\uff1f\uff1b\uff1a,;.!?")
"""Where a speaker takes a breath."""
_NOT_LAST = set("\uff08\u3010\u300c\u300e\u300a\u3008\u201c\u2018([{")
"""Never at the end of a line."""


_UNSURE = "\u201c\u201d\u2018\u2019\u2026\u2014\u2013\u00d7"
_SURE = str.maketrans(dict(zip(_UNSURE, ('"', '"', "'", "'", "...", "-", "-", "x"), strict=True)))
"""Marks that some Chinese terminals draw two cells wide and others one, and what stands for them."""
_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uff60]")
_CHINESE_QUOTES = str.maketrans({"\u201c": "\u300c", "\u201d": "\u300d"})
"""Quotes that are two cells wide everywhere: narrow ones stand badly between Chinese characters."""


def clean(text: str, most: int = 2000) -> str:
    """Text that is safe to put on a terminal: one line, cut at `most`, without control and direction characters.

    Marks of uncertain width are replaced, so that columns stay in line on every terminal; in Chinese by wide ones.
    """
    text = text[:most]
    if "\u201c" in text and _CHINESE.search(text):
        text = text.translate(_CHINESE_QUOTES)
    kept = (" " if char.isspace() else char for char in text.translate(_SURE))
    return "".join(char for char in kept if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def shorten(text: str, width: int) -> str:
    """Text cut to `width` cells, the cut shown by two full stops."""
    text = clean(text)
    if cell_len(text) <= width:
        return text
    kept = ""
    for char in text:
        if cell_len(kept + char) > width - 2:
            break
        kept += char
    return kept + ".." if width > 2 else kept


def pad(text: str, width: int) -> str:
    """Text cut or filled with spaces to exactly `width` cells."""
    text = shorten(text, width)
    return text + " " * (width - cell_len(text))


def _pieces(text: str) -> list[str]:
    """Smallest parts that stay together: a Latin word, or one wide character with the marks bound to it."""
    pieces: list[str] = []
    glue = False
    for char in clean(text):
        wide = cell_len(char) == 2
        last = pieces[-1] if pieces else ""
        if char == " ":
            pieces += [char] if last != " " else []
        elif last.strip() and (char in _NOT_FIRST or glue or (not wide and last != " " and cell_len(last[-1]) < 2)):
            pieces[-1] += char
        else:
            pieces.append(char)
        glue = char in _NOT_LAST
    return pieces


def _gap(left: str, right: str) -> str:
    """One space beside every wide character, for lines set apart; none inside a Latin word or within brackets."""
    if not left.strip() or not right.strip():
        return ""
    if cell_len(right[0]) == 2:
        return " " if cell_len(left[-1]) == 2 or left[-1].isalnum() or left[-1] in ",.!?;:%)]}/" else ""
    return " " if cell_len(left[-1]) == 2 and (right[0].isalnum() or right[0] == "/") else ""


def _set_apart(piece: str) -> str:
    out = piece[:1]
    for char in piece[1:]:
        out += _gap(out, char) + char
    return out


def balance(text: str, width: int, *, apart: bool = False) -> list[str]:
    """Lines as `wrap` makes them, but broken after marks where that costs no line, else of like length."""
    lines = wrap(text, width, apart=apart)
    phrased = _by_phrase(text, width, apart)
    if phrased and len(phrased) <= len(lines):
        return phrased
    low, high = max(2, width // 2), width
    while len(lines) > 1 and low < high:
        middle = (low + high) // 2
        if len(wrap(text, middle, apart=apart)) > len(lines):
            low = middle + 1
        else:
            high = middle
    return wrap(text, high, apart=apart)


def _by_phrase(text: str, width: int, apart: bool) -> list[str]:
    """Lines that end where a phrase ends; none when a phrase is wider than a line."""
    phrases: list[str] = [""]
    for piece in _pieces(text):
        phrases[-1] += piece
        if piece[-1] in _PAUSES and not piece[:1].isdecimal():
            phrases.append("")
    lines: list[str] = []
    for phrase in filter(str.strip, phrases):
        if lines and len(wrap(lines[-1] + phrase, width, apart=apart)) == 1:
            lines[-1] += phrase
        elif len(wrap(phrase, width, apart=apart)) == 1:
            lines.append(phrase)
        else:
            return []
    return [row for line in lines for row in wrap(line, width, apart=apart)]


def wrap(text: str, width: int, *, apart: bool = False) -> list[str]:
    """Lines of at most `width` cells; no line begins with a closing mark or ends with an opening one.

    `apart` puts a space between Chinese characters, which makes them readable from further away.
    """
    width = max(2, width)
    lines, line = [], ""
    for piece in _pieces(text):
        piece = _set_apart(piece) if apart else piece
        joined = line + (_gap(line, piece) if apart and line else "") + piece
        if cell_len(joined.rstrip()) <= width:
            line = joined if line or piece != " " else ""
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = "" if piece == " " else piece
        while cell_len(line) > width:
            head = ""
            while cell_len(head + line[len(head)]) <= width:
                head += line[len(head)]
            lines.append(head.rstrip())
            line = line[len(head) :].lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines
