"""`kiosk restore`: the old hall or the new one, never a mix; what it replaces is kept; a running hall is left alone."""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from backup_hall import FORK, back_up, copy_of, restore, use, visits_in, work_on
from click.testing import Result
from sqlite_utils.utils import sqlite3
from waiting import wait_for

from kiosk.cli.backup_folder import Backup, digest_of
from kiosk.hall import load_hall
from queue_store import StoreUnavailable, open_store
from queue_store.engines.sqlite import replacing

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="forks"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

Kiosk = Callable[..., Result]
Data = Callable[..., list[dict[str, Any]]]


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_restored_hall_is_that_of_the_backup_and_the_old_one_is_kept(
    kiosk: Kiosk, data: Data, hall: Path, backup: Backup
) -> None:
    told = kiosk("restore", str(backup.folder)).stdout
    assert "visits: 20" in told
    assert "The hall knows nothing of what happened after" in told
    [kept] = hall.glob("replaced-*")
    assert str(kept) in told
    assert visits_in(hall) == 20
    assert stat.S_IMODE((hall / "hall.db").stat().st_mode) == 0o600
    with closing(sqlite3.connect(kept / "hall.db")) as old:
        assert old.execute("SELECT count(*) FROM ticket").fetchone() == (25,)
    assert kiosk("audit", "verify", "--head", backup.manifest.figures.head).exit_code == 0
    kiosk("restore", str(backup.folder))
    assert len([*hall.glob("replaced-*")]) == 2
    [record] = data("restore", str(backup.folder))
    assert record["visits"] == 20
    assert Path(record["kept"]).is_dir()


def test_numbers_go_on_after_those_that_were_given_since_the_backup(
    kiosk: Kiosk, data: Data, hall: Path, backup: Backup
) -> None:
    given = data("issue", "A")[0]["label"]
    [record] = data("restore", str(backup.folder))
    assert record["numbers_go_on_after"]["A"] == int(given.removeprefix("A"))
    assert data("issue", "A")[0]["label"] == f"A{int(given.removeprefix('A')) + 1:03d}"
    assert kiosk("audit", "verify").exit_code == 0
    (hall / "hall.db").write_bytes(b"\x5a" * 8192)
    assert "unless you restore once more and say the last ones" in kiosk("restore", str(backup.folder)).stdout
    assert "goes on" not in kiosk("restore", str(backup.folder), "--last", "C9", "--last", "Z1", code=2).stderr
    told = kiosk("restore", str(backup.folder), "--last", "a257", "--last", "A2").stdout
    assert "New numbers go on after A257" in told
    assert [data("issue", "A")[0]["label"] for _ in range(2)] == ["A258", "A259"]
    kiosk("restore", str(backup.folder), "--last", "A1")
    assert data("issue", "A")[0]["label"] == "A260", "no number is given twice, whatever is said"


def test_what_was_only_in_the_wal_is_kept_too(kiosk: Kiosk, hall: Path, backup: Backup) -> None:
    """A desk was killed: its last visits stand beside the file."""

    def desk() -> None:
        config = load_hall(hall)
        store = open_store(config.database_path, config.rules())
        for _ in range(7):
            store.issue("A")
        os._exit(0)

    process = FORK.Process(target=desk)
    process.start()
    process.join(30)
    assert (hall / "hall.db-wal").stat().st_size > 0
    kiosk("restore", str(backup.folder))
    [kept] = hall.glob("replaced-*")
    assert [file.name for file in kept.iterdir()] == ["hall.db"]
    with closing(sqlite3.connect(f"file:{kept}/hall.db?mode=ro&immutable=1", uri=True)) as old:
        assert old.execute("SELECT count(*) FROM ticket").fetchone() == (32,)
    assert visits_in(hall) == 20


def test_a_running_hall_is_left_alone_and_the_program_is_named(kiosk: Kiosk, hall: Path, backup: Backup) -> None:
    started, stop = FORK.Event(), FORK.Event()
    desk = FORK.Process(target=work_on, args=(hall, started, stop))
    desk.start()
    try:
        assert started.wait(30)
        told = kiosk("restore", str(backup.folder), code=3).stderr
    finally:
        stop.set()
        desk.join(30)
    assert told.startswith("The hall is running")
    assert f"({desk.pid})" in told
    assert visits_in(hall) > 25
    assert [*hall.glob("replaced-*")] == []
    assert [*hall.glob(".*")] == []


def test_a_program_that_only_looks_keeps_the_hall_running(kiosk: Kiosk, hall: Path, backup: Backup) -> None:
    """Also one that uses no store of ours, and also where the database is damaged."""
    for damage in (False, True):
        if damage:
            with (hall / "hall.db").open("r+b") as file:
                file.write(b"not a database at all")
        ready, over = FORK.Event(), FORK.Event()

        def looks(ready: Any = ready, over: Any = over, damage: bool = damage) -> None:
            if damage:
                import fcntl

                with (hall / "hall.db").open("r+b") as held:
                    fcntl.lockf(held, fcntl.LOCK_SH, 510, 0x40000002)
                    ready.set()
                    over.wait(60)
            else:
                connection = sqlite3.connect(hall / "hall.db")
                connection.execute("SELECT count(*) FROM ticket").fetchone()
                ready.set()
                over.wait(60)

        process = FORK.Process(target=looks)
        process.start()
        assert ready.wait(30)
        before = (hall / "hall.db").read_bytes()
        try:
            assert kiosk("restore", str(backup.folder), code=3).stderr.startswith("The hall is running")
        finally:
            over.set()
            process.join(30)
        assert (hall / "hall.db").read_bytes() == before


def test_killed_at_any_moment_it_leaves_the_old_or_the_new(hall: Path, backup: Backup, tmp_path: Path) -> None:
    choose, found = random.Random(9), set[int]()
    for turn in range(30):
        here = copy_of(hall, tmp_path / f"hall{turn}")
        process = FORK.Process(target=restore, args=(here, backup.folder))
        process.start()
        time.sleep(choose.uniform(0.0, 0.05))  # the moment of the kill, not a wait for anything
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(30)
        visits = visits_in(here)
        found.add(visits)
        if visits == 20:
            [kept] = here.glob("replaced-*")
            with closing(sqlite3.connect(kept / "hall.db")) as old:
                assert old.execute("SELECT count(*) FROM ticket").fetchone() == (25,)
        restore(here, backup.folder)
        assert visits_in(here) == 20
        shutil.rmtree(here)
    assert found <= {20, 25}


STEPS = ("link", "replace", "fsync", "unlink", "mkdir", "chown")


def test_killed_at_every_step_it_leaves_the_old_or_the_new(hall: Path, backup: Backup, tmp_path: Path) -> None:
    """The process ends before its first, second, … call that changes a name, until it gets through."""
    found = []
    for count in range(60):
        here = copy_of(hall, tmp_path / f"hall{count}")

        def dies(here: Path = here, count: int = count) -> None:
            left = [count]

            def counted(call: Callable[..., Any]) -> Callable[..., Any]:
                def wrapped(*args: Any, **named: Any) -> Any:
                    if not left[0]:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left[0] -= 1
                    return call(*args, **named)

                return wrapped

            for name in STEPS:
                setattr(os, name, counted(getattr(os, name)))
            restore(here, backup.folder)
            os._exit(0)

        process = FORK.Process(target=dies)
        process.start()
        process.join(30)
        found.append(visits_in(here))
        restore(here, backup.folder)
        assert visits_in(here) == 20
        shutil.rmtree(here)
        if process.exitcode == 0:
            break
    assert process.exitcode == 0
    assert len(found) > 5
    assert found == sorted(found, reverse=True), "old ones up to some step, new ones after it"
    assert set(found) == {20, 25}


@pytest.mark.parametrize("name", ["hall.db", "hall.toml", "manifest.json"])
def test_a_damaged_backup_changes_nothing(kiosk: Kiosk, hall: Path, backup: Backup, name: str) -> None:
    file = backup.folder / name
    whole, before, choose = file.read_bytes(), content(hall), random.Random(1)
    places = [choose.randrange(len(whole)) for _ in range(6)] if name != "manifest.json" else []
    for damaged in (*(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places), whole[:40], b""):
        file.write_bytes(damaged)
        code = 2 if name == "manifest.json" else 1
        told = kiosk("restore", str(backup.folder), code=1).stderr
        assert ("is no backup" if code == 2 else f"is damaged: its {name} is not what was written") in told
        assert content(hall) == before
    file.unlink()
    kiosk("restore", str(backup.folder), code=1)
    assert content(hall) == before


def test_a_copy_that_was_changed_with_its_manifest_is_looked_through(kiosk: Kiosk, hall: Path, backup: Backup) -> None:
    data = bytearray(backup.database.read_bytes())
    data[4096 * 12 : 4096 * 13] = bytes(4096)
    backup.database.write_bytes(data)
    files = {**backup.manifest.files, "hall.db": digest_of(backup.database)}
    (backup.folder / "manifest.json").write_text(replace(backup.manifest, files=files).text(), encoding="utf-8")
    before = content(hall)
    assert "damaged" in kiosk("restore", str(backup.folder), code=3).stderr
    assert content(hall) == before


def test_what_is_no_backup(kiosk: Kiosk, hall: Path, backup: Backup, tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "nowhere", backup.database):
        assert "is no backup" in kiosk("restore", str(wrong), code=1).stderr
    (backup.folder / "manifest.json").write_text(replace(backup.manifest, form=2).text(), encoding="utf-8")
    assert "newer version" in kiosk("restore", str(backup.folder), code=1).stderr


def other_hall(hall: Path, tmp_path: Path) -> Path:
    west = copy_of(hall, tmp_path / "west")
    (west / "hall.db").unlink()
    text = (west / "hall.toml").read_text(encoding="utf-8").replace('id = "antai-gas-east"', 'id = "west"')
    (west / "hall.toml").write_text(text, encoding="utf-8")
    use(west, 3)
    return west


def test_another_hall_is_left_alone_unless_told(
    kiosk: Kiosk, hall: Path, backup: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    west = other_hall(hall, tmp_path)
    (west / "lines.en.toml").write_text("# west\n", encoding="utf-8")
    before = content(west)
    monkeypatch.setenv("KIOSK_HALL", str(west))
    told = kiosk("restore", str(backup.folder), code=1).stderr
    assert "is of the hall antai-gas-east, and here is the hall west" in told
    assert content(west) == before
    kiosk("restore", str(backup.folder), "--over-another-hall")
    assert load_hall(west).id == "antai-gas-east"
    assert visits_in(west) == 20
    [kept] = west.glob("replaced-*")
    assert {file.name for file in kept.iterdir()} == {"hall.db", "hall.toml"}
    assert (kept / "hall.toml").read_bytes() == before["hall.toml"]


def test_over_another_hall_that_is_running_its_settings_come_back(
    kiosk: Kiosk, hall: Path, backup: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    west = other_hall(hall, tmp_path)
    settings = (west / "hall.toml").read_bytes()
    monkeypatch.setenv("KIOSK_HALL", str(west))
    started, stop = FORK.Event(), FORK.Event()
    desk = FORK.Process(target=work_on, args=(west, started, stop))
    desk.start()
    try:
        assert started.wait(30)
        kiosk("restore", str(backup.folder), "--over-another-hall", code=3)
    finally:
        stop.set()
        desk.join(30)
    assert (west / "hall.toml").read_bytes() == settings
    assert visits_in(west) > 3


def test_into_a_new_place_with_everything_the_hall_needs(
    kiosk: Kiosk, hall: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hall / "lines.en.toml").write_text("# own lines\n", encoding="utf-8")
    use(hall, 4)
    made = back_up(hall, tmp_path / "backups")
    shutil.rmtree(hall)
    monkeypatch.setenv("KIOSK_HALL", str(tmp_path / "other pc" / "hall"))
    told = kiosk("restore", str(made.folder)).stdout
    place = tmp_path / "other pc" / "hall"
    assert {file.name for file in place.iterdir()} == {"hall.db", "hall.toml", "lines.en.toml"}
    assert "replaced" not in told
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert visits_in(place) == 4
    assert "A001" in kiosk("ticket", "A001").stdout


def test_settings_of_the_hall_stay_and_that_is_said(kiosk: Kiosk, hall: Path, backup: Backup) -> None:
    file = hall / "hall.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed since\n", encoding="utf-8")
    told = kiosk("restore", str(backup.folder)).stdout
    assert "left as they are: hall.toml." in told
    assert file.read_text(encoding="utf-8").endswith("# changed since\n")


def test_a_hall_toml_that_nobody_can_read_is_replaced_and_kept(kiosk: Kiosk, hall: Path, backup: Backup) -> None:
    (hall / "hall.toml").write_text("id = ", encoding="utf-8")
    kiosk("restore", str(backup.folder))
    assert load_hall(hall).id == "antai-gas-east"
    [kept] = hall.glob("replaced-*")
    assert (kept / "hall.toml").read_text(encoding="utf-8") == "id = "
    assert visits_in(hall) == 20


def test_a_damaged_database_is_replaced_and_kept_with_what_stood_beside_it(
    kiosk: Kiosk, hall: Path, backup: Backup
) -> None:
    (hall / "hall.db").write_bytes(b"\x5a" * 8192)
    (hall / "hall.db-wal").write_bytes(b"\x01" * 4096)
    kiosk("restore", str(backup.folder))
    [kept] = hall.glob("replaced-*")
    assert {file.name: file.stat().st_size for file in kept.iterdir()} == {"hall.db": 8192, "hall.db-wal": 4096}
    assert visits_in(hall) == 20


def test_a_lost_database_is_restored_and_a_wal_of_it_does_not_get_into_the_new_one(
    kiosk: Kiosk, hall: Path, backup: Backup
) -> None:
    (hall / "hall.db").unlink()
    (hall / "hall.db-wal").write_bytes(b"\x01" * 4096)
    kiosk("restore", str(backup.folder))
    assert visits_in(hall) == 20
    [kept] = hall.glob("replaced-*")
    assert [file.name for file in kept.iterdir()] == ["hall.db-wal"]


def test_nobody_said_which_hall(kiosk: Kiosk, backup: Backup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KIOSK_HALL")
    monkeypatch.chdir(tmp_path)
    assert "kiosk --hall DIR restore BACKUP" in kiosk("restore", str(backup.folder), code=2).stderr


def test_whoever_opens_the_hall_in_that_moment_is_told(hall: Path, backup: Backup, monkeypatch: Any) -> None:
    """A desk that opened the old file and waited for its lock does not work on in the file that was put aside."""
    config = load_hall(hall)
    swap = replacing._swap
    go = FORK.Event()
    queue: Any = FORK.Queue()

    def desk() -> None:
        assert go.wait(30)
        try:
            open_store(config.database_path, config.rules()).issue("A")
            queue.put("opened")
        except StoreUnavailable as error:
            queue.put(error.key)

    process = FORK.Process(target=desk)
    process.start()

    def late(copy: Path, database: Path) -> None:
        go.set()
        wait_for(lambda: fd_of(process.pid, database))
        swap(copy, database)

    monkeypatch.setattr(replacing, "_swap", late)
    restore(hall, backup.folder)
    told = queue.get(timeout=30)
    process.join(30)
    assert told == "moved"
    [kept] = hall.glob("replaced-*")
    for folder, visits in ((hall, 20), (kept, 25)):
        with closing(sqlite3.connect(folder / "hall.db")) as file:
            assert file.execute("SELECT count(*) FROM ticket").fetchone() == (visits,)


def fd_of(pid: int | None, file: Path) -> list[str]:
    """The descriptors by which a process has a file open."""
    folder = Path(f"/proc/{pid}/fd")
    return [each.name for each in folder.iterdir() if os.path.realpath(each) == str(file)] if folder.exists() else ["-"]
