"""What a line names and only the clerk knows: asked for when the line is opened, left out of it when not given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.rewording import remark_on
from prompts import Moment

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
        return Verdict(remark=remark_on(screen, written["fact"]))

    written = await screen.ask(FormDialog(moment.title, [field], look, words("promises.ask.keys")))
    if written is None:
        return None
    return {name: written["fact"]} if written["fact"] else {}
