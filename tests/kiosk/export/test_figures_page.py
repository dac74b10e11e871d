"""docs/figures.md tells the truth: every command line in it runs, and Datasette shows the copy."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ports import free_port

from kiosk.export import TABLES

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("figures.md", "figures.zh-Hans.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def lines_of(page: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [line for block in BLOCK.findall(text) for line in block.splitlines()]


def run(line: str, folder: Path) -> str:
    """What a command line of the page prints, carried out in a folder by the programs of this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    return done.stdout


@contextmanager
def served(line: str, folder: Path) -> Iterator[str]:
    """Start Datasette as the page says, on a free port; gives its address."""
    port = free_port()
    words = line.replace("8001", str(port)).split()
    program = str(Path(sys.executable).parent / words[0])
    with subprocess.Popen(
        [program, *words[1:]], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def fetched(address: str) -> str:
    """A page, as soon as the server is up."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 60
    while True:
        try:
            with opener.open(address, timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@pytest.mark.usefixtures("morning")
def test_every_command_line_of_the_pages_runs(tmp_path: Path) -> None:
    english, chinese = (lines_of(page) for page in PAGES)
    assert english == chinese
    printed = {line: run(line, tmp_path) for line in english if "--port" not in line}
    assert len(printed) > 10
    assert (tmp_path / "waits.xlsx").read_bytes().startswith(b"PK")
    [longest] = [text for line, text in printed.items() if "--get" in line]
    assert [row["label"] for row in json.loads(longest)][:2] == ["D001", "B001"]
    by_service = next(text for line, text in printed.items() if 'GROUP BY service" --table' in line)
    assert re.search(r"B +1 +1 +13\.3", by_service)


@pytest.mark.usefixtures("morning")
def test_datasette_shows_the_views_of_the_copy(tmp_path: Path) -> None:
    run("kiosk export db figures.db", tmp_path)
    [line] = [line for line in lines_of("figures.md") if "--port" in line]
    with served(line, tmp_path) as address:
        front = fetched(f"{address}/figures")
        assert all(f'href="/figures/{name}"' in front for name in TABLES)
        waits = fetched(f"{address}/figures/waits?_facet=service&_facet=local_hour")
        assert "A001" in waits
        assert "from entry to the first call" in waits
        for name in TABLES:
            found = json.loads(fetched(f"{address}/figures/{name}.json?_shape=array"))
            assert isinstance(found, list)
        hours = json.loads(fetched(f"{address}/figures/counters.json?_shape=array"))
        assert {row["local_hour"] for row in hours} == {9}


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_every_table(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert [table.command for table in TABLES.values()] == re.findall(r"^\|.*\| `([\w-]+)`", text, re.MULTILINE)
