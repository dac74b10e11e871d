"""What a line names and only the clerk knows: asked for when the line is opened, left out of it when not given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.words import Words
from prompts import Moment, check_text, in_language

if TYPE_CHECKING:
    from kiosk.screens.acting import ActingScreen


async def ask_fact(screen: ActingScreen[Any], moment: Moment, name: str) -> dict[str, str] | None:
    """Ask for the value of a placeholder; empty when there is none to ask for or it is left out, None to go back.

    What sounds wrong to a visitor is said at once, with better words; a second Enter takes it all the same.
    """
    if not name:
        return {}
    words = screen.words
    field = Field("fact", words(f"situations.fact.{name}"), words("situations.fact.hint"))

    def look(written: Mapping[str, str]) -> Verdict:
        return Verdict(remark=_against_norms(words, written["fact"]))

    written = await screen.ask(FormDialog(moment.title, [field], look, words("promises.ask.keys")))
    if written is None:
        return None
    return {name: written["fact"]} if written["fact"] else {}


async def reworded(screen: ActingScreen[Any], title: str, text: str) -> str | None:
    """Words for a visitor as they are to be kept; what sounds wrong is shown with better words, to change or to keep.

    None when the clerk goes back.
    """
    words = screen.words
    wrong = _against_norms(words, text)
    if not wrong:
        return text
    field = Field("fact", wrong, value=text)
    written = await screen.ask(FormDialog(title, [field], lambda _: Verdict(), words("promises.ask.keys")))
    return None if written is None else written["fact"] or text


def _against_norms(words: Words, text: str) -> str:
    """What breaks the norms in words for a visitor, and better ones; empty when nothing does."""
    faults = check_text(text, words.language) if text else []
    if not faults:
        return ""
    fault = in_language(faults[0], words.language)
    return words("situations.fact.wrong", what=fault.what, advice=fault.advice)
