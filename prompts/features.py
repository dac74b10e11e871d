"""What a sentence is made of, as numbers that weights are found by.

A sentence is cut into tokens: a word, a Chinese character in simplified form, a mark. Features are: each token, each
run of up to three tokens, each pair of tokens that stand near each other, the pairs of the first and of the last
clause, and of English words their first letters, so that forms of one word are alike.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from itertools import pairwise

from .fold import APOSTROPHES, PLACEHOLDER, simplified

RUN = 3
"""Tokens in the longest run that is one feature."""
GAPS = (2, 3)
"""Distances of two tokens that are one feature together."""
STEM = 4
"""Letters at the beginning of an English word that stand for all its forms."""
NUMBERS = 1 << 22
"""Features are numbers below this; so many that two rarely share one."""
TOKEN = re.compile(r"\d+|[^\W\d_\u2e80-\u9fff\uf900-\ufaff]+|[\u2e80-\u9fff\uf900-\ufaff]|[?!,.;:…、。]")
BEGIN, END, NUMBER = "^", "$", "0"
MARKS = str.maketrans({"。": ".", "、": ",", "…": "."})
CLAUSE_ENDS = frozenset("?!,.;:")


def tokens(text: str) -> list[str]:
    """Words, Chinese characters in simplified form and marks, between a sign for the beginning and one for the end."""
    simple = simplified()
    plain = PLACEHOLDER.sub(" \ufffc ", text)
    plain = "".join(letter for letter in plain if letter not in APOSTROPHES)
    plain = unicodedata.normalize("NFKC", plain).casefold()
    plain = "".join(simple.get(letter, letter) for letter in plain).translate(MARKS)
    return [BEGIN, *(NUMBER if found.isdecimal() else found for found in TOKEN.findall(plain)), END]


def features(text: str) -> set[int]:
    """The features of a text."""
    found = tokens(text)
    names = set(found)
    for size in range(2, RUN + 1):
        names.update("\x1f".join(found[start : start + size]) for start in range(len(found) - size + 1))
    for gap in GAPS:
        names.update(f"{first}\x1e{second}" for first, second in zip(found, found[gap:], strict=False))
    names.update(_outer_clauses(found))
    names.update(_stems(found))
    return {zlib.crc32(name.encode("utf-8", "replace")) % NUMBERS for name in names}


def _outer_clauses(found: list[str]) -> set[str]:
    """Pairs of neighbours in the first clause and in the last one."""
    clauses: list[list[str]] = [[]]
    for token in found[1:-1]:
        if token in CLAUSE_ENDS:
            clauses.append([])
        else:
            clauses[-1].append(token)
    spoken = [clause for clause in clauses if clause]
    if not spoken:
        return set()
    first, last = spoken[0], spoken[-1]
    return {f"\x11F{a}{b}" for a, b in pairwise(first)} | {f"\x11L{a}{b}" for a, b in pairwise(last)}


def _stems(found: list[str]) -> set[str]:
    """The beginnings of long English words, alone and beside the word before and behind."""
    long = [token.isascii() and len(token) > STEM for token in found]
    names = {f"\x14{token[:STEM]}" for token, is_long in zip(found, long, strict=True) if is_long}
    for place in range(len(found) - 1):
        if (long[place] or long[place + 1]) and found[place].isascii():
            names.add(f"\x15{found[place][:STEM]}|{found[place + 1][:STEM]}")
    return names
