"""The list of situations: letters or characters find, a digit or Enter takes, Escape leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kiosk.widgets.answering import AnsweringModal
from kiosk.widgets.typeset import pad, shorten
from prompts import Moment

_MOST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a situation, for a form with the form's own name."""

    moment: Moment
    name: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SituationLabels:
    """What the list says about itself."""

    title: str
    find: str
    keys: str
    nothing: str


class _Letters(Input):
    """Leaves digits to the list."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return not (character or "").isdecimal() and super().check_consume_key(key, character)


_PAGE = 8
"""Rows by which the page keys move."""


class SituationDialog(AnsweringModal[Entry | None]):
    """Stands below the visitor, who stays in view."""

    DEFAULT_CSS = """
    SituationDialog { align: center bottom; background: $background 0%; }
    SituationDialog > Vertical {
        width: 100%; height: auto; max-height: 65%; background: $panel; padding: 0 2;
    }
    SituationDialog #top { height: 1; color: $primary; text-style: bold; }
    SituationDialog _Letters { border: none; height: 1; padding: 0 1; background: $chip; }
    SituationDialog OptionList {
        height: auto; max-height: 10; border: none; background: $panel; padding: 0; scrollbar-size-vertical: 1;
        scrollbar-color: $quiet; scrollbar-background: $chip;
        scrollbar-color-hover: $quiet; scrollbar-background-hover: $chip;
    }
    SituationDialog OptionList > .option-list--option-highlighted {
        background: $chip; text-style: bold; color: $foreground;
    }
    SituationDialog #keys { height: 1; color: $quiet; }
    .-short SituationDialog OptionList { max-height: 8; }
    """

    def __init__(
        self, entries: Sequence[Entry], find: Callable[[str], Sequence[Entry]], labels: SituationLabels
    ) -> None:
        super().__init__()
        self._entries, self._find, self._labels = tuple(entries), find, labels
        self._shown: list[Entry] = []
        bindings = [("escape", "leave", "situations.leave")]
        bindings += [(str(digit), f"take({digit})", f"situations.take_{digit}") for digit in range(1, 10)]
        for key, action, id in bindings:
            self._bindings.key_to_bindings.setdefault(key, []).append(
                Binding(key, action, labels.keys, show=False, id=id, tooltip=labels.keys, priority=True)
            )

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(self._labels.title), id="top")
            letters = _Letters(compact=True, max_length=40, placeholder=self._labels.find)
            letters.cursor_blink = False
            yield letters
            yield OptionList(markup=False, compact=True)
            yield Static(Content(self._labels.keys), id="keys")

    def on_mount(self) -> None:
        self._list("")
        self.query_one(Input).focus()

    def _list(self, letters: str) -> None:
        found = self._find(letters) if letters.strip() else self._entries
        self._shown = list(found)[:_MOST_SHOWN]
        listing = self.query_one(OptionList)
        width = max(30, self.app.size.width - 6)
        listing.set_options(Option(_row(entry, place, width)) for place, entry in enumerate(self._shown, 1))
        listing.highlighted = 0 if self._shown else None
        keys = self._labels.keys if self._shown else self._labels.nothing
        self.query_one("#keys", Static).update(Content(keys))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.answered:
            self._take(self.query_one(OptionList).highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def key_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def key_pagedown(self) -> None:
        self._move(_PAGE)

    def key_pageup(self) -> None:
        self._move(-_PAGE)

    def _move(self, rows: int) -> None:
        """Highlight a row so many further down, as far as there are rows."""
        listing = self.query_one(OptionList)
        if listing.option_count:
            listing.highlighted = max(0, min(listing.option_count - 1, (listing.highlighted or 0) + rows))

    def key_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    def _take(self, place: int | None) -> None:
        if place is not None and 0 <= place < len(self._shown):
            self.answer(self._shown[place])

    def action_take(self, digit: int) -> None:
        """Take the row with this digit."""
        self._take(digit - 1)

    def action_leave(self) -> None:
        """Leave without taking anything."""
        self.answer(None)


def _row(entry: Entry, place: int, width: int) -> Content:
    """Digit, letters, title."""
    moment = entry.moment
    title = "  ".join(part for part in (moment.title, entry.name) if part)
    digit = (f"{place}  ", "bold $primary") if place <= 9 else ("   ", "")
    return Content.assemble(digit, (pad(moment.initials, 9), "$quiet"), shorten(title, max(10, width - 12)))
