"""Making a backup while the hall works: complete under its name, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kiosk.cli.backup_folder import (
    DATABASE,
    PARTIAL,
    Backup,
    Manifest,
    backups_in,
    copy_privately,
    digest_of,
    is_disk_full,
    name_for,
    read_backup,
    sole_use,
    to_disk,
    to_remove,
    write_manifest,
)
from kiosk.cli.backup_forgetting import forget_in_backups
from kiosk.cli.problems import Refusal
from kiosk.hall import FILE_NAME, HallConfig, KeepRule
from kiosk.hall.lines import lines_file
from kiosk.languages import LANGUAGES
from queue_store import BusinessDays, CopyFigures, Store, StoreUnavailable, program_version

NOTE = "backup_made"
"""Kind of the note in the hall's log; it names the head of the log that the backup ends with."""

Told = Callable[[int, int], None]


def make_backup(
    config: HallConfig, store: Store, folder: Path, keep: KeepRule, user: str, told: Told | None = None
) -> Backup:
    """Copy the hall into a new folder, look through the copy, then remove those that the rule does not keep.

    Nothing is removed when the copy fails. `user` is the PC's user, for the record; `told` hears how many bytes of
    how many are copied.
    """
    with sole_use(folder):
        _refuse_short_of_room(Path(store.path), folder)
        name = name_for(folder, config.id, store.now(), config.zone)
        partial = folder / f".{name}{PARTIAL}"
        try:
            partial.mkdir(mode=0o700)
            made_at = store.now().astimezone(config.zone)
            figures = store.copies.make(partial / DATABASE, told)
            _copy_settings(config, partial)
            write_manifest(partial, _describe(config, partial, made_at, figures))
            to_disk(partial)
            partial.rename(folder / name)
            to_disk(folder)
        except (OSError, StoreUnavailable) as error:
            shutil.rmtree(partial, ignore_errors=True)
            if is_disk_full(error):
                raise Refusal("backup_disk_full", folder=folder) from error
            raise
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        backup = read_backup(folder / name)
        store.journal.record(None, NOTE, {"folder": str(folder), "name": name, "user": user} | _head_note(figures))
        days = BusinessDays(config.zone, config.cutover)
        for old in to_remove(backups_in(folder, config.id), keep, days):
            _remove(old)
        forget_in_backups(backups_in(folder, config.id), store)
    return backup


def settings_of(config: HallConfig) -> list[Path]:
    """Return the files that a hall needs beside its database: hall.toml, own lines, a font of its own."""
    files = [config.file, *(lines_file(config, language) for language in LANGUAGES)]
    if config.printer is not None and config.printer.font:
        font = Path(config.printer.font).absolute()
        files += [font] if font.parent == config.folder.absolute() else []
    return [file for file in files if file.is_file()]


def _refuse_short_of_room(database: Path, folder: Path) -> None:
    """Say at once that there is no room, instead of filling the disk on which the hall may live."""
    beside = database.with_name(f"{database.name}-wal")
    needed = sum(file.stat().st_size for file in (database, beside) if file.is_file()) + 2**20
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refusal("backup_no_room", folder=folder, free=_megabytes(free), needed=_megabytes(needed))


def _megabytes(count: int) -> int:
    return -(-count // 2**20)


def _copy_settings(config: HallConfig, target: Path) -> None:
    for file in settings_of(config):
        name = FILE_NAME if file == config.file else file.name
        copy_privately(file, target / name)


def _describe(config: HallConfig, target: Path, made_at: datetime, figures: CopyFigures) -> Manifest:
    files = {file.name: digest_of(file) for file in sorted(target.iterdir())}
    return Manifest(config.id, config.name.say(config.language), made_at, program_version(), figures, files)


def _head_note(figures: CopyFigures) -> dict[str, object]:
    """What a later look through the log compares: the head that the backup ends with."""
    return {"chain_seq": figures.seq, "chain_head": figures.head}


def _remove(old: Backup) -> None:
    """Remove a backup so that it is never half there under its name."""
    partial = old.folder.with_name(f".{old.folder.name}{PARTIAL}")
    with suppress(OSError):
        old.folder.rename(partial)
        shutil.rmtree(partial)
