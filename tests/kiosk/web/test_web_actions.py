"""What a visitor does from the phone, and what nobody can do to somebody else's ticket."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from web_hall import KINDS, LANGUAGES, DeskSide, HandClock, browsing, code_now, hall_config, slot

from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code, checkin_code_holds, read_device
from kiosk.web.codes import CodeTries
from kiosk.web.context import VISITORS_READ, refusal_text
from kiosk.words import load_words
from queue_store import CounterTaken, NotAllowed, Post, State, Ticket


def state_of(desk: DeskSide, ticket: Ticket) -> State:
    return desk.store.ticket(ticket.id).state


def field(html: str, name: str) -> str:
    return re.search(f'name="{name}" value="(.*?)"', html)[1]  # type: ignore[index]


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


def test_a_check_in_code_lives_for_its_minute_and_the_next() -> None:
    secret, now = b"s" * 32, datetime(2026, 3, 2, 10, 0, 30, tzinfo=UTC)
    code = checkin_code(secret, now)
    assert re.fullmatch(r"\d{4}", code)
    assert checkin_code(secret, now + timedelta(seconds=29)) == code
    assert checkin_code_holds(secret, code, now + timedelta(seconds=89))
    assert not checkin_code_holds(secret, code, now + timedelta(seconds=91))
    assert checkin_code_holds(secret, " ".join(code), now)
    assert checkin_code_holds(secret, "".join(chr(ord(each) + 0xFEE0) for each in code), now)
    assert not checkin_code_holds(b"t" * 32, code, now)
    codes = {checkin_code(secret, now + timedelta(minutes=minute)) for minute in range(60)}
    assert len(codes) > 50


async def join(client: httpx2.AsyncClient, service: str = "A") -> httpx2.Response:
    page = await client.get("/join")
    assert page.status_code == 200, page.headers
    return await client.post("/join", data={"service": service, "key": field(page.text, "key")})


async def test_joining_from_afar_waits_for_the_code_shown_in_the_hall(desk: DeskSide) -> None:
    async with browsing(desk) as (client, _):
        joined = await join(client)
        path = joined.headers["location"]
        ticket = desk.store.ticket_by_token(path.rpartition("/")[2])
        assert ticket is not None
        assert ticket.state is State.BOOKED
        assert desk.store.call_next(desk.posts[1]) is None
        code = checkin_code(desk.store.secret(CHECK_IN_SECRET), datetime.now(UTC))
        wrong = await client.post(f"{path}/check-in", data={"code": f"{(int(code) + 1) % 10000:04}"})
        assert wrong.status_code == 409
        assert 'role="alert"' in wrong.text
        assert state_of(desk, ticket) is State.BOOKED
        assert (await client.post(f"{path}/check-in", data={"code": code})).status_code == 303
        assert (await client.post(f"{path}/check-in", data={"code": code})).status_code == 303
    called = desk.store.call_next(desk.posts[1])
    assert called is not None
    assert called.id == ticket.id


async def test_check_in_codes_cannot_be_tried_one_after_another(desk: DeskSide) -> None:
    ticket = desk.bring_to("booked")
    async with browsing(desk) as (client, _):
        answers = [await client.post(f"/t/{ticket.token}/check-in", data={"code": "x"}) for _ in range(7)]
        late = await client.post(f"/t/{ticket.token}/check-in", data={"code": code_now(desk)})
    assert {answer.status_code for answer in answers} == {409}
    assert ["试错太多次" in answer.text for answer in answers] == [False] * 5 + [True] * 2
    assert "请过 1 分钟再试" in late.text
    assert state_of(desk, ticket) is State.BOOKED


async def test_codes_are_not_guessed_over_many_tickets(desk: DeskSide) -> None:
    """From one address no more than a few dozen are tried, and right ones are taken all the same."""
    tickets = [desk.bring_to("booked") for _ in range(40)]
    async with browsing(desk) as (client, web):
        for ticket in tickets[30:]:
            answer = await client.post(f"/t/{ticket.token}/check-in", data={"code": code_now(desk)})
            assert answer.status_code == 303
        tries = [client.post(f"/t/{ticket.token}/check-in", data={"code": "x"}) for ticket in tickets[:30]]
        answers = [answer.text for answer in await asyncio.gather(*tries)]
        assert sum("报到码不对" in answer for answer in answers) == 20
        assert sum("试错太多次" in answer for answer in answers) == 10
        assert 0 < web.codes.wait(tickets[39].token, "127.0.0.1") <= 15
        assert web.codes.wait(tickets[39].token, "192.0.2.7") == 0


def test_all_addresses_together_have_a_bound_too() -> None:
    now = [0.0]
    tries = CodeTries(lambda: now[0])
    for number in range(100):
        assert not tries.wait(f"t{number}", f"a{number}")
        tries.wrong(f"t{number}", f"a{number}")
    assert 0 < tries.wait("t", "a") <= 3
    now[0] = 3.1
    assert not tries.wait("t", "a")


async def test_coming_back_by_phone_has_a_limit_and_the_front_desk_has_none(tmp_path: Path) -> None:
    desk = DeskSide(hall_config(tmp_path, rejoin_times=1))
    missed = desk.bring_to("missed")
    async with browsing(desk) as (client, web):
        sent = {"code": code_now(desk)}
        assert (await client.post(f"/t/{missed.token}/rejoin", data=sent)).status_code == 303
        desk.store.no_show(desk.call(missed).id, desk.posts[1])
        await web.watcher.look(again=True)
        page = (await client.get(f"/t/{missed.token}")).text
        assert "/rejoin" not in page
        assert "请到前台，我们会为您接回队里" in page
        refused = await client.post(f"/t/{missed.token}/rejoin", data={"code": code_now(desk)})
        assert refused.status_code == 409
        assert "没有办成：A001 已经在手机上重新排过 1 次" in refused.text
    assert desk.store.rejoin(missed.id, post=desk.posts[1]).state is State.WAITING
    desk.store.close()


async def test_a_phone_has_one_open_ticket_however_often_it_asks(desk: DeskSide) -> None:
    async with browsing(desk) as (client, web):
        page = await client.get("/join")
        sent = {"service": "A", "key": field(page.text, "key")}
        taps = await asyncio.gather(*(client.post("/join", data=sent) for _ in range(4)))
        assert {tap.status_code for tap in taps} == {303}
        assert len({tap.headers["location"] for tap in taps}) == 1
        held = await client.get("/join")
        assert held.headers["location"] == taps[0].headers["location"]
        await client.post(f"{held.headers['location']}/leave")
        again = await join(client, "B")
        assert again.headers["location"] != held.headers["location"]
        assert "HttpOnly" in again.headers["set-cookie"]
        secret = await web.secret()
        device = read_device(secret, client.cookies[desk.cookie("phone")])
        assert device.token == again.headers["location"].rpartition("/")[2]


async def test_a_phone_that_lost_the_answer_is_not_given_a_second_ticket(desk: DeskSide) -> None:
    async with browsing(desk) as (client, _):
        page = await client.get("/join")
        before = client.cookies[desk.cookie("phone")]
        sent = {"service": "A", "key": field(page.text, "key")}
        first = await client.post("/join", data=sent)
        client.cookies.clear()
        again = await client.post("/join", data=sent, headers={"Cookie": f"{desk.cookie('phone')}={before}"})
        assert again.headers["location"] == first.headers["location"]


async def test_cookies_outlive_a_restart_and_a_changed_one_is_worth_nothing(desk: DeskSide) -> None:
    async with browsing(desk) as (client, _):
        path = (await join(client)).headers["location"]
        cookie = client.cookies[desk.cookie("phone")]
    async with browsing(desk) as (client, web):
        held = await client.get("/join", headers={"Cookie": f"{desk.cookie('phone')}={cookie}"})
        assert held.headers["location"] == path
        for changed in (cookie[:-1] + "x", cookie.replace(".", ".A", 1), "", "...", "é", "a.b.c"):
            assert read_device(await web.secret(), changed).token == ""


async def test_none_left_is_said_before_the_form_and_one_that_comes_back_is_offered(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path, join_daily=1, join_one_per_phone=False), clock)
    async with browsing(desk) as (client, web):
        page = await client.get("/join")
        assert "现在取号，给您留到 11:00" in page.text
        sent = {"service": "A", "key": field(page.text, "key")}
        path = (await client.post("/join", data=sent)).headers["location"]
        assert "给您留到 11:00，请在这以前到大厅报到" in (await client.get(path)).text
        full = await client.get("/join")
        assert "今天的手机号已经发完" in full.text
        assert "11:00 可能会空出来" in full.text
        assert "<form" not in full.text
        assert full.headers["refresh"] == "30"
        assert "今天的手机号已经发完" in (await client.get("/")).text
        assert 'href="/join"' not in (await client.get("/")).text
        client.cookies.clear()
        late = await client.post("/join", data=sent)
        assert late.status_code == 409
        clock.turn(minutes=60)
        await web.writer.run(lambda store: store.lapse_bookings())
        await web.watcher.look()
        gone = (await client.get(path)).text
        assert 'data-kind="lapsed"' in gone
        assert "这个号留到 11:00" in gone
        assert 'href="/join"' in gone
        refused = await client.post(f"{path}/check-in", data={"code": code_now(desk)})
        assert refused.status_code == 409
        assert 'href="/join"' in (await client.get("/")).text
        again = await join(client)
        assert again.status_code == 303
        left = await client.post(f"{again.headers['location']}/leave")
        assert left.status_code == 303
        assert "<form" in (await client.get("/join")).text, "one that was given back is offered again"
    desk.store.close()


async def test_numbers_lapse_by_themselves_while_the_pages_are_served(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    ticket = desk.bring_to("booked")
    async with browsing(desk) as (client, _):
        clock.turn(minutes=60)
        for _ in range(600):
            if 'data-kind="lapsed"' in (await client.get(f"/t/{ticket.token}")).text:
                break
            await asyncio.sleep(0.01)
        assert state_of(desk, ticket) is State.EXPIRED
    desk.store.close()


async def test_one_address_cannot_take_all_numbers(tmp_path: Path) -> None:
    desk = DeskSide(hall_config(tmp_path, join_daily=40))
    async with browsing(desk) as (client, _):
        joined = []
        for _ in range(10):
            client.cookies.clear()
            joined.append((await join(client)).headers["location"])
        client.cookies.clear()
        full = await client.get("/join")
        assert "这个网络上已经取了不少号" in full.text
        assert "今天的手机号已经发完" not in full.text
        await client.post(f"{joined[0]}/check-in", data={"code": code_now(desk)})
        assert (await join(client)).status_code == 303
    desk.store.close()


async def test_the_page_of_a_number_says_how_long_the_queue_is_now(desk: DeskSide) -> None:
    ticket = desk.bring_to("booked")
    async with browsing(desk) as (client, web):
        first = slot((await client.get(f"/t/{ticket.token}")).text, "queue")
        assert first.startswith("现在到厅的话：")
        for _ in range(5):
            desk.issue("A")
        await web.watcher.look()
        await web.watcher.forecasting.bring_up_to(web.watcher.number)
        then = slot((await client.get(f"/t/{ticket.token}")).text, "queue")
        assert "5" in then
        assert then != first


async def test_a_hall_may_switch_joining_off(tmp_path: Path) -> None:
    desk = DeskSide(hall_config(tmp_path, join=False))
    async with browsing(desk) as (client, _):
        assert "这里不提供手机取号" in (await client.get("/join")).text
        assert (await client.post("/join", data={"service": "A"})).status_code == 409
        assert "/join" not in (await client.get("/")).text
    desk.store.close()


async def test_a_service_is_offered_on_its_days_only(desk: DeskSide) -> None:
    other = (desk.store.business_day() + timedelta(days=1)).day
    services = tuple(
        each.model_copy(update={"month_days": (other,) if each.code == "A" else ()}) for each in desk.config.services
    )
    desk.config = desk.config.model_copy(update={"services": services})
    async with browsing(desk) as (client, _):
        page = (await client.get("/join")).text
        assert re.search('value="A" required disabled>', page)
        assert "今天不办，最近是" in page
        sent = {"service": "A", "key": field(page, "key")}
        assert (await client.post("/join", data=sent)).status_code == 400
        assert (await client.post("/join", data=sent | {"service": "nothing"})).status_code == 400


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
        assert "队伍刚刚有变化" in refused.text
