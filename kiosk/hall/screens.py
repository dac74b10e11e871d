"""How the screens of a hall and the telephone at the desk behave."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated

from pydantic import Field

from kiosk.hall.values import Part, PositiveDuration, Spans, Switch, Whole
from queue_store import Span


class ReceptionConfig(Part):
    """How the reception screen behaves."""

    greeter: Switch = False
    """A greeter works the screen and may take a surname; otherwise visitors do, anonymously."""
    back_after: PositiveDuration = timedelta(seconds=20)
    """Time after which an abandoned question returns to the start; a number stays until somebody touches the screen."""


class BoardConfig(Part):
    """How the board behaves."""

    calls: Annotated[Whole, Field(ge=1, le=50)] = 8
    """Last calls shown."""
    waiting: Switch = False
    """The television shows how many wait for each service."""


class DeskConfig(Part):
    """What calls a clerk to the screen, and when nobody is thought to be there."""

    bell: Switch = True
    """The terminal's bell rings, once for each event."""
    flash: Switch = True
    """The strip of the desk is inverted for a moment."""
    lock_after: PositiveDuration = timedelta(minutes=10)
    """Time without a key after which a desk is locked whose clerk has a PIN."""


class PhoneConfig(Part):
    """The telephone at the desk (R31-R37)."""

    ring: PositiveDuration = timedelta(seconds=4)
    """From the beginning of one ring to the beginning of the next."""
    calling: Spans = (Span(time(9), time(12)), Span(time(14), time(18)))
    """Times of a working day at which visitors may be called (R34)."""
