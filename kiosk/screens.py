"""The way into the terminal screens: each function opens one of them and imports what it needs only then."""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
# Textual reads this when it is imported. With the kitty keyboard flags on, some terminals lose Chinese input.
