"""The pages beside a terminal screen, and the proof that they answer."""

from __future__ import annotations

import gc
import http.server
import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from ports import free_port
from web_hall import DeskSide, ask, hall_config, wait_for

from kiosk.cli.installation import Level, check_pages
from kiosk.hall import HallConfig
from kiosk.ticket import address, lan_address
from kiosk.ticket.identity import PAGES_SECRET, identity_path, new_nonce
from kiosk.web.background import Answer, PagesWatch, open_socket, serving_in_background, who_answers
from kiosk.web.server import address_for_phones
from kiosk.words import load_words
from queue_store import open_store


@pytest.fixture
def here(tmp_path: Path) -> Iterator[HallConfig]:
    """A hall whose pages are on a free port of this machine, and loggers as they were afterwards."""
    port = free_port()
    loggers = [logging.getLogger(name) for name in ("kiosk.web", "uvicorn", "asyncio")]
    before = [(logger, logger.propagate, list(logger.handlers)) for logger in loggers]
    yield hall_config(tmp_path, address=f"http://127.0.0.1:{port}", port=port)
    for logger, propagate, handlers in before:
        logger.propagate, logger.handlers = propagate, handlers


def secret_of(config: HallConfig) -> bytes:
    """The secret with which a hall's pages prove whose they are."""
    with closing(open_store(config.database_path, config.rules())) as store:
        return store.secret(PAGES_SECRET)


def answers(config: HallConfig, seconds: float = 5) -> bool:
    """Whether the hall's own pages answer."""
    return who_answers(config.web.address, secret_of(config), seconds) is Answer.HALL


@pytest.fixture
def neighbour(here: HallConfig, tmp_path: Path) -> HallConfig:
    """Another hall, with the same id even, on the same port."""
    (tmp_path / "next door").mkdir()
    return hall_config(tmp_path / "next door", address=here.web.address, port=here.web.port)


def test_a_screen_serves_the_pages_until_it_is_left(here: HallConfig, capfd: pytest.CaptureFixture[str]) -> None:
    desk = DeskSide(here)
    ticket = desk.issue()
    with serving_in_background(here, "127.0.0.1") as served:
        assert served
        assert answers(here)
        assert gc.get_freeze_count()
        assert ask(here.web.port, "GET", f"/T/{ticket.token}")[0] == 200
        with serving_in_background(here, "127.0.0.1") as again:
            assert not again
    assert not answers(here, 0)
    assert not gc.get_freeze_count(), "garbage is looked for as before"
    assert capfd.readouterr().err == ""
    desk.store.close()


def test_a_screen_knows_whether_the_pages_answer(here: HallConfig) -> None:
    DeskSide(here).store.close()
    with closing(PagesWatch(lambda: [here.web.address], lambda: secret_of(here), every=0.1, startup=0.3)) as pages:
        assert pages.page("ABC") == ""
        wait_for(pages.silent)
        with serving_in_background(here, "127.0.0.1"):
            wait_for(lambda: pages.page("ABC"))
            assert pages.page("ABC") == f"HTTP://127.0.0.1:{here.web.port}/T/ABC"
            assert not pages.silent()
        wait_for(lambda: not pages.page("ABC"))
        assert pages.silent()


def test_without_a_network_nothing_is_missed() -> None:
    with closing(PagesWatch(tuple, bytes, startup=0)) as pages:
        assert (pages.page("ABC"), pages.silent()) == ("", False)


def test_the_check_proves_that_the_address_answers(here: HallConfig) -> None:
    assert list(check_pages(here)) == []
    DeskSide(here).store.close()
    [finding] = check_pages(here)
    assert (finding.level, finding.key) == (Level.OK, "pages_tried")
    elsewhere = here.model_copy(update={"web": here.web.model_copy(update={"address": "http://127.0.0.1:9"})})
    [finding] = check_pages(elsewhere)
    assert (finding.level, finding.key) == (Level.WRONG, "pages_silent")


def test_nobody_answers_on_a_port_that_is_only_taken() -> None:
    with open_socket("127.0.0.1", 0) as other:
        address = f"http://127.0.0.1:{other.getsockname()[1]}"
        assert who_answers(address, b"secret", 0.2) is Answer.NOBODY


def test_the_pages_of_another_hall_are_not_taken_for_ones_own(here: HallConfig, neighbour: HallConfig) -> None:
    DeskSide(neighbour).store.close()
    with (
        serving_in_background(neighbour, "127.0.0.1"),
        closing(PagesWatch(lambda: [here.web.address], lambda: secret_of(here), every=0.1, startup=0)) as ours,
        closing(PagesWatch(lambda: [here.web.address], lambda: secret_of(neighbour), every=0.1, startup=0)) as theirs,
    ):
        wait_for(lambda: theirs.page("ABC"))
        wait_for(ours.foreign_port)
        assert ours.foreign_port() == here.web.port
        assert ours.page("ABC") == ""
        assert not ours.silent()
        assert theirs.foreign_port() == 0


def test_another_program_is_not_taken_for_the_pages(here: HallConfig) -> None:
    class Forbids(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(403)

        def log_message(self, *_: object) -> None: ...

    class Gibberish(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(100)
            self.request.sendall(b"220 mail.example ready\r\n")

    for handler in (Forbids, Gibberish):
        with socketserver.TCPServer(("127.0.0.1", 0), handler) as other:
            serving = threading.Thread(target=other.serve_forever, args=(0.02,))
            serving.start()
            answer = who_answers(f"http://127.0.0.1:{other.server_address[1]}", secret_of(here), 2)
            other.shutdown()
            serving.join()
        assert answer is Answer.OTHER


def test_the_check_says_that_the_port_is_another_halls(here: HallConfig, neighbour: HallConfig) -> None:
    for config in (here, neighbour):
        DeskSide(config).store.close()
    with serving_in_background(neighbour, "127.0.0.1"):
        assert answers(neighbour)
        finding, _ = check_pages(here)
        assert (finding.level, finding.key) == (Level.WRONG, "pages_foreign")
        assert here.web.address in finding.sentence(load_words("en"))
        finding, bound = check_pages(neighbour)
        assert (finding.key, bound.key, bound.fields["bound"]) == ("pages_ok", "pages_bound", "127.0.0.1")


def test_the_check_says_when_no_phone_gets_to_the_port(here: HallConfig) -> None:
    DeskSide(here).store.close()
    found = here.model_copy(update={"web": here.web.model_copy(update={"address": ""})})
    with serving_in_background(here, "127.0.0.1"):
        assert answers(here)
        *_, finding = check_pages(found)
    assert (finding.level, finding.key) == (Level.WRONG, "pages_local")
    assert f"Port {here.web.port} is open at 127.0.0.1 only" in finding.sentence(load_words("en"))


def test_the_address_of_the_pages_is_what_the_socket_is_bound_to(
    here: HallConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = here.model_copy(update={"web": here.web.model_copy(update={"address": ""})})
    for host, said in (("127.0.0.1", "http://127.0.0.1:{port}"), ("::1", "http://[::1]:{port}")):
        with open_socket(host, 0) as listening:
            port = listening.getsockname()[1]
            assert address_for_phones(found, listening) == said.format(port=port)
            assert address_for_phones(here, listening) == here.web.address
    with open_socket("0.0.0.0", 0) as listening:
        assert address_for_phones(found, listening) in ("", f"http://{lan_address()}:{listening.getsockname()[1]}")
        monkeypatch.setattr(address, "lan_address", str)
        assert address_for_phones(found, listening) == "", "no phone gets to 0.0.0.0"


def test_the_pages_answer_for_a_nonce_and_nothing_else(here: HallConfig) -> None:
    DeskSide(here).store.close()
    with serving_in_background(here, "127.0.0.1"):
        assert answers(here)
        status, body = ask(here.web.port, "GET", identity_path(new_nonce()))
        assert status == 200
        assert len(body) == 64
        assert secret_of(here).hex().encode() not in body
        for odd in ("", "x" * 32, "0" * 31, "0" * 33, "%E4%BD%A0"):
            assert ask(here.web.port, "GET", identity_path(odd))[0] == 404


def test_the_screens_do_not_wait_for_the_web_to_be_imported() -> None:
    import subprocess
    import sys

    code = "import sys, kiosk.web.background; print(sorted({'uvicorn', 'starlette', 'jinja2'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
    assert resources.files("kiosk.web").joinpath("background.py").is_file()
