"""hall.toml: what it says, and how its faults are told."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from kiosk.hall import HallConfig, HallFileError, load_hall, parse_hall
from kiosk.words import load_words

EXAMPLE = Path(__file__).parents[3] / "kiosk" / "example"

SMALL = """
id = "small"
timezone = "Europe/Berlin"
languages = ["en"]
name = { en = "Town hall" }
company = { en = "Town" }
centre = { en = "Office" }
[[services]]
code = "A"
series = "A"
names = { en = "Passports" }
target = "10m"
[[counters]]
number = 1
services = ["A"]
"""


def parse(text: str) -> HallConfig:
    return parse_hall(text, Path("hall.toml"))


def faults_of(text: str) -> dict[str, str]:
    with pytest.raises(HallFileError) as caught:
        parse(text)
    return {fault.path: fault.key for fault in caught.value.faults}


def test_the_example_is_a_gas_companys_hall_in_three_languages() -> None:
    config = load_hall(EXAMPLE)
    assert [service.code for service in config.services] == ["A", "B", "C", "D", "E", "M"]
    assert config.find_service("B").names.say("zh-Hant") == "繳費"
    assert config.find_service("B").cash
    assert config.find_service("M").month_days == (10, 25)
    assert [counter.number for counter in config.counters if counter.supervisor] == [6]
    assert config.find_priority("elder").head_start == timedelta(minutes=20)
    assert config.database_path == str(EXAMPLE.absolute() / "hall.db")


def test_a_small_hall_has_the_usual_rules() -> None:
    rules = parse(SMALL).rules()
    assert rules.long_wait == timedelta(minutes=15)
    assert rules.cutover == time(4)
    assert rules.priority_cap == 2
    assert rules.returning.parked is None
    assert rules.returning.missed == timedelta(minutes=10)
    assert rules.services[0].target == timedelta(minutes=10)


def test_rules_follow_the_file() -> None:
    text = SMALL.replace(
        "[[services]]", '[returning]\nparked = "5m"\nmissed = "keep"\n[limits]\nlong_wait = "8m"\n[[services]]', 1
    )
    rules = parse(text).rules()
    assert rules.returning.parked == timedelta(minutes=5)
    assert rules.returning.missed is None
    assert rules.long_wait == timedelta(minutes=8)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("90s", 90), ("15m", 900), ("1h", 3600), ("1h30m", 5400), ("2d", 172800), (" 5m ", 300), ("1h 5s", 3605)],
)
def test_durations(written: str, meant: int) -> None:
    assert parse(SMALL.replace('"10m"', f'"{written}"')).find_service("A").target == timedelta(seconds=meant)


@pytest.mark.parametrize("written", ['"15 minutes"', '"m15"', '""', "15", '"-5m"', '"1.5h"', '"٣m"', '"30m1h"'])
def test_no_durations(written: str) -> None:
    assert faults_of(SMALL.replace('"10m"', written)) == {"services[0].target": "duration"}


def test_every_fault_is_told_at_once_with_its_place() -> None:
    text = """
        id = "X y"
        langages = ["zh-Hans"]
        timezone = "Asia/Shangai"
        cutover = "25:00"
        name = { en = "a" }
        limits = { long_wate = "3m" }
        hours = { mon = ["12:00-08:00"], tue = ["08:00-12:00", "11:00-13:00"] }
        [[services]]
        code = "A"
        series = "abc"
        target = "15 minutes"
        [[services]]
        code = "A"
        series = "B"
        target = "0s"
        cash = "yes"
        names = { en = "x", zh-Hans = "x" }
        [[services]]
        code = "Q"
        series = "Q"
        target = 15
        month_days = [32]
        [[counters]]
        number = "3"
        services = ["Z", "A", "A"]
        [[counters]]
        number = 4
        services = []
    """
    found = faults_of(text)
    assert found == {
        "id": "identifier",
        "company": "missing",
        "centre": "missing",
        "timezone": "timezone_meant",
        "cutover": "clock",
        "limits.long_wate": "unknown_key_meant",
        "hours.mon[0]": "span",
        "hours.tue": "spans_overlap",
        "services[0].series": "series",
        "services[0].names": "missing",
        "services[0].target": "duration",
        "services[1].target": "too_brief",
        "services[1].cash": "not_switch",
        "services[1].code": "duplicate",
        "services[1].names.zh-Hant": "name_missing",
        "services[2].names": "missing",
        "services[2].target": "duration",
        "services[2].month_days[0]": "too_big",
        "services[2]": "served_nowhere",
        "counters[0].number": "not_number",
        "counters[0].services[0]": "unknown_service",
        "counters[0].services[2]": "listed_twice",
        "counters[1].services": "serves_nothing",
        "langages": "unknown_key_meant",
        "name.zh-Hans": "name_missing",
        "name.zh-Hant": "name_missing",
    }


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_faults_are_sentences_that_say_where_what_and_what_to_do(language: str) -> None:
    with pytest.raises(HallFileError) as caught:
        parse(SMALL.replace('timezone = "Europe/Berlin"', 'timezone = "Europe/Berlln"').replace('["A"]', '["B"]'))
    title, *sentences = caught.value.sentences(load_words(language))
    assert "hall.toml" in title
    assert any("timezone" in sentence and "Europe/Berlin" in sentence for sentence in sentences)
    assert any("counters[0].services[0]" in sentence and "B" in sentence for sentence in sentences)


def test_the_english_sentence_in_full() -> None:
    with pytest.raises(HallFileError) as caught:
        parse(SMALL.replace("target", "tarjet"))
    assert str(caught.value).splitlines() == [
        "hall.toml cannot be used, faults: 2",
        "services[0].target (A): This setting is missing. Add `target = …`.",
        "services[0].tarjet (A): There is no such setting. Did you mean `target`?",
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [("a = \n", "Line 1"), ('x = 1\nname = "open\n', "Line 2"), ("id = 1\nid = 2\n", "Line 2"), ("[a\n", "Line 1")],
)
def test_broken_toml_names_the_line(text: str, where: str) -> None:
    with pytest.raises(HallFileError) as caught:
        parse(text)
    assert where in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(HallFileError) as caught:
        load_hall(tmp_path)
    assert caught.value.faults[0].key == "no_file"
    (tmp_path / "hall.toml").write_bytes("id = 1\nname = '厅'".encode("gb18030"))
    with pytest.raises(HallFileError) as caught:
        load_hall(tmp_path)
    assert "Line 2 is not UTF-8" in str(caught.value)


def test_the_address_of_the_pages_is_one_that_a_phone_can_open() -> None:
    for good in (
        "", "http://192.168.1.23:8080", "https://Queue.example.com/hall-1/", "http://[2001:db8::7]:8080", "http://hall.lan",
    ):  # fmt: skip
        assert parse(SMALL + f'[web]\naddress = "{good}"').web.address == good
    for bad in (
        "q.example.com", "javascript:alert(1)", "http://exa mple", "http://", "ftp://hall.lan", "http://hall.lan:99999",
        "http://hall.lan:0", "http://u:p@hall.lan", "http://hall.lan/?x=1", "http://hall.lan/#x", "http://[::x]", "http://-",
        "http://hall..lan", " http://hall.lan", "http://0.0.0.0:8080", "http://[::]:8080", "http://192.168.1.300",
        "http://224.0.0.1", "http://8080", "https://hall.lan/../x",
    ):  # fmt: skip
        assert faults_of(SMALL + f'[web]\naddress = "{bad}"') == {"web.address": "site"}, bad
    with pytest.raises(HallFileError) as caught:
        parse(SMALL + '[web]\naddress = "q.example.com"')
    assert 'web.address: "q.example.com" is not an address that a phone can open. Write http://' in str(caught.value)


def test_a_proxy_is_named_by_its_address_or_network() -> None:
    good = ("10.0.0.2", "10.0.0.0/24", "2001:db8::1", "2001:db8::/64")
    assert parse(SMALL + f"[web]\nproxies = {list(good)}").web.proxies == good
    for bad in ("proxy.lan", "10.0.0.2/24", "*", "", "10.0.0"):
        assert faults_of(SMALL + f'[web]\nproxies = ["{bad}"]') == {"web.proxies[0]": "machine"}, bad


def test_notepads_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(SMALL, encoding="utf-8-sig")
    assert load_hall(tmp_path).id == "small"


def test_nothing_in_the_file_reaches_a_terminal_as_an_order() -> None:
    text = SMALL.replace('"Passports"', '"\\u001b[2J"').replace('"A"\ntarget', '"A"\ntarget')
    assert faults_of(text) == {"services[0].names.en": "control_character"}
    with pytest.raises(HallFileError) as caught:
        parse(
            SMALL.replace('timezone = "Europe/Berlin"', 'timezone = "\\u001b]0;x\\u0007"').replace(
                '["A"]', '["\\u001b[2J"]'
            )
        )
    assert "\x1b" not in str(caught.value)


def test_a_missing_language_is_found_in_every_name() -> None:
    text = SMALL.replace('languages = ["en"]', 'languages = ["en", "zh-Hant"]').replace(
        'target = "10m"', 'target = "10m"\nmaterials = [{ en = "Photo" }]\nzone = { en = "Left" }'
    )
    assert set(faults_of(text)) == {
        f"{place}.zh-Hant"
        for place in ("name", "company", "centre", "services[0].names", "services[0].materials[0]", "services[0].zone")
    }


def test_two_services_may_share_a_series_but_not_a_code() -> None:
    second = '[[services]]\ncode = "{}"\nseries = "A"\nnames = {{ en = "Visa" }}\ntarget = "5m"\n[[counters]]'
    shared = SMALL.replace("[[counters]]", second.format("B")).replace('["A"]', '["A", "B"]')
    assert len(parse(shared).services) == 2
    assert faults_of(SMALL.replace("[[counters]]", second.format("A"))) == {"services[1].code": "duplicate"}


def test_opening_hours_follow_the_halls_clock() -> None:
    config = parse(SMALL.replace("[[services]]", '[hours]\nsun = ["01:00-03:30", "22:00-24:00"]\n[[services]]', 1))
    summer_begins = date(2026, 3, 29)
    assert config.open_at(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    assert config.open_at(datetime(2026, 3, 29, 1, 15, tzinfo=UTC))
    assert not config.open_at(datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    assert config.open_at(datetime(2026, 3, 29, 21, 59, 59, 999999, tzinfo=UTC))
    assert not config.open_at(datetime(2026, 3, 29, 22, 0, tzinfo=UTC))
    assert summer_begins.weekday() == 6
    assert parse(SMALL).open_at(datetime(2026, 3, 29, 3, tzinfo=UTC))


def test_the_managers_reception_days() -> None:
    config = load_hall(EXAMPLE)
    assert config.service_open_on("M", date(2026, 11, 10))
    assert not config.service_open_on("M", date(2026, 11, 11))
    assert config.next_day_of("M", date(2026, 11, 11)) == date(2026, 11, 25)
    assert config.next_day_of("M", date(2026, 11, 25)) == date(2026, 12, 10)
    assert config.service_open_on("A", date(2026, 11, 11))


def test_a_configuration_does_not_change_and_what_was_dropped_is_none() -> None:
    config = parse(SMALL)
    with pytest.raises(ValidationError):
        config.priority_cap = 9  # type: ignore[misc]
    assert config.find_service("Z") is config.find_counter(9) is config.find_priority("king") is None
    with pytest.raises(KeyError):
        config.counter(9)


def test_names_fall_back_to_simplified_chinese() -> None:
    names = load_hall(EXAMPLE).find_service("A").names
    assert names.say("en") == "Opening an account"
    assert names.say("fr") == "开户"
