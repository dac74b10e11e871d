"""Short questions over a screen: pick one, perhaps with a few words; or just read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import normalize

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kiosk.widgets.answering import AnsweringModal
from kiosk.widgets.typeset import clean, shorten, wrap

_Answer = TypeVar("_Answer")

_MOST_SHOWN = 200
"""Options listed at once; typing finds the others."""
_ALONE, _BESIDE, _DETAIL = 62, 40, 48
"""Cells of a label with nothing beside it, of one with a detail, and of the detail."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick."""

    id: str
    label: str
    detail: str = ""
    ask: str = ""
    """Words to ask for after picking it; empty asks for nothing."""
    needed: bool = False
    """The words may not be left out."""
    letters: bool = False
    """The words have no digits, as a name."""
    key: str = ""
    """Key that takes it; when no choice has one, digits take them by their places."""
    find: str = ""
    """What typing finds it by, besides the label."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What was picked, and the words that go with it."""

    id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class DialogLabels:
    """What a dialog says about itself."""

    keys: str
    """How to use it, in one line."""
    needed: str = ""
    """Said when the words were left out."""
    find: str = ""
    """Asks for letters to find an option by; empty when digits pick instead."""
    nothing: str = ""
    """Said when no option matches."""
    write: str = ""
    """How to use it while words are asked for."""


class Dialog(AnsweringModal[_Answer]):
    """A box in the middle of a dimmed screen: a title, something in between, and how to use it."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        width: 72; max-width: 94%; height: auto; max-height: 90%; background: $panel; padding: 1 2;
    }
    Dialog .title { text-style: bold; color: $primary; padding: 0 1; margin-bottom: 1; }
    Dialog .keys { color: $quiet; padding: 0 1; margin-top: 1; }
    Dialog VerticalScroll { height: auto; max-height: 100%; padding: 0 1; scrollbar-size-vertical: 1; }
    Dialog.-short > Vertical { padding: 0 1; max-height: 100%; }
    Dialog.-short .title, Dialog.-short .keys { margin: 0; }
    """


class DialogTitle(Widget):
    """What a dialog asks or shows, in lines of which none begins with a closing mark."""

    DEFAULT_CSS = "DialogTitle { width: 1fr; height: auto; }"

    def __init__(self, sentence: str) -> None:
        super().__init__(classes="title")
        self._sentence = clean(sentence)

    def say(self, sentence: str) -> None:
        """Put up another sentence."""
        self._sentence = clean(sentence)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n".join(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> list[str]:
        return [self._sentence] if cell_len(self._sentence) <= width else wrap(self._sentence, width)


class PickDialog(Dialog[Picked | None]):
    """Asks for one of several things; Enter takes the first, a key takes one at once, Escape none."""

    DEFAULT_CSS = """
    PickDialog OptionList {
        height: auto; max-height: 12; border: none; background: $panel; padding: 0; scrollbar-size-vertical: 1;
    }
    PickDialog OptionList:focus { border: none; background: $panel; background-tint: $panel 0%; }
    PickDialog OptionList > .option-list--option-highlighted,
    PickDialog OptionList:focus > .option-list--option-highlighted {
        background: $chip; text-style: bold; color: $foreground;
    }
    PickDialog Input { border: none; height: 1; padding: 0 1; background: $chip; margin: 0 0 1 0; }
    PickDialog .problem { color: $error; padding: 0 1; height: auto; }
    """

    def __init__(self, title: str, choices: Sequence[Choice], labels: DialogLabels) -> None:
        super().__init__()
        self._title, self._choices, self._labels = title, tuple(choices), labels
        self._asking: Choice | None = None
        """The choice whose words are being asked for."""
        self._bindings.key_to_bindings.setdefault("escape", []).append(
            Binding("escape", "leave", labels.keys, show=False, id="dialog.leave", tooltip=labels.keys)
        )

    def compose(self) -> ComposeResult:
        with Vertical():
            yield DialogTitle(self._title)
            words = Input(compact=True, max_length=200)
            words.cursor_blink = False
            words.display = bool(self._labels.find)
            words.placeholder = self._labels.find
            yield words
            yield OptionList(markup=False, compact=True)
            problem = Static("", classes="problem", markup=False)
            problem.display = False
            yield problem
            yield Static(Content(self._labels.keys), classes="keys")

    def on_mount(self) -> None:
        self._list("")
        (self.query_one(Input) if self._labels.find else self.query_one(OptionList)).focus()

    def _list(self, letters: str) -> None:
        wanted = letters.strip().casefold()
        found = [choice for choice in self._choices if _matches(choice, wanted)][:_MOST_SHOWN]
        keys = self._keys(found)
        listing = self.query_one(OptionList)
        listing.set_options(Option(_prompt(choice, keys.get(choice.id, "")), id=choice.id) for choice in found)
        listing.highlighted = 0 if found else None
        self._problem("" if found else self._labels.nothing)

    def _keys(self, choices: Sequence[Choice]) -> dict[str, str]:
        """Key of each choice that has one."""
        if self._labels.find:
            return {}
        if any(choice.key for choice in choices):
            return {choice.id: choice.key for choice in choices if choice.key}
        return {choice.id: str(place) for place, choice in enumerate(choices[:9], 1)}

    def _problem(self, sentence: str) -> None:
        problem = self.query_one(".problem", Static)
        problem.update(Content(sentence))
        problem.display = bool(sentence)

    def on_key(self, event: events.Key) -> None:
        listing = self.query_one(OptionList)
        if self._asking is None and not self._labels.find:
            pressed = normalize("NFKC", event.character or "").lower()
            taken = next((id for id, key in self._keys(self._choices).items() if key == pressed), None)
            if taken is not None:
                event.stop()
                self._take(taken)
        elif self._asking is None and self._labels.find and event.key in {"up", "down"}:
            event.stop()
            listing.action_cursor_up() if event.key == "up" else listing.action_cursor_down()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_id)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._asking is None and self._labels.find:
            self._list(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.answered:
            return
        if self._asking is None:
            listing = self.query_one(OptionList)
            if listing.highlighted is not None:
                self._take(listing.get_option_at_index(listing.highlighted).id)
        elif self._asking.needed and not event.value.strip():
            self._problem(self._labels.needed)
        else:
            written = event.value.strip()
            self.typed = (written,) if written else ()
            self.answer(Picked(self._asking.id, written))

    def _take(self, id: str | None) -> None:
        if self.answered:
            return
        choice = next(choice for choice in self._choices if choice.id == id)
        if not choice.ask:
            self.answer(Picked(choice.id))
            return
        self._asking = choice
        words = self.query_one(Input)
        words.value, words.placeholder, words.display = "", choice.ask, True
        words.restrict = r"\D*" if choice.letters else None
        self.query_one(OptionList).display = False
        self.query_one(DialogTitle).say(f"{self._title}  {choice.label}")
        self.query_one(".keys", Static).update(Content(self._labels.write or self._labels.keys))
        words.focus()

    def action_leave(self) -> None:
        """Close without picking anything."""
        self.answer(None)


class InfoDialog(Dialog[None]):
    """Something to read; any key closes it, the arrow and page keys scroll."""

    @staticmethod
    def room(width: int) -> int:
        """Cells for a line of text on a screen of `width`."""
        return min(72, width * 94 // 100) - 7

    def __init__(self, title: str, body: Content, keys: str) -> None:
        super().__init__()
        self._title, self._body, self._keys = title, body, keys

    def compose(self) -> ComposeResult:
        with Vertical():
            yield DialogTitle(self._title)
            with VerticalScroll():
                yield Static(self._body)
            yield Static(Content(self._keys), classes="keys")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if event.key not in {"up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab"}:
            self.answer(None)

    def on_click(self) -> None:
        self.answer(None)


def _matches(choice: Choice, wanted: str) -> bool:
    return not wanted or wanted in choice.label.casefold() or wanted in choice.find.casefold()


def _prompt(choice: Choice, key: str) -> Content:
    head = (f"{key}  ", "bold $primary") if key else ("   ", "")
    if not choice.detail:
        return Content.assemble(head, shorten(choice.label, _ALONE))
    return Content.assemble(head, shorten(choice.label, _BESIDE), (f"   {shorten(choice.detail, _DETAIL)}", "$quiet"))
