"""What a supervisor should know now, and keeping the store's alerts so: for every program that keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from queue_store import (
    FORESEEN,
    SEEN,
    Condition,
    FloorLimits,
    FloorView,
    ServiceOutlook,
    Store,
    conditions,
    foreseen,
    unsettled,
)

PAGES = "pages"
"""Kind of the condition that the pages for phones do not answer."""

Found = Mapping[tuple[str, str], Condition]
"""What is so now, by key."""


def now_so(
    view: FloorView, outlooks: Mapping[str, ServiceOutlook], limits: FloorLimits, *, pages_silent: bool = False
) -> Found:
    """All that a supervisor should know now."""
    found = [*conditions(view, limits), *foreseen(view, outlooks.values(), limits)]
    if pages_silent:
        found.append(Condition(PAGES, ""))
    return {each.key: each for each in found}


def kinds_looked_at(outlooks: Mapping[str, ServiceOutlook], *, pages: bool) -> Sequence[str]:
    """Kinds of conditions that were looked at: forecasts where there are any, the `pages` where they were asked."""
    return (*SEEN, *(FORESEEN if outlooks else ()), *((PAGES,) if pages else ()))


def settle(store: Store, view: FloorView, found: Found, kinds: Sequence[str]) -> bool:
    """Raise and clear where the store's alerts are not those of the hall; whether anything was to be written."""
    if not unsettled(view, found, kinds):
        return False
    store.alerts.settle(tuple(found.values()), kinds, as_of=view.now)
    return True
