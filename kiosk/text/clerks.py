"""Who acts at a counter where nobody gave a name: a name for the log, and what people see instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.words import Words

if TYPE_CHECKING:
    from queue_store import Post


def unnamed(counter: int) -> str:
    """Return under which name the log keeps what an unnamed clerk of a counter did."""
    return f"counter-{counter}"


def clerk_text(words: Words, post: Post) -> str:
    """Say who sits at a counter; an unnamed clerk is simply the clerk."""
    return words("common.clerk") if post.clerk == unnamed(post.counter) else post.clerk
