"""A queue event meets the script."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from stations import CONFIG, POST, Scene

from kiosk.courtesy import GAP, Courtesy, time_of_day
from prompts import Part, TimeOfDay, load_script

MORNING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


def test_the_apology_leads_when_the_wait_was_over_the_limit_and_only_then(scene: Scene) -> None:
    courtesy = Courtesy(CONFIG, load_script("zh-Hans"))
    scene.issue("A")
    scene.clock.turn(minutes=16)
    late = scene.store.call_next(POST)
    assert late is not None
    parts = [line.part for line in courtesy.lines("call", late, POST, now=scene.clock())]
    assert parts == [Part.LEAD, Part.MAIN]
    scene.store.finish(late.id, POST)
    scene.issue("A")
    soon = scene.store.call_next(POST)
    assert [line.part for line in courtesy.lines("call", soon, POST, now=scene.clock())] == [Part.MAIN]


def test_a_line_of_the_halls_own_with_nothing_to_fill_it_shows_a_gap(tmp_path: Path) -> None:
    own = tmp_path / "lines.zh-Hans.toml"
    own.write_text(
        'language = "zh-Hans"\n[[moment]]\nid = "umbrella"\nkind = "situation"\ntitle = "借伞"\nrules = ["R03"]\n'
        '[[moment.line]]\nsay = "{surname}您好，伞在{zone}，请您拿好。"\ndo = "双手递伞。"\nnever = "不扔。"\n',
        encoding="utf-8",
    )
    spoken = Courtesy(CONFIG, load_script("zh-Hans", [own])).lines("umbrella", now=MORNING)
    assert spoken[0].say.startswith(GAP)


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (0, TimeOfDay.EVENING),
        (5, TimeOfDay.MORNING),
        (10, TimeOfDay.MORNING),
        (11, TimeOfDay.NOON),
        (13, TimeOfDay.AFTERNOON),
        (18, TimeOfDay.EVENING),
        (23, TimeOfDay.EVENING),
    ],
)
def test_greetings_follow_the_halls_clock(hour: int, part: TimeOfDay) -> None:
    assert time_of_day(datetime(2026, 3, 3, hour)) is part
