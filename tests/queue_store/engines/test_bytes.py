"""What is erased is gone from the bytes of the files too."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, HALL, Clock

from queue_store import Outcome, Store, Visitor, open_store

KINDS = (
    "surname", "phone", "park", "chosen", "transfer", "declined", "rating", "call", "promise", "whom", "settled",
    "missing", "pause", "cancel", "handover", "way",
)  # fmt: skip


def secrets(number: int) -> dict[str, str]:
    """One word of each kind of free text that stands nowhere else."""
    return {kind: f"{kind}-{number:04d}-Wintertür" for kind in KINDS}


def a_visit(store: Store, clock: Clock, number: int) -> None:
    """A visit that leaves free text everywhere."""
    said = secrets(number)
    ticket = store.issue("A", visitor=Visitor(surname=said["surname"], phone=said["phone"]))
    store.call(ticket.id, ANN, reason=said["chosen"])
    store.park(ticket.id, ANN, reason=said["park"])
    store.resume(ticket.id, ANN)
    store.transfer(ticket.id, ANN, service="B", note=said["transfer"])
    store.call_next(BOB)
    store.told.second_visit(ticket.id, BOB, missing=said["missing"], was_told=False)
    store.finish(ticket.id, BOB, outcome=Outcome.DECLINED, reason=said["declined"], way=said["way"])
    store.rate(ticket.token, 1, said["rating"])
    store.calls.note(store.calls.ring(ANN).id, ANN, said["call"])
    owed = store.owed.promise(ANN, said["promise"], clock.now + timedelta(hours=1), whom=said["whom"])
    store.owed.settle(owed.id, ANN, note=said["settled"])
    note = store.owed.hand_over(ANN, said["handover"])
    store.owed.settle(note.id, BOB)
    store.pause(ANN, said["pause"])
    store.unpause(ANN)
    store.cancel(store.issue("A").token, reason=said["cancel"])


def found(folder: Path, words: list[str]) -> list[str]:
    """Which words stand in any file of the folder."""
    content = b"".join(file.read_bytes() for file in folder.iterdir())
    return [word for word in words if word.encode() in content]


@pytest.mark.parametrize("visits", [1, 60])
def test_erased_words_are_nowhere_in_the_files(path: Path, store: Store, clock: Clock, visits: int) -> None:
    choose = random.Random(visits)
    for number in range(visits):
        a_visit(store, clock, number)
        clock.turn(minutes=choose.randrange(5))
    kept = store.issue("A", visitor=Visitor(surname="Wu-of-today"))
    words = [word for number in range(visits) for word in secrets(number).values()]
    assert found(path.parent, words) == words
    clock.turn(days=1)
    store.waiting()
    assert found(path.parent, words) == words, "kept for the retention of a day"
    clock.turn(days=1)
    store.waiting()
    assert found(path.parent, words) == []
    assert store.hall_day(kept.business_day).finished == visits, "the figures stay"


def test_an_open_promise_keeps_its_words(path: Path, store: Store, clock: Clock) -> None:
    owed = store.owed.promise(ANN, "write to Mrs Wintertür", clock.now + timedelta(days=20), whom="Wintertür")
    clock.turn(days=9)
    assert store.owed.rows() == [owed]
    store.owed.settle(owed.id, ANN)
    clock.turn(days=3)
    assert [each.what for each in store.owed.rows(state=None)] == [""]
    assert found(path.parent, ["Wintertür"]) == []


def test_a_reader_in_the_way_only_puts_erasing_off(path: Path, store: Store, clock: Clock) -> None:
    store.cancel(store.issue("A", visitor=Visitor(surname="Wintertür")).token)
    reader = open_store(path, HALL, clock=clock)
    held = reader._ledger.engine.read()
    held.__enter__()
    clock.turn(days=2)
    store.waiting()
    assert found(path.parent, ["Wintertür"])
    held.__exit__(None, None, None)
    clock.turn(minutes=1)
    store.issue("A")
    assert found(path.parent, ["Wintertür"]) == []
    reader.close()


def test_a_copy_of_the_main_file_alone_is_a_hall(path: Path, store: Store, clock: Clock, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    opened = open_store(copy, HALL)
    assert opened.waiting() == []
    opened.close()


def test_an_unfinished_report_does_not_make_the_files_grow(path: Path, store: Store, clock: Clock) -> None:
    for _ in range(2100):
        store.issue("A")
    rows = store.wait_log(clock.now - timedelta(days=1), clock.now + timedelta(days=1))
    next(rows)
    size = path.with_name("hall.db-wal").stat().st_size
    for _ in range(800):
        store.issue("B", visitor=Visitor(surname="x" * 40))
    assert path.with_name("hall.db-wal").stat().st_size <= size + 4 * 2**20
    assert sum(1 for row in rows if row.service == "A") == 2099
