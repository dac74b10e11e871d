"""What lines name, sayable in every language of the hall or only in the one in which somebody wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.hall import HallConfig
from kiosk.words import Words, load_words

_ALIKE_EVERYWHERE = re.compile(r"[A-Z]{0,2}[0-9][0-9:.,/ -]*")
"""Numbers, clock times and ticket labels."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value in each language in which it is known."""

    texts: tuple[tuple[str, str], ...]

    def in_language(self, language: str) -> str:
        """The value in a language; empty where it is not known in it."""
        return dict(self.texts).get(language, "")


Value = str | Said
"""A value of a placeholder; plain text is in the language on screen when it was written."""


def said(config: HallConfig, say: Callable[[Words], str]) -> Said:
    """Say something in every language of the hall."""
    return Said(tuple((language, say(load_words(language))) for language in config.languages))


def values_in(fields: Mapping[str, Value], language: str, *, written_in: str) -> dict[str, str]:
    """Values as one language says them; what is known only in the language it was written in is left out elsewhere."""
    found = {}
    for name, value in fields.items():
        if isinstance(value, Said):
            text = value.in_language(language)
        else:
            text = value if language == written_in or _ALIKE_EVERYWHERE.fullmatch(value) else ""
        if text:
            found[name] = text
    return found
