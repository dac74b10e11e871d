"""The words that belong to what is owed: on the day it is due, before, and when it was just promised."""

from __future__ import annotations

from datetime import datetime

from kiosk.desk.owing import standing
from queue_store import Owed, OwedKind

_OF_A_VISITOR = frozenset({OwedKind.PROMISE, OwedKind.CASE})


def words_for(owed: Owed, now: datetime, *, just_made: bool) -> str:
    """The moment of a row, at an hour of the hall's clock; empty where there is nothing to say.

    What was just promised is told the visitor with its date (R27); before that date it is how far things are (R61), on
    its day the answer, later an apology first. A duty whose day has come is a notice (R45), a note goes from hand to
    hand.
    """
    due = standing(owed, now) in {"overdue", "today"}
    if owed.kind in _OF_A_VISITOR:
        return "promise" if just_made and owed.kind is OwedKind.PROMISE else "promise_due" if due else "progress"
    if owed.kind is OwedKind.DUTY:
        return "duty_due" if due else ""
    return "handover"
