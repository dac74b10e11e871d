"""`kiosk print`, `kiosk issue --print`, and what `kiosk check` says of the printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from kiosk.cli.findings import Level
from kiosk.cli.paper import check_printer
from kiosk.hall import load_hall
from kiosk.paper.fonts import FontFile, Typeface
from kiosk.words import load_words
from queue_store import open_store

Kiosk = Callable[..., Result]


@pytest.fixture
def out(hall: Path, tmp_path: Path) -> Path:
    """The folder to which the hall prints."""
    place = tmp_path / "out"
    place.mkdir()
    set_printer(hall, f"file:{place}/")
    return place


def set_printer(hall: Path, to: str) -> None:
    file = hall / "hall.toml"
    text = file.read_text(encoding="utf-8").partition("\n[printer]\n")[0]
    file.write_text(f'{text}\n[printer]\nto = "{to}"\n', encoding="utf-8")


def names(out: Path) -> list[str]:
    return sorted(file.name.split("-", 3)[3] for file in out.iterdir())


def test_a_number_is_printed_as_it_is_issued_and_again_when_asked(
    out: Path, kiosk: Kiosk, data: Callable[..., list[dict[str, Any]]]
) -> None:
    assert data("issue", "A", "--print")[0]["label"] == "A001"
    assert names(out) == ["A001-ticket-1.bin"]
    assert kiosk("print", "A001").stdout == "A001: printed\n"
    assert data("print", "A001", "--paper", "missing") == [{"label": "A001", "paper": "missing", "state": "printed"}]
    assert names(out) == ["A001-missing-1.bin", "A001-ticket-1.bin", "A001-ticket-2.bin"]
    kiosk("issue", "A")
    assert len(names(out)) == 3, "without --print nothing is"


def test_what_another_station_prints_is_not_printed_twice(out: Path, hall: Path, kiosk: Kiosk) -> None:
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    store.issue("A", print_at="front")
    assert kiosk("print", "A001").stdout == "A001 is being printed by another station\n"
    store.close()
    assert names(out) == []


def test_the_test_page(out: Path, kiosk: Kiosk) -> None:
    assert kiosk("print", "test").stdout == "Test page: printed\n"
    [file] = out.iterdir()
    assert file.name.endswith("-test.bin")


def test_what_did_not_come_out_is_a_refusal_with_its_reason(out: Path, hall: Path, kiosk: Kiosk) -> None:
    kiosk("issue", "A")
    set_printer(hall, str(out / "lp0"))
    refused = "was not printed: the printer is off or not connected.\n"
    assert kiosk("print", "A001", code=1).stderr == f"A001 {refused}"
    assert kiosk("print", "test", code=1).stderr == f"Test page {refused}"
    issued = kiosk("issue", "A", "--print")
    assert "A002" in issued.stdout, "the number counts all the same"
    assert "A002 was issued, but its ticket was not printed: the printer is off or not connected." in issued.stderr


def test_without_a_printer_printing_is_refused_and_nothing_is_issued(
    hall: Path, kiosk: Kiosk, data: Callable[..., list[dict[str, Any]]]
) -> None:
    sentence = "hall.toml names no printer. Add [printer] with its `to`.\n"
    assert kiosk("print", "test", code=1).stderr == sentence
    assert kiosk("issue", "A", "--print", code=1).stderr == sentence
    assert data("waiting") == []


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_check_tells_of_the_printer_and_of_the_font(
    out: Path, hall: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = load_words(language)

    def found() -> list[tuple[Level, str]]:
        return [(each.level, each.sentence(words)) for each in check_printer(load_hall(hall), words)]

    ready, font = found()
    assert (ready[0], font[0]) == (Level.OK, Level.OK)
    assert str(out) in ready[1]
    set_printer(hall, str(out / "lp0"))
    monkeypatch.setattr("kiosk.paper.fonts.typeface", lambda language, named: Typeface(FontFile(), FontFile()))
    off, bare = found()
    assert (off[0], bare[0]) == (Level.WRONG, Level.WRONG)
    assert words("paper.reason.off") in off[1]
    assert bare[1] == words("paper.check.no_font")
    assert list(out.iterdir()) == [], "looking prints nothing"


def test_check_says_nothing_of_a_printer_that_is_not_there(hall: Path) -> None:
    assert list(check_printer(load_hall(hall), load_words("en"))) == []
