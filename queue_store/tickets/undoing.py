"""Taking back what a clerk did, act by act."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queue_store.acts import KEYS, Act
from queue_store.books.counters import own_counter, staff
from queue_store.books.prints import PRINT_KINDS
from queue_store.clock import from_text
from queue_store.engines.engine import Conflict
from queue_store.errors import CounterBusy, QueueError
from queue_store.ledger import Ledger
from queue_store.model import Outcome, Post, State, Undone, Verb
from queue_store.tickets.rows import Row, to_json

STAYS = frozenset({"counter_left_open", Verb.UNDO.value, "rated"}) | PRINT_KINDS
"""Kinds of entries that are not taken back."""

SAT_DOWN = frozenset({"counter_opened", "counter_taken_over"})
"""Kinds of entries that are taken back only with the act that opened the counter by the way, such as a call.

An act that only opened a counter stays: leaving has a key of its own, and no undo takes the counter from its clerk.
"""

_AT_A_TIME = 50


@dataclass(frozen=True, slots=True)
class _Step:
    """One change of an act that can be taken back."""

    seq: int
    kind: str
    table: str
    key: tuple[object, ...]
    ticket_id: int | None
    changes: Mapping[str, Any] | None
    before: Mapping[str, Any] | None


class Undoing:
    """Undo, one act after another."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def undo(self, post: Post) -> Undone:
        """Take back this post's newest act of today on which nothing was built since; again, the one before it.

        An act is taken back whole. A number that was issued stays used, its ticket is void. An act whose rows were
        changed since is passed over: it stands, and does not keep older acts from being undone.
        """
        try:
            with self._ledger.act(post) as act:
                own_counter(act, post)
                return self._undo(act, post)
        except Conflict as conflict:
            raise CounterBusy(
                "undo_counter_busy",
                "The ticket cannot go back to counter {counter}, which has another one by now. Settle that one first.",
                counter=post.counter,
            ) from conflict

    def _undo(self, act: Act, post: Post) -> Undone:
        passed: list[_Step] = []
        for number in _acts(act, post):
            steps = _without_the_counter(act, _steps(act, number))
            if not steps:
                continue
            if _built_upon(act, steps):
                passed += steps[:1]
                continue
            return _take_back(act, post, number, steps)
        if passed:
            raise QueueError(
                "changed_since",
                "`{verb}` of ticket {label} cannot be undone: something happened to the ticket since.",
                verb=passed[0].kind,
                label=_label(act, passed[0].ticket_id),
            )
        raise QueueError("nothing_to_undo", "There is nothing that could be undone.")


def _acts(act: Act, post: Post) -> list[int]:
    """Acts of this post today that were not taken back, the newest first."""
    found: dict[int, None] = {}
    below = act.first
    while True:
        rows = act.rows(
            "SELECT e.seq, e.act, EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) "
            "FROM log AS e WHERE e.hall = ? AND e.clerk = ? AND e.counter = ? AND e.seq > ? AND e.seq < ? "
            "AND e.subject <> '' AND e.kind <> 'undo' ORDER BY e.seq DESC LIMIT ?",
            (act.hall, post.clerk, post.counter, act.day_seq, below, _AT_A_TIME),
        )
        found |= {number: None for _, number, undone in rows if not undone}
        if len(rows) < _AT_A_TIME or len(found) > _AT_A_TIME:
            return list(found)
        below = rows[-1][0]


def _steps(act: Act, number: int) -> list[_Step]:
    """What can be taken back of an act, the last change first; empty when it was taken back or stays."""
    after = act.row(
        "SELECT seq FROM log WHERE hall = ? AND seq > ? AND act <> ? ORDER BY seq LIMIT 1", (act.hall, number, number)
    )
    rows = act.rows(
        "SELECT seq, kind, subject, key, ticket_id, changes, before FROM log AS e WHERE hall = ? AND act = ? "
        "AND seq >= ? AND seq < ? AND subject <> '' "
        "AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) ORDER BY seq DESC",
        (act.hall, number, number, act.seq + 1 if after is None else after[0]),
    )
    steps = [
        _Step(seq, kind, table, tuple(json.loads(key)), ticket_id, _read(changes), _read(before))
        for seq, kind, table, key, ticket_id, changes, before in rows
        if kind not in STAYS and table != "booking"
    ]
    return [] if all(step.kind in SAT_DOWN for step in steps) else steps


def _without_the_counter(act: Act, steps: list[_Step]) -> list[_Step]:
    """The steps but for those on a counter that was opened by the way and changed since: the counter stays as it is."""
    rest = [step for step in steps if step.table != "counter"]
    return rest if rest and _built_upon(act, [step for step in steps if step not in rest]) else steps


def _read(text: str | None) -> Mapping[str, Any] | None:
    return None if text is None else json.loads(text)


def _built_upon(act: Act, steps: Sequence[_Step]) -> bool:
    """Whether something that still stands happened since to a row that the act changed."""
    last = max((step.seq for step in steps), default=0)
    for step in steps:
        values: tuple[object, ...] = () if step.ticket_id is None else (step.ticket_id,)
        where = "e.ticket_id = ? AND" if values else "e.ticket_id IS NULL AND e.subject <> '' AND"
        found = act.row(
            f"SELECT 1 FROM log AS e WHERE e.hall = ? AND {where} e.subject = ? AND e.key = ? AND e.seq > ? "
            "AND e.kind <> 'undo' AND NOT EXISTS "
            "(SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) LIMIT 1",
            (act.hall, *values, step.table, to_json(list(step.key)), last),
        )
        if found is not None:
            return True
    return False


def _take_back(act: Act, post: Post, number: int, steps: Sequence[_Step]) -> Undone:
    for step in steps:
        _restore(act, step)
    if act.row(
        "SELECT 1 FROM ticket WHERE hall = ? AND counter = ? AND state IN ('called', 'serving')",
        (act.hall, post.counter),
    ):
        staff(act, post, own_counter(act, post))
    first = steps[-1]
    at = act.row("SELECT at FROM log WHERE hall = ? AND seq = ?", (act.hall, first.seq))
    assert at is not None
    main = next((step for step in steps if step.table == "ticket"), first)
    return Undone(
        number, main.kind, main.ticket_id, _label(act, main.ticket_id), from_text(at[0]), post.counter, post.clerk,
        len(steps),
    )  # fmt: skip


def _restore(act: Act, step: _Step) -> None:
    """Put one row back as it was before."""
    undo = Verb.UNDO.value
    if step.changes is None:
        assert step.before is not None
        act.put(step.table, step.before, undo, ticket_id=step.ticket_id, undoes=step.seq)
        return
    row = _row(act, step)
    if step.before is not None:
        act.change(step.table, row, step.before, undo, ticket_id=step.ticket_id, undoes=step.seq)
    elif step.table == "ticket":
        void = {"state": State.CANCELLED.value, "finished_at": act.at, "outcome": Outcome.LEFT.value, "void": 1}
        act.change(step.table, row, void, undo, ticket_id=step.ticket_id, undoes=step.seq)
    else:
        act.remove(step.table, row, undo, ticket_id=step.ticket_id, undoes=step.seq)


def _row(act: Act, step: _Step) -> Row:
    """The columns of a row that taking a step back reads, and those that tell it apart."""
    names = KEYS[step.table]
    columns = dict.fromkeys((*names, "revision", *(step.changes or {}), *(step.before or {})))
    if step.table == "ticket":
        columns |= dict.fromkeys(("service", "head_start", "state", "finished_at", "outcome", "void"))
    where = " AND ".join(f"{name} = ?" for name in names)
    found = act.row(f"SELECT {', '.join(columns)} FROM {step.table} WHERE hall = ? AND {where}", (act.hall, *step.key))
    assert found is not None
    return dict(zip(columns, found, strict=True))


def _label(act: Act, ticket_id: int | None) -> str:
    if ticket_id is None:
        return ""
    found = act.row("SELECT label FROM ticket WHERE hall = ? AND id = ?", (act.hall, ticket_id))
    return "" if found is None else str(found[0])
