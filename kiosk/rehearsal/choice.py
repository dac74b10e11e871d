"""Which cards a rehearsal has: what the hall met, then what is about to be forgotten, then something new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from kiosk.rehearsal.cards import Card
from queue_store import Rehearsed

MOST = 6
"""Cards of one rehearsal: half a minute each."""

FROM_THE_HALL = 3
"""Of these, cards of what the hall met."""


def chosen(
    deck: Sequence[Card],
    remembered: Mapping[str, Rehearsed],
    met: Mapping[Card, int],
    day: tuple[datetime, datetime],
    kinds: Mapping[str, str],
) -> tuple[Card, ...]:
    """The cards of a rehearsal on a business day, given by its bounds; none that was rehearsed on it already.

    `remembered` is by card, `kinds` gives each moment's kind: new cards come from one kind after the other.
    """
    begins, ends = day
    fresh = [card for card in deck if card.id not in remembered or remembered[card.id].reviewed_at < begins]
    from_the_hall = list(islice(_met(fresh, remembered, met), FROM_THE_HALL))
    known = [card for card in fresh if card.id in remembered and remembered[card.id].due < ends]
    due = sorted(known, key=lambda card: remembered[card.id].due)
    new = in_turns([card for card in fresh if card.id not in remembered], kinds)
    return tuple(dict.fromkeys([*from_the_hall, *due, *new]))[:MOST]


def _met(fresh: Sequence[Card], remembered: Mapping[str, Rehearsed], met: Mapping[Card, int]) -> Iterator[Card]:
    """What was met most often first; of an exchange the first step that is new, else the one that is due first."""
    for first in sorted(met, key=lambda card: (-met[card], card.id)):
        steps = [card for card in fresh if (card.moment, card.condition) == (first.moment, first.condition)]
        new = [card for card in steps if card.id not in remembered]
        if steps:
            yield new[0] if new else min(steps, key=lambda card: remembered[card.id].due)


def in_turns(cards: Iterable[Card], kinds: Mapping[str, str]) -> list[Card]:
    """Cards of each kind of moment in their order, one kind after the other."""
    rows: dict[str, list[Card]] = {}
    for card in cards:
        rows.setdefault(kinds[card.moment], []).append(card)
    longest = max(map(len, rows.values()), default=0)
    return [row[place] for place in range(longest) for row in rows.values() if place < len(row)]
