"""Pictures of the teleprompter's main states. After a wanted change: `pytest tests/kiosk/desk --snapshot-update`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from stations import POST, Scene, keys, settle, still
from textual.pilot import Pilot

from kiosk.desk.app import DeskApp

Snap = Callable[..., bool]

STATES = {
    "list": ("slash",),
    "situation": ("slash", "7"),
    "interruption": ("q",),
    "interruption_late": ("q", "+130"),
    "supervisor": ("g",),
    "form": ("full_stop", "full_stop"),
    "phone_rings": ("d", "+4"),
    "phone_late": ("d", "+14", "d"),
    "phone_three_minutes": ("d", "d", "+185"),
    "told": ("j", "1", "2", "2"),
    "promises": ("o",),
    "promise_form": ("o", "n"),
    "own_figures": ("y",),
}


@pytest.mark.parametrize("state", STATES)
def test_states(snap_compare: Snap, crowd: Scene, state: str) -> None:
    app = still(DeskApp(crowd.station(), POST))

    async def play(pilot: Pilot[Any]) -> None:
        await keys(pilot, "enter", "n", "a", "s")
        for step in STATES[state]:
            if step.startswith("+"):
                crowd.clock.turn(seconds=float(step[1:]))
                app.repaint()
                await pilot.pause()
            else:
                await keys(pilot, step)
        await settle(pilot)

    size = (60, 20) if state in {"situation", "phone_late"} else (80, 24)
    assert snap_compare(app, terminal_size=size, run_before=play)
