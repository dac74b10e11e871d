"""Hold a script against the norms."""

from __future__ import annotations

from .model import Fault
from .pack import Pack


def norm_faults(pack: Pack) -> list[Fault]:
    """What breaks the norms in a pack."""
    return []
