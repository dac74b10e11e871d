"""What the hall should know of a visitor, as rows to take by key; reception and the front desk share them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.hall import HallConfig
from kiosk.text.services import priority_name
from kiosk.widgets.tap_list import Tap
from kiosk.widgets.typeset import clean
from kiosk.words import Words
from prompts import address
from queue_store import Visitor

MOST_ERRANDS = 5


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """A number that somebody wants."""

    service: str
    visitor: Visitor


def detail_taps(words: Words, config: HallConfig, visitor: Visitor, keys: str, *, named: bool) -> list[Tap]:
    """Rows for errands, priority, help and, where a name may be noted, the name; `keys` stand for them in order."""
    errands, priority, assistance, name = tuple(keys)
    taps = [
        Tap("errands", errands, words("reception.errands"), words("reception.errands_count", count=visitor.errands))
    ]
    if config.priorities:
        chosen = priority_name(config, visitor.priority, words.language)
        detail = chosen or words("reception.no")
        taps.append(Tap("priority", priority, words("reception.priority"), detail, chosen=bool(chosen)))
    yes = words("reception.yes" if visitor.assistance else "reception.no")
    taps.append(Tap("assistance", assistance, words("reception.assistance"), yes, chosen=visitor.assistance))
    if named:
        given = bool(visitor.surname or visitor.address)
        who = (
            address(visitor.address, visitor.surname, words.language) or visitor.surname
            if given
            else words("reception.not_asked")
        )
        taps.append(Tap("name", name, words("reception.name"), clean(who), chosen=given))
    return taps


def toggled(visitor: Visitor, what: str) -> Visitor:
    """The visitor after errands went one up, or help was wanted or not."""
    if what == "errands":
        return replace(visitor, errands=visitor.errands % MOST_ERRANDS + 1)
    return replace(visitor, assistance=not visitor.assistance)
