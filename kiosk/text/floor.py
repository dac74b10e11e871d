"""The floor in words: what an alert says, how a wait stands to its limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kiosk.hall import HallConfig
from kiosk.text.services import service_name
from kiosk.words import Words
from queue_store import Alert, ServiceOutlook

_NEAR = 0.7
"""Share of the limit from which a wait is said to come near it."""


def alert_text(
    words: Words, config: HallConfig, kind: str, subject: str, facts: Mapping[str, object], *, over: bool = False
) -> str:
    """Say what an alert is about, or was; `facts` are those of its condition."""
    fields: dict[str, object] = {name: _fact(words, config, name, value) for name, value in facts.items()}
    if kind in ("wait", "queue", "unserved", "breach"):
        fields["service"] = service_name(config, subject, words.language)
    if kind == "breach":
        key = "floor.alert.breach_counter" if facts.get("counter") else "floor.alert.breach"
        return words(key, **fields)
    return words(f"floor.alert.{kind}", **{"counter": subject, **fields})


def _fact(words: Words, config: HallConfig, name: str, value: object) -> object:
    if name in ("seconds", "limit", "then") and isinstance(value, int | float):
        return words.duration(timedelta(seconds=value))
    if name == "screen":
        return words(f"floor.screen.{value}")
    if name in ("due", "heard") and isinstance(value, str):
        return words.clock(datetime.fromisoformat(value), config.zone)
    if name == "kind":
        return words(f"floor.owed.{value}")
    return value


def alert_state(words: Words, config: HallConfig, alert: Alert, now: datetime, who: str) -> str:
    """Say how an alert stands: who took it, until when it is snoozed, when it was over, what came of it."""
    if alert.cleared_at is not None:
        state = words("floor.state.over", clock=words.clock(alert.cleared_at, config.zone))
    elif alert.taken_by:
        state = words("floor.state.taken", who=who)
    elif alert.snoozed_until is not None and alert.snoozed_until > now:
        state = words("floor.state.snoozed", clock=words.clock(alert.snoozed_until, config.zone))
    else:
        state = words("floor.state.open")
    return words("floor.state.noted", state=state, note=alert.note) if alert.note else state


def level_text(words: Words, longest: timedelta, limit: timedelta) -> tuple[str, str]:
    """Say how the longest wait stands to the limit: the word, and `over`, `near` or `fine`."""
    level = "over" if longest > limit else "near" if longest >= limit * _NEAR else "fine"
    return words(f"floor.level.{level}"), level


def short_span(words: Words, span: timedelta) -> str:
    """Say a span in whole minutes, so that it does not flicker every second."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return words("floor.under_one")
    return words("floor.minutes", minutes=minutes) if minutes < 600 else words.duration(span)


def forecast_text(words: Words, outlook: ServiceOutlook | None) -> str:
    """Say how long one who comes now will probably wait; a dash where nothing can be said."""
    if outlook is None or outlook.centre is None:
        return "-"
    span = short_span(words, outlook.centre)
    return words("floor.about", span=span) if outlook.centre >= timedelta(minutes=1) else span
