"""Who can open a hall's files: whoever made them, and nobody else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from store_hall import HALL

from queue_store import open_store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_new_hall_is_its_owners_alone(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = open_store(path, HALL)
        store.issue("A")
        rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert rights == {"hall.db": 0o600, "hall.db-wal": 0o600, "hall.db-shm": 0o600}


def test_the_rights_of_a_hall_that_is_there_stay(path: Path) -> None:
    open_store(path, HALL).close()
    path.chmod(0o660)
    store = open_store(path, HALL)
    store.issue("A")
    store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
