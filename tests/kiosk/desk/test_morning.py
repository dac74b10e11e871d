"""One whole busy morning as the clerk's screen told it, in three languages.

After a wanted change of words: `KIOSK_GOLDEN=write pytest tests/kiosk/desk/test_morning.py`, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from stations import CONFIG, POST, Scene, driven, keys, settle
from textual.pilot import Pilot
from textual.widgets import Input, Static

from kiosk.desk.app import DeskApp
from kiosk.desk.phone_screen import PhoneScreen
from kiosk.desk.screen import DeskScreen
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import Post

GOLDEN = Path(__file__).with_name("golden")

MORNING: tuple[str, ...] = (
    "enter",
    # A visitor who waited long and moves with difficulty; papers, a form, an interruption that takes too long.
    "n", "a", "s", "full_stop", "full_stop", "q", "+150", "q", "q", "full_stop", "full_stop", "f 1",
    # One with three errands; a provocation, the supervisor comes, it calms down; thanks.
    "+60", "n", "s", "/provocation", "g", "g", "escape", "/thanks", "escape", "f 1",
    # A visitor known by a rare surname steps aside, and the telephone rings meanwhile, too long.
    "n", "s", "p", "d", "+14", "d", "+181", "n=4417 leak", "e", "escape", "u", "f 1",
    # A complaint that is not settled today, and one who did not come.
    "+120", "n", "s", "/upset", "escape", "f 4=late repair", "n", "+35", "r", "+35", "r", "+35", "x",
    # What the rules forbid, what others do, and the break.
    "n", "s", "f 3=no licence", "n", "s", "f 2=city hall", "b 4 2",
)  # fmt: skip
"""Keys; `+` turns the clock by seconds, `/` opens a situation, `f 4=x` picks the fourth and writes x."""


async def play(step: str, pilot: Pilot[None], scene: Scene, app: DeskApp) -> None:
    """Do one step."""
    if step.startswith("+"):
        scene.clock.turn(seconds=float(step[1:]))
        app.repaint()
    elif step.startswith("/"):
        moment = scene.station().courtesy(app.language).script.moment(step[1:])
        await keys(pilot, "slash")
        app.screen.query_one(Input).value = moment.title
        await keys(pilot, "1")
    else:
        press, _, words = step.partition("=")
        await keys(pilot, *press.split())
        if words or press in {"f 4", "f 3", "f 2"}:
            app.screen.query(Input).last().value = words
            await keys(pilot, "enter")
    await settle(pilot)


def told(step: str, app: DeskApp) -> str:
    """What the screen told after a step."""
    screen = app.screen
    assert isinstance(screen, DeskScreen | PhoneScreen)
    prompter = screen.query_one(Teleprompter)
    zone = CONFIG.zone
    rows = [f"[{app.now.astimezone(zone):%H:%M:%S}] {step}"]
    strip, status = screen.query_one("#strip", Static), screen.query_one("#status", Static)
    if strip.display:
        rows.append(f"  ! {strip.content}")
    if str(status.content):
        rows.append(f"  : {status.content}")
    for line in prompter._spoken:
        mark = "APOLOGY" if line.part == "lead" and not prompter._said else line.part.upper()
        mark = "NOTICE" if line.notice else mark
        rows.append(f"  {mark} {line.say}  [{' '.join(line.rules)}]")
        rows += [f"    + {line.do}", f"    - {line.never}"]
    return "\n".join(rows)


@pytest.mark.parametrize("language", CONFIG.languages)
async def test_a_busy_morning(crowd: Scene, language: str) -> None:
    app = DeskApp(crowd.station(), POST, language=language)
    crowd.store.open_counter(Post(6, "s01"))
    transcript = []
    async with driven(app) as pilot:
        for step in MORNING:
            await play(step, pilot, crowd, app)
            transcript.append(told(step, app))
    text = "\n".join(transcript) + "\n"
    file = GOLDEN / f"morning.{language}.txt"
    if os.environ.get("KIOSK_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
