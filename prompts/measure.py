"""Measure the lint on labelled sentences: `python -m prompts.measure LABELLED.tsv` prints precision and recall."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .taboo import Verdict, judge


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


def main(arguments: Sequence[str]) -> int:
    """Print the figures per split and language, and every sentence judged otherwise than people did."""
    if len(arguments) != 1:
        print("usage: python -m prompts.measure LABELLED.tsv", file=sys.stderr)
        return 2
    sentences = read_labelled(Path(arguments[0]))
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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
