"""Who acts on the floor."""

from __future__ import annotations

from queue_store import NO_COUNTER, Post

LEAD = Post(NO_COUNTER, "lead")
SECOND = Post(NO_COUNTER, "second")
