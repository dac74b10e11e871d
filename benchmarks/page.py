"""The first byte of a ticket's page beside a bare Starlette page that renders a template with as many fields.

Both servers run all the while and are asked in turn, so that whatever else the machine does befalls both. Each ticket
is asked for as by its visitor's phone: once after the number was taken, and again later.
"""

from __future__ import annotations

import http.client
import time
from pathlib import Path

from benchmarks.measure import Figure, Findings, progress, quantile
from benchmarks.web import Server, allow_many_connections, open_hall, write_bare

_TURN = 25
"""Pages that one server is asked for before the other one is."""
_AGAIN = 5
"""How often each page is asked for again."""
_SETTLING = 10.0
"""Seconds until a server that starts in a full hall has looked at everybody."""


def _first_bytes(port: int, paths: list[str]) -> list[float]:
    """Milliseconds to the first byte of each page, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read(1)
        taken.append((time.perf_counter() - began) * 1000)
        answer.read()
        assert answer.status == 200
    connection.close()
    return taken


def _in_turn(ports: tuple[int, int], paths: list[str]) -> tuple[list[float], list[float]]:
    """Ask both servers for all the pages, a few of one after a few of the other."""
    taken: tuple[list[float], list[float]] = [], []
    for start in range(0, len(paths), _TURN):
        for port, times in zip(ports, taken, strict=True):
            times += _first_bytes(port, paths[start : start + _TURN])
    return taken


def findings(folder: Path, quick: bool) -> Findings:
    """With 300 and with 2,000 who wait; with 300 if it has to be quick."""
    allow_many_connections()
    write_bare(folder)
    figures = []
    for waiting in (300,) if quick else (300, 2000):
        progress(f"page: {waiting} tickets at our pages and at bare Starlette")
        warm, *paths = [f"/t/{ticket.token}" for ticket in open_hall(folder, waiting + 1)]
        servers = Server("ours", folder), Server("bare", folder)
        ports = servers[0].port, servers[1].port
        _in_turn(ports, [warm] * 200)
        time.sleep(_SETTLING)
        for when, asked in (("for the first time", paths), ("again", paths * _AGAIN)):
            ours, bare = _in_turn(ports, asked)
            what = f"first byte of a page asked {when}, {waiting} wait"
            figures += [
                Figure(f"{what}, p{share}", quantile(ours, share / 100), quantile(bare, share / 100), 2.0)
                for share in (50, 95)
            ]
        for server in servers:
            server.stop()
    return Findings(figures)
