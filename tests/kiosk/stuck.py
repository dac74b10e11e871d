"""Another process that holds the database, and keys that are answered all the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from stations import Scene, tap, until
from textual.pilot import Pilot

ANSWER_WITHIN = 0.1
"""Seconds in which a key is answered; where other work takes the processor, in one of three rounds."""
NEVER_LONGER = 3.0
"""Seconds; a store that waits for a writer takes five."""

_HOLDER = """
import sys, time
from queue_store.engines.sqlite.engine import sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
print("let go", flush=True)
sys.stdin.readline()
"""


class Holder:
    """Another process that begins to write and does not end."""

    def __init__(self, scene: Scene) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(scene.file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "held\n"

    def let_go(self) -> None:
        """Let the others write."""
        if self._process.poll() is None and self._process.stdin and self._process.stdout:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            self._process.stdout.readline()

    def end(self) -> None:
        """Let go and end."""
        self._process.communicate("\n\n")


@contextmanager
def held(scene: Scene) -> Iterator[Holder]:
    """The database is being written to by somebody else."""
    holder = Holder(scene)
    try:
        yield holder
    finally:
        holder.end()


async def answered(pilot: Pilot[Any], key: str, condition: Callable[[], bool]) -> float:
    """Press a key and see its answer; returns how long that took."""
    tap(pilot, key)
    return await until(condition)
