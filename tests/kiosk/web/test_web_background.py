"""The pages beside a terminal screen, and the proof that they answer."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from web_hall import DeskSide, ask, hall_config, wait_for

from kiosk.cli.installation import Level, check_pages
from kiosk.hall import HallConfig
from kiosk.web.background import PagesWatch, answers, open_socket, serving_in_background


@pytest.fixture
def here(tmp_path: Path) -> Iterator[HallConfig]:
    """A hall whose pages are on a free port of this machine, and loggers as they were afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    loggers = [logging.getLogger(name) for name in ("kiosk.web", "uvicorn", "asyncio")]
    before = [(logger, logger.propagate, list(logger.handlers)) for logger in loggers]
    yield hall_config(tmp_path, address=f"http://127.0.0.1:{port}", port=port)
    for logger, propagate, handlers in before:
        logger.propagate, logger.handlers = propagate, handlers


def test_a_screen_serves_the_pages_until_it_is_left(here: HallConfig, capfd: pytest.CaptureFixture[str]) -> None:
    desk = DeskSide(here)
    ticket = desk.issue()
    with serving_in_background(here, "127.0.0.1") as served:
        assert served
        assert answers(here.web.address, 5)
        assert ask(here.web.port, "GET", f"/T/{ticket.token}")[0] == 200
        with serving_in_background(here, "127.0.0.1") as again:
            assert not again
    assert not answers(here.web.address, 0)
    assert capfd.readouterr().err == ""
    desk.store.close()


def test_a_screen_knows_whether_the_pages_answer(here: HallConfig) -> None:
    DeskSide(here).store.close()
    with closing(PagesWatch(here.web.address, every=0.1, startup=0.3)) as pages:
        assert pages.page("ABC") == ""
        wait_for(pages.silent)
        with serving_in_background(here, "127.0.0.1"):
            wait_for(lambda: pages.page("ABC"))
            assert pages.page("ABC") == f"HTTP://127.0.0.1:{here.web.port}/T/ABC"
            assert not pages.silent()
        wait_for(lambda: not pages.page("ABC"))
        assert pages.silent()


def test_without_a_network_nothing_is_missed() -> None:
    with closing(PagesWatch("", startup=0)) as pages:
        assert (pages.page("ABC"), pages.silent()) == ("", False)


def test_the_check_proves_that_the_address_answers(here: HallConfig) -> None:
    assert list(check_pages(here)) == []
    DeskSide(here).store.close()
    [finding] = check_pages(here)
    assert (finding.level, finding.key) == (Level.OK, "pages_ok")
    elsewhere = here.model_copy(update={"web": here.web.model_copy(update={"address": "http://127.0.0.1:9"})})
    [finding] = check_pages(elsewhere)
    assert (finding.level, finding.key) == (Level.WRONG, "pages_silent")


def test_somebody_elses_server_is_not_taken_for_the_pages() -> None:
    with open_socket("127.0.0.1", 0) as other:
        assert not answers(f"http://127.0.0.1:{other.getsockname()[1]}", 0.2)


def test_the_screens_do_not_wait_for_the_web_to_be_imported() -> None:
    import subprocess
    import sys

    code = "import sys, kiosk.web.background; print(sorted({'uvicorn', 'starlette', 'jinja2'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
    assert resources.files("kiosk.web").joinpath("background.py").is_file()
