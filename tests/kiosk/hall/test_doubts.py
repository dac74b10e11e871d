"""What a hall.toml says and probably does not mean, and the rule for what is left over at the end of a day."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from kiosk.hall import HallConfig, HallFileError, parse_hall
from kiosk.hall.doubts import HARMLESS, doubts_about
from kiosk.words import load_words

EXAMPLE = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
TODAY = date(2026, 3, 3)


def hall(*changes: tuple[str, str]) -> HallConfig:
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_hall(text, Path("/nowhere/hall.toml"))


def test_the_example_leaves_no_doubt() -> None:
    assert doubts_about(hall(), TODAY) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'cutover = "04:00"',
            'cutover = "10:00"',
            "cutover: The business day changes at 10:00, while the hall is open",
        ),
        ('sat = ["09:00-12:00"]', 'sat = ["09:00-09:01"]', "hours.sat[0]: This lasts only a few minutes: 09:00-09:01."),
        ('["09:00-12:00", "14:00-18:00"]', '["09:00-09:05"]', "phone.calling[0]: This lasts only a few minutes"),
        ('en = "Paying"', 'en = "Advice"', 'The name "Advice" is also that of service B.'),
        ('long_wait = "15m"', 'long_wait = "9999d"', "limits.long_wait: This is a time of 9999 days. Check the unit"),
        ('target = "4m"', 'target = "4d"', "This is a time of 4 days."),
        ('"5m", "10m"', '"5d", "10m"', "web.delays[0]: This is a time of 5 days."),
        ('missed = "10m"', 'missed = "10d"', "returning.missed: This is a time of 10 days."),
        ('head_start = "15m"', 'head_start = "15d"', "This is a time of 15 days."),
        ('retention = "1d"', 'retention = "3650d"', "retention: Names and telephone numbers are kept for 3650 days."),
        ("supervisor = true\n", "\n", "counters: No counter is the supervisor's"),
        ('address = ""', 'address = "http://localhost:8080"', "web.address: http://localhost:8080 is this PC itself"),
        ('address = ""', 'address = "https://127.0.0.1/east"', "web.address: https://127.0.0.1/east is this PC itself"),
    ],
)
def test_a_quiet_mistake_is_named(old: str, new: str, said: str) -> None:
    doubts = doubts_about(hall((old, new)), TODAY)
    assert len(doubts) == 1
    assert said in doubts[0].sentence(load_words("en"))
    for language in ("zh-Hans", "zh-Hant"):
        assert doubts[0].sentence(load_words(language))


def test_a_cutover_at_the_opening_is_meant() -> None:
    config = hall(
        ('cutover = "04:00"', 'cutover = "08:30"'), ('mon = ["08:30-12:00", "13', 'mon = ["00:00-08:30", "13')
    )
    assert [doubt.key for doubt in doubts_about(config, TODAY)] == []


def test_what_becomes_of_leftovers_is_one_of_three() -> None:
    assert hall().day.leftovers == "ask"
    assert hall(('leftovers = "ask"', 'leftovers = "carry_over"')).day.leftovers == "carry_over"
    with pytest.raises(HallFileError, match="Choose among: ask, expire, carry_over"):
        hall(('leftovers = "ask"', 'leftovers = "keep"'))


def test_names_that_visitors_read_are_looked_at_with_the_norms() -> None:
    service = hall().services[0]
    old = f'names = {{ zh-Hans = "{service.names.zh_hans}"'
    found = doubts_about(hall((old, 'names = { zh-Hans = "老太婆专窗"')), TODAY)
    [doubt] = found
    assert doubt.key in HARMLESS
    english, chinese = doubt.sentence(load_words("en")), doubt.sentence(load_words("zh-Hans"))
    assert english.startswith(f"services[0].names.zh-Hans ({service.code}): Visitors read “老太婆专窗”, and it says")
    assert "R13" in english
    assert "来客会读到“老太婆专窗”" in chinese
    assert "忌用的称呼" in chinese
