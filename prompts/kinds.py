"""The kinds of what may hurt in a sentence, each with the reception rule that it breaks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

KINDS = Path(__file__).parent / "data" / "kinds.toml"


@dataclass(frozen=True, slots=True)
class KindOfHurt:
    """Intentions that a writer is told the same of."""

    name: str
    """Its texts are `tone_NAME` among those of faults."""
    rule: str
    intentions: tuple[str, ...]


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, KindOfHurt]:
    """All kinds by name."""
    data = tomllib.loads(KINDS.read_text(encoding="utf-8"))
    return {name: KindOfHurt(name, kind["rule"], tuple(kind["intentions"])) for name, kind in data.items()}


def kind_of_intention(intention: str) -> str:
    """The kind that an intention belongs to; KeyError for one that hurts nobody."""
    return _by_intention()[intention]


@lru_cache(maxsize=1)
def _by_intention() -> Mapping[str, str]:
    return {intention: kind.name for kind in kinds().values() for intention in kind.intentions}
