"""Live pages: who is told what, how fast, and what happens to those who do not listen."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from ports import free_port
from waiting import AT_ONCE
from web_hall import DeskSide, Serving, ask, create_app, serving, wait_for

from kiosk.web.background import open_socket
from kiosk.web.stream import Hub
from queue_store import Ticket, Visitor


class Phone:
    """An open stream, read from a plain socket."""

    opened: ClassVar[list[socket.socket]] = []

    def __init__(self, port: int, path: str, *, read_nothing: bool = False, language: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        if read_nothing:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        wanted = f"Accept-Language: {language}\r\n" if language else ""
        self.socket.sendall(f"GET {path}/events HTTP/1.1\r\nHost: hall\r\n{wanted}\r\n".encode())
        self.data = b""
        self.taken = 0
        self.shape, self.stale = "", False
        self.opened.append(self.socket)

    def event(self, seconds: float = 5) -> dict[str, Any]:
        """The next event that says something new: signs of life, which come all the time, are passed over."""
        end = time.monotonic() + seconds
        while True:
            state = self.anything(max(0.01, end - time.monotonic()))
            is_news = bool({"kind", "slots"} & state.keys()) or state.get("shape", self.shape) != self.shape
            is_news = is_news or ("stale" in state) != self.stale
            self.shape, self.stale = state.get("shape", self.shape), "stale" in state
            if is_news:
                return state

    def anything(self, seconds: float = 5) -> dict[str, Any]:
        """The next event."""
        self.socket.settimeout(seconds)
        while not (found := re.compile(rb"data: (.*)\n\n").search(self.data, self.taken)):
            part = self.socket.recv(65536)
            assert part, "the stream ended"
            self.data += part
        self.taken = found.end()
        state: dict[str, Any] = json.loads(found[1])
        return state

    def until(self, name: str, value: str, seconds: float = 5) -> dict[str, Any]:
        """The next event in which a text, or the kind, has this value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = self.event(end - time.monotonic())
            if state.get(name) == value or state.get("slots", {}).get(name) == value:
                return state
        raise AssertionError(f"{name} did not become {value}")

    def ended(self, seconds: float = 5) -> bool:
        """Whether the other side hangs up."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        return True


@pytest.fixture(autouse=True)
def hang_up() -> Iterator[None]:
    yield
    while Phone.opened:
        Phone.opened.pop().close()


def path_of(ticket: Ticket) -> str:
    return f"/t/{ticket.token}"


PLACE = ("title", "headline", "ahead", "people", "say", "seat")
"""Texts that another place or range changes too."""


def told_by_phone(desk: DeskSide) -> list[str]:
    """Labels of the tickets whose wait was written down as told on a phone."""
    until = desk.store.now() + timedelta(minutes=1)
    found = desk.store.forecast.outcomes(until - timedelta(days=1), until)
    return [each.label for each in found if each.told.shown == "phone"]


def test_a_phone_hears_of_its_call_at_once(desk: DeskSide) -> None:
    first, second = desk.issue(), desk.issue()
    with serving(desk) as server:
        phones = [Phone(server.port, path_of(ticket)) for ticket in (first, second)]
        assert [phone.event()["kind"] for phone in phones] == ["waiting", "waiting"]
        desk.store.call_next(desk.posts[3])
        state = phones[0].until("kind", "called", AT_ONCE)
        assert state["slots"]["title"] == f"请到 3 号窗口 · {first.label}"
        assert phones[1].until("ahead", "0")["slots"]["title"] == f"快到您了 · {second.label}", "certain at once"
        phones[1].until("title", f"下一位就是您 · {second.label}", AT_ONCE)


def test_only_what_changed_is_sent_and_only_to_whom_it_concerns(desk: DeskSide) -> None:
    desk.store.open_counter(desk.posts[6])
    other = desk.issue("M")
    waiting = [desk.issue("A") for _ in range(9)][-1]
    with serving(desk) as server:
        mine, theirs = Phone(server.port, path_of(waiting)), Phone(server.port, path_of(other))
        assert set(mine.event()["slots"]) > {"title", "wait", "ahead"}
        theirs.event()
        assert wait_for(lambda: len(told_by_phone(desk)) == 2)
        desk.store.close_counter(desk.posts[3])
        changed: dict[str, str] = {}
        while not {"open_counters", "why"} <= set(changed):
            changed |= mine.event()["slots"]
        assert {"open_counters", "wait", "why"} <= set(changed) <= {"open_counters", "wait", "why", *PLACE}, changed
        assert changed["why"] == "开着的窗口少了，比刚才说的要久"
        assert wait_for(lambda: len(told_by_phone(desk)) > 2), "what was told anew is in the ledger"
        called = desk.call(other, 6)
        theirs.until("kind", "called")
        with pytest.raises(TimeoutError):
            mine.event(0.5)
        desk.store.recall(called.id, desk.posts[6])
        assert theirs.event()["shape"].startswith("called.6.2")


def test_two_phones_on_one_ticket_show_the_same(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        phones = [Phone(server.port, path_of(ticket)), Phone(server.port, path_of(ticket), language="en")]
        for phone in phones:
            phone.event()
        assert ask(server.port, "POST", f"{path_of(ticket)}/leave")[0] == 303
        titles = [phone.until("kind", "cancelled")["slots"]["title"] for phone in phones]
        assert titles == [f"已取消 · {ticket.label}", f"Cancelled · {ticket.label}"]


def test_a_ticket_that_expires_while_it_is_watched_turns_into_the_page_of_no_ticket(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        phone = Phone(server.port, path_of(ticket))
        phone.event()
        desk.store.close_day(waiting="expire")
        assert phone.until("kind", "gone")["slots"] == {}
        assert ask(server.port, "GET", f"{path_of(ticket)}/state")[0] == 404


def test_being_passed_by_a_later_arrival_is_told_at_once(desk: DeskSide) -> None:
    mine = desk.issue()
    with serving(desk) as server:
        phone = Phone(server.port, path_of(mine), language="en")
        assert phone.event()["slots"]["overtaken"] == ""
        desk.issue(visitor=Visitor(priority="elder"))
        desk.store.call_next(desk.posts[1])
        phone.until("overtaken", "1 visitor who joined later was called before you: 1 by priority.")
        desk.store.undo(desk.posts[1])
        phone.until("overtaken", "")
        desk.call(desk.issue(), 1)
        why = "1 called early by staff, the reason is on record"
        phone.until("overtaken", f"1 visitor who joined later was called before you: {why}.")


def test_every_stream_brings_a_sign_of_life_every_two_seconds(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        opened = [Phone(server.port, path) for path in (path_of(ticket), "/board")]
        for phone in opened:
            phone.event()
            began = time.monotonic()
            signs = [phone.anything(2.9) for _ in range(2)]
            assert time.monotonic() - began < 4.8
            assert all(sign.keys() & {"at"} and not sign.keys() & {"kind", "slots"} for sign in signs)


def test_hall_messages_reach_phones_and_boards(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        phone, board = Phone(server.port, path_of(ticket)), Phone(server.port, "/board")
        phone.event()
        shape = board.event()["shape"]
        message = desk.store.messages.put_up("系统维护，请保留号码")
        assert phone.until("notice", "系统维护，请保留号码")
        assert board.event()["shape"] != shape
        assert "系统维护，请保留号码" in ask(server.port, "GET", "/board")[1].decode()
        desk.store.messages.take_down(message.id)
        assert phone.until("notice", "")


def test_an_outage_greys_the_page_and_its_end_clears_it(desk: DeskSide) -> None:
    ticket = desk.issue()
    file = Path(desk.config.database_path)
    with serving(desk) as server:
        phone, board = Phone(server.port, path_of(ticket)), Phone(server.port, "/board")
        phone.event()
        board.event()
        file.rename(file.with_name("away.db"))
        assert phone.event() == {"stale": True}
        assert board.event() == {"stale": True}
        file.with_name("away.db").rename(file)
        assert "at" in phone.event()
        assert "at" in board.event()


def test_a_phone_that_reads_nothing_is_cut_and_holds_nobody_up(desk: DeskSide) -> None:
    ticket, other = desk.issue(), desk.issue("B")
    with serving(desk) as server:
        Phone(server.port, path_of(ticket), read_nothing=True)
        awake = Phone(server.port, path_of(other))
        awake.event()
        wait_for(lambda: len(server.web.hub) == 2)
        topic = f"{ticket.token}.zh-Hans"

        async def flood() -> None:
            server.web.hub.send(topic, b"data: " + b"x" * 20_000 + b"\n\n")

        for _ in range(400):
            asyncio.run_coroutine_threadsafe(flood(), server.loop).result()
            if not server.web.hub.listening(topic):
                break
        assert not server.web.hub.listening(topic)
        assert wait_for(lambda: len(server.server.server_state.connections) == 1)
        desk.call(other, 2)
        assert awake.until("kind", "called", AT_ONCE)


def test_one_ticket_cannot_fill_the_server_with_streams(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        phones = []
        for _ in range(12):
            phones.append(Phone(server.port, path_of(ticket)))
            phones[-1].event()
        assert wait_for(lambda: len(server.web.hub) == 8)
        assert phones[0].ended(15)


def test_a_full_server_sends_phones_to_polling(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        server.web.hub.most = 0
        status, _ = ask(server.port, "GET", f"{path_of(ticket)}/events")
        assert status == 503
        assert ask(server.port, "GET", f"{path_of(ticket)}/state")[0] == 200


def test_asking_for_the_head_of_a_stream_does_not_hold_one_open(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        assert ask(server.port, "HEAD", f"{path_of(ticket)}/events")[0] == 200
        assert ask(server.port, "HEAD", "/board/events")[0] == 200
        assert wait_for(lambda: len(server.web.hub) == 0)


def test_phones_take_no_stream_from_the_television(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        television = Phone(server.port, "/board")
        television.event()
        server.web.hub.most, server.web.hub.most_boards = 0, 4
        phones = [Phone(server.port, "/board") for _ in range(20)]
        assert wait_for(lambda: server.web.refused.counts["streams of televisions too many"] == 17)
        assert len(server.web.hub) == 4
        assert ask(server.port, "GET", f"{path_of(ticket)}/events")[0] == 503
        desk.call(ticket)
        assert television.event(2)["shape"]
        assert phones[0].event()["shape"]


def test_many_phones_of_one_address_make_room_for_a_television_at_another() -> None:
    hub = Hub(most_boards=4)
    phones = [hub.join_board("board.en", "192.0.2.7") for _ in range(6)]
    assert [phone is not None for phone in phones] == [True] * 4 + [False] * 2
    television = hub.join_board("board.zh-Hans", "192.0.2.8")
    other = hub.join_board("board.zh-Hans", "192.0.2.9")
    assert television is not None
    assert other is not None
    assert [phone.closed for phone in phones if phone] == [False, False, True, True]
    for _ in range(20):
        hub.join_board("board.en", "192.0.2.7")
    assert not television.closed
    assert not other.closed
    for listener in (television, other, *phones[:2]):
        assert listener is not None
        hub.leave(listener)
    assert len(hub) == 0


def test_a_television_stays_among_the_phones_of_its_own_address() -> None:
    hub = Hub(most_boards=64)
    television = hub.join_board("board.zh-Hans", "192.0.2.7")
    phones = [hub.join_board("board.zh-Hans", "192.0.2.7") for _ in range(64)]
    assert [phone is not None for phone in phones] == [True] * 63 + [False]
    elsewhere = [hub.join_board("board.en", f"198.51.100.{number}") for number in range(40)]
    for _ in range(100):
        hub.join_board("board.en", "192.0.2.7")
        hub.join("ticket.en", "192.0.2.7")
    assert all(elsewhere)
    assert television is not None
    assert not television.closed
    assert sum(phone.closed for phone in phones if phone) == 40, "the newest of the crowd made room"


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux breaks connections that fell silent")
def test_a_phone_that_left_the_network_is_given_up_after_a_minute() -> None:
    with open_socket("127.0.0.1", 0) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


def test_a_hub_forgets_who_hung_up() -> None:
    hub = Hub()
    listeners = [hub.join("a", "host") for _ in range(3)]
    for listener in listeners:
        assert listener is not None
        hub.leave(listener)
        hub.leave(listener)
    assert len(hub) == 0
    assert not hub.listening("a")


def test_the_server_restarts_while_200_phones_watch_and_all_are_told_the_whole_state(desk: DeskSide) -> None:
    tickets = [desk.issue("AB"[number % 2]) for number in range(200)]
    server = Serving(create_app(desk.config, desk.connect))
    phones = [Phone(server.port, path_of(ticket)) for ticket in tickets]
    assert {phone.event(10)["kind"] for phone in phones} == {"waiting"}
    assert server.stop() < AT_ONCE
    assert all(phone.ended() for phone in phones)
    called = desk.store.call_next(desk.posts[1])
    assert called is not None
    with serving(desk, server.port) as again:
        phones = [Phone(again.port, path_of(ticket)) for ticket in tickets]
        kinds = {ticket.label: phone.event(10)["kind"] for ticket, phone in zip(tickets, phones, strict=True)}
        assert [label for label, kind in kinds.items() if kind == "called"] == [called.label]


def test_the_command_serves_and_stops_at_once_when_told(desk: DeskSide, tmp_path: Path) -> None:
    from importlib import resources

    text = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    (tmp_path / "hall.toml").write_text(text, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "kiosk", "--hall", str(tmp_path), "--language", "en", "serve"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        ticket = desk.issue()
        assert process.stderr is not None
        assert process.stderr.readline() == f"Only this PC can open the pages: http://127.0.0.1:{port}\n"
        assert process.stderr.readline() == f"Listening at 127.0.0.1, port {port}\n"
        wait_for(lambda: _answers(port))
        phones = [Phone(port, path_of(ticket)) for _ in range(5)]
        assert {phone.event()["kind"] for phone in phones} == {"waiting"}
        taken = subprocess.run(command, capture_output=True, text=True)
        assert taken.returncode == 1
        assert f"Port {port} is in use" in taken.stderr
        process.send_signal(signal.SIGTERM)
        process.wait(AT_ONCE)
        assert (process.returncode, process.stderr.read()) == (0, "")
    finally:
        process.kill()
        process.wait()
        process.stderr.close()  # type: ignore[union-attr]


def _answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/robots.txt")[0] == 200
    except ConnectionError:
        return False
