"""Help, first steps, and what is imported when."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from kiosk.cli.commands import WordGroup
from kiosk.cli.root import SECTIONS, cli
from kiosk.words import load_words

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def paths(group: WordGroup, *above: str) -> list[tuple[str, ...]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((*above, name))
        if isinstance(command, WordGroup):
            found += paths(command, *above, name)
    return found


@pytest.mark.parametrize("path", paths(cli), ids=" ".join)
def test_every_command_has_help_in_every_language(kiosk, path: tuple[str, ...]) -> None:
    for language in LANGUAGES:
        page = kiosk("--language", language, *path, "--help").stdout
        words = load_words(language)
        assert words(f"cli.command.{'.'.join(path)}") in page
        assert words("cli.option.help") in page
        assert "Show this message and exit" not in page


def test_the_front_page_is_a_table_of_contents(kiosk) -> None:
    page = kiosk("--help").stdout
    places = [page.index(f"\n{load_words('en')(f'cli.section.{section}')}:\n") for section in SECTIONS]
    assert places == sorted(places)
    for commands in SECTIONS.values():
        for name in commands:
            assert f"\n  {name} " in page


def test_the_export_explains_each_column(kiosk) -> None:
    from kiosk.export import TABLES

    for language in LANGUAGES:
        for table in TABLES.values():
            page = kiosk("--language", language, "export", table.command, "--help").stdout
            explained = [line.split() for line in page.splitlines() if line.startswith("    ") and line.split()]
            found = [words[0] for words in explained if words[0] in table.names and len(words) > 1]
            assert found == list(table.names)


def test_the_first_run_makes_a_hall_of_ones_own(monkeypatch, tmp_path: Path) -> None:
    for name in ("KIOSK_HALL", "KIOSK_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["issue", "A", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["label"] == "A001"
    assert "This is an example hall" in result.stderr
    assert str(tmp_path / "data") in result.stderr
    again = CliRunner().invoke(cli, ["issue", "A", "--json"])
    assert json.loads(again.stdout)["label"] == "A002"
    assert again.stderr == ""


def test_a_hall_in_this_folder_is_used(hall: Path, monkeypatch) -> None:
    monkeypatch.delenv("KIOSK_HALL")
    monkeypatch.chdir(hall)
    assert CliRunner().invoke(cli, ["issue", "A"]).exit_code == 0
    assert (hall / "hall.db").exists()


def test_the_hall_may_be_named_by_its_file(kiosk, hall: Path) -> None:
    kiosk("--hall", str(hall / "hall.toml"), "issue", "A")
    assert (hall / "hall.db").exists()


def test_the_version(kiosk) -> None:
    assert kiosk("--version").stdout.strip()


def loaded_by(hall: Path, *words: str) -> set[str]:
    """Modules that a command line imports, seen from a process of its own."""
    code = (
        "import sys, json\n"
        "from kiosk.cli.root import cli\n"
        "try: cli.main(sys.argv[1:], prog_name='kiosk')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    environment = {**os.environ, "KIOSK_HALL": str(hall), "KIOSK_LANGUAGE": "en"}
    run = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(run.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "words",
    [
        ["export", "waits", "--since", "2026-01-01", "--until", "2026-01-31"],
        ["issue", "A", "--json"],
        ["next", "--counter", "3", "--json"],
        ["day", "show"],
        ["check"],
    ],
)
def test_headless_commands_never_import_textual(hall: Path, words: list[str]) -> None:
    assert not {"textual", "rich", "fastapi", "starlette", "uvicorn", "qrcode"} & loaded_by(hall, *words)


def test_the_front_page_imports_next_to_nothing(hall: Path) -> None:
    heavy = {"textual", "rich", "pydantic", "sqlite_utils", "queue_store", "kiosk.hall", "pypinyin", "psutil"}
    assert not heavy & loaded_by(hall, "--help")


def test_two_buttons_at_once_never_call_the_same_ticket(hall: Path, data) -> None:
    for _ in range(4):
        data("issue", "B")
    environment = {**os.environ, "KIOSK_HALL": str(hall), "KIOSK_LANGUAGE": "en"}
    buttons = [
        subprocess.Popen(
            [sys.executable, "-m", "kiosk", "next", "--counter", str(counter), "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for counter in (1, 2, 3)
    ]
    printed = [button.communicate(timeout=60)[0] for button in buttons]
    assert [button.returncode for button in buttons] == [0, 0, 0]
    assert sorted(json.loads(line)["label"] for line in printed) == ["B001", "B002", "B003"]


def test_script_check_tells_what_breaks_the_norms(kiosk, data, tmp_path: Path) -> None:
    file = tmp_path / "lines.zh-Hans.toml"
    line = (
        '[[moment]]\nid = "call"\n[[moment.line]]\npart = "main"\nsay = "{}"\ndo = "起立微笑。"\nnever = "不催促。"\n'
    )
    file.write_text('language = "zh-Hans"\n' + line.format("喂，这与我无关。"), encoding="utf-8")
    told = kiosk("script", "check", str(file), "--json", code=1).stdout.splitlines()
    assert {"where", "what", "advice", "rule", "word", "serious"} == set(json.loads(told[0]))
    assert {"R13", "R14"} <= {json.loads(line)["rule"] for line in told}
    assert kiosk("script", "check", str(tmp_path / "none.toml"), code=1).stdout


def test_the_script_as_a_booklet(kiosk, tmp_path: Path) -> None:
    kiosk("script", "book", "--output", str(tmp_path / "book.html"))
    page = (tmp_path / "book.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "请慢走" in kiosk("--language", "zh-Hans", "script", "book").stdout


def run(hall: Path, words: list[str], **settings: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "KIOSK_HALL": str(hall), "KIOSK_LANGUAGE": "en"}
    return subprocess.run([sys.executable, "-m", "kiosk", *words], env=environment, check=False, timeout=60, **settings)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["waiting"], ["export", "waits", "--since", "2026-01-01", "--until", "2100-01-01"]])
def test_output_that_cannot_be_written_is_one_sentence(hall: Path, kiosk, words: list[str]) -> None:
    kiosk("issue", "A")
    with Path("/dev/full").open("wb") as full:
        done = run(hall, words, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr.decode() == "The output cannot be written: No space left on device.\n"


@pytest.mark.skipif(os.name == "nt", reason="pipes")
def test_a_reader_who_stops_reading_is_no_error_to_talk_about(hall: Path, kiosk) -> None:
    kiosk("issue", "A")
    reading, writing = os.pipe()
    os.close(reading)
    done = run(hall, ["waiting"], stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert done.returncode == 1
    assert done.stderr == b""
