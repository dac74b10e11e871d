"""Files that commands write: complete or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def target(file: Path | None) -> Iterator[BinaryIO]:
    """Give a stream to write to; a file appears only when it is complete, and an older one stays until then."""
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(file)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in (None, str(temporary)) and error.errno is not None:
            error.filename = str(file)
        raise
