"""Lines of Chinese and Latin text set to a width in terminal cells."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len

_NOT_FIRST = set(",。!?;:、)】」』》〉”’…—·,.!?;:)]}%")
"""Never at the start of a line."""
_NOT_LAST = set("(【「『《〈“‘([{")
"""Never at the end of a line."""


def clean(text: str, most: int = 2000) -> str:
    """Text that is safe to put on a terminal: one line, control and direction characters dropped, cut at `most`."""
    kept = (" " if char.isspace() else char for char in text[:most])
    return "".join(char for char in kept if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def fold(text: str, width: int) -> str:
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
    text = fold(text, width)
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
    """One space between two wide characters, for lines set apart."""
    return " " if left.strip() and right.strip() and cell_len(left[-1]) == 2 and cell_len(right[0]) == 2 else ""


def _set_apart(piece: str) -> str:
    out = piece[:1]
    for char in piece[1:]:
        out += _gap(out, char) + char
    return out


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
