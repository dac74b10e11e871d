"""What each key does now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One key and its word; `can` is False when it does nothing now."""

    action: str
    key: str
    word: str
    can: bool
    last: bool = False
    """Keeps the last place, and stays whatever else does not fit."""


class KeyBar(Widget):
    """Keys in their own places over as many rows as they need, the idle ones greyed; a click presses one."""

    DEFAULT_CSS = "KeyBar { height: auto; background: $panel; padding: 0 1; }"

    class Pressed(Message):
        """A key was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, *, most_rows: int = 2, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: tuple[KeyHint, ...] = ()
        self._most_rows = most_rows

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Put up the keys, in order."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh(layout=True)

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys given last."""
        return self._hints

    def _rows(self, width: int) -> list[list[KeyHint]]:
        """Keys in rows; when they do not all fit, those that do nothing now go first, then those furthest back."""
        rows = _broken(self._hints, width)
        if len(rows) <= self._most_rows:
            return rows
        last = [hint for hint in self._hints if hint.last]
        shown = [hint for hint in self._hints if hint.can and not hint.last]
        while len(rows := _broken([*shown, *last], width)) > self._most_rows and shown:
            shown.pop()
        return rows[: self._most_rows]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._rows(width)))

    def render(self) -> Content:
        return Content("\n").join(_line(row) for row in self._rows(self.size.width))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        rows = self._rows(self.size.width)
        if place is None or place.y >= len(rows):
            return
        end = 0
        for hint in rows[place.y]:
            end += _width(hint)
            if place.x < end:
                event.stop()
                self.post_message(self.Pressed(hint.action))
                return


def _width(hint: KeyHint) -> int:
    return cell_len(hint.key) + cell_len(hint.word) + 3


def _broken(hints: Sequence[KeyHint], width: int) -> list[list[KeyHint]]:
    rows: list[list[KeyHint]] = [[]]
    used = 0
    for hint in hints:
        if used + _width(hint) > width + 2 and rows[-1]:
            rows.append([])
            used = 0
        rows[-1].append(hint)
        used += _width(hint)
    return rows


def _line(hints: Sequence[KeyHint]) -> Content:
    parts: list[tuple[str, str]] = []
    for hint in hints:
        gap = "" if hint is hints[-1] else "  "
        parts.append((hint.key, "bold $primary" if hint.can else "$quiet 50%"))
        parts.append((f" {hint.word}{gap}", "$foreground" if hint.can else "$quiet 50%"))
    return Content.assemble(*parts)
