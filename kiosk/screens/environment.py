"""Import this before anything of Textual: it settles what Textual reads once, when it is imported.

With the kitty keyboard flags on, some terminals lose Chinese input. After a paint Textual waits for up to two turns
before the next one: at its own 60 turns a second the outcome of a key stays unseen for up to 33 ms after its sentence.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_FPS", "1000")

sys.setswitchinterval(0.0002)
"""A thread that computes hands over at once to the one that answers the keys. At Python's own 5 ms for each change of
thread, a forecast of 500 who wait made one key in twenty take 120 ms instead of 30."""

with suppress(AttributeError, OSError, ValueError):
    if 0 in os.get_terminal_size(sys.__stdout__.fileno()):  # type: ignore[union-attr]
        # A serial console does not say how large it is; Textual would lay out and paint without end.
        os.environ |= {"COLUMNS": "80", "LINES": "24"}
