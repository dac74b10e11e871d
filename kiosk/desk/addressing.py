"""How to address the visitor (R12, R13): picked from a list, never guessed; what is never said is refused."""

from __future__ import annotations

from kiosk.desk import sentences
from kiosk.desk.verbs import DeskVerbs
from kiosk.widgets.dialogs import Choice
from prompts import check_text, forms_of_address, surname_reading


class Addressing(DeskVerbs):
    """Notes a surname and a form of address."""

    async def act_address(self) -> None:
        """Ask for the form of address and the surname."""
        ticket, words = self.current, self.words
        choices = [
            Choice(form.id, form.title, ask=words("addressing.surname"), letters=True)
            for form in forms_of_address(words.language)
        ]
        picked = await self._pick(words("addressing.title", label=ticket.label), choices)
        if picked is None:
            return
        faults = check_text(picked.text, words.language) if picked.text else ()
        if fault := next((fault for fault in faults if fault.serious), None):
            self.refuse(words("addressing.taboo", word=fault.word or picked.text))
            return
        named = self.attempt(
            lambda: self.station.store.name_visitor(ticket.id, self.post, surname=picked.text, address=picked.id)
        )
        if named:
            reading = surname_reading(picked.text) if picked.text else None
            key = "addressing.read" if reading and reading.unusual else "addressing.noted"
            name = sentences.visitor_name(words, named)
            self.status(words(key, name=name, pinyin=reading.pinyin if reading else ""))
