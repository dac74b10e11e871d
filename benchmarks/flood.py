"""A flood of cheap requests from one address: how long others wait for their pages meanwhile.

The flood is a process of its own with plain sockets: it sends as fast as it is asked to, whatever comes back, and opens
a connection again when it is closed. The others come from another address of the loopback network.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measure import Figure, Findings, progress, quantile
from benchmarks.web import Server, open_hall

_RATE = 10_000
"""Requests a second."""
_LINES = 100
"""Connections of the flood."""
_OTHERS_LIMIT = 50.0
"""Milliseconds in which others have their page, 95 times in 100."""
_OTHERS = "127.0.0.2"
_ASK = b"GET / HTTP/1.1\r\nHost: hall\r\n\r\n"


class _Flood(asyncio.Protocol):
    """One connection of the flood; it comes again when it is closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.sent = 0
        self.transport: asyncio.Transport | None = None

    async def come(self) -> None:
        """Open the connection, now or as soon as the server takes it."""
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None

    def ask(self, count: int) -> None:
        """Send so many requests, unless the server reads none of those sent before."""
        line = self.transport
        if line is not None and not line.is_closing() and line.get_write_buffer_size() < 65536:
            line.write(_ASK * count)
            self.sent += count


async def _flood(port: int, seconds: float) -> None:
    """Print how many requests were sent a second."""
    lines = [_Flood(port) for _ in range(_LINES)]
    began, asked = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        coming = [line.come() for line in lines if line.transport is None]
        if coming:
            await asyncio.gather(*coming)
        due = int(passed * _RATE) - asked
        for number in range(due):
            lines[(asked + number) % _LINES].ask(1)
        asked += due
        await asyncio.sleep(0.005)
    print(sum(line.sent for line in lines) / seconds, flush=True)


def _page(port: int, path: str) -> float:
    """Milliseconds to the whole page over a connection of its own, from another address than the flood."""
    began = time.perf_counter()
    source = (_OTHERS, 0)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=source)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    return (time.perf_counter() - began) * 1000


def _pages(port: int, paths: list[str], seconds: float) -> list[float]:
    """Milliseconds of pages asked for in turn, twenty a second, as people do."""
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        taken.append(_page(port, paths[len(taken) % len(paths)]))
        time.sleep(0.05)
    return taken


def findings(folder: Path, quick: bool) -> Findings:
    """Home page and ticket page of others without a flood, then with one."""
    seconds = 5.0 if quick else 15.0
    progress(f"flood: {_RATE} requests a second from one address for {seconds:g} s")
    tickets = open_hall(folder, 50)
    server = Server("ours", folder)
    paths = ["/", f"/t/{tickets[-1].token}"]
    try:
        calm = _pages(server.port, paths, seconds / 2)
        flood = [sys.executable, "-m", "benchmarks.flood", str(server.port), str(seconds + 4)]
        with subprocess.Popen(flood, stdout=subprocess.PIPE, text=True) as flooding:
            time.sleep(3)
            flooded = _pages(server.port, paths, seconds)
            assert flooding.stdout is not None
            sent = float(flooding.stdout.read())
    finally:
        server.stop()
    what = f"others' pages in a flood of {sent:.0f} requests a second"
    return Findings(
        [
            Figure(f"{what}, p95", quantile(flooded, 0.95), _OTHERS_LIMIT, 1.0, limit=True),
            Figure(f"{what}, p50, beside no flood", quantile(flooded, 0.5), quantile(calm, 0.5)),
            Figure(f"{what}, worst, beside no flood", max(flooded), max(calm)),
        ]
    )


if __name__ == "__main__":
    asyncio.run(_flood(int(sys.argv[1]), float(sys.argv[2])))
