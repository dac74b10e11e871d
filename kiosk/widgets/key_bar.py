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
    row: int = 0
    """Row that it belongs to, where the bar has a row for each group."""
    last: bool = False
    """Keeps the last place, and stays whatever else does not fit."""


class KeyBar(Widget):
    """Keys in their own places, the idle ones greyed; a click presses one.

    Places depend on the width alone, never on what can be done: what does not fit is left out from the end, for good.
    """

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
        """Keys in rows: a row for each group, or one group over as many rows as there may be."""
        groups = {hint.row: [each for each in self._hints if each.row == hint.row] for hint in self._hints}
        if len(groups) < 2:
            return _fitted(self._hints, width, self._most_rows)
        return [row for _, group in sorted(groups.items()) for row in _fitted(group, width, 1)]

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


def _fitted(hints: Sequence[KeyHint], width: int, most_rows: int) -> list[list[KeyHint]]:
    """Keys over at most so many rows; what does not fit goes from the end, except the last one."""
    last = [hint for hint in hints if hint.last]
    shown = [hint for hint in hints if not hint.last]
    while len(rows := _broken([*shown, *last], width)) > most_rows and shown:
        shown.pop()
    return rows[:most_rows]


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
