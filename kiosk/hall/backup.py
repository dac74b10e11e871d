"""Where backups go and how many are kept, as hall.toml says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from kiosk.hall.values import Part, Text

_RULE = re.compile(r"(\d{1,4})(?:\s*\+\s*(\d{1,4})\s*d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeepRule:
    """Which backups stay: the newest ones, and beside them the last one of each of the newest days."""

    newest: int
    """At least 1, so that there is always one."""
    days: int
    """Business days of which the last backup stays; days without one do not count."""

    def __str__(self) -> str:
        return f"{self.newest}+{self.days}d"


def parse_keep(value: object) -> KeepRule:
    """Read `8+14d`: the newest 8, and the last one of each of 14 days; `8` is the newest 8 alone."""
    if isinstance(value, KeepRule):
        return value
    match = _RULE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) < 1:
        raise PydanticCustomError("keep_rule", "not a rule")
    return KeepRule(int(match[1]), int(match[2] or 0))


class BackupConfig(Part):
    """Backups of the hall."""

    folder: Annotated[Text, Field(min_length=1)] = "backups"
    """Folder beside hall.toml, or an absolute path: another disk is better."""
    keep: Annotated[KeepRule, BeforeValidator(parse_keep), PlainSerializer(str)] = KeepRule(8, 14)
