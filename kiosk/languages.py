"""The languages of the product: those that have a catalogue in `locale/`.

What a language says of itself stands in its `language.toml`: its own name, the direction of its script.
"""

from __future__ import annotations

from pathlib import Path

_CATALOGUES = Path(__file__).parent / "locale"
USUAL = ("zh-Hans", "zh-Hant", "en")
"""Languages of a hall that does not name its own, in this order."""

LANGUAGES: tuple[str, ...] = (
    *USUAL,
    *sorted({file.parent.name for file in _CATALOGUES.glob("*/language.toml")} - set(USUAL)),
)
