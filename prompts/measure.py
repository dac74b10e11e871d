"""Measure the lint: `python -m prompts.measure` on the test part of the corpus, with a path on labelled sentences."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from .taboo import Verdict, check_text, judge
from .tone import hurts

CORPUS = Path(__file__).parent / "corpus"
TEST_WRITERS = ("T", "U")
"""Whose sentences nothing is learned from and nobody reads."""
NORMAL = 1.96
"""Standard deviations either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the verdict people gave it."""

    split: str
    """Name of the set that it belongs to, such as the one that the list of taboos was written with."""
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
    """Precision and recall of the lint on some sentences; only the verdict `taboo` counts as found."""

    sentences: int
    precision: float
    """Share of the sentences judged taboo that people labelled so."""
    recall: float
    """Share of the sentences labelled taboo that were judged so."""
    false_alarms: float
    """Share of the sentences labelled innocent that were judged taboo or to think about."""


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


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that somebody wrote for the corpus."""

    writer: str
    bad: bool
    """Whether it breaks the norms when it is said to a visitor."""
    intention: str
    """What its speaker is after, such as `hurry` or `apologise`."""
    language: str
    text: str


def read_written(folder: Path) -> list[Written]:
    """The sentences of a folder with one file per writer: tab-separated label, intention, language, text."""
    rows = (
        (path.stem, line.split("\t"))
        for path in sorted(folder.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    return [
        Written(writer, label == "bad", intention, language, text)
        for writer, (label, intention, language, text) in rows
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """How many sentences were found or not."""

    right: int
    """Bad ones that were found."""
    wrong: int
    """Good ones that were found."""
    missed: int
    """Bad ones that were not found."""


def found_of(judged: Iterable[tuple[Written, bool]], key: Callable[[Written], str]) -> dict[str, Found]:
    """What was found among judged sentences, by a key and for `all` of them."""
    counts = Counter((name, sentence.bad, found) for sentence, found in judged for name in ("all", key(sentence)))
    names = sorted({name for name, _, _ in counts}, key=lambda name: (name != "all", name))
    return {
        name: Found(counts[name, True, True], counts[name, False, True], counts[name, True, False]) for name in names
    }


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927): what it may be in all the sentences these ones stand for."""
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, NORMAL**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = NORMAL * sqrt(share * (1 - share) / whole + square / (4 * whole**2)) / (1 + square / whole)
    return middle - half, middle + half


def table(title: str, found: dict[str, Found]) -> str:
    """Precision and recall with their intervals, one row for each name."""
    lines = [f"{title:<28}{'found':>7}{'of':>6}{'wrong':>7}  {'precision':<22}recall"]
    for name, one in found.items():
        shown = []
        for part, whole in ((one.right, one.right + one.wrong), (one.right, one.right + one.missed)):
            low, high = wilson(part, whole)
            shown.append(f"{part / whole:.3f} ({low:.3f}-{high:.3f})" if whole else "-")
        lines.append(f"{name:<28}{one.right:>7}{one.right + one.missed:>6}{one.wrong:>7}  {shown[0]:<22}{shown[1]}")
    return "\n".join(lines)


JUDGES: dict[str, Callable[[Written], bool]] = {
    "patterns": lambda one: judge(one.text) is not Verdict.INNOCENT,
    "model": lambda one: hurts(one.text, one.language),
    "both": lambda one: bool(check_text(one.text, one.language)),
}
"""Each part of the lint, and what it finds in a sentence."""


def print_corpus() -> None:
    """Print what patterns, model and both find in the sentences of each test writer."""
    written = read_written(CORPUS)
    for writer in sorted({one.writer for one in written} & {*TEST_WRITERS}):
        sentences = [one for one in written if one.writer == writer]
        print(f"writer {writer}: {len(sentences)} sentences")
        for name, judge_one in JUDGES.items():
            judged = [(one, judge_one(one)) for one in sentences]
            print(table(f"{name}, by language", found_of(judged, lambda one: one.language)))
        print(table("both, by intention", found_of(judged, lambda one: one.intention)))


def print_labelled(path: Path) -> None:
    """Print the figures of the patterns per split and language, and every sentence judged otherwise than people did."""
    sentences = read_labelled(path)
    print(f"{'part':<16}{'sentences':>10}{'precision':>11}{'recall':>8}{'false alarms':>14}")
    for split in dict.fromkeys(sentence.split for sentence in sentences):
        part = [sentence for sentence in sentences if sentence.split == split]
        for language in ("", *dict.fromkeys(sentence.language for sentence in part)):
            figures = measure(sentence for sentence in part if language in ("", sentence.language))
            name = f"{split} {language}".strip()
            shares = f"{figures.precision:>11.3f}{figures.recall:>8.3f}{figures.false_alarms:>14.3f}"
            print(f"{name:<16}{figures.sentences:>10}{shares}")
    for sentence in sentences:
        if (verdict := judge(sentence.text)) is not sentence.label:
            print(f"{sentence.split}: {sentence.label} judged {verdict}: {sentence.text}")


def main(arguments: Sequence[str]) -> int:
    """Print the figures of the test part, or of the labelled file that is named."""
    if len(arguments) > 1:
        print("usage: python -m prompts.measure [LABELLED.tsv]", file=sys.stderr)
        return 2
    if arguments:
        print_labelled(Path(arguments[0]))
    else:
        print_corpus()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
