"""Numbers taken from afar by phone: the code of the hall, one phone one number, lapsing, and what is left."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from web_hall import DeskSide, HandClock, browsing, code_now, field, hall_config, slot, state_of

from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code, checkin_code_holds, read_device
from kiosk.web.codes import CodeTries
from queue_store import State


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
    """From one address no more than a few dozen are tried; who has tried none yet may try all the same."""
    tickets = [desk.bring_to("booked") for _ in range(40)]
    async with browsing(desk) as (client, web):
        for ticket in tickets[30:]:
            answer = await client.post(f"/t/{ticket.token}/check-in", data={"code": code_now(desk)})
            assert answer.status_code == 303
        tries = [client.post(f"/t/{ticket.token}/check-in", data={"code": "x"}) for ticket in tickets[:15] * 2]
        answers = [answer.text for answer in await asyncio.gather(*tries)]
        assert sum("报到码不对" in answer for answer in answers) == 20
        assert sum("试错太多次" in answer for answer in answers) == 10
        assert 0 < web.codes.wait(tickets[0].token, "127.0.0.1") <= 15
        assert web.codes.wait(tickets[0].token, "192.0.2.7") == 0
        answer = await client.post(f"/t/{tickets[20].token}/check-in", data={"code": code_now(desk)})
        assert answer.status_code == 303, "whatever the neighbours did"


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
        assert "这个号只留到 11:00，已经失效" in gone
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
