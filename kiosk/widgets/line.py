"""Text that is painted again only when it changed."""

from __future__ import annotations

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static


class Line(Static):
    """A `Static` for text that is set to its room beforehand: an update that changes nothing costs nothing.

    The layout is worked out again only when the text takes another size; a desk updates every second, all day.
    """

    _said: tuple[object, ...] = ()
    _extent: tuple[int, int] = (-1, -1)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Put up a text."""
        text = content if isinstance(content, Content) else Content(str(content))
        said = (text.plain, *text.spans)
        if said == self._said:
            return
        rows = text.plain.count("\n") if self.styles.is_auto_height else 0
        cells = text.cell_length if self.styles.is_auto_width else 0
        grown, self._said, self._extent = (rows, cells) != self._extent, said, (rows, cells)
        super().update(text, layout=layout and grown)
