"""What a visitor who is declined can do instead: whoever says no names the way out, all of it at once (R26, R28)."""

from __future__ import annotations

from kiosk.hall import HallConfig
from kiosk.text.directory import named_contact
from kiosk.words import Words, load_words

_USUAL = ("papers", "person", "review")
"""Ways out that every hall has, the likeliest first."""


def ways_out(config: HallConfig, words: Words, code: str) -> list[str]:
    """The usual ways, then the offices to which a visitor of this service can turn."""
    offices = (words("common.way.office", office=named_contact(words, each)) for each in config.offices_for(code))
    return [*(words(f"common.way.{id}") for id in _USUAL), *offices]


def way_named(config: HallConfig, code: str, way: str, language: str) -> str:
    """Say a way out known by its words in the hall's own language; any other as it was written."""
    own, spoken = (ways_out(config, load_words(each), code) for each in (config.language, language))
    return dict(zip(own, spoken, strict=True)).get(way, way)
