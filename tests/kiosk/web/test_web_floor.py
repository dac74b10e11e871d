"""The floor on a tablet: only for a supervisor with a PIN, and what is done there is done in that name."""

from __future__ import annotations

import httpx2
import pytest
from web_hall import DeskSide, browsing

from queue_store import NO_COUNTER, Post, Role

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
        for path in ("/floor/take", "/floor/message", "/floor/down"):
            answer = await client.post(path, data={"alert": "1", "message": "1", "text": "x"})
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
