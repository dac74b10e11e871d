"""The log holds everything: the tables can be rebuilt from it alone, in one order that all processes share."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from store_hall import ANN, BOB, BOSS, CAI, HALL, Clock

from queue_store import SEEN, Condition, Entry, Outcome, Paper, Post, QueueError, Role, Store, Visitor, open_store
from queue_store.acts import KEYS, UNLOGGED

POSTS = (ANN, BOB, CAI, BOSS)


def random_day(store: Store, clock: Clock, choose: random.Random, acts: int, posts: tuple[Post, ...] = POSTS) -> None:
    """Any act of any book; refusals are part of the day."""
    ids = [ticket.id for ticket in store.waiting()]
    with suppress(QueueError):
        store.staff.add("li", name="李敏", role=Role.SUPERVISOR, pin="sunflower")

    def some() -> int:
        return choose.choice(ids) if ids else 0

    def token() -> str:
        return store.ticket(some()).token

    def services_of(number: int) -> tuple[str, ...]:
        return next(load.services for load in store.floor_view().counters if load.number == number)

    def deed(post: Post) -> None:
        choose.choice((
            lambda: ids.append(store.issue(choose.choice("ABC"), visitor=Visitor(surname="Li"), post=post).id),
            lambda: ids.append(store.book("A", device=str(choose.random())).id),
            lambda: store.check_in(some()), lambda: store.call_next(post), lambda: store.call_next(post),
            lambda: store.call(some(), post, reason="asked"), lambda: store.recall(some(), post),
            lambda: store.start(some(), post), lambda: store.park(some(), post, reason="copy"),
            lambda: store.resume(some(), post), lambda: store.no_show(some(), post), lambda: store.rejoin(some()),
            lambda: store.delay(token(), minutes=5), lambda: store.cancel(token()),
            lambda: store.rate(token(), 4, "ok"),
            lambda: store.transfer(some(), post, service="B", note="meter"), lambda: store.apologise(some(), post),
            lambda: store.finish(some(), post),
            lambda: store.finish(
                some(), post, outcome=Outcome.COMPLAINT, reason="slow", case_due=clock.now + timedelta(days=3)
            ),
            lambda: store.undo(post), lambda: store.undo(post), lambda: store.redo(post),
            lambda: store.open_counter(post),
            lambda: store.pause(post, "meal"), lambda: store.unpause(post), lambda: store.close_counter(post),
            lambda: store.visitors.name(some(), post, surname="Wu", address="sir"),
            lambda: store.owed.promise(post, "call", clock.now + timedelta(hours=1), whom="Li"),
            lambda: store.owed.settle(store.owed.rows()[0].id, post),
            lambda: store.owed.take_back(store.owed.rows(state=None)[0].id, post),
            lambda: store.owed.hand_over(post, "keys"),
            lambda: store.calls.answer(store.calls.ring(post).id, post, rings=2),
            lambda: store.calls.note(store.calls.open()[0].id, post, "04512"),
            lambda: store.calls.hang_up(store.calls.open()[0].id, post),
            lambda: store.told.tell(some(), post, ["deed"]), lambda: store.told.note_missing(some(), post, ["deed"]),
            lambda: store.told.untell(some(), post, "deed"),
            lambda: store.told.second_visit(some(), post, missing="deed", was_told=True),
            lambda: ids.append(store.issue("A", post=post, print_at="desk").id),
            lambda: store.prints.ask(some(), choose.choice(list(Paper)), station="desk", post=post),
            lambda: store.prints.printed(store.prints.take("desk")),
            lambda: store.prints.failed(store.prints.take("desk"), "no_paper"),
            lambda: store.help.call(post), lambda: store.help.settle(post, store.help.open()[0].id),
            lambda: store.messages.put_up("soon", post=post), lambda: store.journal.record(post, "readiness", {}),
            lambda: store.messages.take_down(store.messages.up()[0].id),
            lambda: store.staff.change("li", office=choose.choice(("工", "主任")), by="li"),
            lambda: store.staff.add(f"n{choose.randrange(3)}", name="Ann", by="li"),
            lambda: store.staff.remove(f"n{choose.randrange(3)}", by="li"),
            lambda: store.staff.sign_in("n1", ""),
            lambda: store.directing.close_service("B", post), lambda: store.directing.open_service("B", post),
            lambda: store.directing.move_counter(2, choose.choice((("A", "B"), ("B",))), post, seen=services_of(2)),
            lambda: store.directing.call(some(), 3, post), lambda: store.directing.send(some(), 1, post),
            lambda: store.alerts.settle([Condition("queue", choose.choice("AB"))], SEEN),
            lambda: store.alerts.take(store.floor_view().alerts[0].id, post),
            lambda: store.alerts.note(store.floor_view().alerts[0].id, post, "well"),
            lambda: clock.turn(minutes=choose.randrange(30)),
        ))()  # fmt: skip

    for _ in range(acts):
        with suppress(QueueError, IndexError, AttributeError):
            deed(choose.choice(posts))
        if choose.random() < 0.01:
            clock.turn(hours=choose.choice((1, 24)))


def rebuilt(entries: list[Entry]) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Every table as the log alone tells it."""
    tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {table: {} for table in KEYS}
    for entry in entries:
        if not entry.subject:
            continue
        rows, key = tables[entry.subject], tuple(json.loads(entry.key))
        if entry.changes is None:
            del rows[key]
        else:
            rows.setdefault(key, {}).update(entry.changes)
    return tables


@pytest.mark.parametrize("seed", range(6))
def test_every_table_can_be_rebuilt_from_the_log_alone(store: Store, clock: Clock, seed: int) -> None:
    random_day(store, clock, random.Random(seed), 500)
    entries = store.changes(0, 100_000)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1)), "one order, without gaps"
    for table, rows in rebuilt(entries).items():
        with store._ledger.look() as look:
            names = [str(row[1]) for row in look.rows(f"PRAGMA table_info({table})")]
            kept = [name for name in names if name not in UNLOGGED | {"hall", "revision"}]
            found = look.rows(f"SELECT {', '.join(kept)} FROM {table}")
            defaults = {
                str(row[1]): None if row[4] is None else json.loads(str(row[4]).replace("''", '""'))
                for row in look.rows(f"PRAGMA table_info({table})")
            }
        really = {tuple(dict(zip(kept, row, strict=True))[column] for column in KEYS[table]): row for row in found}
        told = {key: tuple(({**defaults, **row})[name] for name in kept) for key, row in rows.items()}
        assert told == really, table


def test_changes_are_read_from_a_cursor(store: Store) -> None:
    ticket = store.issue("A")
    cursor = store.changes(0)[-1].seq
    store.call_next(ANN)
    store.calls.ring(BOB)
    later = store.changes(cursor)
    assert [(entry.kind, entry.subject, entry.clerk) for entry in later] == [
        ("counter_opened", "counter", "ann"), ("call", "ticket", "ann"), ("phone_rang", "phone_call", "bob"),
    ]  # fmt: skip
    assert [entry.ticket_id for entry in later] == [None, ticket.id, None]
    assert later[0].act == later[1].act != later[2].act
    assert store.changes(cursor, limit=1) == later[:1]


def test_the_log_holds_no_free_text_and_no_secret(store: Store, clock: Clock) -> None:
    ticket = store.issue("A", visitor=Visitor(surname="Winterbottom", phone="555-7788"), request_id="r-1")
    store.call_next(ANN)
    store.park(ticket.id, ANN, reason="Winterbottom fetches papers")
    store.call(ticket.id, ANN, reason="Winterbottom is back")
    store.transfer(ticket.id, ANN, service="B", note="Winterbottom again")
    store.call_next(BOB)
    store.finish(ticket.id, BOB, outcome=Outcome.DECLINED, reason="Winterbottom owes", way="Winterbottom pays")
    store.rate(ticket.token, 1, "Winterbottom was here")
    call = store.calls.ring(ANN)
    store.calls.note(call.id, ANN, "Winterbottom, 555-7788")
    owed = store.owed.promise(ANN, "ring Winterbottom", clock.now + timedelta(hours=1), whom="Winterbottom")
    store.owed.settle(owed.id, ANN, note="rang Winterbottom")
    store.told.second_visit(ticket.id, BOB, missing="Winterbottom's deed", was_told=False)
    store.pause(ANN, "after Winterbottom")
    told = repr(store.changes(0))
    for secret in ("Winterbottom", "555-7788", ticket.token, "r-1"):
        assert secret not in told


def test_calls_out_of_order_keep_their_own_reason(store: Store, clock: Clock) -> None:
    store.issue("A")
    chosen = store.issue("A")
    since = clock.now - timedelta(hours=1)
    store.call(chosen.id, ANN, reason="catches a train")
    store.park(chosen.id, ANN, reason="copies")
    assert store.ticket(chosen.id).call_reason == "catches a train"
    store.finish(chosen.id, ANN)
    store.issue("B")
    store.call_next(BOB)
    [told] = store.reports.out_of_order(since, clock.now)
    assert (told.label, told.reason, told.counter, told.clerk) == (chosen.label, "catches a train", 1, "ann")
    rows = {row.label: (row.chosen, row.call_reason) for row in store.wait_log(since, clock.now)}
    assert rows[chosen.label] == (True, "catches a train")
    assert rows["B001"] == (False, "")


def test_two_stores_share_one_order(path: Path, store: Store, clock: Clock) -> None:
    other = open_store(path, HALL, clock=clock)
    for number in range(20):
        (store, other)[number % 2].issue("A")
    assert [entry.seq for entry in store.changes(0)] == list(range(1, 21))
    assert store.changes(0) == other.changes(0)
    other.close()
