"""Check a script against the norms: taboos, 您 instead of 你, what lines of a moment must have, length, languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from .faults import fault
from .fold import PLACEHOLDER, fold, simplified
from .model import Fault, Line, Part
from .pack import LANGUAGES, Pack, fields_in, key_of, read_pack, shipped_pack
from .taboo import check_text

NORMS = Path(__file__).parent / "data" / "norms.toml"

SAY_MAX = {"zh-Hans": 60, "zh-Hant": 60, "en": 140}
"""Characters that can be said in one breath and fit a narrow screen."""

FIELD_WIDTH = 4
"""Characters a placeholder counts for."""

BOTH_SCRIPTS = frozenset("著乾瞭於藉覆夥徵餘鍾麽")
"""Characters that have a simplified form but are also written in simplified texts."""


@dataclass(frozen=True, slots=True)
class Norm:
    """What a line of one moment must have."""

    moment: str
    part: Part
    rule: str
    fields: tuple[str, ...]
    kind: str
    words: tuple[str, ...]
    """Words of that kind as `fold` writes them; one of them must be in the line."""


def check_script(path: Path, language: str | None = None) -> list[Fault]:
    """What is wrong in a script file, or in all of a folder: how it is written, and what it says to visitors."""
    packs = [read_pack(pack_path, language) for pack_path in _pack_paths(path)]
    faults = [found for pack in packs for found in (*pack.faults, *norm_faults(pack))]
    return list(dict.fromkeys([*faults, *_new_moments(packs)]))


def norm_faults(pack: Pack) -> list[Fault]:
    """What breaks the norms in the lines of a pack."""
    faults = []
    for line in pack.lines.values():
        where = pack.places[key_of(line)]
        found = [
            *(fault for text in line.texts for fault in check_text(text, pack.language)),
            *_informal_address(line, pack.language),
            *_missing_by_norm(line, pack.language),
        ]
        faults += [replace(one, where=where) for one in (*found, *_length_and_characters(line, pack.language))]
    return faults


def _pack_paths(path: Path) -> list[Path]:
    """The paths that are each read as one pack: a file, a folder of one language, or what is in a folder of those."""
    if not path.is_dir() or path.name in LANGUAGES:
        return [path]
    folders = [path / language for language in LANGUAGES if (path / language).is_dir()]
    return [*folders, *sorted(path.glob("*.toml"))] or [path]


def _informal_address(line: Line, language: str) -> Iterable[Fault]:
    """你 where a visitor is to be called 您; only 「你好」 is allowed."""
    if language == "en":
        return
    for text in line.texts:
        folded = fold(text)
        for index, letter in enumerate(folded.text):
            if letter == "你" and not folded.text.startswith("你好", index):
                start = folded.origin[index]
                word = text[start]
                better = f"{text[:start]}您{text[start + 1 :]}"
                yield fault("", "ni", {"shown": word, "better": better}, rule="R12", word=word)


def _missing_by_norm(line: Line, language: str) -> Iterable[Fault]:
    """Placeholders and words that a line of this moment must have."""
    base = shipped_pack(language if language in LANGUAGES else "en")
    for norm in norms():
        if (norm.moment, norm.part, 1) != (line.moment, line.part, line.beat):
            continue
        model = next((other.say for other in base.lines.values() if key_of(other)[:3] == key_of(line)[:3]), "")
        for name in norm.fields:
            if name not in fields_in(line.say):
                shown = "{" + name + "}"
                values = {"shown": shown, "moment": line.moment, "of": norm.rule, "better": model}
                yield fault("", "lacks_field", values, rule=norm.rule, word=shown)
        if norm.words and not all(any(word in fold(text).text for word in norm.words) for text in line.texts):
            values = {"moment": line.moment, "of": norm.rule, "better": model}
            yield fault("", f"lacks_{norm.kind}", values, rule=norm.rule)


def _length_and_characters(line: Line, language: str) -> Iterable[Fault]:
    """Too long a line, or traditional characters in a simplified one; warnings only."""
    limit = SAY_MAX.get(language, SAY_MAX["en"])
    for text in line.texts:
        length = len(PLACEHOLDER.sub("x" * FIELD_WIDTH, text))
        if length > limit:
            yield fault("", "too_long", {"length": str(length), "limit": str(limit)}, serious=False)
        folds = simplified()
        odd = [letter for letter in text if letter in folds and letter not in BOTH_SCRIPTS]
        if odd and language == "zh-Hans":
            better = "".join(folds.get(letter, letter) for letter in text)
            yield fault("", "traditional", {"shown": "".join(odd), "better": better}, word=odd[0], serious=False)


def _new_moments(packs: Sequence[Pack]) -> list[Fault]:
    """Faults of moments that the hall adds without a title, or not in every language."""
    faults = []
    shipped = {entry.id for entry in shipped_pack("zh-Hans").entries}
    titled = {entry.id for pack in packs for entry in pack.entries if entry.title}
    for pack in packs:
        for entry in pack.entries:
            if entry.id in shipped:
                continue
            if entry.id not in titled:
                faults.append(fault(entry.where, "untitled", {"moment": entry.id}))
            having = {other.language for other in packs if any(key[0] == entry.id for key in other.lines)}
            if missing := [name for name in LANGUAGES if name not in having]:
                values = {"moment": entry.id, "languages": ", ".join(missing)}
                faults.append(fault(entry.where, "not_every_language", values, serious=False))
    return faults


@lru_cache(maxsize=1)
def norms() -> tuple[Norm, ...]:
    """What lines must have, by moment."""
    data = tomllib.loads(NORMS.read_text(encoding="utf-8"))
    words = {kind: tuple(fold(word).text for word in found) for kind, found in data["words"].items()}
    return tuple(
        Norm(
            entry["moment"], Part(entry.get("part", Part.MAIN)), entry["rule"], tuple(entry.get("fields", ())),
            entry.get("words", ""), words.get(entry.get("words", ""), ()),
        )
        for entry in data["norm"]
    )  # fmt: skip
