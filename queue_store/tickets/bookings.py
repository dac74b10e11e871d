"""Numbers taken from afar: how many there are, who may take one, and how long each is kept.

A number is kept until a time that is told with it. Unless its visitor has checked in by then it lapses, and it is free
for somebody else, as is one that was given back. So that nobody takes them all, the numbers of one source (an address
of the internet, which a whole hall may share) that are not checked in are bounded by a share of those that are free;
each that was checked in today adds one, for its visitor stood in the hall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_store.acts import Act, Look
from queue_store.clock import optional_time, to_text
from queue_store.errors import NotAllowed
from queue_store.ledger import Ledger
from queue_store.model import State, Ticket, Verb, Visitor
from queue_store.tickets.issuing import begin, by_request
from queue_store.tickets.moving import change, find_rows
from queue_store.typed import program_id

_LEAST = 3
"""Numbers that a source may hold without checking in, however few are free."""

_SHARE = 4
"""Of those that are free a source may hold one in so many without checking in."""

_COUNT = (
    "SELECT count(*), count(CASE WHEN t.legs = 0 AND b.source = ? THEN 1 END), "
    "count(CASE WHEN t.legs > 0 AND b.source = ? THEN 1 END), min(CASE WHEN t.legs = 0 THEN t.kept_until END), "
    "min(CASE WHEN t.legs = 0 AND b.source = ? THEN t.kept_until END) "
    "FROM booking AS b JOIN ticket AS t ON t.hall = b.hall AND t.id = b.ticket_id "
    "WHERE b.hall = ? AND b.business_day = ? AND (t.legs > 0 OR (t.state = 'booked' AND t.kept_until > ?))"
)


@dataclass(frozen=True, slots=True)
class BookingsLeft:
    """How many numbers can be taken from afar now."""

    free: int
    """In all."""
    here: int
    """By the source that asks."""
    again_at: datetime | None
    """When the next one comes free for it, unless its visitor checks in; None where none is kept."""
    kept_until: datetime
    """Until when one that is taken now is kept."""


class Bookings:
    """Numbers that are taken before one is in the hall."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.at_new_day.append(_lapse_at_new_day)

    def book(self, service: str, visitor: Visitor, device: str, source: str, request_id: str | None) -> Ticket:
        """Take a number; it is not called before its visitor checks in, and is kept until `kept_until`.

        The hall's daily cap holds, one open ticket a `device`, and a share of the free numbers a `source` (salted
        hashes, empty for none).
        """
        with self._ledger.act() as act:
            if (made := by_request(act, request_id)) is not None:
                return made
            with act.by_itself():
                _lapse(act)
            _refuse(act, device, source)
            more = {"legs": 0, "kept_until": to_text(kept_until(act))}
            ticket = begin(act, Verb.BOOK, service, visitor, more, request_id)
            values = {"ticket_id": ticket.id, "business_day": act.today.isoformat()}
            hidden = {"device": program_id(device) if device else "", "source": program_id(source) if source else ""}
            act.put("booking", values, "booked", ticket_id=ticket.id, columns=hidden)
            return ticket

    def left(self, source: str) -> BookingsLeft:
        """How many numbers a source can take now."""
        with self._ledger.look() as look:
            return _left(look, source)

    def lapse(self) -> list[Ticket]:
        """End the numbers whose time is over; which these were."""
        with self._ledger.look() as look:
            if not _due(look):
                return []
        with self._ledger.act() as act:
            return _lapse(act)


def kept_until(look: Look) -> datetime:
    """Until when a number taken now is kept: from now or, before the hall opens, from then; not beyond its closing."""
    timetable = look.rules.timetable
    begins = timetable.next_opening(look.now)
    if begins is None or look.rules.days.of(begins) != look.today:
        begins = look.now
    until, closes = begins + look.rules.hall.bookings_kept, timetable.closing(look.now)
    return min(until, closes) if closes is not None and closes > begins else until


def _left(look: Look, source: str) -> BookingsLeft:
    found = look.row(_COUNT, (source, source, source, look.hall, look.today.isoformat(), to_text(look.now)))
    assert found is not None
    taken, unchecked, checked_in, first, own_first = found
    until, free = kept_until(look), max(0, look.rules.hall.bookings_per_day - taken)
    if not source:
        return BookingsLeft(free, free, optional_time(first), until)
    here = max(0, max(_LEAST, (free + unchecked) // _SHARE) + checked_in - unchecked)
    return BookingsLeft(free, min(free, here), optional_time(own_first if free else first), until)


def _refuse(look: Look, device: str, source: str) -> None:
    if not look.rules.hall.bookings_per_day:
        raise NotAllowed("bookings_off", "This hall gives numbers at its reception only. Please come in.")
    left = _left(look, source)
    if not left.free:
        raise NotAllowed("bookings_full", "All numbers for today that are given from afar are taken. Please come in.")
    if not left.here:
        assert left.again_at is not None
        raise NotAllowed(
            "source_full",
            "Many numbers were taken over this connection and not checked in. Check in with one of them, try again at "
            "{again}, or come in.",
            again=look.rules.days.clock(left.again_at),
        )
    held = (
        "SELECT t.label FROM booking AS b JOIN ticket AS t ON t.hall = b.hall AND t.id = b.ticket_id "
        "WHERE b.hall = ? AND b.device = ? "
        "AND t.state IN ('booked', 'waiting', 'called', 'serving', 'parked') LIMIT 1"
    )
    if device and (found := look.row(held, (look.hall, device))) is not None:
        raise NotAllowed(
            "device_has_ticket",
            "This device already holds the number {label}. Use it, or give it back first.",
            label=found[0],
        )


def _due(look: Look) -> bool:
    query = "SELECT 1 FROM ticket WHERE hall = ? AND state = 'booked' AND kept_until <= ? LIMIT 1"
    return look.row(query, (look.hall, to_text(look.now))) is not None


def _lapse(act: Act) -> list[Ticket]:
    rows = find_rows(act, "t.state = 'booked' AND t.kept_until <= ? ORDER BY t.kept_until, t.id", (act.at,))
    return [
        change(act, row, Verb.EXPIRE, {"state": State.EXPIRED.value, "finished_at": row["kept_until"]}) for row in rows
    ]


def _lapse_at_new_day(act: Act, _: bool) -> None:
    _lapse(act)
