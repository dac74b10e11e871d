"""Where exports go: a whole file or none, never one of the hall's own, and nothing that a terminal cannot show."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli.root import cli
from kiosk.export import FORMATS
from queue_store import Store

DAY = ("--since", "2026-03-10", "--until", "2026-03-10")
LIMITED = """
import resource, sys
from kiosk.__main__ import main
from kiosk.cli import export
def on_a_small_disk(file, target=export.target):
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    return target(file)
export.target = on_a_small_disk
main()
"""
"""The command in a process that can write 4 KiB a file, from the moment on at which it opens its target."""


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_full_disk_leaves_the_old_file_and_one_sentence(
    fmt: str, hall: Path, store: Store, morning: None, tmp_path: Path
) -> None:
    for _ in range(300):
        store.issue("A")
    file = tmp_path / f"waits.{fmt}"
    file.write_bytes(b"old")
    words = ["export", "waits", *DAY, "--output", str(file)]
    run = subprocess.run([sys.executable, "-c", LIMITED, *words], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1, run.stderr
    assert run.stderr == f"{file} cannot be written: File too large.\n"
    assert file.read_bytes() == b"old"
    assert {entry.name for entry in tmp_path.iterdir()} == {"hall", file.name}


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("name", ["hall.db", "hall.db-wal", "hall.toml"])
def test_the_hall_itself_is_never_written_over(name: str, hall: Path) -> None:
    before = (hall / "hall.toml").read_bytes()
    for target in (hall / name, hall / ".." / "hall" / name):
        result = CliRunner().invoke(cli, ["export", "waits", *DAY, "--output", str(target)])
        assert result.exit_code == 1
        assert "is what the hall itself lives on" in result.stderr
    assert (hall / "hall.toml").read_bytes() == before
    assert CliRunner().invoke(cli, ["waiting"]).exit_code == 0


@pytest.mark.usefixtures("morning")
def test_a_dash_is_stdout_and_a_pipe_takes_any_format() -> None:
    for fmt, begin in (("csv", b"\xef\xbb\xbflabel"), ("xlsx", b"PK"), ("parquet", b"PAR1")):
        result = CliRunner().invoke(cli, ["export", "waits", *DAY, "--format", fmt, "--output", "-"])
        assert result.exit_code == 0, result.stderr
        assert result.stdout_bytes.startswith(begin)


@pytest.mark.usefixtures("morning")
def test_a_pipe_with_a_name_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "waits.csv"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        result = CliRunner().invoke(cli, ["export", "waits", *DAY, "--output", str(pipe)])
        read, _ = reader.communicate(timeout=30)
    assert result.exit_code == 0, result.stderr
    assert read.startswith(b"\xef\xbb\xbflabel,")
    assert pipe.is_fifo()
    refused = CliRunner().invoke(cli, ["export", "db", str(pipe)])
    assert refused.exit_code == 1
    assert refused.stderr == f"{pipe} cannot be written: Invalid argument.\n"
    assert pipe.is_fifo()


@pytest.mark.usefixtures("morning")
def test_a_terminal_gets_no_binary_file(hall: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "kiosk", "export", "waits", *DAY, "--format", "xlsx"]
    run = subprocess.run(command, stdin=slave, stdout=slave, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(slave)
    os.close(master)
    assert run.returncode == 2
    assert run.stderr == "A terminal cannot show xlsx. Name a file with --output.\n"


@pytest.mark.usefixtures("morning")
def test_a_terminal_shows_how_far_it_is(hall: Path, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "kiosk", "export", "waits", *DAY, "--output", str(tmp_path / "x.csv")]
    subprocess.run(command, stderr=slave, stdout=subprocess.PIPE, check=True, timeout=60)
    os.close(slave)
    shown = os.read(master, 65_536).decode()
    os.close(master)
    assert "100%" in shown
    assert "5 rows" in shown


@pytest.mark.usefixtures("morning")
def test_every_export_is_on_record_with_the_columns_that_name_people(store: Store) -> None:
    CliRunner().invoke(cli, ["export", "ratings", *DAY, "--clerk", "boss"])
    CliRunner().invoke(cli, ["export", "counters", *DAY, "--clerk", "boss"])
    rows = store.journal.rows(datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), "export")
    assert [(row.data["what"], row.data["by"], row.data["persons"]) for row in rows] == [
        ("ratings", "boss", ["words"]),
        ("counters", "boss", []),
    ]
