"""A whole visit through nginx and through Caddy, with TLS and a path, as docs/technician.md sets them up."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from ports import free_port
from proxies import HOST, PROXIES, Ports, certify, proxying
from visits import PHONE, Visit
from waiting import AT_ONCE
from web_hall import DeskSide, Serving, for_hours, hall_config, serving

from kiosk.cli.installation import Level, check_pages


@dataclass(frozen=True, slots=True)
class Behind:
    """A hall behind a proxy."""

    desk: DeskSide
    server: Serving
    ports: Ports
    certificate: Path

    @property
    def site(self) -> str:
        return self.desk.config.web.address

    def asked(self, path: str) -> tuple[http.client.HTTPSConnection, http.client.HTTPResponse]:
        """Ask the proxy over TLS, whose certificate is looked at."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection(HOST, self.ports.tls, timeout=10, context=trust)
        connection.request("GET", path)
        return connection, connection.getresponse()


@pytest.fixture(params=PROXIES)
def behind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Behind]:
    ports, certificate = Ports(free_port(), free_port()), certify(tmp_path)
    desk = DeskSide(for_hours(hall_config(tmp_path, address=f"https://{HOST}:{ports.tls}/east")))
    with serving(desk) as server:
        command = PROXIES[request.param](tmp_path, ports, server.port)
        with proxying(command, tmp_path, ports):
            yield Behind(desk, server, ports, certificate)
    desk.store.close()


def test_a_visit_through_a_proxy(browser: Browser, behind: Behind) -> None:
    with Visit(browser, **PHONE, ignore_https_errors=True) as visit:
        page = visit.page
        page.goto(behind.site)
        assert page.url == f"{behind.site}/"
        page.locator("a.main").click()
        expect(page.locator("form")).to_be_visible()
        page.locator("input[name=service]:enabled").first.check()
        page.locator("form button.main").click()
        page.wait_for_url(f"{behind.site}/t/*")
        visit.at("booked")
        ticket = behind.desk.store.ticket_by_token(page.url.rpartition("/")[2])
        assert ticket is not None
        behind.desk.store.check_in(ticket.token)
        visit.at("waiting")
        behind.desk.call(ticket)
        visit.at("called")
        cookies = {each["name"]: each for each in visit.context.cookies()}
        assert set(cookies) == {behind.desk.cookie("phone")}
        assert [(each["path"], each["secure"], each["httpOnly"]) for each in cookies.values()] == [
            ("/east/", True, True)
        ]
        assert visit.complaints == []
        assert [each for each in visit.asked if not each.startswith(f"{behind.site}/")] == [behind.site]
        page.goto(f"{behind.site}/board?lang=en")
        assert page.url == f"{behind.site}/board"
        expect(page.locator("tr.unanswered strong")).to_have_text(ticket.label)


def test_a_proxy_holds_no_event_back_and_leads_to_https(behind: Behind) -> None:
    ticket = behind.desk.issue()
    connection, events = behind.asked(f"/east/t/{ticket.token}/events")
    with closing(connection):
        assert (events.status, events.getheader("content-type")) == (200, "text/event-stream; charset=utf-8")
        line = events.readline()
        while b'"kind": "waiting"' not in line:
            line = events.readline()
        behind.desk.call(ticket)
        began = time.monotonic()
        while b'"kind": "called"' not in line:
            line = events.readline()
        assert time.monotonic() - began < AT_ONCE
    plain = http.client.HTTPConnection("127.0.0.1", behind.ports.plain, timeout=10)
    with closing(plain):
        plain.request("GET", "/east/join", headers={"Host": HOST})
        answer = plain.getresponse()
        assert answer.status in (301, 308)
        assert answer.getheader("location") == f"https://{HOST}/east/join"


def test_the_check_tells_a_proxy_whose_certificate_the_pc_trusts(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = behind.desk.config.web.model_copy(update={"port": behind.server.port})
    config = behind.desk.config.model_copy(update={"web": web})
    finding, bound = check_pages(config)
    assert (finding.level, finding.key, bound.key) == (Level.WRONG, "pages_behind", "pages_bound")
    monkeypatch.setenv("SSL_CERT_FILE", str(behind.certificate))
    finding, bound = check_pages(config)
    assert (finding.level, finding.key, bound.key) == (Level.OK, "pages_ok", "pages_bound")
    assert finding.fields["address"] == behind.site
