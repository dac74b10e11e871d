"""A folder of backups: what one holds, which there are, and which stay.

A backup is a folder named after its hall and the local time: `hall.db`, `hall.toml`, the hall's own lines, and
`manifest.json`, which names every file with its size and SHA-256. It has that name only when it is complete.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.cli.problems import Refusal
from kiosk.hall import FILE_NAME, KeepRule
from queue_store import BusinessDays, CopyFigures, Store, StoreUnavailable

MANIFEST = "manifest.json"
DATABASE = "hall.db"
"""Name of the database in a backup, whatever it is called in the hall."""

FORM = 1
"""Form of the manifest; a newer one is refused."""

PARTIAL = ".partial"
"""End of the name of a backup that is not complete; the next one removes it."""

_LOCK = ".lock"
_FEW = 100
_NOTHING_NEW = frozenset({"backup_made", "backup_tried", "check", "file_checked"})
"""Notes in the hall's log for which nobody needs another backup."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    hall: str
    """The hall's id."""
    name: str
    """The hall's name in its own language, for people."""
    made_at: datetime
    """Hall time of the copy, aware."""
    version: str
    """Version of the program that made it."""
    figures: CopyFigures
    files: Mapping[str, str]
    """SHA-256 of every file, as hexadecimal digits; two of them, with a space between, while the file is exchanged."""
    form: int = FORM

    def text(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is complete."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        """The copy of the hall's database."""
        return self.folder / DATABASE


def read_backup(folder: Path) -> Backup:
    """Read what a backup says it holds; refused when it is none. Its files are not looked at."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if data["form"] > FORM:
            raise Refusal("backup_newer", backup=folder)
        manifest = Manifest(
            hall=str(data["hall"]),
            name=str(data["name"]),
            made_at=datetime.fromisoformat(data["made_at"]),
            version=str(data["version"]),
            figures=CopyFigures(**data["figures"]),
            files={str(name): str(digest) for name, digest in data["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Refusal("no_backup", backup=folder) from None
    names = (*manifest.files, MANIFEST)
    if (
        not {DATABASE, FILE_NAME} <= {*names}
        or manifest.made_at.tzinfo is None
        or any(Path(name).name != name for name in names)
    ):
        raise Refusal("no_backup", backup=folder)
    return Backup(folder, manifest)


def backups_in(folder: Path, hall: str) -> list[Backup]:
    """Return the complete backups of a hall, the oldest first; other folders are passed over."""
    found = []
    for each in sorted(folder.iterdir()) if folder.is_dir() else []:
        if each.name.startswith(".") or not (each / MANIFEST).is_file():
            continue
        try:
            backup = read_backup(each)
        except Refusal:
            continue
        if backup.manifest.hall == hall:
            found.append(backup)
    return sorted(found, key=lambda backup: backup.manifest.made_at)


def newest_in(folder: Path, hall: str) -> Backup | None:
    """Return the newest backup of a hall; None when there is none."""
    return next(reversed(backups_in(folder, hall)), None)


def is_current(backup: Backup, store: Store, settings: Sequence[Path]) -> bool:
    """Tell whether nothing happened in the hall since a backup, and its settings are the same."""
    figures, files = backup.manifest.figures, backup.manifest.files
    since = store.changes(figures.seq, limit=_FEW)
    return (
        len(since) < _FEW
        and all(entry.kind in _NOTHING_NEW for entry in since)
        and store.audit.has(figures.seq, figures.head)
        and all(file.name not in files or digest_of(file) == files[file.name] for file in settings)
    )


def to_remove(backups: Sequence[Backup], rule: KeepRule, days: BusinessDays) -> list[Backup]:
    """Return the backups that a rule does not keep, of all that there are, the oldest first."""
    last_of_day = {days.of(backup.manifest.made_at): backup for backup in backups}
    kept = [last_of_day[day] for day in sorted(last_of_day)[len(last_of_day) - rule.days :]] if rule.days else []
    kept += backups[-rule.newest :]
    return [backup for backup in backups if backup not in kept]


def name_for(folder: Path, hall: str, at: datetime, zone: ZoneInfo) -> str:
    """Return a name for a backup that no other one has: the hall and its local time, `east-2026-11-22-191500`."""
    name = f"{hall}-{at.astimezone(zone):%Y-%m-%d-%H%M%S}"
    taken = (f"{name}-{number}" for number in range(2, 1000))
    return next(each for each in (name, *taken) if not (folder / each).exists())


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Keep two programs from making or removing backups in one folder at once; the second one is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl

    number = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("backup_busy", folder=folder) from None
        for left in folder.glob(f".*{PARTIAL}"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(number)


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def damaged_file(backup: Backup) -> str:
    """Return the first file that is missing or not what was written; empty when all are."""
    for name, digest in backup.manifest.files.items():
        try:
            if digest_of(backup.folder / name) not in digest.split():
                return name
        except OSError:
            return name
    return ""


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup, or another one in its place, in one step."""
    fresh = folder / f".{MANIFEST}"
    fresh.unlink(missing_ok=True)
    number = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as opened:
        opened.write(manifest.text())
        opened.flush()
        os.fsync(number)
    fresh.replace(folder / MANIFEST)


def copy_privately(source: Path, target: Path) -> None:
    """Copy a file for its owner alone, and see that it is on the disk; what was at the target is gone."""
    target.unlink(missing_ok=True)
    number = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(number, "wb") as opened, source.open("rb") as read:
        shutil.copyfileobj(read, opened, 2**20)
        opened.flush()
        os.fsync(number)


def to_disk(folder: Path) -> None:
    """See that the names in a folder are on the disk; some systems and disks have no such thing."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def is_disk_full(error: OSError | StoreUnavailable) -> bool:
    """Tell whether there was no room for what was to be written."""
    if isinstance(error, StoreUnavailable):
        return error.key == "disk_full"
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
