"""The floor on a tablet: only for a supervisor with a PIN, and what is done there is done in that name."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
from web_hall import DeskSide, HandClock, browsing, field, hall_config, serving, wait_for

from kiosk.directing.alerts import PAGES
from kiosk.web import floor_watch
from kiosk.web.floor_acts import FLOOR_ACTS
from queue_store import NO_COUNTER, Condition, Post, Role, State, Store

PIN = "4711-4711"


@pytest.fixture
def staffed(desk: DeskSide) -> DeskSide:
    """A hall with a supervisor, a clerk, and one whose wait is over the limit."""
    desk.store.staff.add("lead", name="李雷", surname="李", office="主任", role=Role.SUPERVISOR, pin=PIN)
    desk.store.staff.add("c1", name="韩梅", role=Role.CLERK, pin="4812")
    return desk


async def signed_in(client: httpx2.AsyncClient, staff: str = "lead", pin: str = PIN) -> httpx2.Response:
    return await client.post("/floor/in", data={"staff": staff, "pin": pin})


async def test_nobody_else_looks_at_the_floor(staffed: DeskSide) -> None:
    staffed.issue()
    async with browsing(staffed) as (client, _web):
        for page in ("/floor", "/floor/message"):
            shown = (await client.get(page)).text
            assert 'name="pin"' in shown
            assert "c1" not in shown
        for staff, pin in (("lead", "0000-0000"), ("c1", "4812"), ("nobody", PIN), ("", "")):
            answer = await signed_in(client, staff, pin)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
        for page in ("/floor/day", "/floor/visitors", "/floor/counter/1"):
            assert 'name="pin"' in (await client.get(page)).text
        for act in FLOOR_ACTS:
            answer = await client.post(f"/floor/{act}", data={"alert": "1", "message": "1", "text": "x"})
            assert answer.status_code == 403
        assert staffed.store.messages.up() == []


async def test_a_supervisor_sees_to_alerts_and_tells_the_hall(staffed: DeskSide) -> None:
    for _ in range(14):
        staffed.issue()
    async with browsing(staffed, **{"accept-language": "zh-CN"}) as (client, _web):
        answer = await signed_in(client)
        assert (answer.status_code, answer.headers["location"]) == (303, "/floor")
        assert "httponly" in answer.headers["set-cookie"].lower()
        page = (await client.get("/floor")).text
        assert "李主任" in page
        assert "14 人等候" in page
        alert = next(str(each.id) for each in staffed.store.floor_view().alerts if each.kind == "queue")
        assert f'name="alert" value="{alert}"' in page
        await client.post("/floor/take", data={"alert": alert})
        assert "李主任在处理" in (await client.get("/floor")).text
        [kept] = [each for each in staffed.store.floor_view().alerts if each.taken_by]
        assert kept.taken_by == "lead"
        await client.post("/floor/take", data={"alert": alert, "back": "1"})
        staffed.store.alerts.take(int(alert), Post(NO_COUNTER, "second"))
        refused = await client.post("/floor/take", data={"alert": alert})
        assert refused.status_code == 409
        assert "已经接手" in refused.text
        await client.post("/floor/message", data={"text": "<b>停电</b>十分钟"})
        page = (await client.get("/floor")).text
        assert "&lt;b&gt;停电" in page
        [message] = staffed.store.messages.up()
        await client.post("/floor/down", data={"message": str(message.id)})
        assert staffed.store.messages.up() == []
        assert (await client.post("/floor/take", data={"alert": "x"})).status_code == 400
        await client.post("/floor/out")
        assert 'name="pin"' in (await client.get("/floor")).text


async def test_a_supervisor_who_is_none_any_more_is_out(staffed: DeskSide) -> None:
    staffed.store.staff.add("second", name="王五", role=Role.SUPERVISOR, pin=PIN)
    async with browsing(staffed) as (client, _web):
        await signed_in(client, "second")
        assert 'name="pin"' not in (await client.get("/floor")).text
        staffed.store.staff.change("second", role=Role.CLERK, by="lead")
        assert 'name="pin"' in (await client.get("/floor")).text


async def test_too_many_tries_from_one_address_are_put_off(staffed: DeskSide) -> None:
    async with browsing(staffed) as (client, _web):
        answers = [(await signed_in(client, "nobody", "1")).status_code for _ in range(12)]
        assert answers[0] == 403
        assert answers[-1] == 429


async def test_a_form_of_another_page_does_nothing(staffed: DeskSide) -> None:
    async with browsing(staffed) as (client, _web):
        await signed_in(client)
        answer = await client.post("/floor/message", data={"text": "x"}, headers={"origin": "http://evil.test"})
        assert answer.status_code == 403
        assert staffed.store.messages.up() == []


CHINESE = {"accept-language": "zh-CN"}


async def pressed(client: httpx2.AsyncClient, act: str, **form: str) -> tuple[int, str]:
    """Send a form as a browser does, and follow it to the page that it leads to: status of the answer, and the page."""
    answer = await client.post(f"/floor/{act}", data=form)
    page = await client.get("/floor") if answer.status_code == 303 else answer
    return answer.status_code, re.sub(r"<[^>]+>", "|", page.text)


async def test_an_alert_is_snoozed_and_what_came_of_it_is_written_down(staffed: DeskSide) -> None:
    for _ in range(14):
        staffed.issue()
    async with browsing(staffed, **CHINESE) as (client, _web):
        await signed_in(client)
        await client.get("/floor")
        [alert] = [each for each in staffed.store.floor_view().alerts if each.kind == "queue"]
        asked = (await client.get(f"/floor/alert/{alert.id}")).text
        assert "14 人等候，超过 12 人" in asked
        assert "加开了窗口" in asked
        status, page = await pressed(client, "snooze", alert=str(alert.id), minutes="10")
        assert status == 303
        assert re.search(r"14 人等候，超过 12 人.*?再提醒.*?再提醒。", page, re.DOTALL), "beside its button"
        status, page = await pressed(client, "note", alert=str(alert.id), note="opened")
        assert "加开了窗口" in page
        status, page = await pressed(client, "note", alert=str(alert.id), note="other", text=" ")
        assert (status, "请写下处理结果" in page) == (409, True)
        await pressed(client, "note", alert=str(alert.id), note="other", text="叫了 <b>小王</b>")
        kept = next(each for each in staffed.store.floor_view().alerts if each.id == alert.id)
        assert (kept.note, kept.noted_by) == ("叫了 <b>小王</b>", "lead")
        assert "&lt;b&gt;小王" in (await client.get("/floor")).text
        for wrong in ({"minutes": "7"}, {"minutes": ""}, {"alert": "x", "minutes": "5"}):
            assert (await client.post("/floor/snooze", data={"alert": str(alert.id), **wrong})).status_code == 400
        assert (await client.get("/floor/alert/99")).status_code == 404


async def test_a_visitor_is_called_and_a_transfer_taken_over(staffed: DeskSide) -> None:
    first, sent = staffed.issue(), staffed.issue()
    staffed.store.transfer(sent.id, staffed.posts[2], counter=4)
    async with browsing(staffed, **CHINESE) as (client, _web):
        await signed_in(client)
        listed = (await client.get("/floor/visitors")).text
        assert listed.index(sent.label) < listed.index(first.label), "who was sent somewhere comes first"
        found = (await client.get(f"/floor/visitors?more={first.label.lower()}")).text
        assert sent.label not in found
        asked = (await client.get(f"/floor/visitor/{sent.id}")).text
        assert 'name="counter" value="all"' in asked
        status, page = await pressed(client, "send", ticket=str(sent.id), counter="all")
        assert (status, f"{sent.label} 可由办这项业务的任何窗口叫号。" in page) == (303, True)
        assert staffed.store.ticket(sent.id).for_counter is None
        status, page = await pressed(client, "call", ticket=str(sent.id), counter="1")
        assert (status, f"已叫 {sent.label} 到 1 号窗口。" in page) == (303, True)
        called = staffed.store.ticket(sent.id)
        assert (called.state, called.counter, called.clerk) == (State.CALLED, 1, "c1")
        status, page = await pressed(client, "call", ticket=str(first.id), counter="1")
        assert (status, "1 号窗口" in page) == (409, True)
        assert staffed.store.ticket(first.id).state is State.WAITING
        assert "已经不在等候" in (await client.get(f"/floor/visitor/{sent.id}")).text


async def test_two_supervisors_at_one_counter_get_one_clear_sentence(staffed: DeskSide) -> None:
    staffed.store.staff.add("second", name="王五", surname="王", office="主任", role=Role.SUPERVISOR, pin=PIN)
    async with browsing(staffed, **CHINESE) as (one, _web), browsing(staffed, **CHINESE) as (other, _):
        await signed_in(one)
        await signed_in(other, "second")
        seen = field((await one.get("/floor/counter/2")).text, "seen")
        assert field((await other.get("/floor/counter/2")).text, "seen") == seen == "B"
        status, page = await pressed(other, "move", counter="2", seen=seen, after="A,B")
        assert (status, "2 号窗口今天办：开户、缴费。" in page) == (303, True)
        status, page = await pressed(one, "move", counter="2", seen=seen, after="B,C")
        assert (status, "2 号窗口的业务刚被别人改过，现在是 开户、缴费。" in page) == (409, True)
        assert "恢复平常的业务" in page, "the page that asked is there again, as it is now"
        assert staffed.store.floor_view().arranged.counters == {2: ("A", "B")}
        await pressed(one, "service", service="B", what="close")
        status, page = await pressed(other, "service", service="B", what="close")
        assert (status, "李主任 在" in page, "停止了 缴费 今天的取号" in page) == (409, True, True)
        status, page = await pressed(other, "service", service="B", what="open")
        assert (status, "缴费恢复取号" in page) == (303, True)


async def test_the_day_ends_only_after_it_was_said_what_that_does(staffed: DeskSide) -> None:
    for _ in range(3):
        staffed.issue()
    async with browsing(staffed, **CHINESE) as (client, _web):
        await signed_in(client)
        asked = (await client.get("/floor/day")).text
        assert "还有 3 个号没办结：A001、A002、A003" in asked
        assert "不再叫号，来客手机上会看到" in asked
        sure = (await client.get("/floor/day?more=expire")).text
        assert "不能撤销" in sure
        assert len(staffed.store.waiting()) == 3
        status, page = await pressed(client, "day", day=field(sure, "day"), fate="expire", once="a")
        assert (status, "营业日已结束，3 个号作废。" in page) == (303, True)
        assert staffed.store.waiting() == []
        later = staffed.issue()
        await pressed(client, "day", day=field(sure, "day"), fate="expire", once="a")
        assert staffed.store.ticket(later.id).state is State.WAITING, "a form that comes again does nothing more"
        for wrong in ({"day": "2026-13-01"}, {"day": "", "fate": "expire"}, {"day": "2026-03-10", "fate": "all"}):
            assert (await client.post("/floor/day", data=wrong)).status_code == 400


async def test_a_counter_that_asks_is_told_that_somebody_comes(staffed: DeskSide) -> None:
    staffed.store.help.call(staffed.posts[1])
    async with browsing(staffed, **CHINESE) as (client, _web):
        await signed_in(client)
        page = (await client.get("/floor")).text
        assert "1 号窗口请您过去：韩梅" in page
        status, said = await pressed(client, "come", call=field(page, "call"), counter="1")
        assert (status, "已告诉 1 号窗口您马上到。" in said) == (303, True)
        assert staffed.store.help.open() == []


async def test_what_is_sent_twice_is_done_once_and_answered_alike(staffed: DeskSide) -> None:
    async with browsing(staffed, **CHINESE) as (client, _web):
        await signed_in(client)
        form = {"once": field((await client.get("/floor/message")).text, "once"), "text": "停电十分钟"}
        answers = await asyncio.gather(*(client.post("/floor/message", data=form) for _ in range(4)))
        assert {answer.status_code for answer in answers} == {303}
        await client.post("/floor/message", data=form)
        assert [message.text for message in staffed.store.messages.up()] == ["停电十分钟"]
        await client.post("/floor/message", data={**form, "once": "another"})
        assert len(staffed.store.messages.up()) == 2, "another page says it again"


async def test_a_form_that_was_refused_or_lost_its_answer_may_come_again(staffed: DeskSide) -> None:
    ticket = staffed.issue()
    staffed.call(staffed.issue())
    async with browsing(staffed, **CHINESE) as (client, web):
        await signed_in(client)
        form = {"once": "a", "ticket": str(ticket.id), "counter": "1"}
        assert (await client.post("/floor/call", data=form)).status_code == 409
        staffed.store.no_show(staffed.store.now_serving()[0].id, staffed.posts[1])
        assert (await client.post("/floor/call", data=form)).status_code == 303

        began, go_on = threading.Event(), threading.Event()

        def hold(_store: Store) -> None:
            began.set()
            go_on.wait(10)

        held = asyncio.create_task(web.writer.run(hold))
        await asyncio.to_thread(began.wait, 10)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("kiosk.web.floor.STORE_TIMEOUT", 0.05)
            lost = await client.post("/floor/message", data={"once": "b", "text": "停电"})
        assert lost.status_code == 503
        go_on.set()
        await held
        assert (await client.post("/floor/message", data={"once": "b", "text": "停电"})).status_code == 303
        assert [message.text for message in staffed.store.messages.up()] == ["停电"]


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor is looked at all the time."""
    monkeypatch.setattr(floor_watch, "FIRST_AFTER", 0.01)
    monkeypatch.setattr(floor_watch, "LOOK_EVERY", 0.02)


@pytest.mark.usefixtures("often")
async def test_an_alert_is_raised_while_nobody_looks_and_clears_by_itself(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)

    def standing() -> dict[str, datetime]:
        return {each.kind: each.raised_at for each in desk.store.floor_view().alerts if each.cleared_at is None}

    async with browsing(desk):
        desk.issue("C")
        clock.turn(minutes=16)
        began = clock.now
        async with asyncio.timeout(10):
            while standing() != {"wait": began, "idle": began}:
                await asyncio.sleep(0.02)
        clock.turn(hours=1)
        again = DeskSide(hall_config(tmp_path), clock)
        assert again.store.floor_view().alerts[0].raised_at == began, "whoever opens the floor later sees when it began"
        again.store.close()
        desk.store.cancel(desk.store.waiting()[0].token)
        async with asyncio.timeout(10):
            while standing():
                await asyncio.sleep(0.02)
    desk.store.close()


@pytest.mark.usefixtures("often")
def test_pages_that_answer_again_are_no_alert_any_more(tmp_path: Path) -> None:
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path), clock)
    desk.store.alerts.settle([Condition(PAGES, "")], (PAGES,))
    clock.turn(minutes=2)
    with serving(desk) as server:
        desk.store.pages.served_at(server.address)
        wait_for(lambda: desk.store.floor_view().alerts[0].cleared_at is not None)
    desk.store.close()
