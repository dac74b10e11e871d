"""`kiosk backup`: complete under its name or not there at all, made while the hall works."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from backup_hall import FORK, KEEP, back_up, use, work_on
from click.testing import Result
from sqlite_utils.utils import sqlite3

from kiosk.cli import backup as backup_command
from kiosk.cli.backup_folder import Backup, Manifest, backups_in, name_for, read_backup, sole_use, to_remove
from kiosk.cli.backup_making import make_backup
from kiosk.cli.backup_restoring import look_through
from kiosk.hall import KeepRule, load_hall, parse_keep
from queue_store import BusinessDays, CopyFigures, look_at_copy, open_store

Kiosk = Callable[..., Result]

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="forks"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.fixture
def folder(hall: Path) -> Path:
    return hall / "backups"


def only_backup(folder: Path) -> Backup:
    [found] = backups_in(folder, "antai-gas-east")
    return found


def test_a_backup_is_complete_private_and_on_record(
    kiosk: Kiosk, data: Callable[..., list[dict[str, Any]]], hall: Path, folder: Path
) -> None:
    use(hall, 30)
    (hall / "lines.en.toml").write_text("# own lines\n", encoding="utf-8")
    told = kiosk("backup").stdout
    backup = only_backup(folder)
    look_through(backup)
    assert str(backup.folder) in told
    assert "visits: 30, waits: 30" in told
    assert backup.manifest.figures.head in told
    assert {file.name for file in backup.folder.iterdir()} == {
        "hall.db", "hall.toml", "lines.en.toml", "manifest.json",
    }  # fmt: skip
    assert (backup.folder / "hall.toml").read_bytes() == (hall / "hall.toml").read_bytes()
    for file in [backup.folder, *backup.folder.iterdir()]:
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file
    assert re.fullmatch(r"antai-gas-east-\d{4}-\d\d-\d\d-\d{6}", backup.folder.name)
    assert kiosk("audit", "verify", "--head", backup.manifest.figures.head).exit_code == 0
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules())) as store:
        [note] = store.journal.rows(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), "backup_made")
    assert note.data["name"] == backup.folder.name
    assert note.data["chain_head"] == backup.manifest.figures.head
    [record] = data("backup")
    assert (record["visits"], record["hall"]) == (30, "antai-gas-east")


def test_a_backup_of_a_hall_where_nothing_happened(kiosk: Kiosk, folder: Path) -> None:
    kiosk("backup")
    look_through(only_backup(folder))


def test_a_backup_beside_busy_desks_is_one_moment(hall: Path, folder: Path) -> None:
    use(hall, 300)
    started, stop = [FORK.Event() for _ in range(3)], FORK.Event()
    desks = [FORK.Process(target=work_on, args=(hall, each, stop)) for each in started]
    for desk in desks:
        desk.start()
    try:
        assert all(each.wait(30) for each in started)
        made = [back_up(hall, folder) for _ in range(4)]
    finally:
        stop.set()
        for desk in desks:
            desk.join(30)
    figures = [backup.manifest.figures for backup in made]
    assert [each.seq for each in figures] == sorted({each.seq for each in figures}), "the desks went on meanwhile"
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules())) as store:
        assert all(store.audit.has(each.seq, each.head) for each in figures)
        assert store.audit.verify([each.head for each in figures]).whole
    for backup in made:
        look_through(backup)
        with closing(sqlite3.connect(f"file:{backup.database}?mode=ro&immutable=1", uri=True)) as copy:
            numbers = [row[0] for row in copy.execute("SELECT number FROM ticket WHERE series = 'A' ORDER BY number")]
        assert numbers == list(range(1, len(numbers) + 1))


def test_killed_at_any_moment_it_leaves_no_half_backup(hall: Path, folder: Path) -> None:
    use(hall, 400)
    choose, complete = random.Random(4), 0
    for _ in range(25):
        process = FORK.Process(target=back_up, args=(hall, folder))
        process.start()
        time.sleep(choose.uniform(0.0, 0.12))  # the moment of the kill, not a wait for anything
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(30)
        found = backups_in(folder, "antai-gas-east")
        shown = [each for each in folder.iterdir() if not each.name.startswith(".")] if folder.exists() else []
        assert len(shown) == len(found)
        for backup in found[complete:]:
            look_through(backup)
        complete = len(found)
    back_up(hall, folder)
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == [".lock"], "what was left is gone"
    assert len(backups_in(folder, "antai-gas-east")) == complete + 1


def test_one_at_a_time(kiosk: Kiosk, folder: Path) -> None:
    kiosk("issue", "A")
    with sole_use(folder):
        assert "Another program is making a backup" in kiosk("backup", code=1).stderr
    kiosk("backup")


def test_a_damaged_hall_makes_no_backup_and_loses_none(kiosk: Kiosk, hall: Path, folder: Path) -> None:
    use(hall, 300)
    kiosk("backup", "--keep", "1")
    good = only_backup(folder)
    content = bytearray((hall / "hall.db").read_bytes())
    content[4096 * 30 : 4096 * 34] = bytes(4096 * 4)
    (hall / "hall.db").write_bytes(content)
    assert "damaged" in kiosk("backup", "--keep", "1", code=3).stderr
    assert only_backup(folder).folder == good.folder
    look_through(good)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two mebibytes."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a disk can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_without_room_gets_a_sentence_and_nothing_half(kiosk: Kiosk, hall: Path, small_disk: Path) -> None:
    use(hall, 30)
    kiosk("backup", "--to", str(small_disk))
    use(hall, 2000)
    told = kiosk("backup", "--to", str(small_disk), "--keep", "1", code=1).stderr
    assert f"There is no room for a backup in {small_disk}" in told
    only_backup(small_disk)


def test_a_disk_that_fills_up_meanwhile(
    kiosk: Kiosk, hall: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(hall, 2000)
    monkeypatch.setattr("kiosk.cli.backup_making._refuse_short_of_room", lambda *_: None)
    told = kiosk("backup", "--to", str(small_disk), code=1).stderr
    assert told.startswith(f"The disk with {small_disk} is full, so no backup was made")
    assert [each.name for each in small_disk.iterdir()] == [".lock"]


def test_a_copy_that_went_wrong_is_no_backup(kiosk: Kiosk, hall: Path, folder: Path, monkeypatch: Any) -> None:
    """The disk wrote something else than it was told."""
    use(hall, 300)

    def spoil(path: Path, hall_id: str) -> CopyFigures:
        with path.open("r+b") as file:
            file.seek(4096 * 20)
            file.write(bytes(4096))
        return look_at_copy(path, hall_id)

    monkeypatch.setattr("queue_store.copies.look_at_copy", spoil)
    assert "damaged" in kiosk("backup", code=3).stderr
    assert backups_in(folder, "antai-gas-east") == []


def test_a_folder_that_cannot_be_written(kiosk: Kiosk, hall: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert "cannot be written" in kiosk("backup", "--to", str(tmp_path / "file" / "x"), code=1).stderr


def test_where_and_how_many_stand_in_hall_toml(kiosk: Kiosk, hall: Path, tmp_path: Path) -> None:
    file = hall / "hall.toml"
    text = file.read_text(encoding="utf-8")
    table = f'\n[backup]\nfolder = "{tmp_path}/elsewhere"\nkeep = "2"\n'
    file.write_text(text + table, encoding="utf-8")
    for _ in range(4):
        kiosk("backup")
    assert len(backups_in(tmp_path / "elsewhere", "antai-gas-east")) == 2
    kiosk("backup", "--keep", "1")
    assert len(backups_in(tmp_path / "elsewhere", "antai-gas-east")) == 1
    file.write_text(text + table.replace('"2"', '"some"'), encoding="utf-8")
    assert "does not say which backups stay" in kiosk("waiting", code=2).stderr


@pytest.mark.parametrize("rule", ["0", "all", "8+14", "-1", "8+14d+2w", ""])
def test_what_is_no_rule_is_refused(kiosk: Kiosk, rule: str) -> None:
    assert "does not say which backups stay" in kiosk("backup", "--keep", rule, code=2).stderr


@pytest.mark.parametrize("time_text", ["0m", "59s", "soon"])
def test_what_is_no_interval_is_refused(kiosk: Kiosk, time_text: str) -> None:
    assert "is no time between two backups" in kiosk("backup", "--every", time_text, code=2).stderr


def a_backup(at: datetime) -> Backup:
    return Backup(Path(at.isoformat()), Manifest("east", "East", at, "1", CopyFigures(1, "", 1, 1), {}))


def test_the_rule_keeps_the_newest_and_the_last_of_each_day() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    days = BusinessDays(zone, datetime(2026, 1, 1, 4).time())
    begin = datetime(2026, 3, 1, 9, tzinfo=zone)
    all_made = [a_backup(begin + timedelta(days=day, hours=hour)) for day in range(20) for hour in range(8)]
    gone = to_remove(all_made, KeepRule(3, 5), days)
    kept = [each.manifest.made_at for each in all_made if each not in gone]
    newest = [begin + timedelta(days=19, hours=hour) for hour in (5, 6, 7)]
    assert kept == [begin + timedelta(days=day, hours=7) for day in range(15, 19)] + newest
    night = a_backup(datetime(2026, 3, 21, 3, tzinfo=zone))
    assert all_made[-1] in to_remove([*all_made, night], KeepRule(1, 1), days), "night belongs to the day before"
    assert to_remove(all_made, KeepRule(1000, 0), days) == []
    assert len(to_remove(all_made, KeepRule(1, 0), days)) == len(all_made) - 1
    assert str(parse_keep(" 8 + 14 d ")) == "8+14d"


def test_names_are_never_taken_twice(tmp_path: Path) -> None:
    at, zone = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin")
    first = name_for(tmp_path, "east", at, zone)
    (tmp_path / first).mkdir()
    assert first == "east-2026-10-25-023000"
    assert name_for(tmp_path, "east", at + timedelta(hours=1), zone) == "east-2026-10-25-023000-2"


def test_other_folders_beside_backups_are_left_alone(kiosk: Kiosk, hall: Path, folder: Path) -> None:
    kiosk("backup", "--keep", "1")
    only = only_backup(folder)
    others = {"antai-gas-east-2020-01-01-000000": None, "photos": None, "odd": "{", "far": '{"form": 99}'}
    for name, manifest in others.items():
        (folder / name).mkdir()
        if manifest is not None:
            (folder / name / "manifest.json").write_text(manifest, encoding="utf-8")
    west = folder / "west"
    west.mkdir()
    text = replace(only.manifest, hall="west").text()
    (west / "manifest.json").write_text(text, encoding="utf-8")
    kiosk("backup", "--keep", "1")
    assert only_backup(folder).folder != only.folder
    assert {each.name for each in folder.iterdir()} >= {*others, "west"}


def test_every_so_often_one_more_and_a_failure_is_told_and_gone_on_from(
    kiosk: Kiosk, hall: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rests: list[float] = []
    file = hall / "hall.toml"
    text = file.read_text(encoding="utf-8")

    def rest(seconds: float) -> None:
        rests.append(seconds)
        file.write_text("broken" if len(rests) == 1 else text, encoding="utf-8")
        if len(rests) == 2:
            use(hall, 1)
        if len(rests) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(backup_command, "time", type("Clock", (), {"sleep": rest, "monotonic": time.monotonic}))
    result = kiosk("backup", "--every", "15m", code=130)
    assert len(backups_in(folder, "antai-gas-east")) == 2, "none while nothing happened"
    assert all(890 < each <= 900 for each in rests)
    assert "hall.toml" in result.stderr, "the round in which hall.toml was broken"


def test_a_drill_says_what_it_found_and_touches_nothing(
    kiosk: Kiosk, data: Callable[..., list[dict[str, Any]]], hall: Path, folder: Path
) -> None:
    use(hall, 30)
    assert "There is no backup of this hall" in kiosk("backup", "--drill", code=1).stderr
    kiosk("backup")
    use(hall, 3)
    told = kiosk("backup", "--drill").stdout
    assert "It holds what the hall held then: visits: 30, waits: 30" in told
    assert "gone on from there without a change" in told
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == [".lock"]
    [record] = data("backup", "--drill")
    assert (record["log_whole"], record["hall_goes_on_from_it"]) == (True, True)


def test_a_drill_of_a_hall_with_its_database_elsewhere_does_not_touch_that(
    kiosk: Kiosk, hall: Path, tmp_path: Path
) -> None:
    file = hall / "hall.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r'^database = "hall.db"', f'database = "{tmp_path}/far.db"', text, flags=re.MULTILINE))
    kiosk("issue", "A")
    kiosk("backup")
    before = (tmp_path / "far.db").stat().st_ino
    kiosk("backup", "--drill")
    assert (tmp_path / "far.db").stat().st_ino == before
    assert [each.name for each in tmp_path.glob("replaced*")] == []


def test_a_drill_finds_a_hall_whose_log_was_hashed_anew(kiosk: Kiosk, hall: Path) -> None:
    use(hall, 3)
    kiosk("backup")
    config = load_hall(hall)
    (hall / "hall.db").unlink()
    with closing(open_store(config.database_path, config.rules())) as store:
        store.issue("A")
    assert "does not contain the backup's" in kiosk("backup", "--drill", code=1).stdout


def test_a_drill_finds_a_backup_with_a_tampered_log(kiosk: Kiosk, hall: Path, folder: Path) -> None:
    """Somebody changed the copy, and its manifest with it."""
    use(hall, 10)
    kiosk("backup")
    backup = only_backup(folder)
    with closing(sqlite3.connect(backup.database, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER log_is_never_changed")
        connection.execute("UPDATE log SET clerk = 'x' WHERE seq = 5")
        connection.execute("PRAGMA journal_mode=DELETE")
    from kiosk.cli.backup_folder import digest_of

    files = {**backup.manifest.files, "hall.db": digest_of(backup.database)}
    (backup.folder / "manifest.json").write_text(replace(backup.manifest, files=files).text(), encoding="utf-8")
    told = kiosk("backup", "--drill", code=1).stdout
    assert "its log is not what was written" in told
    assert "Entry 5" in told


def test_the_copy_takes_breaks(hall: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is made other threads write; the copy still is of the moment when it began."""
    use(hall, 300)
    monkeypatch.setattr("queue_store.engines.sqlite.copies.PAGES_AT_A_TIME", 5)
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules())) as store:
        before = store.audit.head()
        issued: list[str] = []
        thread = threading.Thread(target=lambda: [issued.append(store.issue("A").label) for _ in range(40)])
        begun: list[int] = []

        def told(done: int, count: int) -> None:
            if not begun:
                thread.start()
            begun.append(done)

        made = make_backup(config, store, folder, KEEP, "kiosk", told)
        thread.join(30)
    assert len(begun) > 10
    assert len(issued) == 40
    assert made.manifest.figures.head == before.hash
    assert read_backup(made.folder) == made
    assert json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))["form"] == 1
