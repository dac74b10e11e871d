"""What a desk costs that nothing happens to, beside bare Textual with the same timers, each in its own process."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
from textual.app import App
from textual.events import Key

from benchmarks.apps import SIZE, BareApp, screen
from benchmarks.measure import Figure, Findings, progress
from kiosk.desk.screen import DeskScreen

_WAITING = 5_000
_SETTLING = 3.0
"""Seconds after which nothing happens any more."""
_MORE_MEMORY = 40.0
"""Megabytes that a desk may take beyond bare Textual."""


def findings(folder: Path, quick: bool) -> Findings:
    """Both at the same time, so that they share the machine's moods."""
    seconds = 15 if quick else 60
    screen("desk", folder, _WAITING).station.store.close()
    progress(f"idle: a desk and bare Textual side by side for {seconds} s")
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", "benchmarks.idle", name, str(folder), str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("desk", "bare")
    }
    said = {name: json.loads(process.communicate(timeout=seconds + 60)[0]) for name, process in running.items()}
    ours, bare = said["desk"], said["bare"]
    return Findings(
        [
            Figure("idle desk, CPU a minute / bare Textual, same timers", ours["cpu"], bare["cpu"], 1.5, unit="s"),
            Figure(
                "idle desk, memory more than bare Textual",
                ours["memory"] - bare["memory"], _MORE_MEMORY, 1.0, unit="MB", limit=True,
            ),
            Figure("idle desk, memory / bare Textual", ours["memory"], bare["memory"], unit="MB"),
        ]
    )  # fmt: skip


async def _idle(app: App[Any], seconds: float) -> dict[str, float]:
    """CPU seconds a minute, and megabytes in use at the end."""
    async with app.run_test(size=SIZE):
        if not isinstance(app, BareApp):
            app.post_message(Key("enter", "enter"))
            async with asyncio.timeout(20):
                while not (isinstance(app.screen, DeskScreen) and app.screen.view.total):
                    await asyncio.sleep(0.02)
        await asyncio.sleep(_SETTLING)
        began, used = time.monotonic(), time.process_time()
        await asyncio.sleep(seconds)
        share = (time.process_time() - used) / (time.monotonic() - began)
        return {"cpu": share * 60, "memory": psutil.Process().memory_info().rss / 2**20}


def _measured(name: str, folder: Path, seconds: float) -> dict[str, float]:
    return asyncio.run(_idle(BareApp() if name == "bare" else screen(name, folder, 0), seconds))


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))))
