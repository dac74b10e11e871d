"""What clerks, terminals, visitors and programs typed enters the store cleaned, or is refused in one sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3
from store_hall import ANN, HALL

from queue_store import Post, QueueError, Store, Visitor, open_store

NASTY = "\x1b]0;x\x07\x9b31m\r\nA\u202e\u2028B\x00"
LONG = "x" * 10_000


@pytest.mark.parametrize(
    "typed", [" c07", "c07\n", "ｃ０７", "c07\u200b", "\x1bc07\x07", "\u3000c07\u3000", "c\u202e07"]
)
def test_one_clerk_has_one_name_however_it_is_typed(store: Store, typed: str) -> None:
    assert Post(1, typed) == Post(1, "c07")
    store.open_counter(Post(1, "c07"))
    assert store.open_counter(Post(1, typed)).clerk == "c07"


def test_a_name_of_several_words_keeps_them_apart() -> None:
    assert Post(1, " 尉迟\t 恭 ").clerk == "尉迟 恭"
    assert Post(1, "Ann\nLi").clerk == "Ann Li"
    assert Post(1, "li") != Post(1, "Li")


def test_a_rare_character_of_a_name_stays() -> None:
    for rare in ("\ue000", "\U000323b0"):
        assert Post(1, rare).clerk == rare


@pytest.mark.parametrize("typed", ["", " \t\n", "\x1b\x07", "\u200b", LONG, "x" * 41])
def test_a_name_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(QueueError, match="Name the clerk in 1 to 40 characters") as refusal:
        Post(1, typed)
    assert refusal.value.key == "clerk_name"


def test_figures_and_lists_of_a_clerk_are_found_however_the_name_is_typed(store: Store) -> None:
    ticket = store.issue("A")
    store.call_next(ANN)
    store.start(ticket.id, ANN)
    store.owed.hand_over(ANN, "keys")
    now = store.now()
    assert [each.id for each in store.responsibilities(" ａnn")] == [ticket.id]
    assert len(store.owed.rows(clerk="ann ")) == 1
    assert store.reports.courtesy(now.replace(year=2000), now.replace(year=2100), clerk=" ann").sign_ins == 1


@pytest.mark.parametrize("odd", ["", " \n", "x\n", "\x1b", LONG, "x" * 201])
@pytest.mark.parametrize("take", [
    lambda s, odd: s.issue("A", request_id=odd), lambda s, odd: s.book("A", request_id=odd),
    lambda s, odd: s.book("A", device=odd or LONG),
])  # fmt: skip
def test_an_odd_id_of_a_request_or_a_device_is_refused(store: Store, take: Callable[..., object], odd: str) -> None:
    with pytest.raises(QueueError) as refusal:
        take(store, odd)
    assert refusal.value.key == "program_id"
    assert store.counts()["A"] == 0
    assert store.changes(0) == []


WRITES: dict[str, Callable[[Store, int, str], object]] = {
    "open_counter": lambda s, i, text: s.open_counter(ANN, terminal=text),
    "pause": lambda s, i, text: s.pause(ANN, text),
    "journal": lambda s, i, text: s.journal.record(ANN, "note", {text: text, "all": [text, {"in": text}], "n": 1}),
    "help": lambda s, i, text: s.help.call(ANN, label=text, moment=text),
    "message": lambda s, i, text: s.messages.put_up(text, post=ANN),
    "name": lambda s, i, text: s.visitors.name(i, ANN, surname=text, address=text),
    "issue": lambda s, i, text: s.issue("A", visitor=Visitor(surname=text, address=text, phone=text, language=text)),
    "told": lambda s, i, text: s.told.tell(i, ANN, [text]),
    "missing": lambda s, i, text: s.told.second_visit(i, ANN, missing=text, was_told=False),
    "promise": lambda s, i, text: s.owed.promise(ANN, text, s.now(), whom=text, ticket_id=i),
    "call note": lambda s, i, text: s.calls.note(s.calls.ring(ANN).id, ANN, text),
    "park": lambda s, i, text: s.park(i, ANN, reason=text),
    "transfer": lambda s, i, text: s.transfer(i, ANN, service="B", note=text),
    "finish": lambda s, i, text: s.finish(i, ANN, reason=text),
    "cancel": lambda s, i, text: s.cancel(s.issue("A").token, reason=text),
    "call": lambda s, i, text: (s.finish(i, ANN), s.call(s.issue("A").id, ANN, reason=text)),
    "rate": lambda s, i, text: (s.finish(i, ANN), s.rate(s.ticket(i).token, 3, text)),
}


def kept_texts(path: Path) -> list[str]:
    """Every text in every table."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    rows = [
        row
        for table in tables
        if not table.startswith(("sqlite_", "_"))
        for row in connection.execute(f"SELECT * FROM {table}")
    ]
    connection.close()
    return [value for row in rows for value in row if isinstance(value, str)]


@pytest.mark.parametrize("name", WRITES)
def test_no_text_is_stored_that_a_terminal_would_obey_or_that_fills_the_log(path: Path, name: str) -> None:
    store = open_store(path, HALL)
    ticket = store.issue("A")
    store.call_next(ANN)
    WRITES[name](store, ticket.id, NASTY + LONG)
    store.close()
    texts = kept_texts(path)
    assert any("AB" in text for text in texts)
    for text in texts:
        assert not {c for c in text if unicodedata.category(c) in ("Cc", "Cs") or c in "\u202e\u2028"}, text
        assert "\\u00" not in text, "nor written as an escape in JSON"
        assert len(text) < 3000, f"{name} kept {len(text)} characters"
