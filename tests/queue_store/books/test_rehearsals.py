"""What a clerk rehearsed is that clerk's alone: kept by name, told by nothing else, erased with time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_hall import ANN, EVER, MORNING, Clock

from queue_store import QueueError, Rehearsed, Stage, Store, look_at_copy

FIRST = Rehearsed("complaint.2", Stage.LEARNING, 0, 0.2, 6.4, MORNING + timedelta(minutes=1), MORNING)
KNOWN = Rehearsed("call+long_wait", Stage.REVIEW, None, 8.3, 1.0, MORNING + timedelta(days=8), MORNING)


def test_what_was_kept_comes_back_what_is_due_first_in_front(store: Store) -> None:
    store.rehearsals.keep("ann", KNOWN)
    store.rehearsals.keep("ann", FIRST)
    assert store.rehearsals.of("ann") == [FIRST, KNOWN]
    later = replace(FIRST, stage=Stage.REVIEW, step=None, due=MORNING + timedelta(days=2))
    store.rehearsals.keep("ann", later)
    assert store.rehearsals.of("ann") == [later, KNOWN]


def test_clerks_know_nothing_of_each_other(store: Store) -> None:
    store.rehearsals.keep("ann", FIRST)
    store.rehearsals.keep("bob", KNOWN)
    assert store.rehearsals.of("bob") == [KNOWN]
    store.rehearsals.erase("bob")
    assert store.rehearsals.of("bob") == []
    assert store.rehearsals.of("ann") == [FIRST]
    store.rehearsals.drop("ann", KNOWN.card)
    store.rehearsals.drop("ann", FIRST.card)
    assert store.rehearsals.of("ann") == []


def test_one_spelling_of_a_name_and_no_name_at_all(store: Store) -> None:
    store.rehearsals.keep("ａｎｎ ", FIRST)
    assert store.rehearsals.of("ann") == [FIRST]
    with pytest.raises(QueueError):
        store.rehearsals.of(" ")


def test_nothing_else_tells_of_it(store: Store) -> None:
    store.issue("A", post=ANN)
    changes, notes = store.changes(0), store.journal.rows(*EVER)
    figures = store.reports.courtesy(*EVER), store.reports.courtesy(*EVER, clerk="ann")
    store.rehearsals.keep("ann", FIRST)
    store.rehearsals.drop("ann", FIRST.card)
    store.rehearsals.keep("ann", KNOWN)
    assert (store.changes(0), store.journal.rows(*EVER)) == (changes, notes)
    assert (store.reports.courtesy(*EVER), store.reports.courtesy(*EVER, clerk="ann")) == figures


def test_a_weekend_or_a_leave_forgets_nothing(store: Store, clock: Clock) -> None:
    store.rehearsals.keep("ann", KNOWN)
    for days in (3, 80):
        clock.turn(days=days)
        store.forget()
        assert store.rehearsals.of("ann") == [KNOWN], f"the retention is {store.hall.retention}, and that of visitors"


def test_whoever_rehearses_no_more_is_forgotten_after_three_months(path: Path, store: Store, clock: Clock) -> None:
    left = [replace(KNOWN, card=f"card-of-who-left-{number}") for number in range(50)]
    for card in left:
        store.rehearsals.keep("who-left", card)
    store.rehearsals.keep("ann", KNOWN)
    clock.turn(days=20)
    recent = replace(FIRST, reviewed_at=clock.now, due=clock.now)
    store.rehearsals.keep("ann", recent)
    clock.turn(days=73)
    store.forget()
    assert store.rehearsals.of("who-left") == []
    assert store.rehearsals.of("ann") == [KNOWN, recent], "who goes on keeps all of it"
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"card-of-who-left" not in content


def test_what_is_erased_by_name_is_gone_from_the_files(path: Path, store: Store) -> None:
    for number in range(50):
        store.rehearsals.keep("who-left", replace(KNOWN, card=f"card-of-who-left-{number}"))
    store.rehearsals.erase("who-left")
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"card-of-who-left" not in content


def test_what_is_erased_is_taken_out_of_older_copies(store: Store, tmp_path: Path) -> None:
    for clerk in ("ann", "who-left"):
        store.rehearsals.keep(clerk, replace(KNOWN, card=f"card-of-{clerk}"))
    copy = tmp_path / "copy.db"
    figures = store.copies.make(copy)
    assert not store.copies.remembers_more(copy)
    store.rehearsals.erase("who-left")
    assert store.copies.remembers_more(copy)
    store.copies.forget_in(copy)
    assert not store.copies.remembers_more(copy)
    assert b"card-of-who-left" not in copy.read_bytes()
    assert b"card-of-ann" in copy.read_bytes()
    assert look_at_copy(copy, store.hall.id) == figures
