"""What a board shows and what names it, without a browser."""

from __future__ import annotations

import socket
from pathlib import Path

from web_hall import DeskSide, Ear, Serving, browsing, hall_config, wait_for

from kiosk.web.board import Call, Shown, Waiting
from kiosk.web.watch import BOARD


def call(number: int, *, unanswered: bool) -> Call:
    return Call(f"{number}.1.1", f"A{number:03d}", number, unanswered, "", "", wide=False)


def sights(shown: Shown, turns: int) -> list[list[str]]:
    return [[each.key for each in shown.calls if each.key in shown.in_sight(turn).calls] for turn in range(turns)]


def test_without_a_script_the_newest_stays_and_more_unanswered_calls_than_have_room_take_turns() -> None:
    open_calls = [call(number, unanswered=True) for number in range(12)]
    shown = Shown((), open_calls, (), [])
    first, second, third = sights(shown, 3)
    assert first[0] == second[0] == "0.1.1"
    assert sorted({*first, *second}) == sorted(each.key for each in open_calls)
    assert third == first
    few = Shown((), open_calls[:3] + [call(number, unanswered=False) for number in range(20, 30)], (), [])
    assert sights(few, 2) == [["0.1.1", "1.1.1", "2.1.1", "20.1.1", "21.1.1", "22.1.1", "23.1.1"]] * 2
    assert Shown((), [], (), []).in_sight(7).calls == frozenset()


def test_without_a_script_services_take_turns_by_their_width() -> None:
    waiting = [
        Waiting(name, "3 位") for name in ("缴费", "不动产登记", "户口迁入迁出与居住证签注办理" * 4, "开户", "报修")
    ]
    shown = Shown((), [], ("一", "二", "三"), waiting)
    pages = [shown.in_sight(turn) for turn in range(3)]
    assert [sorted(page.waiting) for page in pages] == [
        sorted(["缴费", "不动产登记"]), [waiting[2].name], sorted(["开户", "报修"])
    ]  # fmt: skip
    assert [page.notice for page in pages] == [0, 1, 2]


async def test_another_name_or_language_of_the_hall_needs_another_page(tmp_path: Path) -> None:
    desk = DeskSide(hall_config(tmp_path))
    async with browsing(desk) as (client, web):
        shapes = {(await client.get("/board/state")).json()["shape"]}
        for change in ({"name": web.config.name.model_copy(update={"zh_hans": "城西"})}, {"languages": ("zh-Hans",)}):
            web.config = web.config.model_copy(update=change)
            shapes.add((await client.get("/board/state")).json()["shape"])
        assert len(shapes) == 3
    desk.store.close()


def test_the_boards_that_came_first_come_back_first(desk: DeskSide, server: Serving) -> None:
    lines = []
    for _ in range(18):
        lines.append(socket.create_connection(("127.0.0.1", server.port), timeout=10))
        lines[-1].sendall(b"GET /board/events HTTP/1.1\r\nHost: hall\r\n\r\n")
        heard = b""
        while b"retry: " not in heard or not heard.endswith(b"\n\r\n"):
            heard += lines[-1].recv(4096)
        after = int(heard.partition(b"retry: ")[2].split()[0])
        assert after == 500 if len(lines) <= 16 else after >= 2000
    for line in lines:
        line.close()


def test_a_board_in_a_language_that_the_hall_drops_goes_on_to_be_told(desk: DeskSide, server: Serving) -> None:
    ear = Ear(server.web, f"{BOARD}en")
    wait_for(lambda: server.web.watcher.snapshot)
    server.web.config = server.web.config.model_copy(update={"languages": ("zh-Hans",)})
    for number in (1, 2):
        desk.bring_to("called", counter=number)
        wait_for(lambda number=number: ear.heard.count(b"shape") == number)
