"""Who waits, the next one first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from kiosk.widgets.typeset import pad


class WaitLevel(StrEnum):
    """A wait against its limit."""

    FINE = "fine"
    NEAR = "near"
    LATE = "late"
    """Probably over the limit before the call."""
    OVER = "over"
    """An apology will be due."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One who waits, in words. `id` stays the same while the rest changes."""

    id: int
    label: str
    service: str
    wait: str
    level: WaitLevel
    state: str
    """The word that goes with the colour."""
    notes: str = ""
    """What to know before calling: precedence, help needed, several errands."""


_STYLES = {
    WaitLevel.FINE: "$foreground",
    WaitLevel.NEAR: "$near",
    WaitLevel.LATE: "$near",
    WaitLevel.OVER: "bold $apology",
}


class WaitingList(Widget):
    """As many rows as there is room for, under a title that counts everybody.

    Only rows that changed are painted again.
    """

    DEFAULT_CSS = "WaitingList { background: $surface; padding: 0 2; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._empty = ""
        self._rows: tuple[WaitingRow, ...] = ()

    class Resized(Message):
        """There is room for more rows, or for fewer."""

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    @property
    def capacity(self) -> int:
        """Rows there is room for."""
        return max(0, self.size.height - 1)

    @property
    def rows(self) -> tuple[WaitingRow, ...]:
        """The rows given last."""
        return self._rows

    def show(self, title: str, rows: Sequence[WaitingRow], empty: str) -> None:
        """Put up the first of those who wait; `empty` is said when there is nobody."""
        before, self._rows = (self._title, self._empty, *self._rows), tuple(rows)
        self._title, self._empty = title, empty
        after = (self._title, self._empty, *self._rows)
        if len(before) != len(after) or before[:2] != after[:2]:
            self.refresh()
        elif changed := [place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]:
            self.refresh(*(Region(0, place - 1, self.size.width, 1) for place in changed))

    def render(self) -> Content:
        width = self.size.width
        lines = [Content.styled(pad(self._title, width), "bold $primary")]
        if not self._rows:
            lines.append(Content.styled(pad(self._empty, width), "$quiet"))
        shown = self._rows[: self.capacity]
        longest = max((cell_len(row.service) for row in shown), default=0)
        return Content("\n").join([*lines, *(self._row(row, width, longest + 2) for row in shown)])

    def _row(self, row: WaitingRow, width: int, service_width: int) -> Content:
        """Label, wait and its word keep their columns; service and notes share what is left."""
        style = _STYLES[row.level]
        right = f"{_right(row.wait, 9)}  {pad(row.state, 9)}"
        room = max(0, width - 8 - cell_len(right) - 1)
        service = pad(row.service, room if room < 24 else min(service_width, room // 2))
        notes = pad(row.notes, max(0, room - cell_len(service) - 1)) if room >= 24 else ""
        middle = f"{service} {notes}" if notes else service
        return Content.assemble((pad(row.label, 8), "bold $number"), (pad(middle, room), "$quiet"), " ", (right, style))


def _right(text: str, width: int) -> str:
    """Text at the right of its column."""
    return " " * max(0, width - cell_len(text)) + text
