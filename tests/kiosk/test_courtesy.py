"""A queue event meets the script."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from stations import CONFIG, POST, Scene

from kiosk.courtesy import Courtesy, time_of_day
from kiosk.text.clerks import is_spoken_name
from kiosk.text.services import form_text
from prompts import Part, TimeOfDay, load_script
from queue_store import Post

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


def test_who_still_waits_beyond_the_limit_is_met_with_the_apology(scene: Scene) -> None:
    """Where somebody is spoken to before any call, as by a greeter, the record does not say yet that one is due."""
    courtesy = Courtesy(CONFIG, load_script("zh-Hans"))
    waits = scene.issue("A")
    scene.clock.turn(minutes=16)
    ticket = scene.store.ticket(waits.id)
    assert not ticket.apology_due
    assert courtesy.situation(ticket, POST, now=scene.clock()).long_wait


def test_a_line_of_the_halls_own_says_only_what_is_known(tmp_path: Path) -> None:
    own = tmp_path / "lines.zh-Hans.toml"
    own.write_text(
        'language = "zh-Hans"\n[[moment]]\nid = "umbrella"\nkind = "situation"\ntitle = "借伞"\nrules = ["R03"]\n'
        '[[moment.line]]\nsay = "{surname}您好，伞在{zone}，请您拿好。"\nplain = "伞在门口，请您拿好。"\n'
        'do = "双手递伞。"\nnever = "不扔。"\n'
        '[[moment]]\nid = "locker"\nkind = "situation"\ntitle = "寄存"\nrules = ["R03"]\n'
        '[[moment.line]]\nsay = "请您把东西放在{zone}。"\ndo = "双手接。"\nnever = "不扔。"\n',
        encoding="utf-8",
    )
    courtesy = Courtesy(CONFIG, load_script("zh-Hans", [own]))
    assert [line.say for line in courtesy.lines("umbrella", now=MORNING)] == ["伞在门口，请您拿好。"]
    assert courtesy.lines("locker", now=MORNING) == ()


@pytest.mark.parametrize(
    ("name", "form", "language"),
    [
        ("开户申请", "开户申请单", "zh-Hans"), ("用气合同", "用气合同", "zh-Hans"), ("登记表", "登记表", "zh-Hans"),
        ("開戶申請", "開戶申請單", "zh-Hant"), ("Account opening", "Account opening form", "en"),
        ("Information request", "Information request form", "en"), ("Gas contract", "Gas contract", "en"),
    ],
)  # fmt: skip
def test_a_form_goes_by_its_whole_name(name: str, form: str, language: str) -> None:
    assert form_text(name, language) == form


@pytest.mark.parametrize(
    ("clerk", "spoken"),
    [("小林", True), ("Ms Wang", True), ("c07", False), ("0042", False), ("counter-1", False)],
)
def test_a_staff_number_is_not_said_as_a_name(clerk: str, spoken: bool) -> None:
    assert is_spoken_name(Post(1, clerk)) is spoken
    words = Courtesy(CONFIG, load_script("zh-Hans")).lines("phone_out", None, Post(1, clerk), now=MORNING)
    assert (clerk in words[0].say) is spoken


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
