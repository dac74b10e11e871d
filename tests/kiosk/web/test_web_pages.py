"""What the pages say, and how private they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from web_hall import KINDS, LANGUAGES, DeskSide, HandClock, browsing, hall_config, slot

from kiosk.hall import Hours
from kiosk.text.waits import wait_text
from kiosk.web.snapshot import read_snapshot
from kiosk.words import load_words
from queue_store import Returning, Store, Visitor, open_store

SOMEBODY = "0123456789ABCDEFGHJKMNPQRS"
PRIVATE = {
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def title(html: str) -> str:
    return re.search("<title>(.*?)</title>", html)[1]  # type: ignore[index]


def kind_of(html: str) -> str:
    return re.search('data-kind="(.*?)"', html)[1]  # type: ignore[index]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_state_has_a_page_that_says_so_in_every_language(desk: DeskSide, language: str) -> None:
    tickets = desk.all_kinds()
    words = load_words(language)
    assert set(tickets) == set(KINDS)
    async with browsing(desk, Cookie=f"{desk.cookie('lang')}={language}") as (client, _):
        for kind, ticket in tickets.items():
            page = await client.get(f"/t/{ticket.token}")
            assert page.status_code == 200
            assert kind_of(page.text) == kind
            assert f'<html lang="{language}" dir="ltr">' in page.text
            assert ticket.label in title(page.text)
            key = "next" if kind == "waiting" else kind
            assert title(page.text) == words(f"web.title.{key}", label=ticket.label, counter=ticket.counter, ahead=0)


async def test_the_page_of_a_called_visitor_names_the_counter(desk: DeskSide) -> None:
    ticket = desk.bring_to("called", counter=3)
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{ticket.token}")).text
    assert title(page) == f"请到 3 号窗口 · {ticket.label}"
    assert "<h1" in page
    assert 'class="called"' in page


async def test_people_ahead_and_the_wait_are_the_stores_own(desk: DeskSide) -> None:
    tickets = [desk.issue("A", visitor=Visitor(priority=way)) for way in ("", "", "elder", "", "")]
    desk.issue("B")
    async with browsing(desk) as (client, _):
        for ticket in tickets:
            page = (await client.get(f"/t/{ticket.token}")).text
            assert slot(page, "ahead") == str(desk.store.ahead_of(ticket.id))
            told = desk.store.estimate("A", visitor_id=ticket.id)
            assert slot(page, "wait") == wait_text(load_words("zh-Hans"), told.low, told.high)


async def test_nothing_is_promised_while_no_counter_is_open(desk: DeskSide) -> None:
    for number in (1, 2, 3):
        desk.store.close_counter(desk.posts[number])
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{ticket.token}")).text
    assert slot(page, "wait") == "暂时说不准"
    assert "没有窗口开着" in slot(page, "open_counters")


async def test_a_paused_counter_that_serves_the_visitor_says_when_it_is_back(tmp_path: Path) -> None:
    clock = HandClock()
    still = DeskSide(hall_config(tmp_path), clock)
    back = clock.now + timedelta(minutes=20)
    ticket, other = still.issue("A"), still.issue("E")
    still.store.pause(still.posts[3], "took a hard word", back_at=back)
    async with browsing(still) as (client, web):
        page = (await client.get(f"/t/{ticket.token}")).text
        assert slot(page, "open_counters") == "现在开着：1 号窗口。3 号窗口 10:20 恢复服务。"
        assert "恢复服务" not in (await client.get(f"/t/{other.token}")).text, "counter 3 does not serve it"
        board = (await client.get("/board")).text
        assert "3 号窗口 10:20 恢复服务。" in board
        assert "took a hard word" not in page + board
        before = (await client.get("/board/state")).json()["shape"]
        clock.turn(minutes=21)
        await web.watcher.look(again=True)
        assert "恢复服务" not in (await client.get(f"/t/{ticket.token}")).text, "a time that is over is not told"
        assert (await client.get("/board/state")).json()["shape"] != before
    still.store.close()


async def test_later_arrivals_called_earlier_are_counted_by_cause_and_not_named(desk: DeskSide) -> None:
    parked = desk.bring_to("parked", counter=3)
    mine = desk.issue("A")
    later = desk.issue("A", visitor=Visitor(surname="欧阳", priority="elder"))
    chosen = desk.issue("A")
    desk.store.rejoin(parked.id)
    for _ in range(2):
        desk.store.finish(desk.store.call_next(desk.posts[1]).id, desk.posts[1])
    desk.call(chosen, 1)
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{mine.token}")).text
    said = slot(page, "overtaken")
    assert "1 位依规定优先" in said
    assert "1 位比您先到，回来接着办" in said
    assert "1 位由工作人员提前叫，原因已记下" in said
    assert "有 3 位" in said
    assert later.label not in page
    assert "欧阳" not in page


async def test_the_page_says_sorry_and_offers_a_seat_once_the_wait_is_over_the_limit(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    ticket = desk.issue("B")
    async with browsing(desk) as (client, web):
        assert slot((await client.get(f"/t/{ticket.token}")).text, "apology") == ""
        clock.turn(minutes=11)
        await web.watcher.look(again=True)
        page = (await client.get(f"/t/{ticket.token}")).text
        assert slot(page, "apology") == "对不起，让您久等了"
        assert slot(page, "seat") == "请您在东侧等候区坐一坐，喝杯茶，叫到您时这里会提醒您。"
        desk.call(ticket)
        await web.watcher.look(again=True)
        assert "对不起，让您久等了" in (await client.get(f"/t/{ticket.token}")).text
    desk.store.close()


async def test_unknown_expired_and_long_finished_tickets_look_the_same(desk: DeskSide) -> None:
    done = desk.bring_to("finished")
    left_over = desk.issue()
    desk.store.close_day(waiting="expire")

    def tomorrow() -> Store:
        clock = partial(datetime.now(UTC).__add__, timedelta(days=1))
        return open_store(desk.config.database_path, desk.config.rules(), clock=clock)

    async with browsing(desk, tomorrow) as (client, _):
        answers = [await client.get(f"/t/{token}") for token in (SOMEBODY, left_over.token, done.token)]
        answers += [await client.get(f"/t/{SOMEBODY[:-1]}"), await client.get("/t/x%00%ff")]
        states = [await client.get(f"/t/{token}/state") for token in (SOMEBODY, left_over.token, done.token)]
    assert {answer.status_code for answer in answers + states} == {404}
    assert len({answer.content for answer in answers + states}) == 1
    headers = [{name: value for name, value in answer.headers.items() if name != "date"} for answer in answers]
    assert all(each == headers[0] for each in headers)


async def test_addresses_work_in_upper_and_lower_case(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        for path in (
            f"/T/{ticket.token}",
            f"/t/{ticket.token}",
            f"/t/{ticket.token.lower()}",
            f"/T/{ticket.token}/STATE",
        ):
            assert (await client.get(path)).status_code == 200
        for path in ("/join", "/JOIN", "/board", "/BOARD", "/BOARD/STATE"):
            assert (await client.get(path)).status_code == 200


async def test_no_page_leaves_a_trace_or_loads_from_elsewhere(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        for path in (f"/t/{ticket.token}", f"/t/{ticket.token}/state", "/", "/join", "/board", "/nowhere", "/t/x"):
            answer = await client.get(path)
            for name, value in PRIVATE.items():
                assert answer.headers[name] == value, path
            assert "noindex" in answer.headers["x-robots-tag"]
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert not re.search(r'(src|href|action)="(https?:)?//', answer.text)
            assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", answer.text)
        assert (await client.get("/robots.txt")).text.endswith("Disallow: /\n")


async def test_a_page_with_everything_is_under_60_kilobytes(desk: DeskSide) -> None:
    tickets = desk.all_kinds()
    async with browsing(desk) as (client, _):
        for path in (*(f"/t/{ticket.token}" for ticket in tickets.values()), "/board", "/", "/join"):
            page = await client.get(path)
            parts = re.findall(r'(?:src|href)="(/static/[^"]+|/join.svg)"', page.text)
            assert len(parts) >= 2
            size = len(page.content)
            for part in parts:
                answer = await client.get(part)
                assert answer.status_code == 200
                size += len(answer.content)
            assert size < 60_000, path


async def test_files_that_never_change_are_kept_and_others_are_not_found(desk: DeskSide) -> None:
    async with browsing(desk) as (client, web):
        answer = await client.get(web.asset("page.js"))
        assert "immutable" in answer.headers["cache-control"]
        assert (await client.get("/static/0000000000/page.js")).status_code == 404
        assert (await client.get("/static/0000000000/..%2fapp.py")).status_code == 404


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "zh-Hans"),
        ("en-GB,en;q=0.8", "en"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK;q=0.9,en;q=0.5", "zh-Hant"),
        ("en;q=0.3, zh-CN;q=0.9", "zh-Hans"),
        ("fr-FR, de;q=0.8", "zh-Hans"),
        ("fr, en;q=0.1", "en"),
        ("en;q=bad, zh-Hant", "zh-Hant"),
        (";;;,,q=", "zh-Hans"),
        ("en;q=0", "zh-Hans"),
    ],
)
async def test_the_language_is_the_one_the_phone_asks_for(desk: DeskSide, accept: str, language: str) -> None:
    async with browsing(desk) as (client, _):
        page = await client.get("/", headers={"Accept-Language": accept})
        assert f'<html lang="{language}" dir="ltr">' in page.text


async def test_the_language_picked_at_reception_counts_more_than_the_phones(desk: DeskSide) -> None:
    ticket = desk.issue(visitor=Visitor(language="zh-Hant"))
    async with browsing(desk) as (client, _):
        page = await client.get(f"/t/{ticket.token}", headers={"Accept-Language": "en"})
        assert '<html lang="zh-Hant" dir="ltr">' in page.text
        switched = await client.get(f"/t/{ticket.token}?lang=en")
        assert switched.status_code == 303
        assert switched.headers["location"] == f"/t/{ticket.token}"
        assert "HttpOnly" in switched.headers["set-cookie"]
        assert '<html lang="en" dir="ltr">' in (await client.get(f"/t/{ticket.token}")).text


async def test_switching_the_language_never_leads_to_another_site(desk: DeskSide) -> None:
    async with browsing(desk) as (client, _):
        for path in ("//evil.example/", "/\\evil.example/", "///evil.example"):
            answer = await client.get(f"http://hall.test{path}?lang=en")
            assert not re.match(r"[\\/]{2}|https?:", answer.headers.get("location", "/"))


async def test_html_in_a_hall_message_is_text(desk: DeskSide) -> None:
    ticket = desk.issue()
    desk.store.messages.put_up("<script>alert(1)</script> & 请保留号码")
    async with browsing(desk) as (client, _):
        for path in (f"/t/{ticket.token}", "/board", "/"):
            page = (await client.get(path)).text
            assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; 请保留号码" in page
            assert "<script>alert" not in page


@pytest.mark.parametrize(("names", "shown"), [("hidden", False), ("masked", True)])
async def test_names_are_on_the_board_masked_or_not_at_all(tmp_path: Path, names: str, shown: bool) -> None:
    desk = DeskSide(hall_config(tmp_path, names=names))
    desk.call(desk.issue(visitor=Visitor(surname="欧阳")))
    async with browsing(desk) as (client, _):
        page = (await client.get("/board")).text
    assert "欧阳" not in page
    assert ("欧**" in page) is shown
    desk.store.close()


async def test_a_call_stays_on_the_board_until_somebody_comes(tmp_path: Path) -> None:
    config = hall_config(tmp_path)
    config = config.model_copy(update={"board": config.board.model_copy(update={"calls": 1})})
    desk = DeskSide(config)
    labels = [desk.bring_to("called", counter).label for counter in (1, 2, 3)]
    async with browsing(desk) as (client, _):
        page = (await client.get("/board")).text
        assert re.findall("<strong>(.*?)</strong>", page) == labels[::-1]
        assert page.count('class="unanswered') == 3
    desk.store.close()


async def test_a_service_that_the_hall_gave_up_still_has_its_page(desk: DeskSide, tmp_path: Path) -> None:
    ticket = desk.issue("A")
    config = desk.config
    services = tuple(service for service in config.services if service.code != "A")
    counters = tuple(
        each.model_copy(update={"services": tuple(code for code in each.services if code != "A")})
        for each in config.counters
    )
    smaller = DeskSide(config.model_copy(update={"services": services, "counters": counters}))
    async with browsing(smaller) as (client, _):
        page = await client.get(f"/t/{ticket.token}")
        assert page.status_code == 200
        assert slot(page.text, "wait") == "暂时说不准"
    smaller.store.close()


async def test_what_is_kept_between_two_looks_is_what_a_fresh_look_finds(desk: DeskSide) -> None:
    old = read_snapshot(desk.store, desk.config)
    tickets = [desk.issue("AB"[number % 2]) for number in range(60)]
    acts: list[Callable[[], object]] = [
        lambda: None,
        lambda: desk.store.delay(tickets[2].token, minutes=5),
        lambda: desk.store.call_next(desk.posts[1]),
        lambda: desk.store.undo(desk.posts[1]),
        lambda: desk.store.cancel(tickets[5].token),
        lambda: desk.store.rejoin(desk.bring_to("missed", 3).id),
        lambda: desk.issue("A", visitor=Visitor(priority="elder")),
    ]
    for act in acts:
        act()
        kept, fresh = read_snapshot(desk.store, desk.config, (), old), read_snapshot(desk.store, desk.config)
        assert list(kept.queue) == [ticket.id for ticket in desk.store.waiting()]
        assert list(kept.queue) == list(fresh.queue)
        for token, ticket in fresh.tickets.items():
            other = kept.tickets[token]
            assert (other.state, other.queue_at, other.legs, other.delays) == (
                ticket.state,
                ticket.queue_at,
                ticket.legs,
                ticket.delays,
            )
        old = kept


@pytest.mark.parametrize(
    ("missed", "sentence"),
    [
        (None, "仍回到原来的位置"),
        (timedelta(minutes=10), "不用从头排，算您早到 10 分钟"),
        (timedelta(), "排在已经在等的来客之后"),
    ],
)
async def test_the_rule_for_a_missed_call_is_the_halls_own(
    tmp_path: Path, missed: timedelta | None, sentence: str
) -> None:
    config = hall_config(tmp_path)
    returning = config.returning.model_copy(update={"missed": missed})
    desk = DeskSide(config.model_copy(update={"returning": returning}))
    called, gone = desk.bring_to("called"), desk.bring_to("missed", counter=2, service="B")
    first = desk.issue("B")
    async with browsing(desk) as (client, _):
        for ticket in (called, gone):
            assert sentence in (await client.get(f"/t/{ticket.token}")).text
    back = desk.store.rejoin(gone.token)
    assert (desk.store.ahead_of(back.id) == 0) is (missed != timedelta())
    assert desk.store.ahead_of(first.id) == (1 if missed != timedelta() else 0)
    desk.store.close()


def test_the_example_hall_gives_a_head_start_to_whoever_missed_the_call(tmp_path: Path) -> None:
    assert hall_config(tmp_path).rules().returning.missed == timedelta(minutes=10)
    assert Returning().missed == timedelta(minutes=10)


async def test_a_closed_hall_says_when_it_opens_and_tells_no_wait(desk: DeskSide) -> None:
    weekdays = Hours.model_validate({"mon": ["08:30-12:00", "13:30-17:30"]})
    desk.config = desk.config.model_copy(update={"hours": weekdays})
    async with browsing(desk) as (client, web):
        web.clock = lambda: datetime(2026, 3, 8, 2, tzinfo=UTC)
        home = (await client.get("/")).text
        assert "现在不在服务时间，明天 08:30 开门" in home
        assert "分钟" not in home
        assert "暂时说不准" not in home
        assert "/join" not in home, "no number is offered that is not given out"
        joining = (await client.get("/join")).text
        assert "今天不再发号" in joining
        assert "现在不在服务时间，明天 08:30 开门。服务时间：星期一 08:30–12:00、13:30–17:30。" in joining
        web.clock = lambda: datetime(2026, 3, 9, 4, 30, tzinfo=UTC)
        early = (await client.get("/join")).text
        assert "今天 13:30 开门" in early
        assert "/join" in (await client.get("/")).text
        assert 'name="service"' in early
        web.clock = lambda: datetime(2026, 3, 9, 6, tzinfo=UTC)
        assert "现在不在服务时间" not in (await client.get("/")).text


async def test_the_home_page_says_when_a_service_is_given(desk: DeskSide) -> None:
    other = 1 if desk.store.business_day().day != 1 else 2
    services = tuple(
        each.model_copy(update={"month_days": (other,)}) if each.code == "M" else each for each in desk.config.services
    )
    desk.config = desk.config.model_copy(update={"services": services})
    async with browsing(desk) as (client, _):
        row = re.search("<li><strong>经理接待</strong>(.*?)</li>", (await client.get("/")).text)[1]  # type: ignore[index]
    assert "今天不办，最近是" in row
    assert "前面" not in row


async def test_an_english_page_says_or(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk, Cookie=f"{desk.cookie('lang')}=en") as (client, _):
        assert "Counters for this service: 1, 3 or 5." in (await client.get(f"/t/{ticket.token}")).text
