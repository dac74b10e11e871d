"""Whether the log is what was written: its head, and a look through the whole chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from queue_store.acts import Look
from queue_store.books.audit_rows import rows_that_differ
from queue_store.chain import BEGINNING, ENTRY, link
from queue_store.clock import UnreadableTime, optional_time
from queue_store.errors import QueueError
from queue_store.ledger import Ledger

AT_A_TIME = 2000
"""Entries that are read in one look, so that a long chain keeps nobody from writing."""

MOST_NAMED = 20
"""Entries that do not fit and are named one by one; the others are counted."""

LEAST_DIGITS = 16
"""Hexadecimal digits that a head is given by at least: 64 bits, which nobody meets by chance."""

_SEQ, _AT, _KIND, _SUBJECT, _CHANGES = (ENTRY.index(name) for name in ("seq", "at", "kind", "subject", "changes"))


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some moment."""

    seq: int
    """Place of the last entry in the log; 0 in a hall where nothing happened yet."""
    hash: str
    """SHA-256 as 64 hexadecimal digits; it vouches for the entry and for every one before it."""
    at: datetime | None
    """When the last entry was written."""

    def as_note(self) -> dict[str, object]:
        """What to write into a note in the log, so that a later look through the chain compares it."""
        return {"chain_seq": self.seq, "chain_head": self.hash}


class Tampering(StrEnum):
    """How an entry does not fit into the chain."""

    CHANGED = "changed"
    """It is not what was written at its place: changed, put in or moved."""
    MISSING = "missing"
    """There is none at its place."""
    ADDED = "added"
    """It stands after the end of the log."""
    END = "end"
    """It is the last one, and not the one that the hall ended with."""
    NOTED = "noted"
    """A later note in the log names another hash for it: it, or everything since, was hashed anew."""
    ROW = "row"
    """No entry, but a row of the hall: it is not what the log says."""


@dataclass(frozen=True, slots=True)
class Tampered:
    """One entry that does not fit into the chain, or one row that is not what the log says."""

    seq: int
    """Place of the entry; 0 for a row."""
    how: Tampering
    kind: str = ""
    """What the entry says happened; empty for one that is missing. Of a row its table and key, as `ticket 17`."""
    at: str = ""
    """When it says that was, as it stands there."""


@dataclass(slots=True)
class Verdict:
    """What a look through the chain found."""

    head: Head
    """The head when the look began; entries written since are not looked at."""
    count: int = 0
    """How many entries do not fit."""
    tampered: list[Tampered] = field(default_factory=list)
    """The first of them."""
    unknown_heads: list[str] = field(default_factory=list)
    """Heads that were asked for and that no entry has: the log is not the one they were taken from, or a recomputed
    one."""
    known_heads: dict[str, int] = field(default_factory=dict)
    """Heads that were asked for, with the place of the entry that has each."""

    @property
    def whole(self) -> bool:
        """Whether everything is as it was written, as far as the heads that were asked for tell."""
        return not self.count and not self.unknown_heads

    def add(self, found: Tampered, times: int = 1) -> None:
        """Note what does not fit."""
        self.count += times
        if len(self.tampered) < MOST_NAMED:
            self.tampered.append(found)

    def compare(self, wanted: Mapping[str, str], seq: int, digits: str) -> None:
        """Note the head that was asked for, by its first digits, when an entry has it."""
        head = wanted.get(digits[:LEAST_DIGITS])
        if head is not None and digits.startswith(_all_digits(head)):
            self.known_heads[head] = seq


class Audit:
    """The chain of the log."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def head(self) -> Head:
        """The head of the chain now. Print or keep it elsewhere: with it a chain that was hashed anew is found out."""
        with self._ledger.look() as look:
            return _head(look)

    def has(self, seq: int, head: str) -> bool:
        """Whether the log went on from this head: its entry at that place has that hash."""
        with self._ledger.look() as look:
            row = look.row("SELECT hash FROM log WHERE hall = ? AND seq = ?", (look.hall, seq))
        return head == BEGINNING.hex() if row is None and not seq else row is not None and row[0].hex() == head

    def verify(self, heads: Collection[str] = (), told: Callable[[int, int], None] | None = None) -> Verdict:
        """Look through the whole log, and whether the rows of the hall are what it says; nobody has to wait for it.

        `heads` are heads from reports or backups, whole or at least their first 16 digits: each must be the hash of an
        entry. `told` hears how many entries of how many were looked at, then the same of tickets by their ids.
        """
        wanted = {_digits(head): head for head in heads}
        with self._ledger.look() as look:
            verdict = Verdict(_head(look))
            after = look.row(
                "SELECT count(*), min(seq) FROM log WHERE hall = ? AND seq > ?", (look.hall, verdict.head.seq)
            )
        self._walk(verdict, wanted, told)
        if after is not None and after[0]:
            verdict.add(Tampered(int(after[1]), Tampering.ADDED), int(after[0]))
        verdict.unknown_heads = [head for head in wanted.values() if head not in verdict.known_heads]
        if not verdict.count:  # a log that was written into says nothing about rows
            for table, key in rows_that_differ(self._ledger, told):
                verdict.add(Tampered(0, Tampering.ROW, " ".join(map(str, (table, *key)))))
        return verdict

    def _walk(self, verdict: Verdict, wanted: Mapping[str, str], told: Callable[[int, int], None] | None) -> None:
        """From the first entry to the head."""
        previous, place = BEGINNING, 0
        verdict.compare(wanted, place, previous.hex())
        for entry, kept in self._entries(verdict.head.seq):
            seq = int(entry[_SEQ])
            if seq != place + 1:
                verdict.add(Tampered(place + 1, Tampering.MISSING), seq - place - 1)
            elif link(previous, entry) != kept:
                verdict.add(Tampered(seq, Tampering.CHANGED, str(entry[_KIND]), str(entry[_AT])))
            if noted := _noted_head(entry):
                self._compare(verdict, *noted)
            verdict.compare(wanted, seq, kept.hex())
            previous, place = kept, seq
            if told is not None and not seq % AT_A_TIME:
                told(seq, verdict.head.seq)
        if place < verdict.head.seq:
            verdict.add(Tampered(place + 1, Tampering.MISSING), verdict.head.seq - place)
        elif previous.hex() != verdict.head.hash:
            verdict.add(Tampered(place, Tampering.END))

    def _entries(self, last: int) -> Iterator[tuple[tuple[Any, ...], bytes]]:
        """Every entry up to a place, with its hash, page by page."""
        place = 0
        while True:
            with self._ledger.look() as look:
                rows = look.rows(
                    f"SELECT {', '.join(ENTRY)}, hash FROM log WHERE hall = ? AND seq > ? AND seq <= ? "
                    "ORDER BY seq LIMIT ?",
                    (look.hall, place, last, AT_A_TIME),
                )
            for row in rows:
                yield row[:-1], row[-1]
            if not rows:
                return
            place = rows[-1][_SEQ]

    def _compare(self, verdict: Verdict, seq: int, head: str) -> None:
        """Whether an entry still has the hash that a note named for it."""
        with self._ledger.look() as look:
            row = look.row("SELECT hash, kind, at FROM log WHERE hall = ? AND seq = ?", (look.hall, seq))
        if row is not None and row[0].hex() != head:
            verdict.add(Tampered(seq, Tampering.NOTED, str(row[1]), str(row[2])))


def _head(look: Look) -> Head:
    found = look.row("SELECT seq, head FROM hall WHERE id = ?", (look.hall,))
    if found is None:
        return Head(0, BEGINNING.hex(), None)
    last = look.row("SELECT at FROM log WHERE hall = ? AND seq = ?", (look.hall, found[0]))
    try:
        at = optional_time(None if last is None else last[0])
    except UnreadableTime:  # somebody wrote into it: the look through the chain says so
        at = None
    return Head(int(found[0]), found[1].hex(), at)


def _all_digits(head: str) -> str:
    """A head as it may be typed from paper, in groups and in capitals."""
    return "".join(head.split()).lower()


def _digits(head: str) -> str:
    """The first digits of a head; refused when it is none."""
    digits = _all_digits(head)
    if not (LEAST_DIGITS <= len(digits) <= 64 and set(digits) <= set("0123456789abcdef")):
        raise QueueError(
            "no_head",
            "{head} is no head of a log: that is 64 hexadecimal digits, of which the first {least} will do.",
            head=head,
            least=LEAST_DIGITS,
        )
    return digits[:LEAST_DIGITS]


def _noted_head(entry: tuple[Any, ...]) -> tuple[int, str] | None:
    """The head that a note in the log names."""
    if entry[_SUBJECT] or "chain_head" not in (entry[_CHANGES] or ""):
        return None
    try:
        data: Mapping[str, object] = json.loads(entry[_CHANGES])
    except ValueError:  # somebody wrote into it, which its hash tells
        return None
    seq, head = data.get("chain_seq"), data.get("chain_head")
    return (seq, head) if isinstance(seq, int) and isinstance(head, str) and seq > 0 else None
