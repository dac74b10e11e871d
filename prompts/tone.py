"""Hear how a sentence sounds to a visitor: weights learned from labelled sentences find what no pattern names.

Each sentence of the corpus has an intention, such as `hurry` or `apologise`. A multinomial logistic regression gives
each intention its odds: the sum of its weights over the features of the sentence, over the square root of their number,
so that long sentences score no higher than short ones. The score of a sentence is the logarithm of the odds that its
intention is one of those that hurt; which of them it is decides what the writer is told. `prompts.train` makes the
weights.
"""

from __future__ import annotations

import json
import lzma
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import exp, log, sqrt
from pathlib import Path

from .features import features, tokens
from .kinds import kind_of_intention

WEIGHTS = Path(__file__).parent / "data" / "tone.bin"
SIGN = b"TON3"
SHORTEST = {"zh": 3, "en": 2}
"""Characters or words of the shortest text that is judged; a catchword has no tone."""
BRIEF = {"zh": 5, "en": 5}
"""Characters or words of the shortest text that says enough to be judged like any other."""
BRIEF_LIMIT = 0.5
"""The score over which a briefer text is thought to hurt."""
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
GROUPS = ("zh", "en")
HIGHEST = 30.0
"""Score beyond which nothing is surer."""


@dataclass(frozen=True, slots=True)
class Sound:
    """How a text sounds."""

    score: float
    """The logarithm of the odds that it hurts: 0 means as likely as not, more means worse."""
    shares: Mapping[str, float]
    """Of the odds that it hurts, the share of each kind."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned for one group of languages."""

    intentions: tuple[str, ...]
    """Those that hurt first."""
    bad: int
    """How many of them hurt."""
    bias: tuple[float, ...]
    """The logarithm of the odds of each intention before anything is heard."""
    scale: float
    """What a weight of 1 in the table stands for."""
    keys: Sequence[int]
    """The features that have weights, in order."""
    table: Sequence[int]
    """For each of them the weights of all intentions, from -127 to 127."""

    def hear(self, found: set[int]) -> Sound:
        """How features sound."""
        size, keys, table = len(self.intentions), self.keys, self.table
        places = ((bisect_left(keys, feature), feature) for feature in found)
        known = [place * size for place, feature in places if place < len(keys) and keys[place] == feature]
        totals = [sum(column) for column in zip(*(table[start : start + size] for start in known), strict=True)]
        unit = self.scale / sqrt(len(found) or 1)
        odds = [bias + unit * total for bias, total in zip(self.bias, totals or [0] * size, strict=True)]
        highest = max(odds)
        likely = [exp(each - highest) for each in odds]
        least = exp(-HIGHEST)
        hurting, kind = max(sum(likely[: self.bad]), least), max(sum(likely[self.bad :]), least)
        shares: dict[str, float] = {}
        for intention, each in zip(self.intentions, likely[: self.bad], strict=False):
            name = kind_of_intention(intention)
            shares[name] = shares.get(name, 0.0) + each / hurting
        return Sound(log(hurting / kind), shares)


@dataclass(frozen=True, slots=True)
class Tone:
    """What was learned of all languages."""

    groups: Mapping[str, Weights]
    limit: float
    """The score over which a visitor is thought to be hurt."""
    kind_limit: float
    """The share from which on a kind is named."""


def group_of(language: str) -> str:
    """The languages that share weights: both ways of writing Chinese are one group."""
    return "zh" if language.startswith("zh") else "en"


@lru_cache(maxsize=1)
def tone() -> Tone:
    """The weights of data/tone.bin. ValueError when the file is not in the format of this module."""
    data = WEIGHTS.read_bytes()
    if not data.startswith(SIGN):
        raise ValueError(f"{WEIGHTS.name} is not a file of weights; make it with python -m prompts.train")
    return unpack(data)


def unpack(data: bytes) -> Tone:
    """What `pack` wrote: a line of JSON, then for each group the distances between its keys and its table."""
    head, _, rest = lzma.decompress(data[len(SIGN) :]).partition(b"\n")
    told = json.loads(head)
    groups, start = {}, 0
    for name in GROUPS:
        about = told["groups"][name]
        count, size = about["features"], about["features"] * len(about["intentions"])
        distances = array("H", rest[start : start + 2 * count])
        table = memoryview(rest)[start + 2 * count : start + 2 * count + size].cast("b")
        start += 2 * count + size
        groups[name] = Weights(
            tuple(about["intentions"]), about["bad"], tuple(about["bias"]), about["scale"],
            array("I", accumulate(distances)), table,
        )  # fmt: skip
    return Tone(groups, told["limit"], told["kind_limit"])


def pack(learned: Tone) -> bytes:
    """The bytes that `unpack` reads back."""
    about, parts = {}, []
    for name in GROUPS:
        weights = learned.groups[name]
        about[name] = {
            "features": len(weights.keys), "intentions": weights.intentions, "bad": weights.bad,
            "bias": weights.bias, "scale": weights.scale,
        }  # fmt: skip
        distances = [high - low for low, high in zip((0, *weights.keys), weights.keys, strict=False)]
        parts += [array("H", distances).tobytes(), array("b", weights.table).tobytes()]
    told = {"groups": about, "limit": learned.limit, "kind_limit": learned.kind_limit}
    return SIGN + lzma.compress(json.dumps(told).encode() + b"\n" + b"".join(parts), preset=9)


def hear(text: str, language: str) -> Sound:
    """How a text sounds."""
    return tone().groups[group_of(language)].hear(features(text))


def rude(text: str, language: str) -> float:
    """Probability that a text hurts a visitor, as the labelled sentences have it."""
    return 1 / (1 + exp(-max(-HIGHEST, min(HIGHEST, hear(text, language).score))))


def hurts(text: str, language: str) -> bool:
    """Whether a text is likely enough to hurt that its writer should be warned."""
    return hear(text, language).score > limit_for(text, language)


def limit_for(text: str, language: str) -> float:
    """The score over which a text is likely enough to hurt; infinite for one that is too short to have a tone."""
    length, group = _length(text), group_of(language)
    if length < SHORTEST[group]:
        return float("inf")
    usual = tone().limit
    return max(usual, BRIEF_LIMIT) if length < BRIEF[group] else usual


def kind_of(sound: Sound) -> str:
    """What hurts in a text that sounds so, by the name of its kind; empty where that is not sure enough."""
    name = max(sound.shares, key=lambda kind: sound.shares[kind])
    return name if sound.shares[name] >= tone().kind_limit else ""


def is_catchword(text: str, language: str) -> bool:
    """Whether a text is too short to have a tone."""
    return _length(text) < SHORTEST[group_of(language)]


def is_brief(text: str, language: str) -> bool:
    """Whether a text is too short to be judged like any other."""
    return _length(text) < BRIEF[group_of(language)]


def _length(text: str) -> int:
    return sum(found.isalnum() for found in tokens(text))
