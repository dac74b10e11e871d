"""Closing and special days, breaks, staff plans and the country in hall.toml: what they mean, and their mistakes."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources
from pathlib import Path

import pytest
from stations import HALL

from kiosk.desk.owing import case_due
from kiosk.hall import HallConfig, HallFileError, opening, parse_hall
from kiosk.hall.doubts import HARMLESS, doubts_about
from kiosk.text.days import service_day_text
from kiosk.text.due import read_due
from kiosk.text.opening import closed_text, not_today_text
from kiosk.words import load_words

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
OFFICE = """
[hours]
mon = ["08:30-12:00", "13:30-17:30"]
tue = ["08:30-12:00", "13:30-17:30"]
wed = ["08:30-12:00", "13:30-17:30"]
thu = ["08:30-12:00", "13:30-17:30"]
fri = ["08:30-12:00", "13:30-17:30"]
"""
STOCKTAKING = """
[[closed]]
date = "2026-12-30"
to = 2026-12-31
names = { zh-Hans = "盘点", zh-Hant = "盤點", en = "stocktaking" }
"""


def hall(more: str = "", zone: str = "Asia/Shanghai", top: str = "", hours: str = OFFICE) -> HallConfig:
    text = HALL.replace('"Asia/Shanghai"', f'"{zone}"\n{top}')
    return parse_hall(text + hours + more, Path("/nowhere/hall.toml"))


def open_on(config: HallConfig, day: str) -> bool:
    return config.open_at(datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=config.zone))


def opens_after(config: HallConfig, moment: str) -> str:
    found = opening(config, datetime.fromisoformat(moment).replace(tzinfo=config.zone))
    return f"{found.next:%Y-%m-%d %H:%M}" if found.next else str(found.now)


@pytest.mark.parametrize(
    ("zone", "opened", "closed"),
    [
        ("Europe/Berlin", ["2026-10-01", "2026-10-09"], ["2026-12-25", "2025-10-03", "2026-12-30", "2026-10-10"]),
        ("Asia/Taipei", ["2026-10-01", "2026-12-24"], ["2026-10-09", "2026-12-25", "2026-12-31", "2026-05-01"]),
        ("Asia/Shanghai", ["2026-12-25", "2026-10-10", "2026-10-09"], ["2026-10-01", "2026-12-31", "2026-10-17"]),
    ],
)
def test_each_hall_goes_by_the_holidays_of_its_country_and_its_own_days(
    zone: str, opened: list[str], closed: list[str]
) -> None:
    config = hall(STOCKTAKING, zone)
    assert [day for day in opened if not open_on(config, day)] == []
    assert [day for day in closed if open_on(config, day)] == []


def test_a_hall_may_be_open_on_holidays_and_then_its_own_days_close_it() -> None:
    config = hall(STOCKTAKING, "Europe/Berlin", 'holidays = "open"')
    assert open_on(config, "2026-12-25")
    assert not open_on(config, "2026-12-30")
    china = hall(top='holidays = "open"')
    assert open_on(china, "2026-10-01")
    assert not open_on(china, "2026-10-10"), "who does not close on holidays does not make up for them"


def test_a_hall_without_hours_closes_on_its_own_days_only() -> None:
    config = hall(STOCKTAKING, hours="")
    assert open_on(config, "2026-10-01")
    assert not open_on(config, "2026-12-31")


def test_the_country_may_be_stated_with_its_part() -> None:
    assert open_on(hall(zone="Europe/Berlin"), "2027-03-08")
    assert not open_on(hall(zone="Europe/Berlin", top='country = "DE-BE"'), "2027-03-08")
    assert open_on(hall(zone="Asia/Shanghai", top='country = "TW"'), "2026-10-01")


def test_the_next_opening_is_after_the_closing_days_and_the_holiday() -> None:
    config = hall(STOCKTAKING)
    assert opens_after(config, "2026-12-29 18:00") == "2027-01-04 08:30"
    assert opens_after(hall(STOCKTAKING, "Europe/Berlin"), "2026-12-29 18:00") == "2027-01-04 08:30"


def test_it_is_said_why_the_hall_is_closed() -> None:
    config = hall(STOCKTAKING, "Europe/Berlin")
    closing_day = datetime(2026, 12, 30, 10, tzinfo=config.zone)
    said = [closed_text(config, load_words(language), closing_day) for language in LANGUAGES]
    assert said == [
        "今天不开门（盘点），1月4日（星期一） 08:30 开门",
        "今天不開門（盤點），1月4日（星期一） 08:30 開門",
        "We are closed today (stocktaking) and open on Monday 4 January at 08:30",
    ]
    christmas = datetime(2026, 12, 25, 10, tzinfo=config.zone)
    assert closed_text(config, load_words("zh-Hans"), christmas).startswith("今天放假，")
    assert "public holiday" in closed_text(config, load_words("en"), christmas)
    weekend = datetime(2026, 12, 19, 10, tzinfo=config.zone)
    assert closed_text(config, load_words("en"), weekend).startswith("We're closed at the moment and open on Monday")


def test_a_hall_that_does_not_open_again_does_not_say_when() -> None:
    never = hall(
        '[[closed]]\ndate = "2026-03-03"\nto = "2027-03-03"\n[[closed]]\ndate = "2027-03-04"\nto = "2027-06-30"'
    )
    moment = datetime(2026, 3, 3, 10, tzinfo=never.zone)
    assert opening(never, moment).next is None
    assert not opening(never, moment).today
    assert closed_text(never, load_words("en"), moment) == "We're closed at the moment"


def test_a_special_day_has_its_own_hours_even_on_a_holiday() -> None:
    config = hall('[[special]]\ndate = 2026-10-01\nhours = ["10:00-12:00"]')
    assert opens_after(config, "2026-09-30 18:00") == "2026-10-01 10:00"
    assert opens_after(config, "2026-10-01 12:00") == "2026-10-08 08:30"


def test_no_service_is_given_on_a_closing_day_and_the_next_day_is_one_on_which_the_hall_opens() -> None:
    config = hall('[[closed]]\ndate = "2026-03-10"\n[[closed]]\ndate = "2026-03-25"', zone="Asia/Shanghai")
    words = load_words("en")
    assert not config.service_open_on("A", date(2026, 3, 10))
    assert not_today_text(config, words, "A", date(2026, 3, 10)) == "Next available on Wednesday 11 March"
    assert config.next_day_of("M", date(2026, 3, 3)) == date(2026, 4, 10)
    assert config.next_day_of("M", date(2026, 9, 25)) == date(2026, 10, 10), "a Saturday that makes up for the holiday"
    assert hall(zone="Europe/Berlin").next_day_of("M", date(2026, 9, 25)) == date(2026, 11, 10)


def test_nobody_is_telephoned_on_a_closing_day() -> None:
    config = hall('[[closed]]\ndate = "2026-03-04"')
    assert f"{config.next_calling_time(datetime(2026, 3, 3, 19, tzinfo=config.zone)):%m-%d %H:%M}" == "03-05 09:00"
    assert not config.may_call_out(datetime(2026, 3, 4, 10, tzinfo=config.zone))


def test_a_complaint_is_due_by_the_working_days_of_the_country() -> None:
    taken = datetime(2026, 12, 16, 10)
    berlin, taipei = hall(STOCKTAKING, "Europe/Berlin"), hall(STOCKTAKING, "Asia/Taipei")
    assert f"{case_due(berlin, taken.replace(tzinfo=berlin.zone)):%Y-%m-%d %H:%M}" == "2027-01-08 17:30"
    assert f"{case_due(taipei, taken.replace(tzinfo=taipei.zone)):%Y-%m-%d}" == "2027-01-08"
    march = datetime(2026, 9, 28, 10, tzinfo=hall().zone)
    assert f"{case_due(hall(), march):%Y-%m-%d}" == "2026-10-23"


def test_a_country_that_nobody_named_counts_monday_to_friday_and_says_so() -> None:
    config = hall(zone="UTC")
    assert open_on(config, "2026-12-25")
    due = read_due("3 working days", config, datetime(2026, 12, 23, 9, tzinfo=config.zone))
    assert f"{due.at:%m-%d}" == "12-28"
    for language, said in zip(LANGUAGES, ("按周一到周五", "按週一到週五", "Monday to Friday"), strict=True):
        assert said in due.remarks(load_words(language))[-1]
    working = config.model_copy(
        update={"services": tuple(s.model_copy(update={"working_days_only": True}) for s in config.services)}
    )
    assert "not considered" in service_day_text(working, load_words("en"), "A", date(2026, 12, 25))


def test_breaks_and_staff_plans_reach_the_store() -> None:
    config = hall('[[breaks]]\ntime = "10:00-10:15"\ncounters = [2]\n[[staff]]\ncounters = [1]\ntime = "09:00-16:00"')
    timetable = config.timetable
    morning = datetime(2026, 3, 3, 8, tzinfo=config.zone)
    planned = timetable.planned_opening(1, morning)
    assert planned is not None
    assert planned.astimezone(config.zone).hour == 9
    spans = [f"{start.astimezone(config.zone):%H:%M}" for start, _ in timetable.unserved(2, morning)]
    assert spans == ["08:00", "10:00", "12:00", "17:30"]
    assert config.rules().schedule == config.schedule


@pytest.mark.parametrize(
    ("written", "place", "key"),
    [
        ('[[closed]]\ndate = "31.12.2026"', "closed[0].date", "day"),
        ("[[closed]]\ndate = 20261231", "closed[0].date", "day"),
        ('[[closed]]\ndate = "2026-02-30"', "closed[0].date", "day"),
        ("[[closed]]\ndate = 2026-12-31T08:00:00", "closed[0].date", "day"),
        ('[[closed]]\ndate = "2026-12-31"\nto = "2026-12-30"', "closed[0]", "closing_days"),
        ('[[closed]]\ndate = "2026-12-31"\nto = "2062-12-31"', "closed[0]", "closing_days"),
        ('[[closed]]\ndate = "2026-12-31"\nhours = []', "closed[0].hours", "unknown_key"),
        ('[[closed]]\nname = "x"', "closed[0].date", "missing"),
        ('[[closed]]\ndate = "2026-12-31"\nnames = { zh-Hans = "盘点" }', "closed[0].names.en", "name_missing"),
        ('[[special]]\ndate = "2026-12-31"', "special[0].hours", "missing"),
        ('[[special]]\ndate = "2026-12-31"\nhours = []', "special[0].hours", "special_without_hours"),
        ('[[special]]\ndate = "2026-12-31"\nhours = ["12:00-09:00"]', "special[0].hours[0]", "span"),
        (
            '[[special]]\ndate = "2026-12-31"\nhours = ["09:00-11:00", "10:00-12:00"]',
            "special[0].hours",
            "spans_overlap",
        ),
        (
            '[[special]]\ndate = "2026-12-31"\nhours = ["09:00-11:00"]\n'
            '[[special]]\ndate = 2026-12-31\nhours = ["10:00-11:00"]',
            "special[1].date",
            "duplicate",
        ),
        ('[[breaks]]\ntime = "noon"', "breaks[0].time", "span"),
        ('[[breaks]]\ntime = "10:00-10:10"\ndays = ["monday"]', "breaks[0].days[0]", "not_one_of"),
        ('[[breaks]]\ntime = "10:00-10:10"\ncounters = 2', "breaks[0].counters", "not_list"),
        ('[[staff]]\ntime = "10:00-10:10"', "staff[0].counters", "missing"),
        ('[[staff]]\ncounters = []\ntime = "10:00-10:10"', "staff[0].counters", "empty_list"),
    ],
)
def test_every_mistake_gets_its_sentence(written: str, place: str, key: str) -> None:
    with pytest.raises(HallFileError) as caught:
        hall(written)
    found = {fault.path: fault for fault in caught.value.faults}
    assert found[place].key == key
    for language in LANGUAGES:
        assert found[place].sentence(load_words(language))


@pytest.mark.parametrize(
    ("top", "key", "said"),
    [
        ('country = "Germany"', "country", '"Germany" is not the code of a country.'),
        ('country = "cn"', "country", '"cn" is not'),
        ('country = "DE-XX"', "subdivision", "Choose among: BB, BE"),
        ('country = "CN-31"', "no_subdivisions", 'Write only "CN".'),
        ('holidays = "no"', "not_one_of", "Choose among: closed, open."),
    ],
)
def test_a_country_or_rule_that_there_is_not(top: str, key: str, said: str) -> None:
    with pytest.raises(HallFileError) as caught:
        hall(top=top)
    [fault] = caught.value.faults
    assert fault.key == key
    assert said in str(fault)


@pytest.mark.parametrize(
    ("written", "place", "said"),
    [
        ('[[breaks]]\ntime = "12:15-13:00"', "breaks[0]", "The hall is not open at 12:15-13:00 (mon-sun)."),
        ('[[breaks]]\ntime = "10:00-10:15"\ndays = ["mon", "sat"]', "breaks[0]", "not open at 10:00-10:15 (sat)"),
        ('[[breaks]]\ntime = "10:00-10:15"\ncounters = [1, 77]', "breaks[0].counters[1]", "There is no counter 77."),
        (
            '[[breaks]]\ntime = "10:00-10:15"\n[[breaks]]\ntime = "10:10-10:20"\ncounters = [2]',
            "breaks[1]",
            "It overlaps with 10:00-10:15 of breaks[0] (counter 2).",
        ),
        ('[[staff]]\ncounters = [1]\ntime = "18:00-20:00"', "staff[0]", "The hall is not open at 18:00-20:00"),
        ('[[staff]]\ncounters = [9]\ntime = "09:00-12:00"', "staff[0].counters[0]", "There is no counter 9."),
        ('[[special]]\ndate = "2026-03-02"\nhours = ["09:00-12:00"]', "special", "Days that are over: 1, the last"),
        ('[[closed]]\ndate = "2026-03-01"\nto = "2026-03-02"', "closed", "the last of them 2026-03-02"),
        ('[[closed]]\ndate = "2026-06-01"\nto = "2026-09-01"', "closed[0]", "closed for 93 days in a row"),
        (
            '[[closed]]\ndate = "2026-06-01"\n[[special]]\ndate = "2026-06-01"\nhours = ["09:00-12:00"]',
            "special[0]",
            "2026-06-01 is also a closing day",
        ),
    ],
)
def test_a_quiet_mistake_is_a_doubt(written: str, place: str, said: str) -> None:
    doubts = [doubt for doubt in doubts_about(hall(written), date(2026, 3, 3)) if doubt.key not in _OF_THE_HALL]
    assert [doubt.path for doubt in doubts] == [place]
    assert said in str(doubts[0])
    for language in LANGUAGES:
        assert doubts[0].sentence(load_words(language))


_OF_THE_HALL = {doubt.key for doubt in doubts_about(hall(), date(2026, 3, 3))}


def test_what_is_meant_leaves_no_doubt() -> None:
    meant = """
        [[breaks]]
        time = "10:00-10:15"
        counters = [1]
        [[breaks]]
        time = "10:15-10:30"
        counters = [1, 2]
        [[staff]]
        counters = [1]
        time = "08:00-12:00"
        days = ["mon", "tue"]
        [[closed]]
        date = "2026-03-03"
    """
    assert {doubt.key for doubt in doubts_about(hall(meant), date(2026, 3, 3))} == _OF_THE_HALL


def test_a_zone_without_a_country_is_a_harmless_doubt() -> None:
    keys = {doubt.key for doubt in doubts_about(hall(zone="UTC"), date(2026, 3, 3))}
    assert keys - _OF_THE_HALL == {"no_country"}
    assert "no_country" in HARMLESS


def test_the_plans_that_the_example_shows_may_be_used_as_they_stand() -> None:
    example = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    begin = example.index("# [[closed]]")
    end = example.index("[day]")
    shown = "\n".join(line.removeprefix("# ").removeprefix("#") for line in example[begin:end].splitlines())
    used = parse_hall(example[:begin] + shown + "\n" + example[end:], Path("/nowhere/hall.toml"))
    assert [len(plans) for plans in (used.closed, used.special, used.breaks, used.staff)] == [1, 1, 1, 1]
    assert doubts_about(used, date(2026, 12, 1)) == []
