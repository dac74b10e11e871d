"""Bad input and bad luck: floods, huge bodies, broken text, a database that is gone."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]
from starlette.requests import Request
from web_hall import DeskSide, Serving, ask, browsing, code_now, hall_config, serving, wait_for

from kiosk.web import access
from kiosk.web.buckets import Buckets, network
from kiosk.web.guard import address_of
from queue_store import Role, Ticket


def test_a_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    now = [0.0]
    bucket = Buckets(burst=3, rate=2, clock=lambda: now[0])
    assert [bucket.take("a") for _ in range(3)] == [0, 0, 0]
    assert bucket.take("a") == pytest.approx(0.5)
    assert bucket.take("b") == 0
    now[0] = 0.5
    assert bucket.take("a") == 0
    assert bucket.wait("a") == pytest.approx(0.5)
    now[0] = 100
    assert [bucket.take("a") == 0 for _ in range(4)] == [True, True, True, False]


def test_buckets_do_not_grow_with_the_number_of_addresses() -> None:
    bucket = Buckets(burst=2, rate=0.001)
    for number in range(25_000):
        bucket.take(str(number))
    assert len(bucket._levels) <= 10_000


def test_one_subscriber_counts_as_one_address() -> None:
    assert network("192.0.2.7") == "192.0.2.7"
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9")
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.7") == "192.0.2.7"
    assert network("fe80::1%eth0") == network("fe80::ffff:2%eth0"), "neighbours on the wire, with the card they are at"
    assert network("nowhere") == "nowhere"
    proxied = Request({"type": "http", "client": ("x" * 9000, 0), "headers": []})
    assert len(address_of(proxied)) < 100, "a proxy may hand on anything"


async def test_a_hall_behind_one_address_is_served_and_a_flood_is_not(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        web.budgets.requests.burst, web.budgets.requests.rate = 300, 1
        answers = [(await client.get("/join.svg")).status_code for _ in range(320)]
        assert answers[:300] == [200] * 300
        assert 429 in answers[300:]
        refused = await client.get("/")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert "no-store" in refused.headers["cache-control"]
        page = await client.get(f"/t/{ticket.token}")
        assert page.status_code == 200, "a ticket is its visitor's, whatever the neighbours do"
        for path in ("/board", "/board/state", re.search('src="(/static/.*?)"', page.text)[1]):  # type: ignore[index]
            assert (await client.get(path)).status_code == 200
        assert web.refused.counts == {"requests over budget": answers[300:].count(429) + 1}


async def test_who_floods_waits_for_each_refusal(desk: DeskSide) -> None:
    async with browsing(desk) as (client, web):
        web.budgets.pause = 0.2
        web.budgets.requests.burst = 0
        began = time.monotonic()
        assert (await client.get("/")).status_code == 429
        assert time.monotonic() - began >= 0.2


async def test_one_ticket_has_a_budget_of_its_own(desk: DeskSide) -> None:
    mine, neighbours = desk.issue(), desk.issue()
    async with browsing(desk) as (client, web):
        web.budgets.tickets.burst, web.budgets.tickets.rate = 20, 0.01
        answers = [(await client.get(f"/t/{neighbours.token}/state")).status_code for _ in range(30)]
        assert answers == [200] * 20 + [429] * 10
        assert (await client.get(f"/t/{mine.token}/state")).status_code == 200


async def test_guessed_tokens_are_stopped_and_real_ones_go_on(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        guesses = [(await client.get(f"/t/{number:026d}")).status_code for number in range(80)]
        assert guesses[:60] == [404] * 60
        assert set(guesses[61:]) == {429}
        assert (await client.get(f"/t/{ticket.token}")).status_code == 200


@pytest.mark.parametrize("everybody", [False, True])
async def test_no_ticket_is_locked_out_by_a_neighbour_who_guesses(desk: DeskSide, everybody: bool) -> None:
    tickets = desk.all_kinds()
    async with browsing(desk) as (client, web):
        if everybody:
            web.budgets.all_guesses.burst, web.budgets.all_guesses.rate = 60, 0.01
            web.budgets.guesses.burst = 1000
        guesses = [client.get(f"/t/{number:026d}") for number in range(80)]
        assert [(await guess).status_code for guess in guesses].count(429) >= 18
        answers = {kind: (await client.get(f"/t/{ticket.token}")).status_code for kind, ticket in tickets.items()}
        assert answers == dict.fromkeys(tickets, 200)
        rejoined = await client.post(f"/t/{tickets['missed'].token}/rejoin", data={"code": code_now(desk)})
        assert rejoined.status_code == 303
        assert (await client.get("/t/x")).status_code == 429


async def test_a_flood_of_guesses_is_looked_up_one_after_the_other(desk: DeskSide) -> None:
    async with browsing(desk) as (client, web):
        web.budgets.guesses.burst = 0
        at_once = most = 0
        find = web.budgets._find

        async def counted(token: str) -> Ticket | None:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            found = await find(token)
            at_once -= 1
            return found

        web.budgets._find = counted
        answers = await asyncio.gather(*(client.get(f"/t/{number:026d}") for number in range(50)))
        assert {answer.status_code for answer in answers} == {429}
        assert most == 1


async def test_addresses_that_do_not_exist_and_wrong_methods_get_a_kind_page(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        for method, path, status in (
            ("GET", "/nowhere", 404),
            ("POST", "/", 405),
            ("DELETE", f"/t/{ticket.token}", 405),
            ("GET", f"/t/{ticket.token}/leave", 405),
            ("PUT", "/board", 405),
            ("OPTIONS", "/join", 405),
        ):
            answer = await client.request(method, path)
            assert answer.status_code == status, path
            assert "<h1>" in answer.text
            if status == 405:
                assert answer.headers["allow"]


async def test_a_body_of_ten_megabytes_is_refused(desk: DeskSide) -> None:
    ticket = desk.issue()
    huge = b"comment=" + b"x" * 10_000_000

    async def chunks():  # type: ignore[no-untyped-def]
        for start in range(0, len(huge), 65536):
            yield huge[start : start + 65536]

    async with browsing(desk) as (client, _):
        kind = {"content-type": "application/x-www-form-urlencoded"}
        for content in (huge, chunks()):
            answer = await client.post(f"/t/{ticket.token}/leave", content=content, headers=kind)
            assert answer.status_code == 413
            assert "写短一些" in answer.text
    assert desk.store.ticket(ticket.id).state == "waiting"


def test_a_huge_body_over_a_real_connection_is_refused_and_the_server_lives(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        try:
            status, _ = ask(server.port, "POST", f"/t/{ticket.token}/leave", b"x" * 10_000_000)
            assert status == 413
        except (ConnectionError, BrokenPipeError):
            pass
        assert ask(server.port, "GET", f"/t/{ticket.token}")[0] == 200


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\xff", b"score=%ff%fe&comment=%c3", b"a=1&" * 50, "score=五".encode(), b"=&=&&&;;", b"\x00"]
)
async def test_a_broken_form_is_refused_in_words(desk: DeskSide, body: bytes) -> None:
    done = desk.bring_to("finished")
    async with browsing(desk) as (client, _):
        kind = {"content-type": "application/x-www-form-urlencoded"}
        answer = await client.post(f"/t/{done.token}/rate", content=body, headers=kind)
        assert answer.status_code == 400
        other = await client.post(f"/t/{done.token}/rate", content=b"{}", headers={"content-type": "application/json"})
        assert other.status_code == 400
        assert "<h1>" in other.text
    assert not desk.store.rated(done.id)


async def test_an_origin_that_is_no_address_is_refused_like_a_foreign_one(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        for origin in ("http://[", "http://elsewhere.test"):
            answer = await client.post(f"/t/{ticket.token}/leave", headers={"origin": origin})
            assert answer.status_code == 403, origin


async def test_a_database_that_is_gone_is_said_and_comes_back_by_itself(desk: DeskSide) -> None:
    ticket = desk.issue()
    file = Path(desk.config.database_path)
    away = file.with_name("away.db")
    async with browsing(desk) as (client, web):
        assert (await client.get(f"/t/{ticket.token}")).status_code == 200
        os.rename(file, away)
        for path in (f"/t/{ticket.token}", f"/t/{ticket.token}/state", "/", "/board", "/board/state"):
            await web.watcher.look()
            answer = await client.get(path)
            assert answer.status_code == 503, path
            assert answer.headers["refresh"], "who has no script sees the page again by itself"
            assert answer.headers["retry-after"] == "5"
        assert "系统暂时连不上" in answer.text
        assert not file.exists()
        posted = await client.post(f"/t/{ticket.token}/leave")
        assert posted.status_code == 503
        os.rename(away, file)
        await web.watcher.look()
        assert (await client.get(f"/t/{ticket.token}")).status_code == 200


async def test_a_locked_database_is_said_when_a_visitor_wants_a_change(
    desk: DeskSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "STORE_TIMEOUT", 0.3)
    ticket = desk.issue()
    lock = sqlite3.connect(desk.config.database_path, isolation_level=None)
    async with browsing(desk) as (client, _):
        lock.execute("BEGIN IMMEDIATE")
        answer = await client.post(f"/t/{ticket.token}/leave")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert (await client.get(f"/t/{ticket.token}")).status_code == 200
        lock.execute("ROLLBACK")
        lock.close()


async def test_a_page_that_fails_says_so_without_a_trace(desk: DeskSide, caplog: pytest.LogCaptureFixture) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        web.config = web.config.model_copy(update={"counters": None})
        answers = [await client.get(f"/t/{ticket.token}") for _ in range(3)]
        answer = answers[-1]
        assert [each.status_code for each in answers] == [500] * 3
        assert "这一页出了点问题" in answer.text
        assert "Traceback" not in answer.text
        assert "no-store" in answer.headers["cache-control"]
        assert caplog.text.count("a page could not be made") == 1, "the others of the same minute are counted"
        assert web.refused.counts == {"pages that could not be made": 3}


ODD_PATHS = [
    "/t/",
    "/t//",
    "//",
    "/t/%00",
    "/%ff%fe",
    "/t/{token}/../../",
    "/T/{token}/",
    "/static/x/../page.js",
    "/floor//",
]
NAMES = (
    *("minutes", "lang", "score", "comment", "code", "key", "service", "times", "x"),
    *("staff", "pin", "once", "text", "alert", "back", "counter", "to", "reason", "label", "message", "open", "until"),
)
VALUES = ("5", "1", "2", "A", "en", "zh-Hant", "-1", "%00", "%ff", "9" * 400, "五", "<b>", "", "10:70", "2026-02-30")
latin = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30)


@dataclass
class Hall:
    """A hall with a ticket of every kind, a page of every route, and a supervisor who is signed in to the floor."""

    running: Serving
    tokens: list[str]
    paths: list[str]
    session: str


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    desk = DeskSide(hall_config(tmp_path_factory.mktemp("fuzz"), join_one_per_phone=False, join_daily=100_000))
    desk.store.staff.add("lead", name="李雷", role=Role.SUPERVISOR, pin="4711-4711")
    token = desk.store.sessions.open("lead", "4711-4711", terminal="web").token
    with serving(desk) as running:
        buckets = [each for each in vars(running.web.budgets).values() if isinstance(each, Buckets)]
        for bucket in (*buckets, running.web.joins, running.web.codes):
            bucket.burst = bucket.rate = 1e9
        routes = [str(getattr(each, "path", "")) for each in running.app.routes]
        paths = [path for path in routes if not path.lower().endswith("/events")]
        tokens = [ticket.token for ticket in desk.all_kinds().values()]
        session = f"{desk.cookie('floor')}={token}"
        assert b'name="pin"' not in ask(running.port, "GET", "/floor", Cookie=session)[1], "the supervisor is signed in"
        yield Hall(running, tokens, [*paths, *ODD_PATHS], session)
    desk.store.close()


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.soak)])
def test_whatever_is_sent_no_page_breaks(hall: Hall, count: int) -> None:
    @settings(max_examples=count, deadline=None, database=None)
    @given(data=st.data())
    def send(data: st.DataObject) -> None:
        subjects = [*hall.tokens, "0" * 26, "x", "%F0%9F", "A" * 3000, "1", "A", "A001", "counter", "message", "0"]
        path = re.sub(
            r"\{.*?\}", lambda _: data.draw(st.sampled_from(subjects)), data.draw(st.sampled_from(hall.paths))
        )
        fields = st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | latin)
        encoded = "&".join(f"{name}={value}" for name, value in data.draw(st.lists(fields, max_size=5)))
        sent = encoded.encode("utf-8", "replace")
        query = re.sub(rb"[\x00-\x20\x7f-\xff]", b"%C3", sent).decode().replace("#", "%23")
        method = data.draw(
            st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "FOO"])
        )
        told = ["lang=en", "phone=a.b.c", "application/x-www-form-urlencoded", "null", hall.session]
        names = ["Accept-Language", "Cookie", "Origin", "Content-Type", "Sec-Fetch-Site", "X-Forwarded-For"]
        headers = data.draw(st.dictionaries(st.sampled_from(names), latin | st.sampled_from(told), max_size=3))
        if data.draw(st.booleans()):
            headers["Cookie"] = hall.session
        body = data.draw(st.one_of(st.none(), st.binary(max_size=200), st.just(sent)))
        status, answer = ask(hall.running.port, method, f"{path}?{query}", body, **headers)
        assert status < 500, (method, path, query, body, headers)
        assert b"Traceback" not in answer
        assert b"File &#34;" not in answer

    send()
    assert wait_for(lambda: ask(hall.running.port, "GET", "/board")[0] == 200)
