"""What the command line says outside the opening hours, how counters stand, and how a day is closed."""

import re
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from at_terminal import at_terminal
from click.testing import CliRunner

from kiosk.cli.root import cli
from kiosk.hall import load_hall
from queue_store import open_store

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def set_hours(hall: Path, hours: str) -> None:
    file = hall / "hall.toml"
    text, count = re.subn(r"(?ms)^\[hours\].*?(?=^\[)", f"[hours]\n{hours}\n", file.read_text(encoding="utf-8"))
    assert count == 1
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def closed(hall: Path) -> str:
    """The hall is closed today and tomorrow; returns the weekday on which it opens."""
    later = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=3)
    set_hours(hall, f'{DAYS[later.weekday()]} = ["08:30-12:00"]')
    return f"{later:%A}"


@pytest.fixture
def opened(hall: Path) -> None:
    """The hall is open day and night, and its business day goes on for hours yet."""
    set_hours(hall, "")
    file = hall / "hall.toml"
    if datetime.now(ZoneInfo("Asia/Shanghai")).hour < 4:
        text = file.read_text(encoding="utf-8").replace('cutover = "04:00"', 'cutover = "16:00"')
        file.write_text(text, encoding="utf-8")


def test_outside_the_hours_a_number_is_given_with_a_word_about_it(kiosk, data, closed: str) -> None:
    given = kiosk("issue", "A")
    assert given.stdout.startswith("A001")
    assert given.stderr.startswith(f"Note: We're closed at the moment and open on {closed} ")
    assert data("issue", "A")[0]["hall_open"] is False
    assert kiosk("issue", "A", "--json").stderr == ""
    assert "We're closed at the moment" in kiosk("estimate", "A").stderr


def test_while_the_hall_is_open_nothing_is_said(kiosk, data, opened: None) -> None:
    assert kiosk("issue", "A").stderr == ""
    assert data("issue", "A")[0]["hall_open"] is True
    assert data("estimate", "A")[0]["hall_open"] is True


def test_the_estimate_of_a_service_not_given_today_says_when_it_is(kiosk, data, opened: None, manager_day: int) -> None:
    assert kiosk("estimate", "M").stdout.startswith("Next available on ")
    assert data("estimate", "M")[0]["given_today"] is False
    assert data("estimate", "A")[0]["given_today"] is True


def test_an_estimate_names_its_unit_once(kiosk, data) -> None:
    data("open", "--counter", "1", "--clerk", "c01")
    for _ in range(3):
        data("issue", "A")
    said = kiosk("--language", "zh-Hans", "estimate", "A").stdout
    assert re.match(r"您前面还有 3 位，预计等候 \d+ 到 \d+ 分钟$", said), said


def test_counters_are_idle_or_as_their_ticket_is(kiosk, data) -> None:
    chinese = ("--language", "zh-Hans", "counters")
    data("open", "--counter", "1")
    assert kiosk(*chinese).stdout.splitlines()[0].split() == ["1", "空闲", "柜员"]
    data("issue", "A")
    data("next", "--counter", "1")
    assert kiosk(*chinese).stdout.splitlines()[0].split() == ["1", "已叫号", "柜员", "A001"]
    data("start", "--counter", "1")
    assert kiosk(*chinese).stdout.splitlines()[0].split() == ["1", "办理中", "柜员", "A001"]
    assert data("counters")[0]["clerk"] == "counter-1"


def test_closing_a_day_says_what_became_of_everybody(kiosk, data, opened: None) -> None:
    for _ in range(3):
        data("issue", "A")
    data("next", "--counter", "1")
    said = kiosk("day", "close", "--waiting", "expire").stdout.splitlines()[-1]
    assert said == "Expired: 2. Carried over: 0. Still at a counter, unchanged: A001 (counter 1)."
    data("issue", "A")
    said = kiosk("--language", "zh-Hans", "day", "close", "--waiting", "carry_over").stdout.splitlines()[-1]
    assert said == "作废 0 个号，顺延 1 个。仍在窗口、未作改动：A001（1 号窗口）。"


def test_a_person_is_asked_before_the_day_ends_while_the_hall_is_open(hall: Path, data, opened: None) -> None:
    data("issue", "A")
    code, seen = at_terminal(hall, "", "day", "close", "--waiting", "expire")
    assert code == 1
    assert "The hall is open. Still open: A001 (1). They end. This cannot be undone. Close? (y for yes)" in seen
    assert "The day was not closed, nothing changed." in seen
    assert data("waiting")[0]["label"] == "A001"
    assert at_terminal(hall, "y", "day", "close", "--waiting", "expire")[0] == 0
    assert data("waiting") == []
    data("issue", "A")
    code, seen = at_terminal(hall, "", "day", "close", "--waiting", "expire", "--yes")
    assert (code, "(y for yes)" in seen) == (0, False)
    assert "Expired: 1. Carried over: 0." in seen


def test_a_person_is_asked_after_hours_too_and_not_when_nobody_is_here(hall: Path, data, closed: str) -> None:
    code, seen = at_terminal(hall, "", "day", "close", "--waiting", "expire")
    assert (code, "(y for yes)" in seen) == (0, False)
    data("issue", "A")
    data("next", "--counter", "1")
    data("issue", "A")
    code, seen = at_terminal(hall, "", "day", "close", "--waiting", "carry_over")
    assert code == 1
    assert "Still open: A002 (1). They keep number and place. This cannot be undone." in seen
    assert "The hall is open" not in seen
    code, seen = at_terminal(hall, "y", "day", "close", "--waiting", "carry_over")
    assert code == 0
    assert "Expired: 0. Carried over: 1. Still at a counter, unchanged: A001 (counter 1)." in seen
    assert data("waiting") == []


def test_a_hall_made_in_the_c_locale_is_told_in_the_halls_language(monkeypatch, tmp_path: Path) -> None:
    for name in ("KIOSK_HALL", "KIOSK_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(cli, ["init", "mine"])
    assert made.stdout.startswith("已写好 ")
    assert "# 服务大厅：这里写的都是本厅的规矩。" in (tmp_path / "mine" / "hall.toml").read_text(encoding="utf-8")


def test_who_asked_for_time_is_named_when_nobody_else_waits(hall: Path, kiosk, data, opened: None) -> None:
    token = data("issue", "A")[0]["token"]
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules())) as store:
        store.delay(token, minutes=20)
    said = re.compile(r"Nobody to call to counter 3 just now\. Asked for time: A001 \(until \d\d:\d\d\)\. .+\n")
    for command in ("next", "why-next"):
        result = kiosk(command, "--counter", "3", "--json")
        assert result.stdout == ""
        assert said.fullmatch(result.stderr)
