"""Ports of this machine for the servers of tests."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from itertools import count, islice
from pathlib import Path

_FIRST, _MANY = 20_000, 12_000
"""Below the ports that systems give to connections by themselves, so that nobody takes one before it is used."""
_turns = count(os.getpid() * 997)


def free_port() -> int:
    """A port at which nobody listens, another one each time."""
    for turn in islice(_turns, _MANY):
        port = _FIRST + turn % _MANY
        with suppress(OSError), socket.create_server(("", port)):
            return port
    raise OSError("no port is free")


def move_to_free_port(file: Path) -> int:
    """Give a copy of the example's hall.toml a port at which nobody's pages answer; returns the port."""
    text, port = file.read_text(encoding="utf-8"), free_port()
    assert text.count("port = 8080") == 1
    file.write_text(text.replace("port = 8080", f"port = {port}"), encoding="utf-8")
    return port
