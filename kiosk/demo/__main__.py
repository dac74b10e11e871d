"""The demo hall in a process of its own: `python -m kiosk.demo DATABASE HALL …`. It ends when its stdin is closed."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime, time
from pathlib import Path

from kiosk.demo.simulation import Simulation
from kiosk.hall import load_hall
from queue_store import StoreUnavailable, open_store

STEP_SECONDS = 0.25


def main() -> int:
    """Run until the process that started this one is gone."""
    parser = argparse.ArgumentParser(prog="kiosk.demo")
    parser.add_argument("database")
    parser.add_argument("hall", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--leave", type=int, action="append", default=[])
    parser.add_argument("--begins", type=time.fromisoformat)
    parser.add_argument("--remove", type=Path)
    wanted = parser.parse_args()

    over = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(over,), daemon=True).start()
    config = load_hall(wanted.hall)
    store = open_store(wanted.database, config.rules())
    try:
        simulation = Simulation(
            store, config, wanted.seed, speed=wanted.speed, leave=frozenset(wanted.leave), begins=wanted.begins
        )
        while not over.wait(STEP_SECONDS):
            with suppress(StoreUnavailable):
                simulation.step(datetime.now(UTC))
    except KeyboardInterrupt:
        return 0
    finally:
        store.close()
        if wanted.remove is not None:
            shutil.rmtree(wanted.remove, ignore_errors=True)
    return 0


def _wait_for_the_end(over: threading.Event) -> None:
    """Notice that stdin was closed: the process that started this one has ended for whatever reason."""
    while os.read(0, 1):
        pass
    over.set()


if __name__ == "__main__":
    sys.exit(main())
