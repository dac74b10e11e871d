"""Why a key does nothing now: the one reason that holds, not all that might."""

from __future__ import annotations

from kiosk.desk.acts import Act
from kiosk.desk.view import DeskView
from queue_store import State


def refusal(act: Act, view: DeskView) -> str:
    """Key of the sentence; it may name the `label` of whoever is at the counter."""
    match act.id:
        case "next":
            return f"desk.cannot.{_not_free(view) or 'nobody'}"
        case "choose" | "why":
            return "desk.cannot.nobody"
        case "resume":
            aside = _not_free(view) if view.parked else ""
            return f"desk.cannot.{aside or 'nobody_away'}"
        case "recall" | "start" | "no_show":
            return "desk.cannot.serving" if view.current else "desk.cannot.nobody_here"
        case "apologise":
            return f"desk.cannot.{_no_apology(view)}"
        case "pause":
            return "desk.cannot.pause_busy"
        case "onward" | "backward" if view.current is None:
            return "desk.cannot.nobody_here"
    return act.refusal


def _not_free(view: DeskView) -> str:
    if view.current is not None:
        return "busy"
    return "paused" if view.paused else ""


def _no_apology(view: DeskView) -> str:
    if view.current is None or view.current.state not in {State.CALLED, State.SERVING}:
        return "nobody_here"
    return "said" if view.current.apology_said_at else "not_due"
