"""Forms of address: how a visitor wants to be called, and how their surname is read."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .taboo import find

DATA = Path(__file__).parent / "data"
SURNAMES = DATA / "surnames.toml"

UNKNOWN = "unknown"
"""The form when nobody asked; a form is never guessed."""

ELSEWHERE = {"miss": "madam", "mrs": "madam"}
"""Forms that not every language has, and the one that stands for them there; for all others it is the unknown form."""

SURNAME_MAX = 40


class UnknownForm(ValueError):
    """A form of address that is not on the list, a forbidden one (R13) among them."""


@dataclass(frozen=True, slots=True)
class AddressForm:
    """A form of address on the list to pick from."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class SurnameReading:
    """How a surname is said."""

    surname: str
    pinyin: str
    """With tones, as one word: `Yùchí`."""
    unusual: bool
    """True when the characters are read differently outside surnames, so that the desk shows the reading."""


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms of address of one language, from `data/forms/LANGUAGE.toml`."""

    titles: Mapping[str, str]
    """How a visitor without a surname is called, by form; empty where the language has no word for it."""
    with_surname: Mapping[str, str]
    """Titles that change beside a surname (R47: an office or a trade goes with the surname)."""
    pick_list: Mapping[str, str]
    """Titles for the list to pick from, where the usual ones would look alike or say nothing."""
    pattern: str
    """How title and surname stand together."""
    latin: bool
    """Whether a Chinese surname is written in Latin letters."""


@lru_cache
def _forms_in(language: str) -> _Forms:
    """The forms of a language; those of English for one that has none of its own."""
    file = DATA / "forms" / f"{language}.toml"
    data = tomllib.loads((file if file.is_file() else DATA / "forms" / "en.toml").read_text(encoding="utf-8"))
    return _Forms(data["titles"], data["with_surname"], data.get("pick_list", {}), data["pattern"], data["latin"])


@lru_cache(maxsize=1)
def _known_forms() -> frozenset[str]:
    """Forms that any language has."""
    return frozenset(id for file in (DATA / "forms").glob("*.toml") for id in _forms_in(file.stem).titles)


def forms_of_address(language: str) -> tuple[AddressForm, ...]:
    """The list to pick from, the unknown form last."""
    forms = _forms_in(language)
    return tuple(AddressForm(id, forms.pick_list.get(id, title)) for id, title in forms.titles.items())


def address(form_id: str, surname: str, language: str) -> str:
    """How to address the visitor; UnknownForm when no language has the form.

    When nobody knows, it is 「先生/小姐」 in Chinese and empty in English, where one speaks without a form of address.
    """
    id, forms = form_id or UNKNOWN, _forms_in(language)
    titles = forms.titles
    if id not in _known_forms():
        what = "a forbidden form of address (R13)" if find(id) else "not a form of address"
        raise UnknownForm(f"{form_id!r} is {what}. Use one of {', '.join(titles)}.")
    if id not in titles:
        id = ELSEWHERE.get(id, UNKNOWN)
    name = _clean(surname)
    if not name or not titles[id]:
        return titles[id]
    reading = surname_reading(name) if forms.latin else None
    said = _plain(reading.pinyin) if reading else name
    return forms.pattern.format(name=said, title=forms.with_surname.get(id, titles[id]))


def split_surname(name: str) -> str:
    """The surname of a Chinese name, one character or a known one of two; any other name as it is."""
    name = _clean(name)
    if not _is_han(name):
        return name
    return name[:2] if name[:2] in _readings() else name[:1]


def surname_reading(surname: str) -> SurnameReading | None:
    """How a Chinese surname is read; None for one not in Chinese characters. A given name behind it is ignored."""
    name = split_surname(surname)
    if not _is_han(name):
        return None
    usual = _usual(name)
    pinyin = _readings().get(name, usual)
    return SurnameReading(name, pinyin, name in _misread() or pinyin != usual) if pinyin else None


def latin_name(name: str) -> str:
    """A Chinese name in Latin letters, surname first and without tones: `Wang Jianguo`; any other name as it is."""
    kept = _clean(name)
    reading = surname_reading(kept)
    if reading is None or not _is_han(kept):
        return kept
    given = _usual(kept.removeprefix(reading.surname))
    return " ".join(filter(None, (_plain(reading.pinyin), _plain(given))))


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    """Reading by surname, in both kinds of characters."""
    data = tomllib.loads(SURNAMES.read_text(encoding="utf-8"))
    found = {}
    for width, table in ((1, data["single"]), (2, data["double"])):
        for forms, reading in table.items():
            for start in range(0, len(forms), width):
                found[forms[start : start + width]] = reading
    return found


@lru_cache(maxsize=1)
def _misread() -> frozenset[str]:
    """Surnames whose reading is shown even when it is the everyday reading."""
    data = tomllib.loads(SURNAMES.read_text(encoding="utf-8"))
    return frozenset(data["misread"]) | frozenset("".join(data["single"]))


def _usual(name: str) -> str:
    """The everyday reading of each character, joined; empty when a character has none."""
    from pypinyin import Style, lazy_pinyin

    parts = [lazy_pinyin(letter, style=Style.TONE, errors="ignore") for letter in name]
    return "".join(part[0] for part in parts).capitalize() if all(parts) else ""


def _clean(surname: str) -> str:
    kept = "".join(letter for letter in surname if unicodedata.category(letter) not in ("Cc", "Cs"))
    return kept.strip()[:SURNAME_MAX]


def _is_han(text: str) -> bool:
    return bool(text) and all(unicodedata.name(letter, "").startswith("CJK") for letter in text)


def _plain(pinyin: str) -> str:
    """Pinyin without its tone marks; the two dots of ü stay."""
    letters = unicodedata.normalize("NFD", pinyin)
    return unicodedata.normalize("NFC", "".join(x for x in letters if x not in "\u0300\u0301\u0304\u030c"))
