"""How soon a screen opens, beside bare Textual."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from textual.app import App

from benchmarks.apps import SCREENS, SIZE, BareApp, screen
from benchmarks.measure import Figure, Findings, progress, quantile


def findings(folder: Path, quick: bool) -> Findings:
    """Every screen in turns with the bare app, each in a process of its own."""
    names, taken = ("bare", *SCREENS), dict[str, list[float]]()
    for turn in range(3 if quick else 9):
        progress(f"opening every screen, turn {turn + 1}")
        for name in names:
            taken.setdefault(name, []).append(_opened(name, folder))
    middle = {name: quantile(values, 0.5) for name, values in taken.items()}
    return Findings(
        [Figure(f"opening {name} / bare Textual, p50", middle[name], middle["bare"], 2.5) for name in SCREENS]
    )


def _opened(name: str, folder: Path) -> float:
    """Milliseconds of a process that opens a screen and leaves when it is painted, interpreter included."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "benchmarks.opening", name, str(folder)], check=True)
    return (time.perf_counter() - began) * 1000


async def _open(name: str, folder: Path) -> None:
    app: App[Any] = BareApp() if name == "bare" else screen(name, folder, 0)
    async with app.run_test(size=SIZE):
        app.exit()


if __name__ == "__main__":
    asyncio.run(_open(sys.argv[1], Path(sys.argv[2])))
