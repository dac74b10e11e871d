"""What a hall has forgotten about people is in none of its backups either, and those stay whole."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from backup_hall import FORK, KEEP

from kiosk.cli import backup_forgetting
from kiosk.cli.backup_folder import Backup, backups_in, read_backup
from kiosk.cli.backup_making import make_backup
from kiosk.cli.backup_restoring import look_through
from kiosk.hall import load_hall
from queue_store import Post, Visitor, open_store

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="forks"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
POST = Post(1, "c1")


def a_day(hall: Path, day: int, surname: str) -> Backup:
    """Somebody comes on that day, and a backup is made."""
    config = load_hall(hall)
    moment = [MORNING + timedelta(days=day)]

    def clock() -> datetime:
        moment[0] += timedelta(milliseconds=1)
        return moment[0]

    with closing(open_store(config.database_path, config.rules(), clock=clock)) as store:
        ticket = store.issue("A", visitor=Visitor(surname=surname, phone=f"{surname}-phone"))
        store.call(ticket.id, POST, reason=f"{surname}-reason")
        store.finish(ticket.id, POST)
        return make_backup(config, store, hall / "backups", KEEP, "kiosk")


def found(folder: Path, word: str) -> list[str]:
    return [str(file.name) for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]


def test_names_go_from_older_backups_after_the_retention(hall: Path) -> None:
    first = a_day(hall, 0, "Wintertür")
    assert found(first.folder, "Wintertür") == ["hall.db"]
    second = a_day(hall, 1, "Sommertor")
    assert found(first.folder, "Wintertür") == ["hall.db"], "kept for the retention of a day"
    digest = first.manifest.files["hall.db"]
    a_day(hall, 2, "Herbst")
    assert found(hall / "backups", "Wintertür") == []
    assert found(second.folder, "Sommertor") == ["hall.db"]
    assert [file.name for file in first.folder.iterdir() if file.name.startswith(".")] == []
    now = read_backup(first.folder)
    assert now.manifest.files["hall.db"] not in ("", digest)
    assert now.manifest.figures == first.manifest.figures
    for backup in backups_in(hall / "backups", "antai-gas-east"):
        look_through(backup)
    before = [backup.manifest for backup in backups_in(hall / "backups", "antai-gas-east")]
    a_day(hall, 2, "Herbst2")
    assert [backup.manifest for backup in backups_in(hall / "backups", "antai-gas-east")][:3] == before, (
        "once is enough"
    )


def test_what_is_still_owed_stays_in_the_backups(hall: Path) -> None:
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules(), clock=lambda: MORNING)) as store:
        store.owed.promise(POST, "write to Mrs Wintertür", MORNING + timedelta(days=20), whom="Wintertür")
    first = a_day(hall, 0, "Li")
    a_day(hall, 5, "Wu")
    assert found(first.folder, "Wintertür") == ["hall.db"]
    assert found(first.folder, "Li-reason") == []


def test_killed_at_every_step_it_leaves_a_whole_backup(hall: Path) -> None:
    first = a_day(hall, 0, "Wintertür")
    for count in range(40):

        def dies(count: int = count) -> None:
            left = [count]

            def counted(call: Callable[..., Any]) -> Callable[..., Any]:
                def wrapped(*args: Any, **named: Any) -> Any:
                    if not left[0]:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left[0] -= 1
                    return call(*args, **named)

                return wrapped

            whole = backup_forgetting._forget_in

            def watched(backup: Backup, store: Any) -> None:
                for name in ("replace", "fsync", "unlink", "open"):
                    setattr(os, name, counted(getattr(os, name)))
                whole(backup, store)
                os._exit(0)

            backup_forgetting._forget_in = watched
            a_day(hall, 3, "Wu")

        process = FORK.Process(target=dies)
        process.start()
        process.join(30)
        look_through(read_backup(first.folder))
        if process.exitcode == 0:
            break
    assert process.exitcode == 0
    assert count > 6
    assert found(first.folder, "Wintertür") == []


def test_a_damaged_older_backup_keeps_nobody_from_making_a_new_one(hall: Path) -> None:
    first = a_day(hall, 0, "Wintertür")
    first.database.write_bytes(b"\x5a" * 8192)
    look_through(a_day(hall, 3, "Wu"))
