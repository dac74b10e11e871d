"""Learn the tone of sentences from prompts/corpus: `python -m prompts.train` writes data/tone.bin and prints figures.

The weights are those of a multinomial logistic regression over the intentions; each feature counts by its inverse
document frequency log((1 + sentences) / (1 + sentences with it)) + 1, rare ones not at all. Weights are rounded
to steps of twice their standard deviation, which leaves most of them 0 and costs next to nothing. The limit is found
by leaving out one writer after another, so that a sentence is never judged by weights learned from its own writer.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from .features import NUMBERS, features
from .kinds import kind_of_intention, kinds
from .measure import CORPUS, TEST_WRITERS, Written, found_of, read_written, table
from .pack import LANGUAGES, shipped_pack
from .taboo import find, meant
from .tone import BRIEF_LIMIT, GROUPS, WEIGHTS, Sound, Tone, Weights, group_of, is_brief, is_catchword, pack

STRENGTH = 4.0
"""Inverse of the strength of regularisation."""
LEAST_SEEN = 2
"""Sentences that have a feature before it has a weight."""
STEP = 2.0
"""Standard deviations of the weights that are one step of the table."""
FAINTEST = 2
"""Steps that a feature has over all intentions before it is kept."""
PRECISION = 0.94
"""Share of the warnings about an unknown writer's sentences that should be right."""
KIND_PRECISION = 0.9
"""Share of the kinds named to an unknown writer that should be right."""
INSIDERS = ("E", "J")
"""Writers who knew the patterns or the errors: figures on their sentences would be too good."""
LARGEST_SHARE = 0.2
"""Of the sentences of a group of languages, what a writer may have written of to say anything about a limit: without a
larger part the weights know too little to be those that are written."""
SHIPPED_COPIES = 2
"""How often a text of the product counts."""
CATALOGUES = Path(__file__).parent.parent / "kiosk" / "locale"
READ_BY_VISITORS = ("board", "paper", "reception", "web")
"""Catalogues whose texts visitors read."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence as weights hear it that were learned from other writers."""

    sentence: Written
    sound: Sound
    by_phrase: bool
    """A phrase of the list of taboos is meant in it."""

    @property
    def score(self) -> float:
        """The score that decides whether its writer is warned."""
        if self.by_phrase:
            return float("inf")
        text, language = self.sentence.text, self.sentence.language
        if is_catchword(text, language) or (is_brief(text, language) and self.sound.score <= BRIEF_LIMIT):
            return float("-inf")
        return self.sound.score


def shipped() -> list[Written]:
    """The lines of the shipped packs and what visitors read of the product, which are good by definition."""
    lines = [
        Written("packs", False, "line", language, line.say)
        for language in LANGUAGES
        for line in shipped_pack(language).lines.values()
    ]
    return [*lines, *catalogue_texts()]


def catalogue_texts() -> list[Written]:
    """The texts of the product that visitors read, long enough to have a tone."""
    found = [
        Written("catalogue", False, "catalogue", language, text)
        for language in LANGUAGES
        for area in READ_BY_VISITORS
        for text in _texts(tomllib.loads((CATALOGUES / language / f"{area}.toml").read_text(encoding="utf-8")))
    ]
    return [one for one in found if not is_catchword(one.text, one.language)]


def _texts(catalogue: Mapping[str, object]) -> Iterator[str]:
    for value in catalogue.values():
        if isinstance(value, dict):
            yield from _texts(value)
        else:
            yield str(value)


def learn(sentences: Sequence[Written]) -> Weights:
    """The weights of one group of languages."""
    counts = _counts([features(sentence.text) for sentence in sentences])
    seen = np.asarray(counts.sum(axis=0)).ravel()
    keys = np.flatnonzero(seen >= LEAST_SEEN)
    rarity = np.log((1 + len(sentences)) / (1 + seen[keys])) + 1
    lengths = np.sqrt(np.maximum(1, np.asarray(counts.sum(axis=1)).ravel()))
    inputs = (diags(1 / lengths) @ counts[:, keys] @ diags(rarity)).tocsr()
    model = LogisticRegression(C=STRENGTH, max_iter=400)
    model.fit(inputs, [("0" if sentence.bad else "1") + sentence.intention for sentence in sentences])
    weights, bias = _of_two(model) if len(model.classes_) == 2 else (model.coef_, model.intercept_)
    centred = (weights - weights.mean(axis=0)) * rarity
    scale = STEP * float(centred.std())
    steps = np.clip(np.rint(centred / scale), -127, 127).astype(int).T
    used = np.abs(steps).sum(axis=1) > FAINTEST
    names = [str(name) for name in model.classes_]
    return Weights(
        tuple(name[1:] for name in names), sum(name[0] == "0" for name in names), tuple(map(float, bias)), scale,
        [int(key) for key in keys[used]], [int(value) for value in steps[used].ravel()],
    )  # fmt: skip


def _of_two(model: LogisticRegression) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """With two intentions the library gives the weights of one."""
    return np.vstack([-model.coef_ / 2, model.coef_ / 2]), np.array([-1, 1]) * model.intercept_[0] / 2


def _counts(found: Sequence[set[int]]) -> csr_matrix:
    places = np.concatenate([np.array(sorted(one), dtype=np.int64) for one in found])
    ends = np.cumsum([0, *(len(one) for one in found)])
    return csr_matrix((np.ones(len(places)), places, ends), shape=(len(found), NUMBERS))


def left_out(sentences: Sequence[Written]) -> list[Judged]:
    """Each sentence as weights hear it that were learned from the other writers of its group of languages."""
    judged = []
    for group in GROUPS:
        part = [sentence for sentence in sentences if group_of(sentence.language) == group]
        known = [sentence for sentence in shipped() * SHIPPED_COPIES if group_of(sentence.language) == group]
        for writer in sorted({sentence.writer for sentence in part} - {*INSIDERS}):
            weights = learn([*known, *(sentence for sentence in part if sentence.writer != writer)])
            judged += [_judged(one, weights) for one in part if one.writer == writer]
    return judged


def small_parts(judged: Sequence[Judged], sentences: Sequence[Written]) -> list[Judged]:
    """Those judged sentences whose writers wrote few of the sentences of their group of languages."""
    written = Counter((group_of(one.language), one.writer) for one in sentences)
    whole = Counter(group_of(one.language) for one in sentences)
    large = {key for key, number in written.items() if number > LARGEST_SHARE * whole[key[0]]}
    return [one for one in judged if (group_of(one.sentence.language), one.sentence.writer) not in large]


def _judged(sentence: Written, weights: Weights) -> Judged:
    sound = weights.hear(features(sentence.text))
    catchword = is_catchword(sentence.text, sentence.language)
    return Judged(sentence, sound, bool(meant(find(sentence.text), sound.score, catchword=catchword)))


def limit_of(scored: Sequence[tuple[bool, float]], precision: float) -> float:
    """The lowest score from which on the wanted share of all higher ones belongs to bad sentences."""
    best, right = float("inf"), 0
    for place, (bad, score) in enumerate(sorted(scored, key=lambda pair: -pair[1]), start=1):
        right += bad
        if right >= precision * place and score > float("-inf"):
            best = score
    return best


def kind_limit_of(judged: Sequence[Judged]) -> float:
    """The lowest share from which on the wanted share of the kinds named is right, over sentences that are bad."""
    named = []
    for one in judged:
        kind = max(one.sound.shares, key=lambda name: one.sound.shares[name])
        named.append((one.sentence.intention in kinds()[kind].intentions, one.sound.shares[kind]))
    return limit_of(named, KIND_PRECISION)


def main() -> int:
    """Learn, write the weights, print what leaving writers out shows."""
    sentences = [sentence for sentence in read_written(CORPUS) if sentence.writer not in TEST_WRITERS]
    judged = left_out(sentences)
    usual = small_parts(judged, sentences)
    limit = limit_of([(one.sentence.bad, one.score) for one in usual], PRECISION)
    warned = [one for one in usual if one.score > limit]
    kind_limit = kind_limit_of([one for one in warned if one.sentence.bad and not one.by_phrase])
    known = shipped() * SHIPPED_COPIES + sentences
    groups = {name: learn([one for one in known if group_of(one.language) == name]) for name in GROUPS}
    WEIGHTS.write_bytes(pack(Tone(groups, limit, kind_limit)))
    print(f"{len(sentences)} sentences; limit {limit:.3f}")
    print_left_out(judged, limit, kind_limit)
    print("writers of few sentences only")
    print_left_out(usual, limit, kind_limit)
    return 0


def print_left_out(judged: Sequence[Judged], limit: float, kind_limit: float) -> None:
    """Print the figures of sentences whose writer was left out."""
    found = [(one.sentence, one.score > limit) for one in judged]
    keys: dict[str, Callable[[Written], str]] = {
        "language": lambda one: one.language,
        "writer left out": lambda one: f"{one.writer} {one.language}",
        "intention": lambda one: one.intention,
    }
    for name, key in keys.items():
        print(table(name, found_of(found, key)))
    named = [
        (max(one.sound.shares, key=lambda name: one.sound.shares[name]), one.sentence)
        for one in judged
        if one.sentence.bad and limit < one.score < float("inf") and max(one.sound.shares.values()) >= kind_limit
    ]
    right = sum(kind == kind_of_intention(sentence.intention) for kind, sentence in named)
    print(f"kinds named from a share of {kind_limit:.3f} on: {len(named)}, right {right}")


if __name__ == "__main__":
    sys.exit(main())
