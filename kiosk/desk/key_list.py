"""Keys to look through: what can be done now, or all there is; a few letters find one, Enter does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kiosk.screens.pressed_key import pressed_key
from kiosk.widgets.dialogs import Dialog
from kiosk.widgets.typeset import clean, pad, wrap

_MOVES: dict[str, Callable[[OptionList], None]] = {
    "up": OptionList.action_cursor_up,
    "down": OptionList.action_cursor_down,
    "pageup": OptionList.action_page_up,
    "pagedown": OptionList.action_page_down,
}


@dataclass(frozen=True, slots=True)
class ListedKey:
    """One act in the list."""

    id: str
    key: str
    name: str
    tip: str
    """What it does, in a sentence."""
    why_not: str = ""
    """Why it does nothing now; empty when it does."""
    initials: str = ""
    """Pinyin initials of the name, or the first letters of its words."""

    def rank(self, letters: str) -> int | None:
        """How well letters find it, best first: the key, the initials, the name, any word; None when they do not."""
        name, tip = self.name.casefold(), self.tip.casefold()
        hits = (
            letters in (self.key.casefold(), self.id),
            self.initials == letters or name == letters,
            self.initials.startswith(letters) or name.startswith(letters),
            letters in self.initials or letters in name,
            len(letters) > 1 and letters in tip,
        )
        return next((place for place, hit in enumerate(hits) if hit), None)


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Acts that belong together, under a title."""

    title: str
    keys: tuple[ListedKey, ...]


@dataclass(frozen=True, slots=True)
class KeyListLabels:
    """What the list says about itself."""

    title: str
    find: str
    keys: str
    nothing: str


class KeyListDialog(Dialog[str | None]):
    """Answers with the id of an act, or None."""

    DEFAULT_CSS = """
    KeyListDialog > Vertical { width: 92; }
    KeyListDialog OptionList {
        height: auto; max-height: 22; border: none; background: $panel; padding: 0; scrollbar-size-vertical: 1;
        scrollbar-color: $quiet; scrollbar-background: $chip;
        scrollbar-color-hover: $quiet; scrollbar-background-hover: $chip;
    }
    KeyListDialog.-tall OptionList { max-height: 11; }
    KeyListDialog.-short OptionList { max-height: 9; }
    KeyListDialog OptionList > .option-list--option-highlighted {
        background: $chip; text-style: bold; color: $foreground;
    }
    KeyListDialog OptionList > .option-list--option-disabled { color: $primary; text-style: bold; }
    KeyListDialog Input { border: none; height: 1; padding: 0 1; background: $chip; }
    KeyListDialog #tip { height: 2; padding: 0 1; margin-top: 1; color: $foreground; }
    KeyListDialog.-short #tip { margin: 0; }
    """

    def __init__(self, groups: Sequence[KeyGroup], labels: KeyListLabels) -> None:
        super().__init__()
        self._groups, self._labels = tuple(groups), labels
        self._listed = {each.id: each for group in groups for each in group.keys}

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(clean(self._labels.title)), classes="title")
            letters = Input(compact=True, max_length=40, placeholder=self._labels.find)
            letters.cursor_blink = False
            yield letters
            yield OptionList(markup=False, compact=True)
            yield Static(id="tip")
            yield Static(Content(self._labels.keys), classes="keys")

    def on_mount(self) -> None:
        self._list("")
        self.query_one(Input).focus()

    def _list(self, letters: str) -> None:
        wanted = letters.strip().casefold()
        options = self._best(wanted) if wanted else self._grouped()
        listing = self.query_one(OptionList)
        listing.set_options(options)
        listing.highlighted = next((place for place, each in enumerate(options) if not each.disabled), None)
        if not options:
            self._say(self._labels.nothing)

    def _grouped(self) -> list[Option]:
        options = []
        for group in self._groups:
            options.append(Option(Content(clean(group.title)), disabled=True))
            options += [self._option(each) for each in group.keys]
        return options

    def _best(self, wanted: str) -> list[Option]:
        """What the letters find, the best match first and the order of the groups within."""
        ranks = ((each.rank(wanted), each) for each in self._listed.values())
        found = sorted(((rank, each) for rank, each in ranks if rank is not None), key=lambda pair: pair[0])
        return [self._option(each) for _, each in found]

    def _option(self, each: ListedKey) -> Option:
        wide = max((cell_len(other.name) for other in self._listed.values()), default=0) + 2
        ink, quiet = ("$quiet 60%", "$quiet 60%") if each.why_not else ("bold", "$quiet")
        key = (pad(f"  {each.key}", 7), "$quiet 60%" if each.why_not else "bold $primary")
        room = max(10, self._room - 7 - wide)
        return Option(Content.assemble(key, (pad(each.name, wide), ink), (pad(each.tip, room), quiet)), id=each.id)

    @property
    def _room(self) -> int:
        return min(92, self.app.size.width * 94 // 100) - 7

    def _say(self, sentence: str) -> None:
        rows = wrap(sentence, self._room)[:2]
        self.query_one("#tip", Static).update(Content("\n".join(rows)))

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if each := self._listed.get(event.option_id or ""):
            self._say(each.why_not or each.tip)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        listing = self.query_one(OptionList)
        if listing.highlighted is not None:
            self._take(listing.get_option_at_index(listing.highlighted).id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_id)

    def _take(self, id: str | None) -> None:
        if each := self._listed.get(id or ""):
            if each.why_not:
                self._say(each.why_not)
            else:
                self.answer(each.id)

    def on_key(self, event: events.Key) -> None:
        listing, key = self.query_one(OptionList), pressed_key(event)
        if key in _MOVES:
            event.stop()
            _MOVES[key](listing)
        elif key == "escape":
            event.stop()
            self.answer(None)
