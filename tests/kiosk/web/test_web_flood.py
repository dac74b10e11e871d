"""A flood from one address: told so at the connection, at no cost to the others and to tickets that exist."""

from __future__ import annotations

import asyncio
import logging
import re

import pytest
from test_web_sockets import Line
from waiting import AT_ONCE
from web_hall import DeskSide, Serving, ask, serving, wait_for

from kiosk.web import turned_away
from kiosk.web.turns import Turns


@pytest.fixture
def flooded(desk: DeskSide):  # type: ignore[no-untyped-def]
    """A server that has answered enough requests of this address."""
    with serving(desk) as server:
        server.web.budgets.requests.burst = 0
        server.web.budgets.pause = 0.2
        yield server


def get(path: str, more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: hall\r\n{more}\r\n".encode()


def waiting(server: Serving) -> int:
    """Connections that wait to be told that they asked too much."""
    return sum(next(iter(server.server.server_state.connections))._turned_away._waiting.values())  # type: ignore[attr-defined]


def test_over_budget_is_said_in_words_after_a_pause_and_without_a_task(flooded: Serving) -> None:
    with Line(flooded.port) as line:
        line.send(get("/", "Accept-Language: en\r\n") + get("/") * 3)
        wait_for(lambda: flooded.server.server_state.connections and waiting(flooded) == 1)
        assert not flooded.server.server_state.tasks
        answer = line.answer().decode()
    assert answer.startswith("HTTP/1.1 429 Too Many Requests\r\n")
    head, _, page = answer.partition("\r\n\r\n")
    assert "retry-after: 1" in head
    assert {"cache-control: no-store", "referrer-policy: no-referrer", "connection: close"} <= set(head.split("\r\n"))
    assert re.search(r"content-length: (\d+)", head)[1] == str(len(page.encode()))  # type: ignore[index]
    assert '<html lang="en"' in page
    assert flooded.web.refused.counts == {"requests over budget": 1}


def test_whoever_asks_for_the_head_alone_gets_no_more_of_a_refusal(flooded: Serving) -> None:
    with Line(flooded.port) as line:
        line.send(b"HEAD / HTTP/1.1\r\nHost: hall\r\n\r\n")
        head, _, rest = line.answer().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 429 ")
    assert b"content-length: " in head
    assert rest == b""


def test_a_ticket_that_exists_is_answered_however_its_address_is_written(desk: DeskSide, flooded: Serving) -> None:
    token = desk.issue().token
    for path in (
        f"/t/{token}",
        f"/%74/{token.lower()}",
        f"http://hall/t/{token}/state",
        f"/T/%{ord(token[0]):x}{token[1:]}",
    ):
        with Line(flooded.port) as line:
            line.send(get(path, "Connection: close\r\n"))
            assert line.answer().startswith(b"HTTP/1.1 200"), path


def test_only_some_connections_of_an_address_are_told_so(flooded: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turned_away, "_MOST_WAITING", 3)
    monkeypatch.setattr(flooded.server.door, "_proxies", ())  # else this machine's connections are many visitors'
    flooded.web.budgets.pause = 1.0
    lines = [Line(flooded.port) for _ in range(8)]
    for line in lines:
        line.send(get("/"))
    answers = [line.answer() for line in lines]
    for line in lines:
        line.socket.close()
    assert sum(b"429" in answer for answer in answers) == 3
    assert sum(answer == b"" for answer in answers) == 5
    assert flooded.web.refused.counts == {"requests over budget": 8}


def test_stopping_does_not_wait_for_those_who_are_still_to_be_told(flooded: Serving) -> None:
    flooded.web.budgets.pause = 60
    with Line(flooded.port) as line:
        line.send(get("/"))
        wait_for(lambda: flooded.server.server_state.connections and waiting(flooded) == 1)
        assert flooded.stop() < AT_ONCE


def test_an_answer_on_its_way_is_not_mixed_with_a_refusal(flooded: Serving) -> None:
    flooded.web.budgets.requests.burst = flooded.web.budgets.requests.rate = 1
    with Line(flooded.port) as line:
        line.send(get("/") * 2)
        answer = line.answer()
    assert answer.count(b"HTTP/1.1 ") <= 2
    assert b"HTTP/1.1 429" not in answer.partition(b"</html>")[0]


def test_a_connection_that_is_broken_while_it_is_answered_leaves_no_trace_in_the_log(
    flooded: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    flooded.web.budgets.guesses.burst = 0
    with Line(flooded.port) as line, caplog.at_level(logging.ERROR):
        line.send(get(f"/t/{'0' * 26}") * 20)
        assert line.answer() == b""
        wait_for(lambda: not flooded.server.server_state.tasks)
    assert flooded.web.refused.counts["requests too many at once"] == 1
    assert not caplog.records


@pytest.mark.parametrize(
    "sent", [b"POST /join HTTP/1.1\r\nHost: hall\r\nContent-Length: 100\r\n\r\nkey=", get("/board/events")]
)
def test_who_is_slow_or_listens_keeps_no_turn(desk: DeskSide, sent: bytes) -> None:
    with serving(desk) as server:
        lines = [Line(server.port) for _ in range(20)]
        try:
            for line in lines:
                line.send(sent)
            assert ask(server.port, "GET", "/")[0] == 200
        finally:
            for line in lines:
                line.socket.close()


async def test_a_turn_is_over_when_it_is_given_up_or_never_came() -> None:
    turns = Turns(1)
    async with turns.turn("a") as give_up:
        give_up()
        give_up()
        async with turns.turn("a"):
            late = asyncio.create_task(_hold(turns))
            await asyncio.sleep(0)
            late.cancel()
            await asyncio.gather(late, return_exceptions=True)
    async with asyncio.timeout(5):
        await _hold(turns)
    assert len(turns) == 0


async def _hold(turns: Turns) -> None:
    async with turns.turn("a"):
        pass


async def test_requests_of_one_address_take_turns_and_others_do_not_wait_for_them() -> None:
    turns, at_once, most = Turns(2), 0, 0
    go_on = asyncio.Event()

    async def ask(address: str) -> None:
        nonlocal at_once, most
        async with turns.turn(address):
            at_once += 1
            most = max(most, at_once)
            await go_on.wait()
            at_once -= 1

    crowd = [asyncio.create_task(ask("a")) for _ in range(20)]
    other = asyncio.create_task(ask("b"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert at_once == 3
    crowd[5].cancel()
    go_on.set()
    await asyncio.gather(*crowd, other, return_exceptions=True)
    assert most == 3
    assert len(turns) == 0
