"""What the hall met on its last day, as sums of the hall: nobody is named or counted by clerk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kiosk.rehearsal.cards import Card
from queue_store import Outcome, Store

LINE_SHOWN = "line_shown"
"""Journal kind of a line that somebody opened by hand."""

_DAYS_BACK = 7
"""Days to look back for the last one on which anybody came."""


@dataclass(frozen=True, slots=True)
class Met:
    """How often the hall met what cards are about; cards of the first step of an exchange stand for all of it."""

    day: date | None = None
    """The day; None when nobody came lately."""
    counts: Mapping[Card, int] = field(default_factory=dict)
    """Only what was met at all."""


def met_lately(store: Store) -> Met:
    """Sums of the last business day before today on which anybody came."""
    today = store.business_day()
    for back in range(1, _DAYS_BACK + 1):
        day = today - timedelta(days=back)
        if (figures := store.hall_day(day)).waits:
            break
    else:
        return Met()
    since, until = store.day_bounds(day)
    courtesy, ended = store.reports.courtesy(since, until), figures.outcomes
    sums = {
        Card("call", condition="long_wait"): figures.over_limit,
        Card("complaint"): ended.get(Outcome.COMPLAINT, 0),
        Card("forbidden"): ended.get(Outcome.DECLINED, 0),
        Card("outside_duty"): ended.get(Outcome.REFERRED, 0),
        Card("left"): ended.get(Outcome.LEFT, 0),
        Card("no_show"): figures.no_show,
        Card("missing_papers"): courtesy.second_visits,
        Card("why_later"): len(store.reports.out_of_order(since, until)),
        Card("phone_greet", condition="long_wait"): courtesy.calls - courtesy.calls_in_time,
        Card("promise_due"): courtesy.promises_due - courtesy.promises_kept,
    }
    shown = (row.data.get("moment") for row in store.journal.rows(since, until, LINE_SHOWN))
    counts = Counter(sums) + Counter(Card(moment) for moment in shown if isinstance(moment, str))
    return Met(day, counts)
