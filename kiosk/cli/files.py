"""Files that commands write: complete or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kiosk.cli.problems import Refusal

if TYPE_CHECKING:
    from kiosk.cli.session import Session


@contextmanager
def target(file: Path | None) -> Iterator[BinaryIO]:
    """Give a stream to write to; a file appears only when it is complete, and an older one stays until then.

    A pipe or a device is written to as it is: nothing takes its place.
    """
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if _is_special(file):
        with file.open("wb") as opened:
            yield opened
        return
    with target_path(file) as temporary, temporary.open("wb") as opened:
        yield opened
        opened.flush()


@contextmanager
def target_path(file: Path) -> Iterator[Path]:
    """Give the path of a file to make, which then takes the place of the other one; it goes when that fails.

    OSError where it would take the place of a pipe or a device.
    """
    if _is_special(file):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(file))
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(file)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in (None, str(temporary)) and error.errno is not None:
            error.filename = str(file)
        raise


def _is_special(file: Path) -> bool:
    """Whether there is something that is neither a file nor a folder."""
    return file.exists() and not file.is_file() and not file.is_dir()


def refuse_own_files(session: Session, file: Path | None) -> None:
    """Refuse to write over what the hall itself lives on: its database, with the files beside it, and hall.toml."""
    if file is None:
        return
    database = Path(session.config.database_path).resolve()
    own = {database, *(database.with_name(f"{database.name}-{part}") for part in ("wal", "shm"))}
    folder = session.hall_path if session.hall_path.is_dir() else session.hall_path.parent
    if file.resolve() in own | {(folder / "hall.toml").resolve()}:
        raise Refusal("own_file", file=str(file))
