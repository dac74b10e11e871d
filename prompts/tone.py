"""Judge how a sentence sounds to a visitor: weights learned from labelled sentences find what no pattern names.

A sentence is cut into tokens (a word, a Chinese character, a mark). Each run of up to four tokens and each pair of
tokens that stand near each other is a feature; its weight is found by a hash. The score is the sum of the weights over
the square root of their number, so that long sentences score no higher than short ones. `prompts.train` makes the
weights.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt
from pathlib import Path

from .fold import APOSTROPHES, PLACEHOLDER, simplified

WEIGHTS = Path(__file__).parent / "data" / "tone.bin"

RUN = 4
"""Tokens in the longest run that is one feature."""
GAPS = (2, 3)
"""Distances of two tokens that are one feature together."""
TOKEN = re.compile(r"\d+|[^\W\d_\u2e80-\u9fff\uf900-\ufaff]+|[\u2e80-\u9fff\uf900-\ufaff]|[?!,.;:…、。]")
BEGIN, END, NUMBER, FIELD = "^", "$", "0", "{}"
MARKS = str.maketrans({"。": ".", "、": ",", "…": "."})


def tokens(text: str) -> list[str]:
    """Words, Chinese characters in simplified form and marks, between a sign for the beginning and one for the end."""
    simple = simplified()
    plain = PLACEHOLDER.sub(" \ufffc ", text)
    plain = "".join(letter for letter in plain if letter not in APOSTROPHES)
    plain = unicodedata.normalize("NFKC", plain).casefold()
    plain = "".join(simple.get(letter, letter) for letter in plain).translate(MARKS)
    return [BEGIN, *(NUMBER if found.isdecimal() else found for found in TOKEN.findall(plain)), END]


def features(text: str) -> set[int]:
    """The features of a text as numbers below 2**32."""
    found = tokens(text)
    names = set(found)
    for size in range(2, RUN + 1):
        names.update("\x1f".join(found[start : start + size]) for start in range(len(found) - size + 1))
    for gap in GAPS:
        names.update(f"{first}\x1e{second}" for first, second in zip(found, found[gap:], strict=False))
    return {zlib.crc32(name.encode("utf-8", "replace")) for name in names}


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned for one group of languages."""

    scale: float
    """What a weight of 1 in the table stands for."""
    bias: float
    table: Sequence[int]
    """Weights from -127 to 127; their number is a power of two."""

    def score(self, found: set[int]) -> float:
        """How rude features are: 0 means as likely rude as not, more means ruder."""
        mask = len(self.table) - 1
        table = self.table
        total = sum(table[feature & mask] for feature in found)
        return self.bias + self.scale * total / sqrt(len(found) or 1)


@dataclass(frozen=True, slots=True)
class Tone:
    """What was learned of all languages."""

    groups: dict[str, Weights]
    limits: dict[str, float]
    """For each language the score over which a visitor is thought to be hurt."""


HEADER = struct.Struct("<4sI3f4f")
"""The sign of the format, the number of weights of a group, the limits by LANGUAGES, scale and bias by GROUPS."""
SIGN = b"TON1"
SHORTEST = {"zh": 5, "en": 5}
"""Characters or words of the shortest text that is judged; a name or a catchword has no tone."""
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
GROUPS = ("zh", "en")


def group_of(language: str) -> str:
    """The languages that share weights: both ways of writing Chinese are one group."""
    return "zh" if language.startswith("zh") else "en"


@lru_cache(maxsize=1)
def tone() -> Tone:
    """The weights of data/tone.bin. ValueError when the file is not in the format of this module."""
    data = WEIGHTS.read_bytes()
    sign, size, *numbers = HEADER.unpack_from(data)
    if sign != SIGN or len(data) != HEADER.size + size * len(GROUPS):
        raise ValueError(f"{WEIGHTS.name} is not a file of weights; make it with python -m prompts.train")
    tables = memoryview(data)[HEADER.size :].cast("b")
    parts = (tables[start * size : (start + 1) * size] for start in range(len(GROUPS)))
    pairs = zip(numbers[3::2], numbers[4::2], strict=True)
    weights = (Weights(scale, bias, part) for (scale, bias), part in zip(pairs, parts, strict=True))
    return Tone(dict(zip(GROUPS, weights, strict=True)), dict(zip(LANGUAGES, numbers[:3], strict=True)))


def pack(learned: Tone) -> bytes:
    """The bytes that `tone` reads back."""
    weights = [learned.groups[name] for name in GROUPS]
    numbers = [learned.limits[name] for name in LANGUAGES]
    for found in weights:
        numbers += [found.scale, found.bias]
    tables = (struct.pack(f"{len(found.table)}b", *found.table) for found in weights)
    return HEADER.pack(SIGN, len(weights[0].table), *numbers) + b"".join(tables)


def score(text: str, language: str) -> float:
    """How rude a text sounds: the logarithm of the odds."""
    return tone().groups[group_of(language)].score(features(text))


def rude(text: str, language: str) -> float:
    """Probability that a text hurts a visitor, as the labelled sentences have it."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score(text, language)))))


def hurts(text: str, language: str) -> bool:
    """Whether a text is likely enough to hurt that its writer should be warned."""
    limits = tone().limits
    return not is_catchword(text, language) and score(text, language) > limits.get(language, limits["en"])


def is_catchword(text: str, language: str) -> bool:
    """Whether a text is too short to have a tone."""
    return sum(found.isalnum() for found in tokens(text)) < SHORTEST[group_of(language)]
