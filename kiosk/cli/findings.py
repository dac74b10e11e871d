"""What `kiosk check` finds, each in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.words import Words


class Level(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing, nothing is broken."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    area: str
    level: Level
    key: str
    """Sentence in the catalogues: `check.KEY`."""
    fields: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    """The sentence itself, where somebody else made it."""

    def sentence(self, words: Words) -> str:
        """Say it."""
        return self.text or words(f"check.{self.key}", **self.fields)
