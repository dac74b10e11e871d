"""Words that a clerk writes for visitors or colleagues: what sounds wrong is said at once, and may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.norms import breach_of_norms
from prompts import in_language

if TYPE_CHECKING:
    from kiosk.screens.acting import ActingScreen


def what_sounds_wrong(screen: ActingScreen[Any], text: str) -> str:
    """What breaks the norms in a text, with better words where some fit; empty when nothing does."""
    breach = breach_of_norms(text, screen.station.config.language)
    if breach is None:
        return ""
    said = in_language(breach, screen.words.language)
    return screen.words("situations.fact.wrong", what=said.what, advice=said.advice)


def remark_on(screen: ActingScreen[Any], text: str) -> str:
    """What sounds wrong in a text, and that it may be kept; empty when nothing does."""
    wrong = what_sounds_wrong(screen, text)
    return f"{wrong} {screen.words('situations.fact.keep')}" if wrong else ""


async def reworded(screen: ActingScreen[Any], title: str, text: str) -> str | None:
    """A text as it is to be kept, None to go back: one that sounds wrong is shown, to change or to keep."""
    wrong = remark_on(screen, text)
    if not wrong:
        return text
    words = screen.words
    field = Field("text", words("situations.fact.written"), value=text)

    def look(written: Mapping[str, str]) -> Verdict:
        return Verdict(remark=remark_on(screen, written["text"]))

    dialog = FormDialog(title, [field], look, words("promises.ask.keys"), remark=wrong)
    written = await screen.ask(dialog)
    return None if written is None else written["text"] or text
