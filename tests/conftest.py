"""How many processes run the tests."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: about a third of the time the tests wait for terminals, browsers and limits."""
    return (os.cpu_count() or 1) + 1
