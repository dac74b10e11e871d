"""Who acts at a counter where nobody gave a name: a name for the log, and what people see instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk.words import Words

if TYPE_CHECKING:
    from queue_store import Post

_CODE = re.compile(r"[\W_]*[A-Za-z]*[\W_]*\d+[\W_]*")
"""What a staff number looks like, such as `c07`: nobody is called so."""


def unnamed_clerk(counter: int) -> str:
    """Return under which name the log keeps what an unnamed clerk of a counter did."""
    return f"counter-{counter}"


def clerk_text(words: Words, counter: int, clerk: str) -> str:
    """Say who sits at a counter; an unnamed clerk is simply the clerk."""
    return words("common.clerk") if clerk == unnamed_clerk(counter) else clerk


def is_spoken_name(post: Post) -> bool:
    """Tell whether the clerk of a post goes by a name that can be said aloud; a staff number cannot."""
    return post.clerk != unnamed_clerk(post.counter) and not _CODE.fullmatch(post.clerk)
