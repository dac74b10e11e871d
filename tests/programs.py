"""Programs and fonts that some tests need: where CI is set they have to be there, elsewhere tests are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from kiosk.paper.fonts import typeface

_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Chromium asks nobody but the pages of the test."""


def program(name: str) -> str:
    """Path of a program; without it a test fails where CI is set, and is skipped elsewhere."""
    found = shutil.which(name, path=_PLACES)
    return found or _is_missing(name)


def need_chinese_font() -> None:
    """Without a font that sets Chinese a test fails where CI is set, and is skipped elsewhere."""
    if not typeface("zh-Hans").chinese:
        _is_missing("a Chinese font")


def _is_missing(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


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
