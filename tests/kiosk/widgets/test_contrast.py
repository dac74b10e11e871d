"""Every colour that says something can be read on every ground that it stands on (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from kiosk.screens.theme import CONTRAST, THEMES

GROUNDS = ("background", "surface", "panel", "chip")
INKS = ("foreground", "primary", "success", "warning", "error", "near", "quiet", "never", "number", "apology")
LEAST = 4.5
"""Normal text, level AA; 7 in the theme of high contrast, level AAA."""


def colour(theme: Theme, name: str) -> Color:
    return Color.parse(theme.variables.get(name) or getattr(theme, name))


def luminance(color: Color) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [part / 255 for part in (color.r, color.g, color.b)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(ink: Color, ground: Color) -> float:
    """Contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_read_on_every_ground(theme: Theme, ink: str, ground: str) -> None:
    assert ratio(colour(theme, ink), colour(theme, ground)) >= (7 if theme.name == CONTRAST else LEAST)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [("apology-ink", "apology"), ("foreground", "apology-ground"), ("background", "primary"), ("background", "error")],
)
def test_what_stands_on_a_colour_of_its_own_is_read(theme: Theme, ink: str, ground: str) -> None:
    assert ratio(colour(theme, ink), colour(theme, ground)) >= LEAST
