"""Find what is never said to a visitor (服务忌语), however it is written, and say what to say instead.

Run as `python -m prompts.taboo FILE` it measures itself on a labelled file: precision and recall.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from .fold import SENTENCE, Folded, fold
from .model import Fault

TABOOS = Path(__file__).parent / "data" / "taboo.toml"
ADDRESS_RULE = "R13"


class Mode(StrEnum):
    """Where a phrase must stand to be a taboo."""

    ANYWHERE = "anywhere"
    ALONE = "alone"
    START = "start"
    CALL = "call"


class Verdict(StrEnum):
    """What the lint says of a sentence."""

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
    quiet: bool
    better: str
    hant: str
    """The better words in traditional characters."""


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a phrase that decide what it is."""

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


def check_text(text: str, language: str) -> list[Fault]:
    """Taboo answers and forms of address in words for a visitor, in the order in which they stand."""
    faults = []
    for hit in find(text):
        word = text[hit.start : hit.end]
        kind = "form of address" if hit.taboo.rule == ADDRESS_RULE else "answer"
        what = f"says “{word}”, a forbidden {kind} ({hit.taboo.rule})."
        if not hit.serious:
            what = f"says “{word}”, which may sound wrong to a visitor ({hit.taboo.rule})."
        better = hit.taboo.hant if language == "zh-Hant" and hit.taboo.hant else hit.taboo.better
        faults.append(Fault(f"character {hit.start + 1}", what, f"Better: {better}", hit.taboo.rule, word, hit.serious))
    return faults


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


def judge(text: str) -> Verdict:
    """The lint's word on a whole sentence."""
    hits = find(text)
    if any(hit.serious for hit in hits):
        return Verdict.TABOO
    return Verdict.THINK if hits else Verdict.INNOCENT


def _hits(folded: Folded) -> Iterator[Hit]:
    taboos, context = lexicon()
    for taboo in taboos:
        for match in taboo.pattern.finditer(folded.text):
            start, end = match.span()
            if start == end or not folded.whole_words(start, end):
                continue
            serious = _weigh(taboo, context, folded, start, end)
            if serious is not None:
                yield Hit(taboo, folded.origin[start], folded.origin[end - 1] + 1, serious)


def _weigh(taboo: Taboo, context: Context, folded: Folded, start: int, end: int) -> bool | None:
    """True for a taboo, False for something to think about, None for nothing."""
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
    """Whether the phrase is all that is said; with more behind it one may think about it."""
    opens = bool(context.before.fullmatch(left))
    if not opens and not (context.self_end.search(left) and not context.doubt.search(left)):
        return None
    if context.after.fullmatch(right):
        return True
    return False if opens and not context.soften.search(right) else None


def _called(context: Context, folded: Folded, span: tuple[int, int], around: tuple[str, str]) -> bool | None:
    """Whether somebody is addressed; when they are talked about one may think about it."""
    left, right = around
    opens = bool(context.before.fullmatch(left))
    if folded.text[span[0]].isascii():
        return opens and not right
    if opens or len(left) == 1:
        return not context.about.match(right)
    return False


@lru_cache(maxsize=1)
def lexicon() -> tuple[tuple[Taboo, ...], Context]:
    """The collected phrases, ready to match, and the words that decide by standing around them."""
    data = tomllib.loads(TABOOS.read_text(encoding="utf-8"))
    taboos = tuple(_taboo(entry, match) for key in ("zh", "en") for entry in data[key] for match in entry["match"])
    words = {name: "|".join(_squeeze(word) for word in found) for name, found in data["context"].items()}
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


def _taboo(entry: dict[str, str], match: str) -> Taboo:
    closing = match.endswith("$")
    pattern = re.compile(_squeeze(match.removesuffix("$")))
    return Taboo(
        entry["rule"], Mode(entry["mode"]), pattern, closing, bool(entry.get("think")), bool(entry.get("quiet")),
        entry["better"], entry.get("hant", ""),
    )  # fmt: skip


def _squeeze(pattern: str) -> str:
    return "".join(pattern.split())


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the verdict people gave it."""

    split: str
    """Whether the lint's list was made with it in view."""
    label: Verdict
    language: str
    text: str


def read_labelled(path: Path) -> list[Labelled]:
    """The sentences of a labelled file: tab-separated split, label, language, text."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Labelled(row["split"], Verdict(row["label"]), row["language"], row["text"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Figures:
    """How the lint does on some sentences. A line to think about counts as found only where people said so too."""

    sentences: int
    precision: float
    """Of the sentences called taboo, the share that are."""
    recall: float
    """Of the taboo sentences, the share called so."""
    alarms: float
    """Of the innocent sentences, the share called taboo or to think about."""


def measure(sentences: Iterable[Labelled]) -> Figures:
    """Precision and recall on labelled sentences."""
    counts = Counter((sentence.label, judge(sentence.text)) for sentence in sentences)

    def total(label: Verdict | None = None, verdict: Verdict | None = None) -> int:
        return sum(n for (a, b), n in counts.items() if label in (None, a) and verdict in (None, b))

    found = total(Verdict.TABOO, Verdict.TABOO)
    innocent = total(Verdict.INNOCENT)
    return Figures(
        total(), found / max(1, total(verdict=Verdict.TABOO)), found / max(1, total(Verdict.TABOO)),
        (innocent - total(Verdict.INNOCENT, Verdict.INNOCENT)) / max(1, innocent),
    )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Print the figures per split and language, and every sentence judged otherwise than people did."""
    if len(arguments) != 1:
        print("usage: python -m prompts.taboo LABELLED.tsv", file=sys.stderr)
        return 2
    sentences = read_labelled(Path(arguments[0]))
    print(f"{'part':<16}{'sentences':>10}{'precision':>11}{'recall':>8}{'false alarms':>14}")
    for split in dict.fromkeys(sentence.split for sentence in sentences):
        part = [sentence for sentence in sentences if sentence.split == split]
        for language in ("", *dict.fromkeys(sentence.language for sentence in part)):
            figures = measure(sentence for sentence in part if language in ("", sentence.language))
            name = f"{split} {language}".strip()
            shares = f"{figures.precision:>11.3f}{figures.recall:>8.3f}{figures.alarms:>14.3f}"
            print(f"{name:<16}{figures.sentences:>10}{shares}")
    for sentence in sentences:
        if (verdict := judge(sentence.text)) is not sentence.label:
            print(f"{sentence.split}: {sentence.label} judged {verdict}: {sentence.text}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
