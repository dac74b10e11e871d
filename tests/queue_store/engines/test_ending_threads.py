"""Threads that end while the store is closed: each connection is closed once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ENDING = """
import sys, threading
from queue_store.engines.sqlite.connections import Connections
for number in range(600):
    path = f"{sys.argv[1]}/{number}.db"
    connections, ready = Connections("file:" + path, path), threading.Event()
    def look():
        held = connections.take()
        held.connection.execute("SELECT 1")
        connections.give_back(held)
        del held
        ready.set()
    threads = [threading.Thread(target=look) for _ in range(3)]
    for each in threads:
        each.start()
    ready.wait()
    connections.close()
    for each in threads:
        each.join()
"""


def test_a_thread_that_ends_while_the_store_closes_crashes_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ENDING, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
