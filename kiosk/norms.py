"""What breaks the norms in words for visitors: asked here by everybody who lets somebody write such words.

Nothing is refused: whoever writes is told what may hurt, with better words where some fit, and may keep the own ones.
"""

from __future__ import annotations

import re

from prompts import Fault, check_text

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def written_in(text: str, hall_language: str) -> str:
    """The language of a text: Chinese as the hall writes it where there are Chinese characters in it, else English."""
    if not _HAN.search(text):
        return "en"
    return hall_language if hall_language.startswith("zh") else "zh-Hans"


def breach_of_norms(text: str, hall_language: str, *, is_name: bool = False) -> Fault | None:
    """The gravest thing that breaks the norms in words for visitors, None for nothing; `in_language` says it."""
    faults = check_text(text, written_in(text, hall_language), is_name=is_name) if text else []
    return next((fault for fault in faults if fault.serious), faults[0] if faults else None)
