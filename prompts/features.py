"""What a sentence is made of, as numbers that weights are found by.

A sentence is cut into tokens: a word, a Chinese character in simplified form, a mark; what English draws together is
written out, so that "I'm", "im" and "I am" are alike. Features are: each token, each run of up to three tokens, each
pair of tokens that stand near each other, the pairs of the first and of the last clause, of English words their first
letters, so that forms of one word are alike, and how long the text is.
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
LENGTH_STEP, LENGTH_MOST, SENTENCES_MOST = 3, 40, 4
"""Tokens that make a text one step longer; tokens and ends of sentences beyond which it is no longer."""
TOKEN = re.compile(r"\d+|[^\W\d_\u2e80-\u9fff\uf900-\ufaff]+|[\u2e80-\u9fff\uf900-\ufaff]|[?!,.;:…、。]")
BEGIN, END, NUMBER = "^", "$", "0"
MARKS = str.maketrans({"。": ".", "、": ",", "…": "."})
CLAUSE_ENDS = frozenset("?!,.;:")
SENTENCE_ENDS = frozenset("?!.")
LATIN = re.compile("[a-z]")
ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
CONTRACTIONS = tuple(
    (re.compile(rf"\b(?:{short})\b"), whole)
    for short, whole in (
        ("won'?t", "will not"),
        ("can'?t|cannot", "can not"),
        ("shan'?t", "shall not"),
        ("ain'?t", "is not"),
        ("(do|does|did|is|are|was|were|have|has|had|could|would|should|must|need)n'?t", r"\1 not"),
        ("(i|you|we|they|he|she|it|that|there|who|what)'ll", r"\1 will"),
        ("(you|they|it|that|there|who|what)ll", r"\1 will"),
        ("(you|we|they)'re|(you|they)re", r"\1\2 are"),
        ("(i|you|we|they)'?ve", r"\1 have"),
        ("(i|you|we|they|he|she|it)'d", r"\1 would"),
        ("(you|they)d", r"\1 would"),
        ("i'?m", "i am"),
        ("(it|he|she|that|there|here|what|where|who|how)'?s", r"\1 is"),
        ("let'?s", "let us"),
        ("gonna", "going to"),
        ("wanna", "want to"),
        ("gotta", "got to"),
    )
)
"""What English draws together, with and without its apostrophe where that is no other word, and what it stands for."""


def tokens(text: str) -> list[str]:
    """Words, Chinese characters in simplified form and marks, between a sign for the beginning and one for the end."""
    simple = simplified()
    plain = PLACEHOLDER.sub(" \ufffc ", text).translate(ONE_APOSTROPHE)
    plain = written_out(unicodedata.normalize("NFKC", plain).casefold()).replace("'", "")
    plain = "".join(simple.get(letter, letter) for letter in plain).translate(MARKS)
    return [BEGIN, *(NUMBER if found.isdecimal() else found for found in TOKEN.findall(plain)), END]


def written_out(text: str) -> str:
    """A text in small letters with every contraction as the words that it stands for."""
    if LATIN.search(text):
        for short, whole in CONTRACTIONS:
            text = short.sub(whole, text)
    return text


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
    names.update(_length(found))
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


def _length(found: list[str]) -> set[str]:
    """How long a text is, and how many ends of sentences are in it."""
    ends = sum(token in SENTENCE_ENDS for token in found)
    return {f"\x01{min(len(found) - 2, LENGTH_MOST) // LENGTH_STEP}", f"\x02{min(ends, SENTENCES_MOST)}"}
