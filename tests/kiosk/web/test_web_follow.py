"""What following the store costs and survives: ended pages, failing questions, one clock, a changed hall.toml."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from waiting import until
from web_hall import DeskSide, Ear, HandClock, browsing, hall_config

from kiosk.hall import load_hall
from kiosk.web import hall_file, pages, watch
from kiosk.web.snapshot import Beside, Snapshot, read_snapshot
from queue_store import QueueError, State, Store, StoreUnavailable


class Counting:
    """A store that counts the tickets that are looked up for their pages."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lookups = 0

    def queue_view(self, known: object, tokens: Collection[str], **more: object) -> object:
        self.lookups += len(tokens)
        return self._store.queue_view(known, tokens, **more)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_pages_of_ended_visits_cost_next_to_nothing(desk: DeskSide) -> None:
    tokens = [desk.store.cancel(desk.issue("A").token).token for _ in range(60)]
    store = Counting(desk.store)
    old = read_snapshot(store, desk.config, tokens)  # type: ignore[arg-type]
    assert store.lookups == 60
    store.lookups = 0
    desk.issue("A")
    new = read_snapshot(store, desk.config, tokens, old)  # type: ignore[arg-type]
    assert store.lookups <= 5
    assert new.tickets.keys() >= set(tokens)


def test_a_snapshot_is_one_consistent_read(desk: DeskSide, asked: list[str]) -> None:
    tokens = [ticket.token for ticket in desk.all_kinds().values()]
    desk.store.version()
    asked.clear()
    old = read_snapshot(desk.store, desk.config, tokens)
    assert len(asked) == 1
    desk.issue("A")
    desk.issue("B")
    desk.store.version()
    asked.clear()
    new = read_snapshot(desk.store, desk.config, tokens, old)
    assert len(asked) == 1
    assert set(tokens) <= new.tickets.keys()
    assert len(new.queue) == len(old.queue) + 2


def test_an_ended_visit_that_changes_is_noticed(desk: DeskSide) -> None:
    """One that goes on is in a list at once; whatever else changes is read in its turn."""
    missed = desk.bring_to("missed")
    others = [desk.store.cancel(desk.issue("A").token).token for _ in range(20)]
    tokens = [*others, missed.token]
    snapshot = read_snapshot(desk.store, desk.config, tokens)
    desk.store.rejoin(missed.id)
    snapshot = read_snapshot(desk.store, desk.config, tokens, snapshot)
    assert snapshot.tickets[missed.token].state is State.WAITING
    desk.store.cancel(missed.token)
    snapshot = read_snapshot(desk.store, desk.config, tokens, snapshot)
    assert snapshot.tickets[missed.token].state is State.CANCELLED

    hidden = desk.bring_to("missed")
    tokens.append(hidden.token)
    snapshot = read_snapshot(desk.store, desk.config, tokens, snapshot)
    desk.store.rejoin(hidden.id)
    desk.store.cancel(hidden.token)
    for _ in range(5):
        snapshot = read_snapshot(desk.store, desk.config, tokens, snapshot)
    assert snapshot.tickets[hidden.token].state is State.CANCELLED


def test_a_changed_limit_holds_for_those_who_wait_already(desk: DeskSide) -> None:
    ticket = desk.issue("A")
    old = read_snapshot(desk.store, desk.config)
    services = [each.model_copy(update={"long_wait": timedelta(minutes=3)}) for each in desk.config.services]
    changed = desk.config.model_copy(update={"services": tuple(services)})
    desk.store.change_rules(changed.rules())
    assert old.queue[ticket.id].limit != timedelta(minutes=3)
    assert read_snapshot(desk.store, changed, (), old).queue[ticket.id].limit == timedelta(minutes=3)


@pytest.mark.parametrize("error", [StoreUnavailable("locked", "locked"), RuntimeError("unexpected")])
async def test_who_was_passed_is_asked_again_after_a_failure(
    desk: DeskSide, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    monkeypatch.setattr(watch, "READ_AGAIN", 0.05)
    failures = [error]
    asked = watch._overtakes

    def fail_once(tickets: object, store: Store) -> object:
        if failures:
            raise failures.pop()
        return asked(tickets, store)  # type: ignore[arg-type]

    monkeypatch.setattr(watch, "_overtakes", fail_once)
    async with browsing(desk) as (client, web):
        first, later = desk.issue("A"), desk.issue("A")
        await client.get(f"/t/{first.token}")
        await web.watcher.look(again=True)
        desk.call(later)
        with caplog.at_level(logging.ERROR):
            await until(lambda: (known := web.watcher._overtaking.known.get(first.id)) and known.total == 1)
    assert not failures
    assert ("who was passed" in caplog.text) is not isinstance(error, QueueError)


async def test_a_page_asked_for_again_while_nothing_happens_asks_the_store_nothing(
    desk: DeskSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = desk.issue("A")
    async with browsing(desk) as (client, web):
        asked: list[Snapshot | None] = []
        read = pages._read_beside

        def counted(*about: Any) -> Beside:
            asked.append(web.watcher.snapshot)
            return read(*about)

        monkeypatch.setattr(pages, "_read_beside", counted)
        for _ in range(20):
            assert (await client.get(f"/t/{ticket.token}")).status_code == 200
        assert len(asked) == len({id(snapshot) for snapshot in asked}) < 20, "once for each state of the hall"
        snapshot = web.watcher.snapshot
        desk.store.told.note_missing(ticket.id, desk.posts[1], ["身份证"])
        await until(lambda: web.watcher.snapshot is not snapshot)
        await client.get(f"/t/{ticket.token}")
        assert web.watcher.snapshot is not None
        assert [each.missing for each in web.watcher.snapshot.beside.values()] == [("身份证",)]


async def test_a_page_that_is_opened_for_the_first_time_asks_the_store_nothing(
    desk: DeskSide, asked: list[str]
) -> None:
    first, *tickets = [desk.issue("A") for _ in range(30)]
    async with browsing(desk) as (client, web):
        await until(lambda: all(web.watcher._overtaking.newest(each) for each in tickets))
        await client.get(f"/t/{first.token}")
        asked.clear()
        for ticket in tickets:
            assert (await client.get(f"/t/{ticket.token}")).status_code == 200
        assert not [thread for thread in asked if "reader" in thread]


async def test_a_page_opened_while_who_was_passed_is_still_asked_says_so_at_once(
    desk: DeskSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_PACE", 3600)
    async with browsing(desk) as (client, web):
        first, later = desk.issue("A"), desk.issue("A")
        await web.watcher.look(again=True)
        desk.call(later)
        await web.watcher.look(again=True)
        page = (await client.get(f"/t/{first.token}")).text
        assert re.search('data-slot="overtaken">[^<]', page)


async def test_all_pages_go_by_one_clock(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    async with browsing(desk) as (client, web):
        missed = desk.bring_to("missed")
        await web.watcher.look(again=True)
        assert web.watcher.snapshot is not None
        assert web.watcher.clock() == "10:00:00"
        in_time = (await client.get(f"/t/{missed.token}/state")).json()["shape"]
        page = (await client.get(f"/t/{missed.token}")).text
        assert "重新排队" in page
        assert "您还可以重新排队" in page
        clock.turn(hours=1)
        page = (await client.get(f"/t/{missed.token}")).text
        assert "已经过了" in page
        assert "您还可以重新排队" not in page
        late = (await client.get(f"/t/{missed.token}/state")).json()["shape"]
        assert late != in_time, "an open page learns that it is too late"
    desk.store.close()


async def test_a_changed_hall_file_is_taken_over_by_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hall_file, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(hall_file, "SAY_EVERY", 0.2)
    file = tmp_path / "hall.toml"
    config = hall_config(tmp_path)
    file.write_text(_text(), encoding="utf-8")
    desk = DeskSide(load_hall(tmp_path))
    assert desk.config.services == config.services
    async with browsing(desk) as (client, web):
        assert "开户" in (await client.get("/")).text

        file.write_text(_text().replace("开户", "新开户"), encoding="utf-8")
        await until(lambda: web.config.services[0].names.zh_hans == "新开户")
        assert "新开户" in (await client.get("/")).text

        whole = _text().replace("开户", "装表")
        file.write_text(whole[: len(whole) // 2], encoding="utf-8")
        await until(lambda: caplog.text.count("改动有误") >= 2)
        page = await client.get("/")
        assert page.status_code == 200
        assert "新开户" in page.text

        file.write_text(whole.replace("port = 8080", "port = 9999"), encoding="utf-8")
        await until(lambda: web.config.services[0].names.zh_hans == "装表")
        assert web.config.web.port == 8080
        assert "web.port 的改动下次启动时生效" in caplog.text
        assert "装表" in (await client.get("/")).text
    desk.store.close()


def _text() -> str:
    """The example hall, open day and night."""
    import re
    from importlib import resources

    text = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    return re.sub(r"\[hours\].*?(?=\n\[)", "", text, flags=re.DOTALL)


async def test_a_second_page_of_a_ticket_takes_no_change_away_from_the_first(desk: DeskSide) -> None:
    """What a page that opens is shown, those that are open already must hear too: later only changes are sent."""
    mine = desk.issue("A")
    async with browsing(desk) as (_, web):
        topic = f"{mine.token}.en"
        first = Ear(web, topic)
        shown = await web.watcher.place(mine, "en")
        web.watcher.follow(topic, mine.token, "en", shown)
        web.watcher.follow(topic, mine.token, "en", replace(shown, shape="called.1"))
        assert b'"shape": "called.1"' in first.heard


async def test_what_the_clock_alone_changes_is_told_when_it_does(tmp_path: Path) -> None:
    """The time that was asked for is over, it is too late to join again: nobody does anything, and pages hear it."""
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    async with browsing(desk) as (_, web):
        held, missed = desk.issue("A"), desk.bring_to("missed", counter=3)
        desk.store.delay(held.token, minutes=20)
        await web.watcher.look(again=True)
        ears = []
        for ticket in (held, missed):
            ears.append(Ear(web, f"{ticket.token}.en"))
            shown = await web.watcher.place(await web.watcher.ticket(ticket.token), "en")
            web.watcher.follow(f"{ticket.token}.en", ticket.token, "en", shown)
        number = web.watcher.number
        await web.watcher.look()
        assert web.watcher.number == number, "nothing is read again before"
        clock.turn(minutes=20)
        await web.watcher.look()
        assert b'"shape": "waiting' in ears[0].heard
        assert b".held" not in ears[0].heard
        clock.turn(hours=1)
        await web.watcher.look()
        assert b".late" in ears[1].heard
    desk.store.close()
