"""The strip above the desk: what the visitor says, which key comes next and why."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kiosk.widgets.typeset import pad, wrap


@dataclass(frozen=True, slots=True)
class Coaching:
    """What the coach shows, in the clerk's language."""

    title: str
    leave: str
    """Which key leaves."""
    visitor: str
    advice: str
    answer: str = ""
    """To a key that is not the next one; empty when there was none."""
    waiting: str = ""
    """That people wait in the real hall; empty when nobody does."""


class Coach(Widget):
    """Set to the width it has; as high as its words."""

    DEFAULT_CSS = """
    Coach { height: auto; padding: 0 2; background: $surface; border-bottom: solid $primary; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._coaching: Coaching | None = None

    def show(self, coaching: Coaching) -> None:
        """Put it up."""
        if coaching != self._coaching:
            self._coaching = coaching
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._rows(width)))

    def render(self) -> Content:
        return Content("\n").join(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        coaching = self._coaching
        if coaching is None:
            return []
        room = max(0, width - cell_len(coaching.leave) - 1)
        rows = [Content.assemble((pad(coaching.title, room), "bold $primary"), " ", (coaching.leave, "$quiet"))]
        for text, style in (
            (coaching.waiting, "bold $near"),
            (coaching.visitor, "$secondary"),
            (coaching.answer, "$near"),
            (coaching.advice, "bold $foreground"),
        ):
            rows += [Content.styled(row, style) for row in wrap(text, width)]
        return rows
