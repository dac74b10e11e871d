"""Things to take by digit or by tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from kiosk.widgets.typeset import clean, pad, shorten


@dataclass(frozen=True, slots=True)
class Tap:
    """One thing to take. `key` is what is pressed for it and stands in front."""

    id: str
    key: str
    label: str
    detail: str = ""
    can: bool = True
    chosen: bool = False


class TapList(Widget):
    """Rows as tall as there is room for, so that a finger finds them; what cannot be taken is greyed and says why."""

    DEFAULT_CSS = "TapList { height: 1fr; }"

    class Taken(Message):
        """A row was tapped."""

        def __init__(self, tap: Tap) -> None:
            super().__init__()
            self.tap = tap

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._taps: tuple[Tap, ...] = ()

    @property
    def taps(self) -> tuple[Tap, ...]:
        """The rows given last."""
        return self._taps

    def show(self, taps: Sequence[Tap]) -> None:
        """Put up the rows."""
        if tuple(taps) != self._taps:
            self._taps = tuple(taps)
            self.refresh(layout=True)

    def by_key(self, key: str) -> Tap | None:
        """The row that a key stands for."""
        return next((tap for tap in self._taps if tap.key == key), None)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._taps)

    def on_resize(self) -> None:
        self.refresh()

    @property
    def _pitch(self) -> int:
        """Rows from one thing to the next: two where the list has the room."""
        return 2 if self._taps and self.size.height >= len(self._taps) * 2 - 1 else 1

    def render(self) -> Content:
        lines: list[Content] = []
        for tap in self._taps:
            lines.append(self._row(tap, self.size.width))
            lines += [Content("")] * (self._pitch - 1)
        return Content("\n").join(lines)

    def _row(self, tap: Tap, width: int) -> Content:
        chip = f"  {tap.key}  "
        room = width - cell_len(chip) - 2
        detail = shorten(tap.detail, max(0, room * 3 // 5))
        label = pad(clean(tap.label), max(4, room - cell_len(detail) - 1))
        if not tap.can:
            return Content.assemble((chip, "$quiet on $panel"), "  ", (label + " " + detail, "$quiet"))
        ink = "bold $background on $primary" if tap.chosen else "bold $primary"
        if self._pitch > 1 and not tap.chosen:
            ink += " on $chip"
        return Content.assemble(
            (chip, ink),
            "  ",
            (label, "bold $foreground"),
            " ",
            (detail, "bold $foreground" if tap.chosen else "$quiet"),
        )

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None or place.y // self._pitch >= len(self._taps):
            return
        event.stop()
        self.post_message(self.Taken(self._taps[place.y // self._pitch]))
