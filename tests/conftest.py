"""Where the tests write, and how many processes run them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 3 << 30
"""Bytes that must be free in memory for the folders of all tests at once."""


def pytest_configure() -> None:
    """Put the halls of the tests into memory, where there is some: every commit waits for the disk, and proves nothing.

    What a process was told survives its end all the same; what survives a power cut, no test on a disk could say.
    """
    if "TMPDIR" in os.environ or not _MEMORY.is_dir():
        return
    there = os.statvfs(_MEMORY)
    if there.f_bavail * there.f_frsize >= _ROOM and not there.f_flag & (os.ST_NOEXEC | os.ST_RDONLY):
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: about a third of the time the tests wait for terminals, browsers and limits."""
    return (os.cpu_count() or 1) + 1
