"""Why somebody who came later was called before: the true causes, from the store (R06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.asking import pick_ticket
from kiosk.desk.said import Said, said
from kiosk.words import Words
from queue_store import Overtakes, Ticket

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


async def ask_overtaken(desk: DeskScreen, title: str) -> dict[str, Said] | None:
    """Ask who wants to know, and look it up; empty with nobody here, None when the clerk goes back."""
    current = desk.view.current
    waiting = await desk.do(desk.store.waiting_at, desk.post.counter)
    asking: tuple[Ticket, ...] = (*([current] if current else []), *waiting)
    if not asking:
        return {}
    who = asking[0] if len(asking) == 1 else await pick_ticket(desk, title, asking, find=True)
    if who is None:
        return None
    found = await desk.do(desk.store.overtakes, who.id)
    return {"reason": said(desk.station.config, lambda words: overtaken_text(words, found))}


def overtaken_text(words: Words, found: Overtakes) -> str:
    """Say how many were called before although they came later, cause by cause."""
    causes = ("precedence", "returning", "chosen", "stepped_back", "other")
    counts = {cause: getattr(found, cause) for cause in causes}
    said = [words(f"situations.overtaken.{cause}", count=count) for cause, count in counts.items() if count]
    return words("common.list.semicolon").join(said) or words("situations.overtaken.nobody")
