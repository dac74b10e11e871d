"""Words for visitors that are given to a command: what sounds wrong is said on stderr, and they are kept."""

from __future__ import annotations

from kiosk.cli.output import say
from kiosk.cli.session import Session


def say_wording(session: Session, text: str, key: str = "words_wrong") -> None:
    """Say what breaks the norms in a text, with better words where some fit; nothing when nothing does."""
    from kiosk.norms import breach_of_norms
    from prompts import in_language

    breach = breach_of_norms(text, session.config.language)
    if breach is not None:
        said = in_language(breach, session.words.language)
        say(session, key, what=said.what, advice=said.advice)
