"""The chain of the log: what somebody with a database tool does to it is found, and named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3
from store_hall import ANN, BOB, HALL, Clock, Machine

from queue_store import Post, QueueError, Store, Tampered, Tampering, Visitor, open_store
from queue_store.acts import Look
from queue_store.books import audit, audit_rows
from queue_store.chain import ENTRY, link
from queue_store.engines.engine import Params


@pytest.fixture
def used(store: Store) -> Store:
    """A store after a visit with all that chains have to bear: an undo, a note, a text that was erased."""
    ticket = store.issue("A", visitor=Visitor(surname="Wintertür"), post=ANN)
    store.call_next(ANN)
    store.undo(ANN)
    store.call_next(ANN)
    store.park(ticket.id, ANN, reason="“=cmd|' /C calc'!A0”\n")
    store.resume(ticket.id, ANN)
    store.finish(ticket.id, ANN)
    store.journal.record(BOB, "export", {"by": "bob", "what": "等候 \x00\u202e"})
    return store


@contextmanager
def by_hand(path: Path) -> Iterator[Any]:
    """What somebody can do who may write the file: the triggers are in nobody's way for long."""
    connection = sqlite3.connect(path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    connection.close()


def found(store: Store) -> list[tuple[int, Tampering]]:
    verdict = store.audit.verify()
    assert verdict.count >= len(verdict.tampered)
    assert verdict.whole == (not verdict.tampered)
    return [(each.seq, each.how) for each in verdict.tampered]


def hashed_anew(path: Path) -> None:
    """The whole chain computed again, as somebody would who knows how it is made."""
    with by_hand(path) as connection:
        head = bytes(32)
        for row in connection.execute(f"SELECT {', '.join(ENTRY)} FROM log ORDER BY seq").fetchall():
            head = link(head, row)
            connection.execute("UPDATE log SET hash = ? WHERE seq = ?", (head, row[1]))
        connection.execute("UPDATE hall SET head = ?", (head,))


def test_a_hall_as_it_was_written_is_whole(used: Store) -> None:
    verdict = used.audit.verify()
    assert verdict.whole
    assert (verdict.head.seq, verdict.head) == (len(used.changes(0)), used.audit.head())
    assert verdict.head.at == used.changes(0)[-1].at


def test_a_new_hall_is_whole(store: Store) -> None:
    assert store.audit.head().seq == 0
    assert store.audit.verify().whole


def test_erased_text_leaves_the_chain_whole(used: Store, clock: Clock) -> None:
    head = used.audit.head().hash
    clock.turn(days=3)
    used.waiting()
    with used._ledger.look() as look:
        assert look.rows("SELECT text FROM free_text") == []
    verdict = used.audit.verify([head])
    assert verdict.whole
    assert verdict.known_heads


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET clerk = 'bob' WHERE seq = 4", "UPDATE log SET at = replace(at, '01:', '02:') WHERE seq = 4",
        "UPDATE log SET changes = replace(changes, 'called', 'waiting') WHERE seq = 4",
        "UPDATE log SET before = NULL WHERE seq = 4", "UPDATE log SET counter = NULL WHERE seq = 4",
        "UPDATE log SET undoes = 1 WHERE seq = 4", "UPDATE log SET ticket_id = 99 WHERE seq = 4",
        "UPDATE log SET kind = 'recall' WHERE seq = 4", "UPDATE log SET act = 1 WHERE seq = 4",
    ],
)  # fmt: skip
def test_a_changed_entry_is_named(used: Store, path: Path, statement: str) -> None:
    with by_hand(path) as connection:
        connection.execute(statement)
    assert found(used) == [(4, Tampering.CHANGED)]
    [tampered] = used.audit.verify().tampered
    assert isinstance(tampered, Tampered)
    assert (tampered.kind, tampered.at) == connection_row(path, "SELECT kind, at FROM log WHERE seq = 4")


def connection_row(path: Path, query: str) -> Any:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchone()
    finally:
        connection.close()


def test_an_entry_that_was_hashed_anew_too_is_found_by_the_next(used: Store, path: Path) -> None:
    with by_hand(path) as connection:
        connection.execute("UPDATE log SET clerk = 'bob' WHERE seq = 4")
        row = connection.execute(f"SELECT {', '.join(ENTRY)} FROM log WHERE seq = 4").fetchone()
        before = connection.execute("SELECT hash FROM log WHERE seq = 3").fetchone()[0]
        connection.execute("UPDATE log SET hash = ? WHERE seq = 4", (link(before, row),))
    assert found(used) == [(5, Tampering.CHANGED)]


def test_removed_entries_are_named(used: Store, path: Path) -> None:
    last = used.audit.head().seq
    with by_hand(path) as connection:
        connection.execute("DELETE FROM log WHERE seq IN (3, 4)")
        connection.execute("DELETE FROM log WHERE seq = ?", (last,))
    verdict = used.audit.verify()
    assert verdict.count == 3
    assert found(used) == [(3, Tampering.MISSING), (last, Tampering.MISSING)]


def test_a_log_that_was_cut_and_the_hall_with_it_is_found_by_its_head(used: Store, path: Path) -> None:
    head = used.audit.head()
    with by_hand(path) as connection:
        connection.execute("DELETE FROM log WHERE seq > 5")
        connection.execute("UPDATE hall SET seq = 5, head = (SELECT hash FROM log WHERE seq = 5)")
    verdict = used.audit.verify([head.hash])
    assert verdict.unknown_heads == [head.hash]
    assert {each.how for each in verdict.tampered} == {Tampering.ROW}, "a shorter chain is a chain, but the rows differ"


def test_an_entry_that_was_put_in_is_named(used: Store, path: Path) -> None:
    last = used.audit.head().seq
    columns = ", ".join(column for column in ENTRY if column != "seq")
    with by_hand(path) as connection:
        connection.execute(
            f"INSERT INTO log (seq, hash, {columns}) SELECT {last + 1}, hash, {columns} FROM log WHERE seq = 2"
        )
    assert found(used) == [(last + 1, Tampering.ADDED)]


def test_an_entry_that_was_put_between_is_named(used: Store, path: Path) -> None:
    columns = ", ".join(column for column in ENTRY if column != "seq")
    with by_hand(path) as connection:
        connection.execute("CREATE TABLE moved AS SELECT * FROM log WHERE seq >= 4")
        connection.execute("DELETE FROM log WHERE seq >= 4")
        connection.execute(f"INSERT INTO log (seq, hash, {columns}) SELECT 4, hash, {columns} FROM log WHERE seq = 2")
        connection.execute(f"INSERT INTO log (seq, hash, {columns}) SELECT seq + 1, hash, {columns} FROM moved")
        connection.execute("DROP TABLE moved")
        connection.execute("UPDATE hall SET seq = seq + 1")
    assert found(used)[0] == (4, Tampering.CHANGED)


def test_entries_that_changed_places_are_named(used: Store, path: Path) -> None:
    columns = ", ".join(column for column in (*ENTRY, "hash") if column not in ("hall", "seq", "act"))
    with by_hand(path) as connection:
        connection.execute("DROP INDEX log_undone_once")
        connection.execute("CREATE TABLE moved AS SELECT * FROM log WHERE seq IN (2, 5)")
        for here, there in ((2, 5), (5, 2)):
            connection.execute(
                f"UPDATE log SET ({columns}) = (SELECT {columns} FROM moved WHERE seq = ?) WHERE seq = ?", (there, here)
            )
        connection.execute("DROP TABLE moved")
    places = found(used)
    assert {how for _, how in places} == {Tampering.CHANGED}
    assert {2, 5} <= {seq for seq, _ in places} <= {2, 3, 5, 6}


def test_another_head_in_the_hall_is_found(used: Store, path: Path) -> None:
    with by_hand(path) as connection:
        connection.execute("UPDATE hall SET head = zeroblob(32)")
    assert found(used) == [(used.audit.head().seq, Tampering.END)]


def test_a_chain_that_was_hashed_anew_is_found_by_a_head_kept_elsewhere(used: Store, path: Path) -> None:
    head = used.audit.head()
    used.issue("B")
    with by_hand(path) as connection:
        connection.execute("UPDATE log SET clerk = 'bob' WHERE seq = 4")
    hashed_anew(path)
    assert used.audit.verify().whole, "a chain hashed anew is a chain"
    verdict = used.audit.verify([head.hash])
    assert not verdict.whole
    assert verdict.unknown_heads == [head.hash]


def test_a_chain_that_was_hashed_anew_is_found_by_a_note_in_it(used: Store, path: Path) -> None:
    head = used.audit.head()
    used.journal.record(None, "backup_made", head.as_note())
    used.issue("B")
    assert used.audit.verify().whole
    with by_hand(path) as connection:
        connection.execute("UPDATE log SET clerk = 'bob' WHERE seq = 4")
    hashed_anew(path)
    assert found(used) == [(head.seq, Tampering.NOTED)]


def test_a_head_may_be_typed_from_paper(used: Store) -> None:
    head = used.audit.head()
    used.issue("B")
    typed = f"{head.hash[:8].upper()} {head.hash[8:16]} {head.hash[16:24]}"
    verdict = used.audit.verify([typed])
    assert verdict.whole
    assert verdict.known_heads == {typed: head.seq}
    wrong = head.hash[:20] + ("0" if head.hash[20] != "0" else "1")
    assert used.audit.verify([wrong]).unknown_heads == [wrong]


@pytest.mark.parametrize("head", ["", "abcdef", "x" * 64, "0" * 65])
def test_what_is_no_head_is_refused(used: Store, head: str) -> None:
    with pytest.raises(QueueError) as refusal:
        used.audit.verify([head])
    assert refusal.value.key == "no_head"


def test_a_long_log_is_read_page_by_page(used: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "AT_A_TIME", 3)
    told: list[tuple[int, int]] = []
    verdict = used.audit.verify(told=lambda done, of: told.append((done, of)))
    assert verdict.whole
    assert told[: verdict.head.seq // 3] == [(seq, verdict.head.seq) for seq in range(3, verdict.head.seq + 1, 3)]


def test_jumping_clocks_and_starts_of_the_machine_leave_it_whole(path: Path) -> None:
    machine = Machine()
    for turn in range(4):
        store = open_store(path, HALL, clock=machine)
        for hours in (1, -3, 30, -24 * 400):
            store.issue("A", visitor=Visitor(surname="Li"))
            machine.set_clock(hours=hours)
            store.journal.record(Post(1, f"c{turn}"), "line_shown", {"hours": hours})
            machine.pass_time(hours=7)
        store.close()
        machine.start_again(f"run{turn}", hours=20)
    store = open_store(path, HALL, clock=machine)
    assert {"clock_jumped", "day_ended"} <= {entry.kind for entry in store.changes(0)}
    assert store.audit.verify().whole
    store.close()


def test_a_refused_act_leaves_it_whole(used: Store) -> None:
    head = used.audit.head()
    with pytest.raises(QueueError):
        used.undo(Post(3, "cai"))
    with pytest.raises(QueueError):
        used.journal.record(Post(1, "\udcff"), "export", {})
    assert used.audit.head() == head
    used.issue("A")
    assert used.audit.verify([head.hash]).whole


def test_notes_of_anything_are_hashed_as_they_are_kept(store: Store) -> None:
    store.journal.record(None, "odd", {"a": None, "b": 1.5, "c": ["\x00", "\ud83d\ude00"], "d": {"é": True}})
    assert store.audit.verify().whole


def test_nobody_waits_for_a_look_through_the_chain(used: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the pages others write; what they write is not looked at."""
    monkeypatch.setattr(audit, "AT_A_TIME", 2)
    other = open_store(used.path, HALL, clock=clock)
    last = used.audit.head().seq
    verdict = used.audit.verify(told=lambda done, of: (other.issue("A"), clock.turn(seconds=1)))  # type: ignore[func-returns-value]
    assert verdict.whole
    assert verdict.head.seq == last < other.audit.head().seq
    assert other.audit.verify([verdict.head.hash]).whole
    other.close()


def test_the_time_of_a_tampered_end_is_no_error(used: Store, path: Path) -> None:
    with by_hand(path) as connection:
        connection.execute("UPDATE log SET at = ? WHERE seq = ?", ("x" * 27, used.audit.head().seq))
    assert used.audit.head().at is None
    assert [how for _, how in found(used)] == [Tampering.CHANGED]


def test_the_log_grows_by_days(store: Store, clock: Clock) -> None:
    heads = []
    for _ in range(5):
        store.issue("A")
        heads.append(store.audit.head().hash)
        clock.turn(days=1)
    assert timedelta(days=4) < clock.now - store.changes(0)[0].at
    assert store.audit.verify(heads).known_heads.keys() == set(heads)


ROWS = {
    "UPDATE ticket SET called_at = entered_at": "ticket",
    "UPDATE ticket SET apology_due = 1": "ticket",
    "UPDATE ticket SET revision = revision - 1": "ticket",
    "DELETE FROM wait_told": "wait_told",
    "UPDATE wait_told SET high = high + 60": "wait_told",
    "UPDATE rating SET stars = 5": "rating",
    "UPDATE counter SET clerk = 'bob' WHERE number = 1": "counter",
    "UPDATE phone_call SET rings = 1": "phone_call",
    "DELETE FROM owed": "owed",
    "UPDATE print_job SET times = 3": "print_job",
    "DELETE FROM print_job": "print_job",
    "INSERT INTO counter SELECT hall, 5, 1, 'eve', 'open', since, '', NULL, NULL FROM counter LIMIT 1": "counter",
    "INSERT INTO print_job SELECT hall, ticket_id, 'told', revision, state, asked_at, since, station, times, reason "
    "FROM print_job": "print_job",
    "UPDATE owed SET ticket_id = NULL": "owed",
    "UPDATE owed SET revision = 1": "owed",
}


@pytest.mark.parametrize("statement", ROWS)
def test_a_row_that_is_not_what_the_log_says_is_named(used: Store, path: Path, clock: Clock, statement: str) -> None:
    """The chain is whole, and figures would be made of other rows."""
    ticket = used.changes(0)[0].ticket_id
    assert ticket is not None
    used.rate(used.ticket(ticket).token, 2)
    used.calls.ring(ANN)
    used.owed.promise(ANN, "call", clock.now + timedelta(hours=1), ticket_id=ticket)
    used.forecast.tell(used.issue("A", print_at="hall").id, "desk")
    job = used.prints.take("hall")
    assert job is not None
    used.prints.printed(job)
    assert used.audit.verify().whole
    with by_hand(path) as connection:
        connection.execute(statement)
        changed = connection.execute("SELECT total_changes()").fetchone()[0]
    assert changed
    verdict = used.audit.verify()
    assert {(each.how, each.kind.split()[0]) for each in verdict.tampered} == {(Tampering.ROW, ROWS[statement])}
    assert verdict.count == len({each.kind for each in verdict.tampered}), "each is named once"


def test_rows_are_compared_page_by_page(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_rows, "AT_A_TIME", 3)
    monkeypatch.setattr(audit_rows, "ENTRIES_AT_A_TIME", 2)
    for clerk in (ANN, BOB, ANN):
        store.open_counter(clerk)
        store.pause(clerk, "")
        store.unpause(clerk)
        store.close_counter(clerk)
    for _ in range(3):
        store.messages.take_down(store.messages.put_up("soon").id)
    monkeypatch.setattr(audit, "AT_A_TIME", 3)
    read, counts = Look.rows, []

    def counted(look: Look, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        rows = read(look, sql, params)
        counts.append(len(rows))
        return rows

    monkeypatch.setattr(Look, "rows", counted)
    assert store.audit.verify().whole
    assert max(counts) <= 3, "of a long log no more is in memory"
    tickets = [store.issue("A").id for _ in range(10)]
    with by_hand(path) as connection:
        connection.execute("UPDATE ticket SET priority = 'old' WHERE id IN (?, ?)", (tickets[3], tickets[8]))
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM ticket WHERE id IN (?, ?)", (tickets[2], tickets[9]))
        connection.execute("UPDATE counter SET revision = 1 WHERE number = 1")
        connection.execute("DELETE FROM message WHERE id = (SELECT max(id) FROM message)")
        connection.execute("INSERT INTO message SELECT hall, 99999, revision, text, set_at, NULL FROM message LIMIT 1")
    differing = sorted(each.kind for each in store.audit.verify().tampered if not each.kind.startswith("message"))
    assert differing == ["counter 1", *sorted(f"ticket {tickets[number]}" for number in (2, 3, 8, 9))]
    assert sum(each.kind.startswith("message") for each in store.audit.verify().tampered) == 2
