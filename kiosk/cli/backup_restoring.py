"""Putting a backup in a hall's place: looked through first, and what it replaces is kept beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import ascii_letters

from kiosk.cli.backup_folder import DATABASE, Backup, copy_privately, damaged_file, digest_of
from kiosk.cli.problems import Code, Refusal
from kiosk.hall import FILE_NAME, HallConfig, HallFileError, load_hall, parse_hall
from queue_store import last_numbers, look_at_copy, replace_database

NOTE = "restored"
"""Kind of the note in the hall's log after a restore."""

_MOST_DIGITS = 4
"""Of a number: more than that is a slip of the fingers."""

_STAGED = ".restoring"
"""End of the name under which a file waits beside the one that it is to replace."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    config: HallConfig
    """The hall that is there now."""
    database: Path
    kept: Path | None
    """Folder with what was replaced; None where nothing was."""
    stayed: tuple[str, ...]
    """Settings of the hall that stayed though the backup has others."""


def look_through(backup: Backup) -> None:
    """Refuse a backup that is not what was written: every byte is read."""
    if name := damaged_file(backup):
        raise Refusal("backup_damaged", backup=backup.folder, file=name)
    if look_at_copy(backup.database, backup.manifest.hall) != backup.manifest.figures:
        raise Refusal("backup_damaged", backup=backup.folder, file=DATABASE)


def restore_into(
    file: Path, backup: Backup, now: datetime, *, over_another: bool = False, database: Path | None = None
) -> Restored:
    """Put a backup where `file` is the hall's hall.toml; `now` names the folder that keeps what is replaced.

    The database goes to `database`, or where hall.toml says. It is replaced in one step. Where hall.toml is missing,
    unreadable or another hall's, it comes last and an old one goes first: until it is there, nothing opens the hall.
    Settings of the same hall stay as they are.
    """
    look_through(backup)
    there = _hall_there(file)
    if there is not None and there.id != backup.manifest.hall and not over_another:
        raise Refusal("backup_other_hall", backup=backup.folder, theirs=backup.manifest.hall, ours=there.id)
    same = there if there is not None and there.id == backup.manifest.hall else None
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = database or Path((same or _config_of(backup, file)).database_path.removeprefix("sqlite:///"))
    kept = _new_folder(database.parent / f"replaced-{now:%Y-%m-%d-%H%M%S}")
    try:
        with _staged(backup.database, database) as copy, _out_of_the_way(None if same else file, kept):
            replace_database(copy, database, kept / database.name)
        stayed = [name for name in _settings_in(backup) if not _settle(name, backup, file.parent, kept, same)]
        if same is None:
            _put(backup.folder / FILE_NAME, file)
        elif digest_of(file) != backup.manifest.files[FILE_NAME]:
            stayed.append(file.name)
    finally:
        if not any(kept.iterdir()):
            kept.rmdir()
    return Restored(load_hall(file), database, kept if kept.exists() else None, tuple(stayed))


def read_labels(labels: Sequence[str], backup: Backup, file: Path) -> dict[str, int]:
    """Read the last numbers that somebody knows of, such as `A057`, by series; refused when they are no hall's."""
    known = {each.series for each in _config_of(backup, file).services} if labels else set()
    numbers: dict[str, int] = {}
    for label in labels:
        series, digits = label.strip().upper().rstrip("0123456789"), label.strip().lstrip(ascii_letters)
        if series not in known or not digits.isascii() or not digits.isdigit() or len(digits) > _MOST_DIGITS:
            raise Refusal("bad_last", Code.USAGE, value=label, known=", ".join(sorted(known)))
        numbers[series] = max(int(digits), numbers.get(series, 0))
    return numbers


def numbers_since(restored: Restored, backup: Backup, today: date) -> dict[str, int] | None:
    """The last numbers of today in the database that was replaced, by series; None where it cannot be read whole."""
    if restored.kept is None:
        return None
    old = restored.kept / restored.database.name
    unmerged = old.with_name(f"{old.name}-wal")
    return None if unmerged.exists() else last_numbers(old, backup.manifest.hall, today)


def _hall_there(file: Path) -> HallConfig | None:
    """The hall that is there; None where there is none, or one whose hall.toml cannot be read."""
    try:
        return load_hall(file)
    except HallFileError:
        return None


def _config_of(backup: Backup, file: Path) -> HallConfig:
    """The hall of a backup as it would be in another place."""
    return parse_hall((backup.folder / FILE_NAME).read_text(encoding="utf-8-sig"), file)


def _settings_in(backup: Backup) -> list[str]:
    return [name for name in backup.manifest.files if name not in (DATABASE, FILE_NAME)]


def _settle(name: str, backup: Backup, folder: Path, kept: Path, same: HallConfig | None) -> bool:
    """Put a file of settings there; False where the hall's own one stays though it differs."""
    source, target = backup.folder / name, folder / name
    if same is not None and target.exists():
        return digest_of(target) == backup.manifest.files[name]
    _put_aside(target, kept)
    _put(source, target)
    return True


@contextmanager
def _out_of_the_way(file: Path | None, kept: Path) -> Iterator[None]:
    """Put a hall.toml aside, so that nothing opens the hall; it comes back when the block is refused."""
    gone = file is not None and _put_aside(file, kept)
    try:
        yield
    except BaseException:
        if file is not None and gone:
            (kept / file.name).replace(file)
        raise


def _put_aside(file: Path, kept: Path) -> bool:
    if not file.exists():
        return False
    file.replace(kept / file.name)
    return True


def _put(source: Path, target: Path) -> None:
    with _staged(source, target) as copy:
        copy.replace(target)


@contextmanager
def _staged(source: Path, target: Path) -> Iterator[Path]:
    """Give a complete copy beside the target, private to its owner, which is the folder's where root restores."""
    copy = target.with_name(f".{target.name}{_STAGED}")
    try:
        copy_privately(source, copy)
        _give_to_owner(copy)
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _give_to_owner(file: Path) -> None:
    """What root puts there belongs to whoever the folder belongs to, or the hall could not open it."""
    if os.name != "nt" and os.geteuid() == 0:
        owner = file.parent.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def _new_folder(wanted: Path) -> Path:
    for number in range(1, 1000):
        folder = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        _give_to_owner(folder)
        return folder
    raise Refusal("folder_taken", folder=wanted)
