"""Two themes of our own, for the whole day and for high contrast. One colour says "apologise first", nothing else."""

from __future__ import annotations

from textual.theme import Theme

NORMAL = "hall"
CONTRAST = "hall-contrast"

_NORMAL = Theme(
    name=NORMAL,
    dark=True,
    background="#101820",
    surface="#16212b",
    panel="#1e2c38",
    foreground="#e4ebf0",
    primary="#6fc3b8",
    secondary="#8fb8de",
    accent="#6fc3b8",
    success="#86c98f",
    warning="#b9a3e3",
    error="#ee7d8c",
    variables={
        "apology": "#ffb020",
        "apology-ink": "#1c1200",
        "apology-ground": "#33270f",
        "near": "#b9a3e3",
        "quiet": "#8fa3b1",
        "never": "#ee7d8c",
        "number": "#f4f8fa",
        "chip": "#24343f",
        "footer-key-foreground": "#6fc3b8",
        "input-cursor-text-style": "reverse",
    },
)

_CONTRAST = Theme(
    name=CONTRAST,
    dark=True,
    background="#000000",
    surface="#000000",
    panel="#000000",
    foreground="#ffffff",
    primary="#00ffff",
    secondary="#ffffff",
    accent="#00ffff",
    success="#00ff66",
    warning="#e0c0ff",
    error="#ff9aa8",
    variables={
        "apology": "#ffe600",
        "apology-ink": "#000000",
        "apology-ground": "#000000",
        "near": "#e0c0ff",
        "quiet": "#d8d8d8",
        "never": "#ff9aa8",
        "number": "#ffffff",
        "chip": "#2b2b2b",
        "footer-key-foreground": "#00ffff",
        "input-cursor-text-style": "reverse",
    },
)

THEMES = (_NORMAL, _CONTRAST)
"""Every theme the screens register; `apology` is the colour that means "apologise first"."""
