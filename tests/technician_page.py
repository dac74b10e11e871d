"""The blocks of docs/technician.md."""

from __future__ import annotations

import re
from pathlib import Path

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
