"""The steps of which an act consists, as the log keeps them: what each changed, and whether something was built on it.

Taking an act back puts each of its rows back as it was before; doing it again takes that back in turn. An entry that
takes another back names it in `undoes`, so that entries form chains: one of even length leaves its row as it was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queue_store.acts import KEYS, Act, Look
from queue_store.books.prints import PRINT_KINDS
from queue_store.clock import from_text
from queue_store.model import Outcome, Post, State, Verb
from queue_store.tickets.done import ActDone
from queue_store.tickets.rows import Row, to_json

STAYS = frozenset({"counter_left_open", Verb.UNDO.value, "rated"}) | PRINT_KINDS
"""Kinds of entries that are not taken back."""

SAT_DOWN = frozenset({"counter_opened", "counter_taken_over"})
"""Kinds of entries that are taken back only with the act that opened the counter by the way, such as a call.

An act that only opened a counter stays: leaving has a key of its own, and no undo takes the counter from its clerk.
"""

AT_A_TIME = 50
"""Acts, or entries of the log, that are read at once."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an act that can be taken back."""

    seq: int
    kind: str
    table: str
    key: tuple[object, ...]
    ticket_id: int | None
    changes: Mapping[str, Any] | None
    before: Mapping[str, Any] | None
    undoes: int | None


def acts_of(look: Look, post: Post, below: int) -> list[int]:
    """Acts of this post today before a place in the log that stand, the newest first; an undo is none of them."""
    found: dict[int, None] = {}
    while True:
        rows = look.rows(
            "SELECT e.seq, e.act, EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) "
            "FROM log AS e WHERE e.hall = ? AND e.clerk = ? AND e.counter = ? AND e.seq > ? AND e.seq < ? "
            "AND e.subject <> '' AND e.kind <> 'undo' ORDER BY e.seq DESC LIMIT ?",
            (look.hall, post.clerk, post.counter, look.day_seq, below, AT_A_TIME),
        )
        found |= {number: None for _, number, undone in rows if not undone}
        if len(rows) < AT_A_TIME or len(found) > AT_A_TIME:
            return list(found)
        below = rows[-1][0]


def steps_of(look: Look, number: int) -> list[Step]:
    """What can be taken back of an act, the last change first; empty when it was taken back or stays."""
    steps = [step for step in standing(look, number) if step.kind not in STAYS and step.table != "booking"]
    return [] if all(step.kind in SAT_DOWN for step in steps) else steps


def standing(look: Look, number: int) -> list[Step]:
    """Every change of an act that was not taken back, the last one first."""
    rows = look.rows(
        "SELECT seq, kind, subject, key, ticket_id, changes, before, undoes FROM log AS e WHERE hall = ? AND act = ? "
        "AND seq >= ? AND seq < ? AND subject <> '' "
        "AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) ORDER BY seq DESC",
        (look.hall, number, number, _end_of(look, number)),
    )
    return [
        Step(seq, kind, table, tuple(json.loads(key)), ticket_id, _read(changes), _read(before), undoes)
        for seq, kind, table, key, ticket_id, changes, before, undoes in rows
    ]


def _end_of(look: Look, number: int) -> int:
    """Place in the log after the last entry of an act."""
    after = look.row(
        "SELECT seq FROM log WHERE hall = ? AND seq > ? AND act <> ? ORDER BY seq LIMIT 1", (look.hall, number, number)
    )
    return END_OF_LOG if after is None else int(after[0])


END_OF_LOG = 2**62
"""A place in the log that no entry reaches."""


def without_the_counter(look: Look, steps: list[Step], taken_back: Collection[int] = ()) -> list[Step]:
    """The steps but for those on a counter that was opened by the way and changed since: the counter stays as it is."""
    rest = [step for step in steps if step.table != "counter"]
    counters = [step for step in steps if step.table == "counter"]
    return rest if rest and built_upon(look, counters, taken_back) else steps


def built_upon(look: Look, steps: Iterable[Step], taken_back: Collection[int] = ()) -> bool:
    """Whether a row that the steps changed is not any more as they left it, as if the acts `taken_back` had been.

    What happened since and was taken back leaves no trace, nor what was taken back since and then done again.
    """
    steps = tuple(steps)
    last = max((step.seq for step in steps), default=0)
    return any(_changed(look, step, last, taken_back) for step in steps)


def _changed(look: Look, step: Step, last: int, taken_back: Collection[int]) -> bool:
    values: tuple[object, ...] = () if step.ticket_id is None else (step.ticket_id,)
    where = "e.ticket_id = ? AND" if values else "e.ticket_id IS NULL AND e.subject <> '' AND"
    rows = look.rows(
        f"SELECT e.seq, e.act, e.undoes FROM log AS e WHERE e.hall = ? AND {where} e.subject = ? AND e.key = ? "
        "AND e.seq > ? ORDER BY e.seq",
        (look.hall, *values, step.table, to_json(list(step.key)), last),
    )
    chain_of: dict[int, int] = {}
    links: Counter[int] = Counter()
    for seq, number, undoes in rows:
        chain = chain_of[seq] = seq if undoes is None else chain_of.get(undoes, undoes)
        links[chain] += 2 if number in taken_back else 1
    return any(count % 2 for count in links.values())


def done(look: Look, post: Post, number: int, steps: Sequence[Step]) -> ActDone:
    """What an act was, in the words of its change of a ticket where it has one."""
    main = next((step for step in steps if step.table == "ticket"), steps[-1])
    at = look.row("SELECT at FROM log WHERE hall = ? AND seq = ?", (look.hall, _first(look, main)))
    assert at is not None
    label = label_of(look, main.ticket_id)
    return ActDone(number, main.kind, main.ticket_id, label, from_text(at[0]), post.counter, post.clerk, len(steps))


def _first(look: Look, step: Step) -> int:
    """Place of the entry that a step does again, as often as it was taken back since."""
    seq, undoes = step.seq, step.undoes
    while undoes is not None:
        found = look.row("SELECT undoes FROM log WHERE hall = ? AND seq = ?", (look.hall, undoes))
        seq, undoes = undoes, None if found is None else found[0]
    return seq


def kind_of(look: Look, seq: int) -> str:
    """What an entry of the log is."""
    found = look.row("SELECT kind FROM log WHERE hall = ? AND seq = ?", (look.hall, seq))
    assert found is not None
    return str(found[0])


def restore(act: Act, step: Step, kind: str) -> None:
    """Put one row back as it was before a step."""
    if step.changes is None:
        assert step.before is not None
        act.put(step.table, step.before, kind, ticket_id=step.ticket_id, undoes=step.seq)
        return
    row = _row(act, step)
    if step.before is not None:
        act.change(step.table, row, step.before, kind, ticket_id=step.ticket_id, undoes=step.seq)
    elif step.table == "ticket":
        void = {"state": State.CANCELLED.value, "finished_at": act.at, "outcome": Outcome.LEFT.value, "void": 1}
        act.change(step.table, row, void, kind, ticket_id=step.ticket_id, undoes=step.seq)
    else:
        act.remove(step.table, row, kind, ticket_id=step.ticket_id, undoes=step.seq)


def _read(text: str | None) -> Mapping[str, Any] | None:
    return None if text is None else json.loads(text)


def _row(act: Act, step: Step) -> Row:
    """The columns of a row that taking a step back reads, and those that tell it apart."""
    names = KEYS[step.table]
    columns = dict.fromkeys((*names, "revision", *(step.changes or {}), *(step.before or {})))
    if step.table == "ticket":
        columns |= dict.fromkeys(("service", "head_start", "state", "finished_at", "outcome", "void"))
    where = " AND ".join(f"{name} = ?" for name in names)
    found = act.row(f"SELECT {', '.join(columns)} FROM {step.table} WHERE hall = ? AND {where}", (act.hall, *step.key))
    assert found is not None
    return dict(zip(columns, found, strict=True))


def label_of(look: Look, ticket_id: int | None) -> str:
    """Label of a ticket; empty for none."""
    if ticket_id is None:
        return ""
    found = look.row("SELECT label FROM ticket WHERE hall = ? AND id = ?", (look.hall, ticket_id))
    return "" if found is None else str(found[0])
