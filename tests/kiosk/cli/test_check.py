"""`kiosk check`: what it finds, and that it says so in plain sentences."""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from at_terminal import at_terminal
from click.testing import CliRunner
from ports import move_to_free_port
from sqlite_utils.utils import sqlite3

from kiosk.cli.findings import Level
from kiosk.cli.health import judge_clock, judge_health
from kiosk.cli.installation import check_all, check_sqlite, judge_terminal
from kiosk.cli.root import cli
from kiosk.cli.session import copy_example
from kiosk.hall import load_hall
from kiosk.words import load_words
from queue_store import ClockState, Health, open_store
from queue_store.engines.sqlite import connections

WORDS = load_words("en")


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example hall, with a port at which nobody else's pages answer."""
    move_to_free_port(copy_example(tmp_path / "hall"))
    monkeypatch.setenv("KIOSK_HALL", str(tmp_path / "hall"))
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    return tmp_path / "hall"


@pytest.fixture
def database(hall: Path) -> Path:
    """A hall that has been used once."""
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    store.issue("A")
    store.close()
    return hall / "hall.db"


def wrong(hall: Path, now: datetime | None = None) -> dict[str, str]:
    return {f.area: f.sentence(WORDS) for f in check_all(hall, WORDS, now) if f.level is Level.WRONG}


def test_a_good_installation_says_so(database: Path) -> None:
    result = CliRunner().invoke(cli, ["check", "--json"])
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [entry["check"] for entry in found] == [
        "sqlite", "hall", "directory", "script", "script", "script", "clock", "database", "backup", "disk",
        "address", "pages", "terminal",
    ]  # fmt: skip
    bad = [entry for entry in found if entry["level"] == "wrong" and entry["check"] != "sqlite"]
    assert bad == []
    assert result.exit_code == (1 if any(entry["level"] == "wrong" for entry in found) else 0)


def test_a_fresh_hall_has_no_database_yet_and_check_makes_none(hall: Path) -> None:
    sentences = [finding.sentence(WORDS) for finding in check_all(hall, WORDS)]
    assert f"The database {hall / 'hall.db'} will be made at the first use." in sentences
    assert not (hall / "hall.db").exists()


def test_the_example_of_a_fresh_account_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIOSK_HALL", raising=False)
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.chdir(tmp_path)
    sentence = f"its files lie in {tmp_path / 'data' / 'reception-kiosk'}. For a hall of your own: kiosk init DIR"
    assert sentence in CliRunner().invoke(cli, ["check"]).stdout
    file = tmp_path / "data" / "reception-kiosk" / "hall.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    assert "kiosk init" not in CliRunner().invoke(cli, ["check"]).stdout


def test_old_sqlite_is_named_with_its_remedy() -> None:
    old = check_sqlite((3, 40, 1))
    assert old.level is Level.WRONG
    assert "SQLite 3.40.1" in old.sentence(WORDS)
    assert "pip install pysqlite3" in old.sentence(WORDS)
    assert check_sqlite((3, 51, 2)).level is Level.WRONG
    assert check_sqlite((3, 51, 3)).level is Level.OK


def test_every_fault_of_the_hall_file_is_listed(hall: Path) -> None:
    text = (hall / "hall.toml").read_text(encoding="utf-8")
    text = text.replace("Asia/Shanghai", "Mars/Base").replace('["E", "M"]', "[]")
    (hall / "hall.toml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 1
    told = [line for line in result.stdout.splitlines() if line.startswith("WRONG")]
    assert any("There is no time zone" in line for line in told)
    assert any("This counter serves nothing." in line for line in told)
    assert any("No counter serves M." in line for line in told)


def test_a_damaged_database(database: Path) -> None:
    content = bytearray(database.read_bytes())
    assert len(content) > 20_000
    content[8192:20_000] = b"\x5a" * (20_000 - 8192)
    database.write_bytes(content)
    assert "damaged" in wrong(database.parent)["database"]


def test_a_file_that_is_no_database(hall: Path) -> None:
    (hall / "hall.db").write_bytes(b"a shopping list " * 1000)
    assert "is not a hall's database" in wrong(hall)["database"]


def test_a_database_that_is_locked(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LOCK_TIMEOUT", 0.3)
    stuck = sqlite3.connect(database, isolation_level=None)
    stuck.execute("BEGIN IMMEDIATE")
    heard: list[str] = []
    for finding in check_all(database.parent, WORDS, waits=heard.append):
        heard.append(finding.key)
        if finding.key == "store":
            told = finding
    assert (told.area, told.level, "is locked by" in told.sentence(WORDS)) == ("database", Level.WRONG, True)
    waits = heard.index("check.waits.database")
    assert heard.index("hall_ok") < waits < heard.index("store"), "what is waited for is said before, not afterwards"
    assert "check.waits.pages" not in heard, "the pages would wait for the database once more"
    stuck.execute("ROLLBACK")
    stuck.close()


def test_at_a_terminal_it_says_what_it_waits_for_and_tidies_up(hall: Path) -> None:
    seen = at_terminal(hall, "", "check")[1]
    said = WORDS("check.waits.database")
    assert f"{said}\r\x1b[K" in seen
    left = re.sub(r"[^\n]*\r\x1b\[K", "", seen).split("\r\n")
    assert {line[:5] for line in left} <= {"", "good ", "note ", "WRONG"}


def test_a_folder_that_is_not_there(hall: Path) -> None:
    text = (hall / "hall.toml").read_text(encoding="utf-8").replace('"hall.db"', '"gone/hall.db"')
    (hall / "hall.toml").write_text(text, encoding="utf-8")
    assert "cannot be written" in wrong(hall)["database"]


def test_a_clock_that_was_set_back(database: Path) -> None:
    assert "clock" not in wrong(database.parent)
    config, later = load_hall(database.parent), datetime.now(UTC) + timedelta(hours=1, minutes=1)
    store = open_store(config.database_path, config.rules(), clock=lambda: later)
    store.issue("B")
    store.close()
    assert wrong(database.parent)["clock"].startswith("The clock is 1 h")


def test_a_clock_a_moment_off_is_no_fault() -> None:
    now = datetime(2026, 3, 10, 8, tzinfo=UTC)
    levels = {-30: Level.OK, -300: Level.WRONG, 0: Level.OK, 30: Level.OK, 300: Level.WRONG}
    for seconds, level in levels.items():
        assert judge_clock(timedelta(seconds=seconds), WORDS, now).level is level


def test_what_the_store_knows_of_itself_is_said(database: Path) -> None:
    """People whom no counter can call, other halls, a large WAL: each in a sentence, in every language."""
    config = load_hall(database.parent)
    store = open_store(config.database_path, config.rules())
    stranded = tuple(store.issue("B") for _ in range(25))
    store.close()
    now = datetime.now(UTC)
    health = Health((), 300 * 2**20, now, stranded, stranded[:2], {"antai-old": 7}, ClockState(now, now, True))
    said = [
        finding.sentence(WORDS) for finding in judge_health(health, "hall.db", WORDS, now) if finding.key != "clock_ok"
    ]
    assert said[0].startswith("Numbers that no counter can call: 25 (B001, B002, ")
    assert "B020, and more" in said[0]
    assert "B001, B002" in said[1]
    assert "antai-old" in said[2]
    assert "300 MiB" in said[3]
    for language in ("zh-Hans", "zh-Hant"):
        words = load_words(language)
        assert all(finding.sentence(words) for finding in judge_health(health, "hall.db", words, now))


@pytest.mark.parametrize(
    ("environment", "encoding", "size", "faults"),
    [
        ({"TERM": "xterm-256color"}, "utf-8", (80, 24), []),
        ({"TERM": "xterm"}, "UTF-8", (60, 20), []),
        ({"TERM": "dumb"}, "utf-8", (80, 24), ["colours_bad"]),
        ({}, "ascii", (59, 24), ["encoding_bad", "colours_bad", "size_bad"]),
        ({"TERM": "xterm"}, "gbk", (80, 19), ["encoding_bad", "size_bad"]),
    ],
)
def test_terminals(environment: dict[str, str], encoding: str, size: tuple[int, int], faults: list[str]) -> None:
    found = list(judge_terminal(environment, encoding, size))
    assert len(found) == 3
    assert [finding.key for finding in found if finding.level is Level.WRONG] == faults
    assert all(finding.sentence(load_words(language)) for finding in found for language in ("zh-Hans", "zh-Hant", "en"))


def test_a_fault_in_the_halls_own_lines_is_found(hall: Path) -> None:
    (hall / "lines.zh-Hans.toml").write_text("= broken", encoding="utf-8")
    assert "lines.zh-Hans.toml" in wrong(hall)["script"]


def backup_findings(hall: Path, now: datetime | None = None) -> list[tuple[Level, str]]:
    return [(f.level, f.sentence(WORDS)) for f in check_all(hall, WORDS, now) if f.area == "backup"]


def test_the_age_of_the_last_backup_and_how_to_go_back_to_it(hall: Path, database: Path, tmp_path: Path) -> None:
    [(level, sentence)] = backup_findings(hall)
    assert (level, sentence) == (Level.NOTE, f"There is no backup in {hall / 'backups'}. Make one: kiosk backup")
    CliRunner().invoke(cli, ["backup", "--to", str(tmp_path / "usb")])
    [backup] = (tmp_path / "usb").glob("antai-*")
    [(level, sentence)] = backup_findings(hall)
    assert level is Level.OK
    assert sentence.startswith("Nothing happened since the last backup")
    assert sentence.endswith(f"kiosk restore {backup}")
    CliRunner().invoke(cli, ["issue", "A"])
    assert backup_findings(hall)[0][1].startswith("The last backup is of")
    later = datetime.now(UTC) + timedelta(days=2)
    assert [(level, "what came since" in text) for level, text in backup_findings(hall, later)] == [(Level.NOTE, True)]
    assert backup_findings(hall, later + timedelta(days=8))[0][0] is Level.WRONG


def test_a_damaged_database_is_told_with_the_backup_to_restore(hall: Path, database: Path) -> None:
    CliRunner().invoke(cli, ["backup"])
    [backup] = (hall / "backups").glob("antai-*")
    database.write_bytes(b"\x5a" * 8192)
    found = wrong(hall)
    assert "is not a hall's database" in found["database"]
    assert backup_findings(hall)[0][1].endswith(f"kiosk restore {backup}")


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_a_database_that_everybody_can_read_is_named(hall: Path, database: Path) -> None:
    database.chmod(0o644)
    assert f"chmod 600 {database}" in wrong(hall)["database"]
    database.chmod(0o600)
    assert "database" not in wrong(hall)
