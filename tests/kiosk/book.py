"""Which lines of the book were seen: a line counts once its words stand on a screen that was painted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from picture import squeezed
from stations import settle_at_once, tap
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from kiosk.desk.key_list import KeyListDialog
from kiosk.desk.situation_list import SituationDialog
from kiosk.screens.acting import ActingScreen
from kiosk.screens.station import StationApp
from kiosk.widgets.dialogs import PickDialog
from kiosk.widgets.typeset import clean
from prompts import LANGUAGES, Line, Moment, Part, Script, Situation, Spoken

Key = tuple[str, int, Part, tuple[str, ...]]
"""Moment, beat, part, conditions."""


def key_of(line: Line) -> Key:
    return line.moment, line.beat, line.part, tuple(sorted(line.when))


def run_together(words: str) -> str:
    """Words as `squeezed` reads them from a screen."""
    return "".join(clean(words).split())


class Book:
    """Follows what is composed and notes what of it can be read, in each language."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[Key, Spoken]] = {language: {} for language in LANGUAGES}
        self._composed: dict[tuple[str, Key], Spoken] = {}

    @contextmanager
    def followed(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
        compose = Script.lines

        @wraps(compose)
        def composed(script: Script, moment: str, situation: Situation, beat: int = 1) -> tuple[Spoken, ...]:
            found = compose(script, moment, situation, beat)
            for each in found:
                self._composed[each.language, (moment, beat, each.part, tuple(sorted(each.why)))] = each
            return found

        with monkeypatch.context() as patch:
            patch.setattr(Script, "lines", composed)
            yield self

    def forget(self) -> None:
        """What was composed before is not taken for what stands on the next screen."""
        self._composed.clear()

    def look(self, app: App[Any]) -> str:
        """Note what can be read; returns the page."""
        page = squeezed(app)
        assert not re.search(r"(?<![A-Za-z0-9])R\d\d(?!\d)", page), "numbers of rules are for engineers"
        for (language, key), line in self._composed.items():
            if run_together(line.say) in page:
                self.seen[language][key] = line
        return page

    def lacks(self, language: str, keys: Iterable[Key]) -> bool:
        """Whether some of this was not read in a language yet."""
        return any(key not in self.seen[language] for key in keys)


class Hand:
    """Works a screen by what stands on it: keys of the key bar or the list of keys, rows of dialogs."""

    def __init__(self, book: Book, app: StationApp, pilot: Pilot[Any]) -> None:
        self.book, self.app, self.pilot = book, app, pilot
        self.page = ""
        """What stands on the screen, run together."""

    async def see(self, change: Callable[[], object] | None = None) -> None:
        """Let something happen in the hall, and look."""
        self.book.forget()
        if change is not None:
            change()
        self.app.repaint()
        await settle_at_once(self.pilot)
        await self._look()

    async def _look(self) -> None:
        """Look at the screen, and where it shows something for the first time, at the same in the other languages."""
        walked = self.app.language
        before = set(self.book.seen[walked])
        self.page = self.book.look(self.app)
        fresh = self.book.seen[walked].keys() - before
        for language in LANGUAGES:
            if self.book.lacks(language, fresh):
                self.book.forget()
                self.app.speak(language)
                await settle_at_once(self.pilot)
                self.book.look(self.app)
        if self.app.language != walked:
            self.app.speak(walked)
            await settle_at_once(self.pilot)

    async def keys(self, *names: str) -> None:
        """Press keys, looking after each."""
        for name in names:
            self.book.forget()
            tap(self.pilot, name)
            await settle_at_once(self.pilot)
            await self._look()

    async def act(self, *ids: str) -> None:
        """Do acts by their keys; the key has to stand on the screen, or in the list that the key for more opens."""
        for id in ids:
            screen = self.app.screen
            assert isinstance(screen, ActingScreen), id
            act = screen.act_of(id)
            shown, name = act.shown, screen.key_word(act)
            if run_together(f"{shown}{name}") not in self.page:
                await self.keys("question_mark")
                assert isinstance(self.app.screen, KeyListDialog), f"{id} cannot be found"
                await self.write(name)
                assert run_together(f"{shown}{name}") in self.page, f"{id} is not possible now"
                await self.keys("escape")
            assert not act.why_not(screen), f"{id}: {act.why_not(screen)}"
            await self.keys(act.keys.split(",")[0])

    async def pick(self, label: str, text: str | None = None) -> None:
        """Take a row of a dialog by the key that stands before it, and write what it asks for."""
        dialog = self.app.screen
        assert isinstance(dialog, PickDialog)
        assert run_together(label) in self.page, label
        place, choice = next((n, each) for n, each in enumerate(dialog._choices, 1) if label in each.label)
        if dialog._labels.find:
            await self.write(label)
            await self.keys("enter")
        else:
            await self.keys(choice.key or str(place))
        if text is not None:
            await self.write(text)
            await self.keys("enter")

    async def fill(self, *texts: str) -> None:
        """Fill in a form."""
        for text in texts:
            await self.write(text)
            await self.keys("enter")

    async def write(self, text: str) -> None:
        line = next(each for each in self.app.screen.query(Input) if each.has_focus)
        line.value = text
        await settle_at_once(self.pilot)
        self.page = squeezed(self.app)

    async def listed(self, id: str) -> list[Moment]:
        """What can be read in a list of moments that an act opens, from its top to its end, in that order."""
        await self.act(id)
        dialog, found = self.app.screen, {}
        assert isinstance(dialog, SituationDialog)
        listing = dialog.query_one(OptionList)
        before = -1
        while listing.highlighted not in (None, before):
            page, before = self.page, listing.highlighted
            found |= {each.moment.id: each.moment for each in dialog._shown if _row_stands(each.moment, page)}
            await self.keys("pagedown")
        await self.keys("escape")
        return list(found.values())

    async def open_listed(self, id: str, moment: Moment) -> None:
        """Find a moment in such a list by the letters that stand before its title, and take it."""
        await self.act(id)
        await self.write(moment.initials)
        dialog = self.app.screen
        assert isinstance(dialog, SituationDialog)
        place = next(n for n, entry in enumerate(dialog._shown, 1) if entry.moment.id == moment.id)
        await self.keys(str(place))


def _row_stands(moment: Moment, page: str) -> bool:
    return run_together(f"{moment.initials}{moment.title}") in page
