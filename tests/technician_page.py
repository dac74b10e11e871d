"""The blocks of docs/technician.md, and the programs that it names."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

_DOCS = Path(__file__).parent.parent / "docs"
PAGE = (_DOCS / "technician.md").read_text(encoding="utf-8")
CHINESE = (_DOCS / "technician.zh-Hans.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """All blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def units() -> dict[str, str]:
    """The systemd units by file name."""
    names = re.findall(r"^`/etc/systemd/system/([\w@.-]+)`", PAGE, re.MULTILINE)
    return dict(zip(names, blocks("ini"), strict=True))


def program(name: str) -> str:
    """Path of a program; without it a test fails where CI is set, and is skipped elsewhere."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is missing")
    return found
