"""Import this before anything of Textual: it settles what Textual reads once, when it is imported.

With the kitty keyboard flags on, some terminals lose Chinese input.
"""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
