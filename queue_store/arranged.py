"""What a supervisor arranged for one business day: it holds for every look and act of that day, and then no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from queue_store.acts import Look
from queue_store.rules import Rules


@dataclass(frozen=True, slots=True)
class Arranged:
    """What is otherwise today than the hall's configuration says."""

    day: date = date.min
    """The business day for which it holds."""
    closed: frozenset[str] = frozenset()
    """Codes of services that take no more numbers; those who wait for them are served."""
    counters: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Codes of the services that a counter gives instead of its own, by its number."""


NOTHING_ARRANGED = Arranged()


def read_arranged(look: Look, day: date | None = None) -> Arranged:
    """What was arranged for a business day, that of the look without one."""
    wanted = day or look.today
    found = look.rows(
        "SELECT kind, subject, services FROM arranged WHERE hall = ? AND day = ?", (look.hall, wanted.isoformat())
    )
    if not found:
        return NOTHING_ARRANGED
    return Arranged(
        wanted,
        frozenset(subject for kind, subject, _ in found if kind == "service"),
        {int(subject): tuple(json.loads(services)) for kind, subject, services in found if kind == "counter"},
    )


def arranged_rules(rules: Rules, arranged: Arranged) -> Rules:
    """The rules of a hall as they hold with what was arranged; what the hall has no more is passed over."""
    if arranged is NOTHING_ARRANGED:
        return rules
    known = set(rules.codes)
    counters = tuple(
        replace(each, services=tuple(code for code in arranged.counters[each.number] if code in known))
        if each.number in arranged.counters
        else each
        for each in rules.hall.counters
    )
    return Rules(replace(rules.hall, counters=counters), arranged.closed & known)
