"""Normalise a text for comparison: without spacing and punctuation, narrow, lower-case, in simplified characters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CHARACTERS = Path(__file__).parent / "data" / "characters.toml"

SPACE, CLAUSE, SENTENCE = 1, 2, 3
"""What may stand between two letters: nothing (0), something, the end of a clause, the end of a sentence."""

CLAUSE_MARKS = frozenset(',;:、，；：()（）"“”「」『』《》—–\n')
SENTENCE_MARKS = frozenset(".!?。！？…⋯")
APOSTROPHES = frozenset("'’‘`´")
PLACEHOLDER = re.compile(r"\{\w*\}")


@dataclass(frozen=True, slots=True)
class Folded:
    """A normalised text with the place of each letter in the original."""

    text: str
    origin: tuple[int, ...]
    """For each letter its index in the original."""
    gaps: tuple[int, ...]
    """For each letter what stands before it, and at the end what stands after the last."""

    def clause(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after the letters from start to end, within their clause."""
        left = next((i for i in range(start, 0, -1) if self.gaps[i] >= CLAUSE), 0)
        right = next((i for i in range(end, len(self.text)) if self.gaps[i] >= CLAUSE), len(self.text))
        return self.text[left:start], self.text[end:right]

    def straddles(self, start: int, end: int) -> bool:
        """Whether Latin words from start to end belong to two sentences: a full stop parts some of them only."""
        if not self.text[start:end].isascii():
            return False
        words = {self.gaps[i] for i in range(start + 1, end) if self.gaps[i]}
        return SENTENCE in words and len(words) > 1

    def sentence_before(self, start: int) -> str:
        """What stands before the letter, within its sentence."""
        return self.text[next((i for i in range(start, 0, -1) if self.gaps[i] >= SENTENCE), 0) : start]

    def whole_words(self, start: int, end: int) -> bool:
        """Whether the span neither begins nor ends within a Latin word."""
        text = self.text
        begins = start == 0 or self.gaps[start] > 0 or not (_latin(text[start]) and _latin(text[start - 1]))
        ends = end == len(text) or self.gaps[end] > 0 or not (_latin(text[end - 1]) and _latin(text[end]))
        return begins and ends


def fold(text: str) -> Folded:
    """Keep letters and digits, in simplified characters, narrow and lower-case; placeholders count as a space."""
    simple = simplified()
    letters: list[str] = []
    origin: list[int] = []
    gaps = [SENTENCE]
    blank = PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    for index, original in enumerate(blank):
        if original in APOSTROPHES or unicodedata.category(original) in ("Mn", "Me", "Cf", "Lm"):
            continue
        if original in SENTENCE_MARKS or original in CLAUSE_MARKS:
            gaps[-1] = max(gaps[-1], SENTENCE if original in SENTENCE_MARKS else CLAUSE)
            continue
        for letter in unicodedata.normalize("NFKC", original).casefold():
            if letter.isalnum():
                letters.append(simple.get(letter, letter))
                origin.append(index)
                gaps.append(0)
            else:
                gaps[-1] = max(gaps[-1], SPACE)
    gaps[-1] = SENTENCE
    return Folded("".join(letters), tuple(origin), tuple(gaps))


@lru_cache(maxsize=1)
def simplified() -> dict[str, str]:
    """The simplified character of each traditional one that differs."""
    data = tomllib.loads(CHARACTERS.read_text(encoding="utf-8"))
    return dict(zip(data["traditional"], data["simplified"], strict=True))


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
