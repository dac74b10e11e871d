"""Names and sentences of a hall.toml that visitors read or hear and that break the norms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from kiosk.hall.config import HallConfig
from kiosk.hall.faults import Fault, say_path, shorten
from kiosk.hall.values import Names
from kiosk.languages import LANGUAGES
from kiosk.norms import breach_of_norms
from kiosk.words import Words
from prompts import Fault as Breach
from prompts import in_language

_OWN_NAMES = ("code", "number", "id")
"""What a list entry calls itself by."""

_SENTENCES = frozenset({"steps", "refusals", "answer", "text"})
"""What clerks say as it is written, in whole sentences; a question is the visitor's, everything else a name."""


@dataclass(frozen=True, slots=True)
class WordingDoubt(Fault):
    """Words that may hurt whoever reads them; what and advice are those of the lint, in the reader's language."""

    text: str = ""
    language: str = ""
    is_name: bool = True
    """It is a name, of which only what is grave is said."""

    def what(self, words: Words) -> str:
        """Say what may hurt."""
        return words("errors.fault.wording.what", text=shorten(self.text), what=self._breach(words).what)

    def advice(self, words: Words) -> str:
        """Say what to write instead."""
        return words("errors.fault.wording.advice", advice=self._breach(words).advice)

    def _breach(self, words: Words) -> Breach:
        breach = breach_of_norms(self.text, self.language, is_name=self.is_name)
        assert breach is not None
        return in_language(breach, words.language)


def word_doubts(config: HallConfig) -> Iterator[Fault]:
    """Doubts about every text that has a translation: names of services, counters, papers, places."""
    for path, about, names in _names_in(config, (), ""):
        is_name = not _SENTENCES.intersection(path)
        for language in LANGUAGES:
            text = names.written(language)
            if breach_of_norms(text, language, is_name=is_name) is not None:
                place = say_path((*path, language))
                yield WordingDoubt(place, "wording", about=about, text=text, language=language, is_name=is_name)


def _names_in(
    value: object, path: tuple[int | str, ...], about: str
) -> Iterator[tuple[tuple[int | str, ...], str, Names]]:
    """Every name in a part of the configuration: where it is, which entry is meant, the name."""
    if isinstance(value, Names):
        yield path, about, value
    elif isinstance(value, BaseModel):
        own = next((str(getattr(value, name)) for name in _OWN_NAMES if path and hasattr(value, name)), about)
        for name in type(value).model_fields:
            yield from _names_in(getattr(value, name), (*path, name), own)
    elif isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from _names_in(entry, (*path, place), about)
