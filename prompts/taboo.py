"""Find what is never said to a visitor (服务忌语), however it is written, and say what to say instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import isinf
from pathlib import Path
from typing import Any

from .faults import fault
from .fold import SENTENCE, Folded, fold
from .kinds import kinds
from .model import Fault
from .tone import hear, kind_of, limit_for

TABOOS = Path(__file__).parent / "data" / "taboo.toml"
ADDRESS_RULE = "R13"
PRESCRIBED = (ADDRESS_RULE, "R14")
"""Rules that name the forbidden words themselves."""
COURTEOUS = {"prescribed": -1.0, "serious": 0.0, "think": 1.0}
"""Scores of the tone up to which a sentence is taken as courteous in spite of a phrase: one that a rule names, any
other serious one, one to think about. What a rule names and is a taboo anywhere is found in any sentence."""
TONE_RULE = "R40"


class Mode(StrEnum):
    """Where a phrase must stand to be a taboo."""

    ANYWHERE = "anywhere"
    ALONE = "alone"
    START = "start"
    CALL = "call"


class Verdict(StrEnum):
    """How a sentence is judged."""

    TABOO = "taboo"
    THINK = "think"
    INNOCENT = "innocent"


@dataclass(frozen=True, slots=True)
class Taboo:
    """A phrase that is not said, and what is said instead."""

    rule: str
    mode: Mode
    pattern: re.Pattern[str]
    closing: bool
    """It counts only at the end of a clause."""
    think: bool
    """It is never more than a warning."""
    quiet: bool
    """It is never a warning: a taboo or nothing."""
    better: str
    hant: str
    """The better words in traditional characters."""
    fits: frozenset[str]
    """Kinds of hurt in sentences that the better words are given to."""


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a phrase that decide whether it is a taboo; data/taboo.toml says what each list is for."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    self_end: re.Pattern[str]
    doubt: re.Pattern[str]
    soften: re.Pattern[str]
    about: re.Pattern[str]
    quoted: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text."""

    taboo: Taboo
    start: int
    """Place in the text as written."""
    end: int
    serious: bool
    whole: bool
    """It is all that the text says."""


def check_text(text: str, language: str, *, is_name: bool = False) -> list[Fault]:
    """What a visitor should not hear: taboo phrases in the order in which they stand, or else a tone that hurts.

    A tone is never more than a warning, and only a text without any taboo phrase is judged by it. A name, as of a
    service or a paper, has no tone.
    """
    sound, limit = hear(text, language), limit_for(text, language)
    hits = [hit for hit in meant(find(text), sound.score, catchword=isinf(limit)) if hit.serious or not is_name]
    if not hits and not is_name and sound.score > limit:
        return [_tone_fault(kind_of(sound))]
    kind = "" if isinf(limit) else kind_of(sound)
    return [_phrase_fault(hit, text, language, kind) for hit in hits]


def _phrase_fault(hit: Hit, text: str, language: str, kind: str) -> Fault:
    """What is wrong with a phrase in a text whose kind of hurt is known or empty; better words only where they fit."""
    taboo, word = hit.taboo, text[hit.start : hit.end]
    better = taboo.hant if language == "zh-Hant" and taboo.hant else taboo.better
    key = "think" if not hit.serious else "form" if taboo.rule == ADDRESS_RULE else "answer"
    fits = kind in taboo.fits or (not kind and (hit.whole or taboo.rule == ADDRESS_RULE))
    if not fits:
        key += "+" + (f"tone_{kind}" if kind else "reword")
    values = {"shown": word, "of": taboo.rule, "better": better}
    return fault(f"character {hit.start + 1}", key, values, rule=taboo.rule, word=word, serious=hit.serious)


def find(text: str) -> list[Hit]:
    """Phrases found in the text; where two overlap the serious one is kept, then the longer."""
    folded = fold(text)
    if not folded.text:
        return []
    hits = sorted(_hits(folded), key=lambda hit: (not hit.serious, hit.start - hit.end, hit.start))
    kept: list[Hit] = []
    for hit in hits:
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _tone_fault(kind: str) -> Fault:
    """The warning that a text sounds wrong, naming what hurts where that is known."""
    rule = kinds()[kind].rule if kind else TONE_RULE
    return fault("character 1", f"tone_{kind}" if kind else "tone", {"of": rule}, rule=rule, serious=False)


def meant(hits: list[Hit], score: float, *, catchword: bool) -> list[Hit]:
    """The hits without those whose sentence sounds courteous as a whole, or is too short to sound like anything.

    `score` is how the whole sentence sounds, see `tone.Sound`.
    """

    def is_meant(hit: Hit) -> bool:
        named = hit.serious and hit.taboo.rule in PRESCRIBED
        if catchword or hit.whole or (named and hit.taboo.mode is Mode.ANYWHERE):
            return hit.serious
        return score > COURTEOUS["prescribed" if named else "serious" if hit.serious else "think"]

    return [hit for hit in hits if is_meant(hit)]


def judge(text: str) -> Verdict:
    """The verdict of the phrases on a whole sentence."""
    hits = find(text)
    if any(hit.serious for hit in hits):
        return Verdict.TABOO
    return Verdict.THINK if hits else Verdict.INNOCENT


def _hits(folded: Folded) -> Iterator[Hit]:
    taboos, context = lexicon()
    for taboo in taboos:
        for match in taboo.pattern.finditer(folded.text):
            start, end = match.span()
            if start == end or not folded.whole_words(start, end) or folded.straddles(start, end):
                continue
            serious = _is_serious(taboo, context, folded, start, end)
            if serious is not None:
                whole = _is_whole(taboo, folded, start, end, serious=serious)
                yield Hit(taboo, folded.origin[start], folded.origin[end - 1] + 1, serious, whole)


def _is_whole(taboo: Taboo, folded: Folded, start: int, end: int, *, serious: bool) -> bool:
    """Whether a phrase is all that is said: a taboo of mode `alone` may have little words around it, as in 我不知道."""
    if serious and taboo.mode is Mode.ALONE:
        start, end = start - len(folded.clause(start, end)[0]), end + len(folded.clause(start, end)[1])
    return end - start == len(folded.text)


def _is_serious(taboo: Taboo, context: Context, folded: Folded, start: int, end: int) -> bool | None:
    """True for a taboo, False for a phrase to think about, None when the phrase is harmless here."""
    left, right = folded.clause(start, end)
    if taboo.closing and not context.after.fullmatch(right):
        return None
    if taboo.mode is Mode.ANYWHERE:
        serious: bool | None = True
    elif taboo.mode is Mode.START:
        serious = True if context.before.fullmatch(left) else None
    elif taboo.mode is Mode.CALL:
        serious = _called(context, folded, (start, end), (left, right))
    else:
        serious = _alone(context, left, right)
        if taboo.quiet and (end < len(folded.text) and folded.gaps[end + len(right)] < SENTENCE):
            serious = None
    if serious and (taboo.think or context.quoted.search(folded.sentence_before(start))):
        serious = False
    return None if serious is False and taboo.quiet else serious


def _alone(context: Context, left: str, right: str) -> bool | None:
    """True when the phrase is all that is said, False when more follows it, None when it is harmless."""
    opens = bool(context.before.fullmatch(left))
    if not opens and not (context.self_end.search(left) and not context.doubt.search(left)):
        return None
    if context.after.fullmatch(right):
        return True
    return False if opens and not context.soften.search(right) else None


def _called(context: Context, folded: Folded, span: tuple[int, int], around: tuple[str, str]) -> bool:
    """True when somebody is addressed by the phrase, False when they may only be talked about."""
    left, right = around
    opens = bool(context.before.fullmatch(left))
    if folded.text[span[0]].isascii():
        return opens and not right
    if opens or len(left) == 1:
        return not context.about.match(right)
    return False


@lru_cache(maxsize=1)
def lexicon() -> tuple[tuple[Taboo, ...], Context]:
    """The taboos of data/taboo.toml with their patterns compiled, and the words around them that decide."""
    data = tomllib.loads(TABOOS.read_text(encoding="utf-8"))
    taboos = tuple(_taboo(entry, match) for key in ("zh", "en") for entry in data[key] for match in entry["match"])
    words = {name: "|".join(_without_spaces(word) for word in found) for name, found in data["context"].items()}
    context = Context(
        before=re.compile(f"(?:{words['before']})*"),
        after=re.compile(f"(?:{words['after']})*"),
        self_end=re.compile(f"(?:{words['self']})(?:也|都|可|真|真的|实在|就|really)*$"),
        doubt=re.compile(words["doubt"]),
        soften=re.compile(words["soften"]),
        about=re.compile(words["about"]),
        quoted=re.compile(f"(?:{words['quoted']})(?:您|人|客人|来客|一句|avisitor)?$"),
    )
    return taboos, context


def _taboo(entry: Mapping[str, Any], match: str) -> Taboo:
    closing = match.endswith("$")
    pattern = re.compile(_without_spaces(match.removesuffix("$")))
    return Taboo(
        entry["rule"], Mode(entry["mode"]), pattern, closing, bool(entry.get("think")), bool(entry.get("quiet")),
        entry["better"], entry.get("hant", ""), frozenset(entry["fits"]),
    )  # fmt: skip


def _without_spaces(pattern: str) -> str:
    return "".join(pattern.split())
