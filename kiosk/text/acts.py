"""Acts of the store in words."""

from __future__ import annotations

from kiosk.words import Words
from queue_store import Undone


def undone_text(words: Words, undone: Undone) -> str:
    """Say which act was taken back: a verb of a ticket, or a step in one of the books."""
    return words(f"common.verb.{undone.kind}" if undone.verb else f"common.kind.{undone.kind}")
