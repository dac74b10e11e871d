"""The directory on screen: a page to read while talking; letters leave of it what they find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from kiosk.desk.directory import DirectoryEntry
from kiosk.widgets.answering import AnsweringModal
from kiosk.widgets.typeset import clean, wrap

_TWO_COLUMNS_FROM = 112
"""Cells in the width from which what belongs to the hall stands beside what belongs to the service."""

_AIRY_FROM = 30
"""Rows of the screen from which a blank one stands between sections."""

_SCROLLS = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
"""Rows by which a key scrolls."""


@dataclass(frozen=True, slots=True)
class DirectoryLabels:
    """What the directory says about itself."""

    title: str
    say: str
    """What to say to the visitor meanwhile."""
    find: str
    keys: str
    nothing: str


class DirectoryDialog(AnsweringModal[None]):
    """Stands below the visitor, who stays in view; Enter and Escape close it."""

    DEFAULT_CSS = """
    DirectoryDialog { align: center bottom; background: $background 0%; }
    DirectoryDialog > Vertical { width: 100%; height: 72%; background: $panel; padding: 0 2; }
    DirectoryDialog #top { height: 1; color: $primary; text-style: bold; }
    DirectoryDialog #say { height: auto; color: $foreground; text-style: bold; }
    DirectoryDialog Input { border: none; height: 1; padding: 0 1; background: $chip; }
    DirectoryDialog VerticalScroll {
        width: 1fr; height: 1fr; scrollbar-size-vertical: 1;
        scrollbar-color: $quiet; scrollbar-background: $chip;
        scrollbar-color-hover: $quiet; scrollbar-background-hover: $chip;
    }
    DirectoryDialog VerticalScroll.-second { margin-left: 3; }
    DirectoryDialog #keys { height: 1; color: $quiet; }
    .-short DirectoryDialog > Vertical { height: 84%; }
    """

    def __init__(
        self,
        entries: Sequence[DirectoryEntry],
        find: Callable[[str], Sequence[DirectoryEntry]],
        labels: DirectoryLabels,
    ) -> None:
        super().__init__()
        self._entries, self._find, self._labels = tuple(entries), find, labels
        self._shown = self._entries
        for key, action in [("escape", "leave"), *((key, f"scroll({rows})") for key, rows in _SCROLLS.items())]:
            self._bindings.key_to_bindings.setdefault(key, []).append(
                Binding(key, action, labels.keys, show=False, id=f"directory.{key}", tooltip=labels.keys, priority=True)
            )

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(clean(self._labels.title)), id="top")
            yield Static(Content(clean(self._labels.say)), id="say")
            letters = Input(compact=True, max_length=40, placeholder=self._labels.find)
            letters.cursor_blink = False
            yield letters
            with Horizontal():
                for column in ("first", "second"):
                    with VerticalScroll(classes=f"-{column}", can_focus=False):
                        yield Static(id=column)
            yield Static(Content(self._labels.keys), id="keys")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._show()

    def on_resize(self) -> None:
        self._show()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        letters = event.value.strip()
        self._shown = tuple(self._find(letters)) if letters else self._entries
        self._show()
        for column in self.query(VerticalScroll):
            column.scroll_home(animate=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.answer(None)

    def _show(self) -> None:
        width = self.app.size.width - 4
        hall = [entry for entry in self._shown if entry.of_hall]
        service = [entry for entry in self._shown if not entry.of_hall]
        two = width >= _TWO_COLUMNS_FROM and bool(hall) and bool(service)
        room = (width - 3) // 2 - 1 if two else width - 1
        columns = (service, hall) if two else (self._shown, ())
        airy = self.app.size.height >= _AIRY_FROM
        for column, entries in zip(("first", "second"), columns, strict=True):
            self.query_one(f"#{column}", Static).update(Content("\n").join(_page(entries, room, airy=airy)))
        self.query_one(".-second", VerticalScroll).display = two
        self.query_one("#keys", Static).update(Content(self._labels.keys if self._shown else self._labels.nothing))

    def action_scroll(self, rows: int) -> None:
        """Show what stands further down or up."""
        for column in self.query(VerticalScroll):
            column.scroll_relative(y=rows, animate=False)

    def action_leave(self) -> None:
        """Close it."""
        self.answer(None)


def _page(entries: Sequence[DirectoryEntry], width: int, *, airy: bool) -> list[Content]:
    """The entries, each section under its heading once."""
    rows: list[Content] = []
    heading = ""
    for entry in entries:
        if entry.section != heading:
            heading = entry.section
            rows += [Content("")] if rows and airy else []
            rows.append(Content.styled(clean(heading), "bold $primary"))
        if entry.title:
            rows += [Content.styled(row, "bold") for row in wrap(clean(entry.title), width)]
        for text in entry.rows:
            indent = _indent(text)
            first, *rest = wrap(clean(text), width - 2 - indent) or [""]
            rows.append(Content(f"  {first}"))
            rows += [Content(" " * (2 + indent) + row) for row in rest]
    return rows


def _indent(text: str) -> int:
    """Cells of a row's own mark or number, under which nothing stands."""
    mark, space, _ = text.partition(" ")
    return len(mark) + 1 if space and (mark == "-" or mark[:-1].isdecimal()) else 0
