"""Who acts at a counter where nobody gave a name: a name for the log, and what people see instead."""

from __future__ import annotations

from kiosk.words import Words


def unnamed_clerk(counter: int) -> str:
    """Return under which name the log keeps what an unnamed clerk of a counter did."""
    return f"counter-{counter}"


def clerk_text(words: Words, counter: int, clerk: str) -> str:
    """Say who sits at a counter; an unnamed clerk is simply the clerk."""
    return words("common.clerk") if clerk == unnamed_clerk(counter) else clerk
