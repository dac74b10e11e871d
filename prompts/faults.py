"""Say what is wrong in a script, in every language of the product."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from .model import Fault

FAULTS = Path(__file__).parent / "data" / "faults.toml"
PLACES = "places"
PLACE = re.compile(r"\b(line|moment|principle|character) (\w+)$")


def fault(
    where: str, key: str, values: Mapping[str, str], *, rule: str = "", word: str = "", serious: bool = True
) -> Fault:
    """A fault in English, which `in_language` can say otherwise.

    A key of two parts, such as `answer+tone_wall`, takes the advice from the second.
    """
    what, advice = _texts(key, "en", values)
    return Fault(where, what, advice, rule, word, serious, key, tuple(values.items()))


def in_language(found: Fault, language: str) -> Fault:
    """The same fault said in another language; the wording it proposes stays in that of the line."""
    if not found.key:
        return found
    what, advice = _texts(found.key, language, dict(found.values))

    def place(match: re.Match[str]) -> str:
        return _in(_places(), language)[match[1]].format(match[2])

    return replace(found, where=PLACE.sub(place, found.where), what=what, advice=advice)


def _texts(key: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    first, _, second = key.partition("+")
    what, advice = _in(_catalogue()[first], language)[0], _in(_catalogue()[second or first], language)[1]
    return what.format_map(values), advice.format_map(values)


_Text = TypeVar("_Text")


def _in(texts: Mapping[str, _Text], language: str) -> _Text:
    """The text in a language, in English where there is none."""
    return texts.get(language) or texts["en"]


@lru_cache(maxsize=1)
def _catalogue() -> Mapping[str, Mapping[str, list[str]]]:
    """What is wrong and what to do about it, by key and language."""
    return {key: texts for key, texts in _data().items() if key != PLACES}


@lru_cache(maxsize=1)
def _places() -> Mapping[str, Mapping[str, str]]:
    """How a place in a file is named, by language."""
    return dict(_data()[PLACES])


def _data() -> Mapping[str, Any]:
    return tomllib.loads(FAULTS.read_text(encoding="utf-8"))
