"""`kiosk serve --port N`: whoever writes a QR learns where the pages are, and believes no address that is stale."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from ports import free_port, move_to_free_port
from waiting import wait_for

from kiosk.hall import HallConfig, load_hall
from kiosk.ticket import lan_address, page_address, site_address, site_addresses
from kiosk.ticket.identity import PAGES_SECRET
from kiosk.web.background import PagesWatch, serving_in_background
from queue_store import Store, open_store

SERVE = [sys.executable, "-m", "kiosk", "serve"]


@pytest.fixture
def config(hall: Path) -> HallConfig:
    """The hall, on a port that nobody uses."""
    move_to_free_port(hall / "hall.toml")
    return load_hall(hall)


@pytest.fixture
def store(config: HallConfig) -> Iterator[Store]:
    with closing(open_store(config.database_path, config.rules())) as opened:
        yield opened


@contextmanager
def serve(*words: str, within: Sequence[str] = ()) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([*within, *SERVE, *words], stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()  # type: ignore[union-attr]


@contextmanager
def watching(config: HallConfig, store: Store) -> Iterator[PagesWatch]:
    """What a screen knows of the pages."""
    watch = PagesWatch(
        lambda: site_addresses(config, store.pages.address()),
        lambda: store.secret(PAGES_SECRET),
        every=0.1,
    )
    with closing(watch):
        yield watch


def test_an_address_is_kept_for_as_long_as_somebody_serves_there(store: Store) -> None:
    assert store.pages.address() == ""
    store.pages.served_at("http://192.0.2.7:8081")
    store.pages.served_at("http://192.0.2.7:8082")
    store.pages.ended_at("http://192.0.2.7:8081")
    assert store.pages.address() == "http://192.0.2.7:8082"
    store.pages.ended_at("http://192.0.2.7:8082")
    assert store.pages.address() == ""
    kinds = [entry.kind for entry in store.changes(0)]
    assert kinds == ["pages_served", "pages_served", "pages_ended"]


def test_a_configured_address_is_the_only_one(config: HallConfig) -> None:
    found = site_address(config)
    assert site_addresses(config, "http://192.0.2.7:9") == tuple(filter(None, ("http://192.0.2.7:9", found)))
    assert site_addresses(config, "") == tuple(filter(None, (found,)))
    proxied = config.model_copy(update={"web": config.web.model_copy(update={"address": "https://hall.example"})})
    assert site_addresses(proxied, "http://192.0.2.7:9") == ("https://hall.example",)


@pytest.mark.skipif(not lan_address(), reason="no network")
def test_the_qr_of_the_screens_follows_the_server_to_its_port(config: HallConfig, store: Store, data) -> None:
    port = free_port()
    address = f"http://{lan_address()}:{port}"
    with watching(config, store) as pages, serve("--port", str(port)) as server:
        wait_for(lambda: pages.page("ABC"))
        assert pages.page("ABC") == page_address(address, "ABC")
        assert server.stderr is not None
        assert server.stderr.readline() == f"Phones find the hall at {address}\n"
        assert server.stderr.readline() == f"Listening at 0.0.0.0, port {port}\n"
        ticket = data("issue", "A")[0]
        assert ticket["page"] == page_address(address, ticket["token"])
        sentences = [line["message"] for line in data("check") if line["check"] in ("address", "pages")]
        assert sentences.pop(0) == f"Phones in the hall reach this machine at {address}."
        assert sentences == [f"The phone pages answer at {address}.", f"Port {port} is open at 0.0.0.0."]
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
        assert store.pages.address() == ""
        wait_for(lambda: not pages.page("ABC"))
    assert data("issue", "A")[0]["page"].startswith(site_address(config).upper())


@pytest.mark.skipif(not lan_address(), reason="no network")
def test_the_address_of_a_killed_server_is_not_believed(config: HallConfig, store: Store, data) -> None:
    with serve("--port", str(free_port())) as server:
        wait_for(store.pages.address)
        server.kill()
        server.wait()
    assert store.pages.address()
    with serving_in_background(config), watching(config, store) as pages:
        wait_for(lambda: pages.page("ABC"))
        assert pages.page("ABC") == page_address(site_address(config), "ABC")
        assert data("issue", "A")[0]["page"].startswith(site_address(config).upper())


@pytest.mark.skipif(not lan_address(), reason="no network")
def test_a_server_where_the_hall_expects_it_writes_nothing(config: HallConfig, store: Store) -> None:
    with serve() as server:
        assert server.stderr is not None
        assert server.stderr.readline() == f"Phones find the hall at {site_address(config)}\n"
        assert store.pages.address() == ""


def test_a_server_for_this_pc_only_is_no_address_for_phones(config: HallConfig, store: Store) -> None:
    port = free_port()
    with serve("--host", "127.0.0.1", "--port", str(port)) as server:
        assert server.stderr is not None
        assert server.stderr.readline() == f"Only this PC can open the pages: http://127.0.0.1:{port}\n"
        assert store.pages.address() == ""
        assert not [entry for entry in store.changes(0) if json.dumps(entry.kind).startswith('"pages_')]


def test_a_server_without_a_network_names_no_address_that_leads_nowhere(config: HallConfig, store: Store) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("a machine without a network cannot be had here")
    with serve(within=alone) as server:
        assert server.stderr is not None
        here = f"http://127.0.0.1:{config.web.port}"
        assert server.stderr.readline() == (
            f"No network was found. Until there is one, only this PC can open the pages: {here}\n"
        )
        assert server.stderr.readline() == f"Listening at 0.0.0.0, port {config.web.port}\n"
        assert store.pages.address() == ""
