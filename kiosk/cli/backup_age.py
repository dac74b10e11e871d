"""How old the last backup is, for `kiosk check`, and where it can be restored from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.cli.backup_folder import Backup, is_current, newest_in
from kiosk.cli.backup_making import NOTE, settings_of
from kiosk.cli.findings import Finding, Level
from kiosk.hall import HallConfig
from kiosk.words import Words
from queue_store import QueueError, open_store

DAY_OLD = timedelta(hours=26)
"""A backup a day, made at about the same time, is never older."""

WEEK_OLD = timedelta(days=8)
_LOOK_BACK = timedelta(days=366)


def check_backups(config: HallConfig, words: Words, now: datetime) -> Iterator[Finding]:
    """Name the last backup, its age, and how it is restored; also where the database cannot be opened."""
    if not Path(config.database_path).exists() and newest_in(config.backup_folder, config.id) is None:
        return
    newest, current = _newest(config, now)
    if newest is None:
        yield Finding("backup", Level.NOTE, "backup_none", {"folder": str(config.backup_folder)})
        return
    age = now - newest.manifest.made_at
    fields = {"age": words.duration(age), "at": f"{newest.manifest.made_at:%Y-%m-%d %H:%M}", "backup": newest.folder}
    if current:
        yield Finding("backup", Level.OK, "backup_current", fields)
    elif age <= DAY_OLD:
        yield Finding("backup", Level.OK, "backup_ok", fields)
    else:
        yield Finding("backup", Level.WRONG if age > WEEK_OLD else Level.NOTE, "backup_old", fields)


def _newest(config: HallConfig, now: datetime) -> tuple[Backup | None, bool]:
    """The newest backup, in the hall's folder for them or where the hall's log has it; whether nothing happened since.

    A damaged database can say neither.
    """
    found = newest_in(config.backup_folder, config.id)
    try:
        with closing(open_store(config.database_path, config.rules())) as store:
            notes = store.journal.rows(now - _LOOK_BACK, now + _LOOK_BACK, NOTE)
            elsewhere = newest_in(Path(str(notes[-1].data["folder"])), config.id) if notes else None
            known = [each for each in (found, elsewhere) if each is not None]
            newest = max(known, key=lambda backup: backup.manifest.made_at, default=None)
            return newest, newest is not None and is_current(newest, store, settings_of(config))
    except (QueueError, OSError):
        return found, False
