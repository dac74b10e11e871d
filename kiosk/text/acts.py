"""Acts of the store in words."""

from __future__ import annotations

from kiosk.words import Words
from queue_store import ActDone


def verb_text(words: Words, done: ActDone) -> str:
    """Say what an act was: a verb of a ticket, or a step in one of the books."""
    return words(f"common.verb.{done.kind}" if done.verb else f"common.kind.{done.kind}")


def act_text(words: Words, done: ActDone) -> str:
    """Say what an act was, and of which ticket where it was about one."""
    verb = verb_text(words, done)
    return words("common.act.of", label=done.label, verb=verb) if done.label else words("common.act.alone", verb=verb)
