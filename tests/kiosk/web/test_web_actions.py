"""What a visitor does from the phone, and what nobody can do to somebody else's ticket."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from web_hall import KINDS, LANGUAGES, DeskSide, HandClock, browsing, code_now, field, hall_config, slot, state_of

from kiosk.web.context import VISITORS_READ, refusal_text
from kiosk.words import load_words
from queue_store import CounterTaken, NotAllowed, Post, State


async def test_leaving_is_asked_once_and_a_double_tap_leaves_once(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{ticket.token}")).text
        assert re.search(r"<details.*?<summary>.*?action=\"/t/\w+/leave\"", page, re.DOTALL)
        taps = await asyncio.gather(*(client.post(f"/t/{ticket.token}/leave") for _ in range(3)))
        assert {tap.status_code for tap in taps} == {303}
        assert state_of(desk, ticket) is State.CANCELLED
        page = (await client.get(taps[0].headers["location"])).text
        assert 'data-kind="cancelled"' in page
    assert [event.verb.value for event in desk.store.events(ticket.id)] == ["issue", "cancel"]


async def test_a_visitor_who_is_served_cannot_leave_by_an_old_page(desk: DeskSide) -> None:
    ticket = desk.bring_to("serving")
    async with browsing(desk) as (client, _):
        answer = await client.post(f"/t/{ticket.token}/leave")
        assert answer.status_code == 409
        assert "没有办成" in answer.text
    assert state_of(desk, ticket) is State.SERVING


async def test_another_persons_token_is_like_an_unknown_one(desk: DeskSide) -> None:
    mine, other = desk.issue(), desk.issue()
    wrong = mine.token[:-2] + other.token[-2:]
    async with browsing(desk) as (client, _):
        for verb in ("leave", "rejoin", "rate", "check-in", "delay", "here"):
            assert (await client.post(f"/t/{wrong}/{verb}")).status_code == 404
    assert state_of(desk, mine) is state_of(desk, other) is State.WAITING


async def test_the_effect_of_a_delay_is_shown_before_it_is_confirmed(desk: DeskSide) -> None:
    mine, *others = [desk.issue("A") for _ in range(3)]
    async with browsing(desk) as (client, _):
        preview = await client.get(f"/t/{mine.token}/delay?minutes=5")
        assert re.findall('class="figure">(.*?)<', preview.text) == ["0", "2"]
        assert desk.store.ticket(mine.id).delays == 0
        sent = {"minutes": field(preview.text, "minutes"), "times": field(preview.text, "times")}
        taps = await asyncio.gather(*(client.post(f"/t/{mine.token}/delay", data=sent) for _ in range(3)))
        assert {tap.status_code for tap in taps} == {303}
    held = desk.store.ticket(mine.id)
    assert (held.delays, held.queue_at) == (1, mine.queue_at)
    assert held.held_at(desk.store.now())
    for expected in (*others, None):
        called = desk.store.call_next(desk.posts[1])
        assert (called and called.id) == (expected and expected.id)
        if called is not None:
            desk.store.finish(called.id, desk.posts[1])


async def test_the_page_says_until_when_and_one_tap_brings_back(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    mine = desk.issue("A")
    async with browsing(desk) as (client, web):
        preview = await client.get(f"/t/{mine.token}/delay?minutes=20")
        assert "10:20 以前不叫您的号" in preview.text
        assert "还可以再用 1 次" in preview.text
        sent = {"minutes": "20", "times": "0"}
        answer = await client.post(f"/t/{mine.token}/delay", data=sent, follow_redirects=True)
        assert "<title>10:20 后再叫您 · A001</title>" in answer.text
        assert "10:20 以前不叫您" in slot(answer.text, "headline")
        assert slot(answer.text, "near") == ""
        assert desk.store.call_next(desk.posts[1]) is None
        place = await web.watcher.place(desk.store.ticket(mine.id), "zh-Hans")
        back = await client.post(f"/t/{mine.token}/here", follow_redirects=True)
        assert "下一位就是您" in back.text
        assert (await web.watcher.place(desk.store.ticket(mine.id), "zh-Hans")).shape != place.shape
    assert desk.store.call_next(desk.posts[1]).id == mine.id
    desk.store.close()


async def test_the_page_turns_by_itself_when_the_time_is_over(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    mine, other = desk.issue("A"), desk.issue("A")
    desk.store.delay(mine.token, minutes=20)
    async with browsing(desk) as (client, web):
        assert "下一位就是您" in (await client.get(f"/t/{other.token}")).text
        clock.turn(minutes=20)
        await web.watcher.look()
        assert "下一位就是您" in (await client.get(f"/t/{mine.token}")).text
        assert "下一位就是您" not in (await client.get(f"/t/{other.token}")).text
    desk.store.close()


async def test_delays_are_bounded_in_size_and_number(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        for minutes in ("0", "-5", "7", "999999999999", "5.0", "５", "", "x"):
            assert (await client.get(f"/t/{ticket.token}/delay", params={"minutes": minutes})).status_code == 400
            sent = {"minutes": minutes, "times": "0"}
            assert (await client.post(f"/t/{ticket.token}/delay", data=sent)).status_code == 400
        for times in ("0", "1", "2"):
            await client.post(f"/t/{ticket.token}/delay", data={"minutes": "20", "times": times})
        assert desk.store.ticket(ticket.id).delays == desk.config.web.delay_times
        refused = await client.get(f"/t/{ticket.token}/delay?minutes=5")
        assert refused.status_code == 409
        assert 'role="alert"' in refused.text
        assert "/delay" not in (await client.get(f"/t/{ticket.token}")).text


async def test_a_hall_may_refuse_delays(tmp_path: Path) -> None:
    desk = DeskSide(hall_config(tmp_path, delays=()))
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        assert "/delay" not in (await client.get(f"/t/{ticket.token}")).text
        assert (await client.get(f"/t/{ticket.token}/delay?minutes=5")).status_code == 400
    desk.store.close()


async def test_a_missed_visitor_joins_again_at_the_place_of_the_halls_rule(tmp_path: Path) -> None:
    config = hall_config(tmp_path)
    returning = config.returning.model_copy(update={"missed": timedelta()})
    desk = DeskSide(config.model_copy(update={"returning": returning}))
    missed = desk.bring_to("missed")
    others = [desk.issue() for _ in range(2)]
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{missed.token}")).text
        assert "排在已经在等的来客之后" in page
        assert f"/t/{missed.token}/rejoin" in page
        refused = await client.post(f"/t/{missed.token}/rejoin")
        assert refused.status_code == 409
        assert "报到码不对" in refused.text
        assert state_of(desk, missed) is State.NO_SHOW
        for _ in range(2):
            sent = {"code": code_now(desk)}
            assert (await client.post(f"/t/{missed.token}/rejoin", data=sent)).status_code == 303
    assert [ticket.id for ticket in desk.store.waiting()] == [*(each.id for each in others), missed.id]
    assert desk.store.ticket(missed.id).legs == 2
    desk.store.close()


async def test_after_the_grace_nobody_joins_again(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    missed = desk.bring_to("missed")
    clock.turn(minutes=16)
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{missed.token}")).text
        assert "/rejoin" not in page
        assert "到前台取一个新号" in page
        refused = await client.post(f"/t/{missed.token}/rejoin", data={"code": code_now(desk)})
        assert refused.status_code == 409
        assert "没有办成" in refused.text
    assert state_of(desk, missed) is State.NO_SHOW
    desk.store.close()


async def test_a_visit_is_rated_once_on_five_levels(desk: DeskSide) -> None:
    done = desk.bring_to("finished")
    began = datetime.now(UTC) - timedelta(minutes=1)
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{done.token}")).text
        assert re.findall('name="score" value="(.)"', page) == ["5", "4", "3", "2", "1"]
        assert re.findall(r"required> (.*?)</label>", page) == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
        for score in ("0", "6", "x", ""):
            assert (await client.post(f"/t/{done.token}/rate", data={"score": score})).status_code == 400
        sent = {"score": "5", "comment": "谢谢<b>3号窗口</b>"}
        assert (await client.post(f"/t/{done.token}/rate", data=sent)).status_code == 303
        assert (await client.post(f"/t/{done.token}/rate", data={"score": "1"})).status_code == 303
        page = (await client.get(f"/t/{done.token}")).text
        assert "谢谢您的评价" in page
        assert 'name="score"' not in page
    ratings = desk.store.reports.ratings(began, datetime.now(UTC) + timedelta(minutes=1))
    assert [(rating.stars, rating.words) for rating in ratings] == [(5, "谢谢<b>3号窗口</b>")]


async def test_a_visit_that_is_not_over_cannot_be_rated(desk: DeskSide) -> None:
    ticket = desk.bring_to("serving")
    async with browsing(desk) as (client, _):
        assert (await client.post(f"/t/{ticket.token}/rate", data={"score": "5"})).status_code == 409
    assert not desk.store.rated(ticket.id)


async def test_forms_of_other_sites_do_nothing(desk: DeskSide) -> None:
    ticket = desk.issue()
    elsewhere = {"Origin": "http://evil.example"}
    async with browsing(desk) as (client, _):
        assert (await client.post(f"/t/{ticket.token}/leave", headers=elsewhere)).status_code == 403
        crossed = {"Sec-Fetch-Site": "cross-site", "Origin": "null"}
        assert (await client.post(f"/t/{ticket.token}/leave", headers=crossed)).status_code == 403
        assert state_of(desk, ticket) is State.WAITING
        answer = await client.post("/join", data={"service": "A", "key": "x"})
        assert answer.status_code == 409
        assert (await client.post("/join", data={"service": "A"})).status_code == 409
        ok = {"Origin": "http://hall.test", "Sec-Fetch-Site": "same-origin"}
        assert (await client.post(f"/t/{ticket.token}/leave", headers=ok)).status_code == 303
    assert desk.store.call_next(desk.posts[1]) is None


_VERBS = ("leave", "rejoin", "delay", "rate", "check-in", "here")
_OF_CLERKS = ("窗口由", "接管", "换一个操作", "柜员", "somebody_else")


@pytest.mark.parametrize("kind", KINDS)
async def test_whoever_has_the_counter_visitors_are_told_nothing_of_it(desk: DeskSide, kind: str) -> None:
    """Another clerk took over every counter: visitors do what they may, and read nothing that is meant for clerks."""
    ticket = desk.bring_to(kind)
    for number in (1, 2, 3):
        desk.store.open_counter(Post(number, "somebody_else"), take_over=True)
    async with browsing(desk) as (client, _):
        for verb in _VERBS:
            sent = {"minutes": "5", "times": "0", "score": "5", "code": "x"}
            answer = await client.post(f"/t/{ticket.token}/{verb}", data=sent)
            assert answer.status_code in (303, 409), verb
            assert not [said for said in _OF_CLERKS if said in _words_of(answer.text)], verb
        page = await client.get(f"/t/{ticket.token}/delay?minutes=5")
        assert not [said for said in _OF_CLERKS if said in _words_of(page.text)]


def _words_of(page: str) -> str:
    """The main part of a page."""
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_for_clerks_is_put_in_words_for_visitors(language: str) -> None:
    words = load_words(language)
    taken = CounterTaken("counter_taken", "{counter} {clerk} {since}", counter=3, clerk="c07", since="09:00")
    assert refusal_text(words, taken) == words("web.error.409.text")
    for key in VISITORS_READ:
        assert f"errors.{key}" in words
        said = refusal_text(words, NotAllowed(key, "{label} {most}", label="A001", most=3))
        assert said != words("web.error.409.text")


async def test_stepping_back_too_late_says_that_the_queue_changed(desk: DeskSide) -> None:
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        desk.call(ticket)
        await web.watcher.look(again=True)
        refused = await client.get(f"/t/{ticket.token}/delay?minutes=5")
        assert refused.status_code == 409
        assert "没有办成：情况刚刚有变化，请看这一页现在的内容。" in refused.text
        assert "请到 1 号窗口" in refused.text, "the call is not hidden behind the refusal"
