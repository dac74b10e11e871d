"""Why a key of the desk does nothing now: the one reason that holds, as the key of its sentence; empty when it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.view import is_free, is_paused
from queue_store import State

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


def not_free(desk: DeskScreen) -> str:
    """Nobody can be called to this counter."""
    if desk.view.current is not None:
        return "desk.cannot.busy"
    return "desk.cannot.paused" if is_paused(desk.view) else ""


def nobody_to_call(desk: DeskScreen) -> str:
    """Nobody can be called now."""
    return not_free(desk) or nobody_waiting(desk)


def nobody_waiting(desk: DeskScreen) -> str:
    """Nobody waits for this counter who may be called by the order of the queue."""
    if desk.view.total or not desk.has_view:
        return ""
    return "desk.cannot.held" if desk.view.held else "desk.cannot.nobody"


def nobody_to_choose(desk: DeskScreen) -> str:
    """Nobody waits for this counter, not even one who asked for time."""
    return "" if desk.view.held else nobody_waiting(desk)


def nobody_here(desk: DeskScreen) -> str:
    """There is no visitor at the counter."""
    return "" if desk.view.current else "desk.cannot.nobody_here"


def not_called(desk: DeskScreen) -> str:
    """There is no visitor who was called and has not come yet."""
    current = desk.view.current
    if current is None:
        return "desk.cannot.nobody_here"
    return "" if current.state is State.CALLED else "desk.cannot.serving"


def not_serving(desk: DeskScreen) -> str:
    """No visit has begun."""
    current = desk.view.current
    if current is None:
        return "desk.cannot.nobody_here"
    return "" if current.state is State.SERVING else "situations.cannot.onward"


def nowhere_to_go_on(desk: DeskScreen) -> str:
    """Neither an exchange is up nor has a visit begun."""
    return "" if desk.beats > 1 else not_serving(desk)


def no_apology_owed(desk: DeskScreen) -> str:
    """The visitor at the counter is owed no apology, or has had it."""
    current = desk.view.current
    if current is None or current.state not in {State.CALLED, State.SERVING}:
        return "desk.cannot.nobody_here"
    if current.apology_said_at:
        return "desk.cannot.said"
    return "" if current.apology_due else "desk.cannot.not_due"


def nobody_away(desk: DeskScreen) -> str:
    """Nobody stepped aside who could come back now, nobody missed a call, nobody is expected with a number by phone."""
    view = desk.view
    if view.missed or view.booked or (is_free(view) and view.parked):
        return ""
    return (not_free(desk) if view.parked else "") or "desk.cannot.nobody_away"


def cannot_pause(desk: DeskScreen) -> str:
    """A visitor is at the counter."""
    return "desk.cannot.pause_busy" if desk.view.current else ""


def no_lines_by_hand(desk: DeskScreen) -> str:
    """The lines that are up are those of the visit."""
    return "" if desk.prompt.shown.by_hand else "situations.cannot.back"
