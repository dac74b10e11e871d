"""A list of rows with a cursor that keeps its place while the rows change; only rows in sight are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget

from kiosk.widgets.typeset import pad

PaintRow = Callable[[str, int], Content]
"""Paints the row of an id at a width in cells."""


class RowList(Widget):
    """A title and, under it, as many rows as there is room for around the cursor.

    The cursor stays on its row wherever that goes. Where the row goes away it stays at its place in the list.
    """

    DEFAULT_CSS = """
    RowList { background: $surface; padding: 0 2; height: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._title = ""
        self._empty = ""
        self._ids: tuple[str, ...] = ()
        self._paint: PaintRow = _blank
        self._cursor = ""
        self._top = 0
        self._lines: list[Content] = []
        self._room = Size(0, 0)
        """Size for which the lines were worked out."""

    @property
    def cursor(self) -> str:
        """Id of the row under the cursor; empty for none."""
        return self._cursor

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the rows, in order."""
        return self._ids

    @property
    def capacity(self) -> int:
        """Rows there is room for."""
        return max(0, self.size.height - 1)

    def show(self, title: str, ids: Sequence[str], paint: PaintRow, empty: str, *, active: bool) -> None:
        """Put up the rows of these ids; `empty` is said when there are none, an `active` list shows its cursor."""
        before, top = self._ids, self._ids[self._top] if self._top < len(self._ids) else ""
        self._title, self._empty, self._ids, self._paint = title, empty, tuple(ids), paint
        self.set_class(active, "-active")
        if self._cursor not in self._ids:
            place = before.index(self._cursor) if self._cursor in before else 0
            self._cursor = self._ids[min(place, len(self._ids) - 1)] if self._ids else ""
        if top in self._ids:
            self._top = self._ids.index(top)
        if self.styles.is_auto_height and max(1, len(before)) != max(1, len(self._ids)):
            self.refresh(layout=True)
        self._refresh_lines()

    def point_at(self, id: str) -> None:
        """Put the cursor on a row."""
        if id in self._ids:
            self._cursor = id
            self._refresh_lines()

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, as far as there are any."""
        if self._ids:
            place = self._ids.index(self._cursor) + by
            self._cursor = self._ids[max(0, min(place, len(self._ids) - 1))]
            self._refresh_lines()

    def on_resize(self) -> None:
        self._refresh_lines()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1 + max(1, len(self._ids))

    def _refresh_lines(self) -> None:
        """Work out the lines in sight, and paint those again that changed."""
        if not self.size.width:
            return
        before, self._lines = self._lines, self._in_sight()
        grown, self._room = self.size != self._room, self.size
        if len(before) != len(self._lines) or grown:
            self.refresh()
        elif changed := [at for at, pair in enumerate(zip(before, self._lines, strict=True)) if _differ(*pair)]:
            self.refresh(*(Region(0, at, self.size.width, 1) for at in changed))

    def _in_sight(self) -> list[Content]:
        width, room = self.size.width, self.capacity
        title = Content.styled(_titled(self._title, self._more(room), width), "bold $primary")
        if not self._ids:
            return [title, Content.styled(pad(self._empty, width), "$quiet")]
        place = self._ids.index(self._cursor)
        self._top = max(0, min(self._top, place, len(self._ids) - room))
        if place >= self._top + room > self._top:
            self._top = place - room + 1
        shown = self._ids[self._top : self._top + room]
        return [title, *(self._row(each, width) for each in shown)]

    def _row(self, id: str, width: int) -> Content:
        mark = id == self._cursor and self.has_class("-active")
        row = Content.assemble(("> " if mark else "  ", "bold $primary"), self._paint(id, width - 2))
        return row.stylize("on $chip") if mark else row

    def _more(self, room: int) -> str:
        """How much of the list is in sight, where that is not all of it."""
        if len(self._ids) <= room:
            return ""
        return f"  {self._top + 1}-{min(len(self._ids), self._top + room)}/{len(self._ids)}"

    def render(self) -> Content:
        if self.size != self._room:
            self._lines, self._room = self._in_sight(), self.size
        return Content("\n").join(self._lines)


def _titled(title: str, more: str, width: int) -> str:
    """The title with how much is in sight: behind it, else in its first gap, so that columns stay over their rows."""
    if cell_len(title + more) <= width:
        return pad(title + more, width)
    name = title.lstrip()
    gap = name.find(" " * (len(more) + 1))
    if gap < 0:
        return pad(title, width - cell_len(more)) + more
    start = len(title) - len(name) + gap
    return pad(title[:start] + more + title[start + len(more) :], width)


def _blank(_id: str, _width: int) -> Content:
    return Content("")


def _differ(one: Content, other: Content) -> bool:
    return one.plain != other.plain or one.spans != other.spans
