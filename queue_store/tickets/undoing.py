"""Taking back what a clerk did, act by act, and doing again what was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from queue_store.acts import Act, Look
from queue_store.books.counters import own_counter, staff
from queue_store.engines.engine import Conflict
from queue_store.errors import CounterBusy, QueueError
from queue_store.ledger import Ledger
from queue_store.model import Post, Verb
from queue_store.tickets.done import ActDone, ActsOfPost, Redone, Undone
from queue_store.tickets.steps import (
    AT_A_TIME,
    END_OF_LOG,
    Step,
    acts_of,
    built_upon,
    done,
    kind_of,
    label_of,
    restore,
    standing,
    steps_of,
    without_the_counter,
)

_UNDO = Verb.UNDO.value


class Undoing:
    """Undo, one act after another; redo, in the opposite order; and what they would do."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def undo(self, post: Post, expected: int | None = None) -> Undone:
        """Take back this post's newest act of today on which nothing was built since; again, the one before it.

        An act is taken back whole. A number that was issued stays used, its ticket is void. An act whose rows were
        changed since is passed over: it stands, and does not keep older acts from being undone. With `expected` it is
        refused when that would take back another act.
        """
        with self._changing(post) as act:
            return Undone(**asdict(_undo(act, post, expected)))

    def redo(self, post: Post) -> Redone:
        """Do again what this post took back last and on which nothing was built since; again, what was before it.

        It is an act of its own, of the same kinds as the one that was taken back, and can be taken back like it. Once
        the post did something else, what it had taken back before stays so.
        """
        with self._changing(post) as act:
            return Redone(**asdict(_redo(act, post)))

    def acts(self, post: Post) -> ActsOfPost:
        """What this post did today and can take back, act by act, and what `redo` would do again."""
        with self._ledger.look() as look:
            undoable, kept = list[ActDone](), list[ActDone]()
            taken_back: set[int] = set()
            for number in acts_of(look, post, END_OF_LOG):
                steps = without_the_counter(look, steps_of(look, number), taken_back)
                if not steps:
                    continue
                act = done(look, post, number, steps)
                if built_upon(look, steps, taken_back):
                    kept.append(act)
                else:
                    undoable.append(act)
                    taken_back.add(number)
            return ActsOfPost(tuple(undoable), tuple(kept), _again(look, post))

    @contextmanager
    def _changing(self, post: Post) -> Iterator[Act]:
        """An act at the post's own counter. The database keeps a counter from getting two tickets."""
        try:
            with self._ledger.act(post) as act:
                own_counter(act, post)
                yield act
        except Conflict as conflict:
            if conflict.constraint != "ticket_active":
                raise QueueError(
                    "redo_taken", "It cannot be done again: the same request was made anew since."
                ) from conflict
            raise CounterBusy(
                "undo_counter_busy",
                "The ticket cannot go back to counter {counter}, which has another one by now. Settle that one first.",
                counter=post.counter,
            ) from conflict


def _undo(act: Act, post: Post, expected: int | None) -> ActDone:
    passed: list[Step] = []
    for number in acts_of(act, post, act.first):
        steps = without_the_counter(act, steps_of(act, number))
        if not steps:
            continue
        if built_upon(act, steps):
            passed += steps[:1]
            continue
        if expected not in (None, number):
            raise QueueError(
                "undo_other", "Something happened meanwhile, so this is not the last act any more. Look again."
            )
        undone = done(act, post, number, steps)
        _reverse(act, post, steps, dict.fromkeys((step.seq for step in steps), _UNDO))
        return undone
    if passed:
        raise QueueError(
            "changed_since",
            "`{verb}` of ticket {label} cannot be undone: something happened to the ticket since.",
            verb=passed[0].kind,
            label=label_of(act, passed[0].ticket_id),
        )
    raise QueueError("nothing_to_undo", "There is nothing that could be undone.")


def _redo(act: Act, post: Post) -> ActDone:
    number = _last_undo(act, post, act.first)
    if number is None:
        raise QueueError("nothing_to_redo", "There is nothing that could be done again.")
    steps = without_the_counter(act, standing(act, number))
    redone = _done_again(act, post, steps)
    if built_upon(act, steps):
        raise QueueError(
            "redo_changed",
            "`{verb}` of ticket {label} cannot be done again: something happened to the ticket since.",
            verb=redone.kind,
            label=redone.label,
        )
    _reverse(act, post, steps, {step.seq: _kind_again(act, step) for step in steps})
    return redone


def _again(look: Look, post: Post) -> ActDone | None:
    """What `redo` would do again; None where it would refuse."""
    number = _last_undo(look, post, END_OF_LOG)
    if number is None:
        return None
    steps = without_the_counter(look, standing(look, number))
    return None if built_upon(look, steps) else _done_again(look, post, steps)


def _done_again(look: Look, post: Post, steps: list[Step]) -> ActDone:
    """The act that an undo took back, from the steps of the undo."""
    undo = [step for step in steps if step.undoes is not None]
    main = next((step for step in undo if step.table == "ticket"), undo[0])
    assert main.undoes is not None
    act = done(look, post, main.seq, [main])
    return ActDone(
        act.act, kind_of(look, main.undoes), act.ticket_id, act.label, act.at, act.counter, act.clerk, len(steps)
    )


def _kind_again(look: Look, step: Step) -> str:
    """What a step that is done again is: what it was; a counter that the undo opened by the way goes back."""
    if step.undoes is not None:
        return kind_of(look, step.undoes)
    return "counter_paused" if (step.before or {}).get("state") == "paused" else "counter_closed"


def _last_undo(look: Look, post: Post, below: int) -> int | None:
    """The newest undo of this post today that was not done again; None once the post did something else after it."""
    again: set[int] = set()
    for number, steps in _newest_first(look, post, below):
        taken_back = {undoes for _, undoes in steps if undoes is not None}
        if number in again:
            continue
        if any(kind == _UNDO for kind, _ in steps):
            return number
        if not taken_back:
            return None
        again |= {_act_of(look, seq) for seq in taken_back}
    return None


def _newest_first(look: Look, post: Post, below: int) -> Iterator[tuple[int, list[tuple[str, int | None]]]]:
    """Acts of this post today before a place in the log, each with the kind of its entries and what those take back."""
    number, entries = 0, list[tuple[str, int | None]]()
    while rows := look.rows(
        "SELECT seq, act, kind, undoes FROM log WHERE hall = ? AND clerk = ? AND counter = ? AND seq > ? AND seq < ? "
        "AND subject <> '' ORDER BY seq DESC LIMIT ?",
        (look.hall, post.clerk, post.counter, look.day_seq, below, AT_A_TIME),
    ):
        below = rows[-1][0]
        for _, act, kind, undoes in rows:
            if act != number and entries:
                yield number, entries
                entries = []
            number = act
            entries.append((kind, undoes))
    if entries:
        yield number, entries


def _act_of(look: Look, seq: int) -> int:
    """The act of an entry."""
    found = look.row("SELECT act FROM log WHERE hall = ? AND seq = ?", (look.hall, seq))
    assert found is not None
    return int(found[0])


def _reverse(act: Act, post: Post, steps: list[Step], kinds: dict[int, str]) -> None:
    """Put every row back as it was before the steps; the entry of each step has the kind given for it."""
    for step in steps:
        restore(act, step, kinds[step.seq])
    counter = own_counter(act, post)
    left = counter is None or counter["state"] == "closed" or counter["clerk"] != post.clerk
    if left and act.row(
        "SELECT 1 FROM ticket WHERE hall = ? AND counter = ? AND state IN ('called', 'serving')",
        (act.hall, post.counter),
    ):
        staff(act, post, counter)
