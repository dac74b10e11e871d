"""Raw sockets that send too much, too slowly or nothing: others are served all the same."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from waiting import AT_ONCE
from web_hall import DeskSide, Serving, ask, serving, wait_for

from kiosk.web import door as doors
from kiosk.web import wire
from kiosk.web.door import Door, Limits, limits_for
from kiosk.web.refused import Refused
from kiosk.web.wire import HEAD_LIMIT


@pytest.fixture
def running(desk: DeskSide) -> Iterator[Serving]:
    with serving(desk) as server:
        yield server


class Line:
    """A plain socket; closed at the end of its block."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> bytes:
        """What comes before the other end hangs up."""
        found = b""
        try:
            while part := self.socket.recv(65536):
                found += part
        except ConnectionError:
            pass
        return found

    def pour(self, data: bytes, most: int) -> int:
        """Send `data` again and again until the other end hangs up; return how much it took."""
        sent = 0
        try:
            while sent < most:
                sent += self.socket.send(data)
        except ConnectionError:
            return sent
        return most


ENDLESS = {
    "request line": (b"GET /", b"a" * 65536),
    "header": (b"GET / HTTP/1.1\r\nHost: hall\r\nX: ", b"a" * 65536),
    "headers": (b"GET / HTTP/1.1\r\nHost: hall\r\n", b"X-A: b\r\n" * 8192),
    "header of a second request": (
        b"GET /robots.txt HTTP/1.1\r\nHost: hall\r\n\r\nGET / HTTP/1.1\r\nX: ",
        b"a" * 65536,
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_head_is_cut_off_at_once(running: Serving, name: str) -> None:
    first, more = ENDLESS[name]
    with Line(running.port) as line:
        line.send(first)
        assert line.pour(more, 64_000_000) < 20_000_000
    assert running.web.refused.counts["heads of requests too long"] == 1
    assert ask(running.port, "GET", "/robots.txt")[0] == 200


@pytest.mark.parametrize(("size", "status"), [(HEAD_LIMIT, b"200"), (HEAD_LIMIT + 1, b"431"), (60_000, b"431")])
def test_a_head_is_read_up_to_its_limit(running: Serving, size: int, status: bytes) -> None:
    head = b"GET /robots.txt HTTP/1.1\r\nHost: hall\r\nConnection: close\r\nX: "
    with Line(running.port) as line:
        line.send(head + b"a" * (size - len(head) - 4) + b"\r\n\r\n")
        assert line.answer().split(b" ", 2)[1] == status


ENDLESS_BODY = {
    "chunks": (b"", b"1\r\na\r\n" * 8192),
    "the size of a chunk": (b"1;", b"a" * 65536),
    "trailers": (b"0\r\n", b"X-A: b\r\n" * 8192),
}


@pytest.mark.parametrize("name", ENDLESS_BODY)
def test_a_body_without_end_is_neither_kept_nor_read_on(
    running: Serving, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(doors, "DEADLINE", 1.5)
    first, more = ENDLESS_BODY[name]
    with Line(running.port) as line:
        line.send(b"POST /nowhere HTTP/1.1\r\nHost: hall\r\nTransfer-Encoding: chunked\r\n\r\n" + first)
        assert line.pour(more, 64_000_000) < 20_000_000
    assert wait_for(lambda: not running.server.server_state.connections)
    assert running.web.refused.counts == {"requests not sent in time": 1}


HALF = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: ",
    "half a body": b"POST /join HTTP/1.1\r\nHost: hall\r\nContent-Length: 100\r\n\r\nkey=",
    "half a second head": b"GET /robots.txt HTTP/1.1\r\nHost: hall\r\n\r\nGET / HT",
}


@pytest.mark.parametrize("name", HALF)
def test_a_request_that_never_ends_is_waited_for_a_while_only(
    running: Serving, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(doors, "DEADLINE", 1.0)
    with Line(running.port) as line:
        line.send(HALF[name])
        began = time.monotonic()
        line.answer()
        assert time.monotonic() - began < AT_ONCE
    assert running.web.refused.counts["requests not sent in time"] == 1


def test_dripping_does_not_put_the_deadline_off(running: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "DEADLINE", 1.0)
    with Line(running.port) as line:
        line.send(b"GET / HTTP/1.1\r\n")
        line.socket.settimeout(0.05)
        began, over = time.monotonic(), False
        while not over and time.monotonic() - began < 6:
            try:
                line.send(b"X: y\r\n")
                over = line.socket.recv(100) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                over = True
        assert time.monotonic() - began < AT_ONCE


def test_an_answer_that_nobody_reads_is_given_up(running: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "DEADLINE", 1.0)
    monkeypatch.setattr(wire, "_MOST_IN_LINE", 10_000)
    running.web.budgets.boards.burst = 10_000
    with Line(running.port) as line:
        page = b"GET /board HTTP/1.1\r\nHost: hall\r\n\r\n"
        line.socket.settimeout(1)
        try:
            for _ in range(3000):
                line.send(page)
        except (TimeoutError, ConnectionError):
            pass
        wait_for(lambda: not running.server.server_state.connections)
    assert running.web.refused.counts.total() == 1


def test_half_open_connections_make_room_and_streams_stay(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        server.server.door.limits = Limits(connections=40, half_open=20, half_open_per_address=5, boards=5, streams=5)
        with Line(server.port) as phone:
            phone.send(f"GET /t/{ticket.token}/events HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
            assert b"200" in phone.socket.recv(100)
            lines = [Line(server.port) for _ in range(200)]
            try:
                assert wait_for(lambda: len(server.web.refused.counts) and len(server.server.door) <= 22)
                for _ in range(5):
                    assert ask(server.port, "GET", f"/t/{ticket.token}")[0] == 200
                assert len(server.web.hub) == 1
                assert 15 < len(server.server.server_state.connections) <= 22, "this machine is no neighbour"
            finally:
                for line in lines:
                    line.socket.close()
    assert not server.web.refused.counts, "the last of them are in the log too"


class Guest:
    """A connection that remembers whether it was broken."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.broken = False

    def abort(self) -> None:
        self.broken = True


LIMITS = Limits(connections=10, half_open=6, half_open_per_address=4, boards=2, streams=2)


def test_a_phone_that_never_reads_is_cut_before_it_takes_much_memory(desk: DeskSide) -> None:
    ticket = desk.issue()
    with serving(desk) as server, Line(server.port) as phone:
        phone.send(f"GET /t/{ticket.token}/events HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
        (connection,) = wait_for(lambda: len(server.web.hub) and server.server.server_state.connections)
        unread = []

        def tell() -> None:
            while len(server.web.hub):
                server.web.hub.send_all(b"data: %b\n\n" % (b"x" * 1000))
                unread.append(connection.transport.get_write_buffer_size())

        server.loop.call_soon_threadsafe(tell)
        wait_for(lambda: not server.server.server_state.connections)
        assert 0 < max(unread) < 20_000


def test_a_neighbour_with_many_half_open_connections_costs_only_its_own() -> None:
    door = Door(LIMITS, Refused())
    quiet = Guest("b")
    door.enter(quiet)
    greedy = [Guest("a") for _ in range(9)]
    for guest in greedy:
        door.enter(guest)
    assert [guest.broken for guest in greedy] == [True] * 5 + [False] * 4
    assert not quiet.broken


def test_half_open_ones_go_before_idle_ones_and_streams_never() -> None:
    door = Door(replace(LIMITS, connections=3), Refused())
    stream, idle, half = Guest("a"), Guest("b"), Guest("c")
    for guest in (stream, idle, half):
        door.enter(guest)
    door.complete(stream)
    door.complete(idle)
    door.rest(idle)
    door.enter(Guest("d"))
    assert (stream.broken, idle.broken, half.broken) == (False, False, True)
    last = Guest("e")
    door.complete(next(guest for guest in door._held if guest.address == "d"))
    door.enter(last)
    assert (stream.broken, idle.broken, last.broken) == (False, True, False)
    door.complete(last)
    late = Guest("f")
    door.enter(late)
    assert late.broken
    assert not stream.broken


def test_each_connection_is_waited_for_as_long_as_any_other() -> None:
    now = [0.0]
    door = Door(LIMITS, Refused(), clock=lambda: now[0])
    silent, asked, reading = Guest("a"), Guest("b"), Guest("c")
    for guest in (silent, asked, reading):
        door.enter(guest)
    for guest in (asked, reading):
        door.complete(guest)
        door.rest(guest)
    now[0] = doors.DEADLINE - 1
    door.stir(reading)
    door.begin(asked)
    door.sweep()
    assert not silent.broken
    now[0] = doors.DEADLINE
    door.rest(reading)
    door.sweep()
    assert (silent.broken, asked.broken, reading.broken) == (True, False, False)
    now[0] += doors.DEADLINE
    door.sweep()
    assert (asked.broken, reading.broken) == (True, True)
    assert door.refused.counts == {"requests not sent in time": 2, "answers not read in time": 1}
    assert len(door) == 0


def test_few_open_files_mean_few_connections() -> None:
    for files in (64, 128, 256, 1024, 8192):
        limits = limits_for(files)
        assert limits.half_open + limits.boards + limits.streams <= limits.connections
        assert 0 < limits.half_open_per_address < limits.half_open
        assert limits.connections <= files - 48, "as many as a server without any has open"
    assert limits_for(1024).connections < 1024 - 100
    assert limits_for(8192).streams > 5500


@pytest.mark.parametrize(
    "request_line", [b"CONNECT hall:443 HTTP/1.1", b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket"]
)
def test_connect_upgrade_and_nonsense_are_not_logged_one_by_one(
    running: Serving, caplog: pytest.LogCaptureFixture, request_line: bytes
) -> None:
    for sent in (request_line + b"\r\nHost: hall\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n"):
        with Line(running.port) as line:
            line.send(sent)
            assert line.answer().startswith(b"HTTP/1.1 ")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_what_is_refused_is_one_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    refused = Refused(lambda: now[0])
    refused.report()
    for _ in range(500):
        refused.count("heads of requests too long")
    refused.count("half-open connections")
    refused.report()
    assert not caplog.messages
    now[0] = 60
    refused.report()
    refused.report()
    assert caplog.messages == ["refused: 500 heads of requests too long, 1 half-open connections"]


def test_stopping_waits_for_no_connection(desk: DeskSide) -> None:
    tickets = [desk.issue() for _ in range(50)]
    with serving(desk) as server:
        streams = [f"GET /t/{each.token}/events HTTP/1.1\r\nHost: hall\r\n\r\n".encode() for each in tickets] * 6
        lines = []
        try:
            for sent in (*streams, *HALF.values()):
                lines.append(Line(server.port))
                lines[-1].send(sent)
            assert wait_for(lambda: len(server.web.hub) == len(streams))
            assert server.stop() < AT_ONCE
        finally:
            for line in lines:
                line.socket.close()


def test_an_open_stream_costs_no_task_and_whoever_talks_into_it_is_cut(
    desk: DeskSide, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = desk.issue()
    with serving(desk) as server:
        with Line(server.port) as phone, Line(server.port) as talker:
            for line in (phone, talker):
                line.send(f"GET /t/{ticket.token}/events HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
                assert b"200" in line.socket.recv(100)
            assert wait_for(lambda: not server.server.server_state.tasks)
            talker.send(b"GET / HTTP/1.1\r\nHost: hall\r\n\r\n")
            talker.answer()
            assert wait_for(lambda: len(server.web.hub) == 1)
            assert server.web.refused.counts == {"requests in the middle of a stream": 1}
        assert wait_for(lambda: len(server.web.hub) == 0), "who hangs up is forgotten"
        with Line(server.port) as eager:
            ask = f"GET /t/{ticket.token}/events HTTP/1.1\r\nHost: hall\r\n\r\nGET / HTTP/1.1\r\nHost: hall\r\n\r\n"
            eager.send(ask.encode())
            assert eager.answer() == b""
        assert server.web.refused.counts == {"requests in the middle of a stream": 2}
        assert len(server.web.hub) == 0
    assert "without completing" not in caplog.text
