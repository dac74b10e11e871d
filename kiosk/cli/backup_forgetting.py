"""What the hall has forgotten about people, its older backups forget too."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from kiosk.cli.backup_folder import DATABASE, Backup, copy_privately, digest_of, is_disk_full, to_disk, write_manifest
from kiosk.cli.problems import Refusal
from queue_store import Store, StoreUnavailable

_FRESH = f".{DATABASE}"
"""The database without what was forgotten, until it takes the other's place."""


def forget_in_backups(backups: Sequence[Backup], store: Store) -> None:
    """Take out of each backup the texts about people that the hall has forgotten since it was made.

    A backup whose database cannot be read stays as it is: trying it out says so.
    """
    for backup in backups:
        with suppress(StoreUnavailable):
            if not store.copies.remembers_more(backup.database):
                continue
            try:
                _forget_in(backup, store)
            except (OSError, StoreUnavailable) as error:
                if is_disk_full(error):
                    raise Refusal("backup_not_forgotten", backup=backup.folder) from error
                raise


def _forget_in(backup: Backup, store: Store) -> None:
    """Exchange the database for one without them. At every step the backup is whole: its manifest knows both files."""
    fresh = backup.folder / _FRESH
    try:
        copy_privately(backup.database, fresh)
        store.copies.forget_in(fresh)
        old, new = backup.manifest.files[DATABASE], digest_of(fresh)
        for digests in (f"{old} {new}", new):
            manifest = replace(backup.manifest, files={**backup.manifest.files, DATABASE: digests})
            write_manifest(backup.folder, manifest)
            if fresh.exists():
                fresh.replace(backup.database)
            to_disk(backup.folder)
    finally:
        fresh.unlink(missing_ok=True)
