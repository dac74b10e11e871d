"""What a service needs (R26, R43)."""

from __future__ import annotations

from textual.content import Content

from kiosk.hall import HallConfig
from kiosk.widgets.typeset import clean
from kiosk.words import Words
from queue_store import Ticket


def service_card(words: Words, config: HallConfig, ticket: Ticket | None) -> Content:
    """What the visitor must bring and which forms there are; empty with nobody here or for a dropped service."""
    service = config.find_service(ticket.service) if ticket else None
    if service is None:
        return Content("")
    language = words.language
    lines = [Content.styled(words("desk.card.title", service=service.names.say(language)), "bold $primary")]
    for key, names in (("desk.card.bring", service.materials), ("desk.card.forms", service.forms)):
        if names:
            lines.append(Content.styled(words(key), "$quiet"))
            lines += [Content(f"  - {clean(each.say(language))}") for each in names]
    if len(lines) == 1:
        lines.append(Content.styled(words("desk.card.nothing"), "$quiet"))
    return Content("\n").join(lines)
