"""Programs that some tests need: where CI is set they have to be there, elsewhere tests are skipped without them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Chromium asks nobody but the pages of the test."""


def program(name: str) -> str:
    """Path of a program; without it a test fails where CI is set, and is skipped elsewhere."""
    found = shutil.which(name, path=_PLACES)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is missing")
    return found


@contextmanager
def chromium(*flags: str, without: tuple[str, ...] = ()) -> Iterator[Browser]:
    """A browser with these flags, and without some of those that Playwright gives it by itself."""
    found = program("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=found, args=[*_QUIET, *flags], ignore_default_args=list(without) or None
        )
        yield browser
        browser.close()
