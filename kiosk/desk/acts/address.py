"""How to address the visitor (R12, R13): picked from a list, never guessed; what is never said is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk import sentences
from kiosk.desk.acts.conditions import nobody_here
from kiosk.desk.asking import pick
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice
from prompts import check_text, forms_of_address, surname_reading

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


@act("address", area="addressing", why_not=nobody_here, taken_back=TakenBack.SAME_KEY)
async def address(desk: DeskScreen) -> None:
    """Ask for the form of address and the surname."""
    ticket, words = desk.current, desk.words
    choices = [
        Choice(form.id, form.title, ask=words("addressing.surname"), letters=True)
        for form in forms_of_address(words.language)
    ]
    picked = await pick(desk, words("addressing.title", label=ticket.label), choices)
    if picked is None:
        return
    faults = check_text(picked.text, words.language) if picked.text else ()
    if fault := next((fault for fault in faults if fault.serious), None):
        desk.refuse(words("addressing.taboo", word=fault.word or picked.text))
        return
    named = await desk.do(desk.store.visitors.name, ticket.id, desk.post, surname=picked.text, address=picked.id)
    reading = surname_reading(picked.text) if picked.text else None
    key = "addressing.read" if reading and reading.unusual else "addressing.noted"
    name = sentences.visitor_name(words, named)
    desk.status(words(key, name=name, pinyin=reading.pinyin if reading else ""))
