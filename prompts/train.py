"""Learn the tone of sentences from prompts/corpus: `python -m prompts.train` writes data/tone.bin and prints figures.

The weights are those of a logistic regression over the features of `tone`, each multiplied by its inverse document
frequency log((1 + sentences) / (1 + sentences with it)) + 1; features seen once have none. The limits are found by
leaving out one writer after another, so that a sentence is never judged by weights learned from its own writer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from .measure import CORPUS, TEST_WRITER, Written, found_of, read_written, table
from .pack import LANGUAGES, shipped_pack
from .tone import GROUPS, WEIGHTS, Tone, Weights, features, group_of, pack

BUCKETS = 1 << 18
STRENGTH = 0.8
"""Inverse of the strength of regularisation."""
PRECISION = 0.92
"""Share of the warnings about an unknown writer's sentences that should be right."""
FEWEST = 2500
"""Sentences that weights must be learned from to say anything about a limit."""
SHIPPED_COPIES = 4
"""How often a line of the shipped packs counts."""


def shipped() -> list[Written]:
    """The lines of the shipped packs, which are good by definition."""
    return [
        Written("packs", False, "shipped", language, line.say)
        for language in LANGUAGES
        for line in shipped_pack(language).lines.values()
    ]


def learn(sentences: Sequence[Written]) -> Weights:
    """The weights of one group of languages."""
    found = [features(sentence.text) for sentence in sentences]
    counts = _counts(found)
    seen = np.asarray(counts.sum(axis=0)).ravel()
    rarity = np.where(seen >= 2, np.log((1 + len(found)) / (1 + seen)) + 1, 0.0)
    lengths = np.sqrt([len(one) or 1 for one in found])
    inputs = diags(1 / lengths) @ counts @ diags(rarity)
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(inputs, [sentence.bad for sentence in sentences])
    weights = model.coef_[0] * rarity
    scale = float(np.abs(weights).max()) / 127
    return Weights(scale, float(model.intercept_[0]), [int(value) for value in np.rint(weights / scale)])


def _counts(found: Sequence[set[int]]) -> csr_matrix:
    buckets = [sorted({feature & (BUCKETS - 1) for feature in one}) for one in found]
    ends = np.cumsum([0, *(len(one) for one in buckets)])
    places = np.concatenate([np.array(one, dtype=np.int64) for one in buckets])
    return csr_matrix((np.ones(len(places)), places, ends), shape=(len(found), BUCKETS))


def left_out(sentences: Sequence[Written]) -> list[tuple[Written, float]]:
    """Each sentence with its score by weights that were learned from the other writers of its group of languages."""
    scored = []
    for group in GROUPS:
        part = [sentence for sentence in sentences if group_of(sentence.language) == group]
        for writer in sorted({sentence.writer for sentence in part}):
            others = [sentence for sentence in part if sentence.writer != writer]
            if len(others) < FEWEST:
                continue
            weights = learn(others)
            own = (sentence for sentence in part if sentence.writer == writer)
            scored += [(sentence, weights.score(features(sentence.text))) for sentence in own]
    return scored


def limit_of(scored: Sequence[tuple[bool, float]]) -> float:
    """The lowest score from which on the wanted share of all higher ones belongs to bad sentences."""
    best, right = float("inf"), 0
    for place, (bad, score) in enumerate(sorted(scored, key=lambda pair: -pair[1]), start=1):
        right += bad
        if right >= PRECISION * place:
            best = score
    return best


def main() -> int:
    """Learn, write the weights, print what leaving writers out shows."""
    written = read_written(CORPUS)
    sentences = [sentence for sentence in written if sentence.writer != TEST_WRITER]
    scored = left_out(sentences)
    limits = {
        language: limit_of([(one.bad, score) for one, score in scored if one.language == language])
        for language in LANGUAGES
    }
    known = shipped() * SHIPPED_COPIES + sentences
    groups = {name: learn([one for one in known if group_of(one.language) == name]) for name in GROUPS}
    WEIGHTS.write_bytes(pack(Tone(groups, limits)))
    print(f"{len(sentences)} sentences; limits", ", ".join(f"{name} {value:.3f}" for name, value in limits.items()))
    judged = [(one, score > limits[one.language]) for one, score in scored]
    keys: dict[str, Callable[[Written], str]] = {
        "language": lambda one: one.language,
        "writer left out": lambda one: f"{one.writer} {one.language}",
        "intention": lambda one: one.intention,
    }
    for name, key in keys.items():
        print(table(name, found_of(judged, key)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
