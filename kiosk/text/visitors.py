"""In which language a visitor is told things."""

from __future__ import annotations

from kiosk.hall import HallConfig
from queue_store import Ticket


def visitor_language(config: HallConfig, ticket: Ticket) -> str:
    """The visitor's own language where the hall offers it, else the hall's."""
    return ticket.visitor.language if ticket.visitor.language in config.languages else config.language
