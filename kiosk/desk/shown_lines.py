"""The lines that are up at a desk: which moment they belong to, what goes with them, and the words around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.languages import lines_in
from kiosk.desk.view import is_paused
from kiosk.widgets.teleprompter import PromptLabels
from kiosk.words import Words
from prompts import Spoken
from queue_store import CameFrom

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_CALLED_FROM = {
    CameFrom.HANDED_ON: "call_handed_on",
    CameFrom.ESCALATED: "call_handed_on",
    CameFrom.MISSED: "call_missed",
}
"""The moment of a call, for a visitor who comes from somewhere; that of every other call for the rest."""

_WITH_IT = {"pause": "secrecy"}
"""Notice that stands below the lines of a moment: who leaves the seat locks up and covers what lies there."""


def moment_up(desk: DeskScreen) -> str:
    """The moment whose lines are up; with nobody here, that of whoever comes up to the counter (R01)."""
    shown, view = desk.prompt.shown, desk.view
    if shown.moment == "call" and view.origin is not None:
        return _CALLED_FROM.get(view.origin.how, "call")
    return shown.moment or ("pause" if is_paused(view) else "arrival")


def lines_up(desk: DeskScreen) -> tuple[Spoken, ...]:
    """The lines as the clerk says them, the notice that goes with them after."""
    ticket, moment = None if desk.prompt.shown.to_another else desk.prompt.shown.ticket, moment_up(desk)
    below = desk.station_app.lines(_WITH_IT[moment], ticket, desk.post) if moment in _WITH_IT else ()
    return (*lines_in(desk, desk.words.language), *below)


def title_up(desk: DeskScreen) -> str:
    """Visitor, moment, and which step of an exchange it is."""
    shown, moment = desk.prompt.shown, moment_up(desk)
    beats = desk.script.beats(moment)
    step = f"{shown.beat}/{beats}" if beats > 1 else ""
    label = shown.ticket.label if shown.ticket and not shown.to_another else ""
    return "  ".join(filter(None, (label, desk.script.moment(moment).title, step)))


def prompt_labels(words: Words, *, confirm: str = "", said: str = "") -> PromptLabels:
    """The few words around lines; `confirm` and `said` as for the apology."""
    return PromptLabels(
        apology=words("widgets.apology"),
        confirm=confirm,
        said=said,
        do=words("widgets.do"),
        never=words("widgets.never"),
        likely=words("widgets.likely"),
        note=words("widgets.note"),
    )
