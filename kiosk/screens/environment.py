"""Import this before anything of Textual: it settles what Textual reads once, when it is imported.

With the kitty keyboard flags on, some terminals lose Chinese input. Textual paints at most so many times a second and
waits for up to two turns before it paints again: at its own 60 an outcome stays unseen for up to 33 ms.
"""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_FPS", "240")
