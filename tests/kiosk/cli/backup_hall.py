"""A hall to back up, used by processes that come and go."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlite_utils.utils import sqlite3

from kiosk.cli.backup_folder import Backup, read_backup
from kiosk.cli.backup_making import make_backup
from kiosk.cli.backup_restoring import restore_into
from kiosk.hall import KeepRule, load_hall
from queue_store import Post, Visitor, open_store

FORK = multiprocessing.get_context("fork") if sys.platform != "win32" else multiprocessing.get_context()
KEEP = KeepRule(100, 0)


def use(hall: Path, visits: int, surname: str = "王") -> None:
    """So many visitors come and are called."""
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules())) as store:
        for number in range(visits):
            ticket = store.issue("ABCDE"[number % 5], visitor=Visitor(surname=surname))
            if number % 3 == 0:
                store.call(ticket.id, Post(1, "c1"), reason="test")
                store.finish(ticket.id, Post(1, "c1"))


def back_up(hall: Path, folder: Path) -> Backup:
    """Make a backup in this process."""
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules())) as store:
        return make_backup(config, store, folder, KEEP, "kiosk")


def restore(hall: Path, backup: Path) -> None:
    """Restore in this process."""
    restore_into(hall / "hall.toml", read_backup(backup), datetime(2026, 3, 2, 9, 0))


def work_on(hall: Path, started: object, stop: object) -> None:
    """What a busy desk does until it is stopped."""
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    started.set()  # type: ignore[attr-defined]
    while not stop.is_set():  # type: ignore[attr-defined]
        store.issue("A")
    store.close()


def visits_in(hall: Path) -> int:
    """How many tickets the hall has; its file must be whole, and its log too."""
    config = load_hall(hall)
    with closing(open_store(config.database_path, config.rules())) as store:
        assert store.audit.verify().whole
        assert store.health().faults == ()
    with closing(sqlite3.connect(hall / "hall.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM ticket").fetchone()[0])


def copy_of(hall: Path, to: Path) -> Path:
    """The same hall in another folder."""
    shutil.copytree(hall, to)
    return to
