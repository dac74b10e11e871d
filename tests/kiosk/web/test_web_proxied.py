"""Behind a proxy: whom a request is counted for, and who is believed to be a proxy."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
from web_hall import DeskSide, Serving, ask, hall_config, serving

from kiosk.web import proxied
from kiosk.web.buckets import Buckets
from kiosk.web.door import Door, limits_for
from kiosk.web.proxied import Proxies
from kiosk.web.refused import Refused

ONE, OTHER = "198.51.100.7", "198.51.100.8"


def few(server: Serving) -> None:
    """Let each address ask twice."""
    server.web.budgets.requests = Buckets(burst=2, rate=0.001)
    server.web.budgets.pause = 0


def status(server: Serving, *forwarded: str) -> int:
    return ask(server.port, "GET", "/", **({"X_Forwarded_For": ", ".join(forwarded)} if forwarded else {}))[0]


def test_requests_of_a_proxy_count_for_the_visitor(desk: DeskSide) -> None:
    with serving(desk) as server:
        few(server)
        assert [status(server, ONE) for _ in range(3)] == [200, 200, 429]
        assert status(server, OTHER) == 200
        assert [status(server, f"203.0.113.{number}", ONE) for number in range(3)] == [429] * 3, (
            "made up by the visitor"
        )
        assert status(server, ONE, "127.0.0.1") == 429, "two proxies of this machine"
        assert status(server) == 200


def test_who_is_no_proxy_is_not_believed(desk: DeskSide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxied, "THIS_MACHINE", ("192.0.2.1",))
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    with serving(desk) as server:
        few(server)
        assert [status(server, f"203.0.113.{number}") for number in range(3)] == [200, 200, 429]


def test_the_pages_know_by_their_proxy_that_they_are_asked_over_https(desk: DeskSide) -> None:
    with serving(desk) as server:
        for scheme, secure in (("https", True), ("http", False), ("ftp", False)):
            answer = httpx2.get(f"{server.address}/join", headers={"X-Forwarded-Proto": scheme})
            assert ("Secure" in answer.headers["set-cookie"]) == secure


def test_the_machines_of_proxies_are_those_of_the_hall_and_this_one() -> None:
    proxies = Proxies(["10.0.0.0/24", "2001:db8::7"])
    for host in ("127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "10.0.0.200", "::ffff:10.0.0.200", "2001:db8::7"):
        assert host in proxies
    for host in ("10.0.1.1", "2001:db8::8", "192.168.1.23", "", "testclient", "127.0.0.1.example"):
        assert host not in proxies


def test_the_connections_of_a_proxy_are_not_one_neighbour() -> None:
    door = Door(limits_for(1024), Refused(), Proxies(["10.0.0.2"]))
    assert door.counts_for("10.0.0.2", 1) != door.counts_for("10.0.0.2", 2)
    assert door.counts_for("10.0.0.3", 1) == door.counts_for("10.0.0.3", 2) == "10.0.0.3"


def test_below_a_path_a_ticket_that_exists_has_its_own_budget_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxied, "THIS_MACHINE", ("192.0.2.1",))
    desk = DeskSide(hall_config(tmp_path, address="https://hall.example/east"))
    ticket = desk.issue()
    with serving(desk) as server:
        few(server)
        assert [ask(server.port, "GET", "/east/")[0] for _ in range(3)] == [200, 200, 429]
        assert ask(server.port, "GET", f"/east/t/{ticket.token}")[0] == 200
    desk.store.close()
