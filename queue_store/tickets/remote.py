"""What a visitor does from afar with the secret of the ticket: check in, delay, come back, rate.

A secret that is unknown and one whose visit ended before today look the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_store.acts import Act, Look
from queue_store.clock import MICROSECOND, from_text, optional_time, seconds, to_text
from queue_store.engines.engine import Conflict
from queue_store.errors import NotAllowed, QueueError
from queue_store.forecast.asking import Forecast
from queue_store.ledger import Ledger
from queue_store.lifecycle import advance
from queue_store.model import Post, State, Ticket, Verb
from queue_store.tickets.moving import (
    as_ticket,
    asked,
    change,
    close_leg,
    enter_again,
    load_by_token,
    load_either,
    new_leg,
    number_on,
)
from queue_store.tickets.rows import Row


@dataclass(frozen=True, slots=True)
class Delay:
    """What dropping back, or asking for time, would do."""

    queue_at: datetime
    ahead_before: int
    ahead_after: int
    left: int
    """How many more times this visitor may do so afterwards."""
    until: datetime | None
    """Until when the visitor is not called; None for dropping back behind some people."""


class Remote:
    """The visitor's phone."""

    def __init__(self, ledger: Ledger, forecast: Forecast) -> None:
        self._ledger = ledger
        self._forecast = forecast

    def check_in(self, which: int | str, post: Post | None) -> Ticket:
        """The visitor is in the hall: the wait and the place in the queue begin now. Takes id or token.

        One left over from an earlier day keeps the place. By token only as long as the number is kept.
        """
        with self._ledger.act(post) as act:
            row = load_either(act, which)
            state = advance(State(row["state"]), Verb.CHECK_IN, row["label"])
            if isinstance(which, str):
                _refuse_lapsed(act, row)
            changes = number_on(act, row, act.today) if row["state"] == State.LEFT_OVER.value else {}
            if row["state"] == State.LEFT_OVER.value and row["legs"]:
                close_leg(act, row, Verb.CHECK_IN, "carried_over")
                return change(act, row, Verb.CHECK_IN, changes | new_leg(act, row, row["service"]))
            changes |= {
                "state": state.value,
                "entered_at": act.at,
                "leg_day": act.today.isoformat(),
                "queue_at": to_text(act.now - timedelta(seconds=row["head_start"])),
                "place_at": act.at,
                "legs": 1,
                "wait_limit": seconds(act.rules.limit(row["service"])),
            }
            return change(act, row, Verb.CHECK_IN, changes)

    def rejoin(self, which: int | str, post: Post | None) -> Ticket:
        """Take a visitor who missed the call or stepped aside back into the queue, at the place of the hall's rule.

        By token the visitor does it alone, so only after a missed call, within the hall's grace and
        `max_rejoins` times.
        """
        with self._ledger.act(post) as act:
            row = load_either(act, which)
            parked = row["state"] == State.PARKED.value
            alone = isinstance(which, str)
            if alone:
                _refuse_rejoin(act, row)
            advance(State(row["state"]), Verb.REJOIN, row["label"])
            returning = act.rules.hall.returning
            more = {"rejoins": row["rejoins"] + 1} if alone else {}
            return enter_again(act, row, Verb.REJOIN, returning.parked if parked else returning.missed, more)

    def preview_delay(self, token: str, minutes: int | None, places: int | None) -> Delay:
        """What `delay` with the same arguments would do; changes nothing."""
        with self._ledger.look() as look:
            row = load_by_token(look, token)
            queue_at, until = _later(look, row, minutes, places)
            left = look.rules.hall.max_delays - row["delays"] - 1
        place_at, held_until = from_text(row["place_at"]) + _step(row, queue_at), until or _asked(row)
        return Delay(
            queue_at,
            self._forecast.ahead_of(row["id"]),
            self._forecast.ahead_at(row["id"], queue_at, place_at, held_until),
            left,
            until,
        )

    def delay(self, token: str, minutes: int | None, places: int | None) -> Ticket:
        """Ask for some minutes, in which the ticket is not called and keeps its rank, or drop back behind some people.

        Minutes count from now, or from the end of the time asked for before. Never to a better place, at most
        `max_delays` times, at most `max_delay` at once, and not beyond the closing of the hall. The time asked for is
        no wait: it is kept beside it (`asked`).
        """
        with self._ledger.act() as act:
            row = load_by_token(act, token)
            queue_at, until = _later(act, row, minutes, places)
            changes: dict[str, object] = {
                "queue_at": to_text(queue_at),
                "place_at": to_text(from_text(row["place_at"]) + _step(row, queue_at)),
                "delays": row["delays"] + 1,
            }
            if until is not None:
                asked_for = row["asked"] + (until - max(act.now, _asked(row) or act.now)) // MICROSECOND
                changes |= {"not_before": to_text(until), "asked_at": act.at, "asked": asked_for}
                act.mark_held(to_text(until))
            return change(act, row, Verb.DELAY, changes)

    def back_early(self, token: str) -> Ticket:
        """The visitor is there before the time that was asked for; nothing changes when none is asked for."""
        with self._ledger.act() as act:
            row = load_by_token(act, token)
            advance(State(row["state"]), Verb.BACK_EARLY, row["label"])
            if row["not_before"] is None or row["not_before"] <= act.at:
                return as_ticket(row, act.rules, act.now)
            used = {"asked": asked(row, act.now), "asked_at": act.at}
            return change(act, row, Verb.BACK_EARLY, {"not_before": None, **used})

    def rate(self, token: str, stars: int, words: str) -> None:
        """Say how the visit was, once for a finished one: 1 to 5 stars, and words if wanted."""
        if stars not in (1, 2, 3, 4, 5):
            raise QueueError("stars", "A rating has 1 to 5 stars, not {stars}.", stars=stars)
        try:
            with self._ledger.act() as act:
                row = load_by_token(act, token)
                if row["state"] != State.FINISHED.value:
                    raise NotAllowed("not_finished", "Ticket {label} can be rated after the visit.", label=row["label"])
                values = {
                    "ticket_id": row["id"],
                    "at": act.at,
                    "stars": stars,
                    "words_text": act.keep_text(words, "rating", row["id"]),
                }
                act.put("rating", values, "rated", ticket_id=row["id"])
        except Conflict as conflict:
            if conflict.constraint != "rating":
                raise
            raise NotAllowed("already_rated", "This visit was rated already. Thank you.") from conflict

    def rated(self, ticket_id: int) -> bool:
        """Whether the visitor rated the visit already."""
        with self._ledger.look() as look:
            query = "SELECT 1 FROM rating WHERE hall = ? AND ticket_id = ?"
            return look.row(query, (look.hall, ticket_id)) is not None


def _refuse_lapsed(act: Act, row: Row) -> None:
    kept = optional_time(row["kept_until"])
    if row["state"] == State.BOOKED.value and kept is not None and kept <= act.now:
        raise NotAllowed(
            "booking_over",
            "{label} was kept until {until} and is not valid any more. Please take a new number.",
            label=row["label"],
            until=act.rules.days.clock(kept),
        )


def _refuse_rejoin(act: Act, row: Row) -> None:
    if row["state"] == State.PARKED.value:
        raise NotAllowed(
            "ask_clerk", "Ticket {label} is set aside by a clerk. Please tell the clerk.", label=row["label"]
        )
    if row["state"] == State.NO_SHOW.value and row["rejoins"] >= act.rules.hall.max_rejoins:
        raise NotAllowed(
            "no_more_rejoins",
            "{label} came back {most} times by phone already. Please ask the front desk, who will take you back.",
            label=row["label"],
            most=row["rejoins"],
        )
    late = row["state"] == State.NO_SHOW.value and act.now > from_text(row["finished_at"]) + act.rules.hall.grace
    if late:
        raise NotAllowed(
            "grace_over",
            "Ticket {label} was called too long ago to come back with it. Please take a new number.",
            label=row["label"],
        )


def _later(look: Look, row: Row, minutes: int | None, places: int | None) -> tuple[datetime, datetime | None]:
    """The place in the queue that a visitor has afterwards, and until when no counter calls."""
    advance(State(row["state"]), Verb.DELAY, row["label"])
    hall = look.rules.hall
    if row["delays"] >= hall.max_delays:
        raise NotAllowed(
            "no_more_delays",
            "Ticket {label} was put off {most} times already. Please keep the place or give the number back.",
            label=row["label"],
            most=hall.max_delays,
        )
    most = seconds(hall.max_delay) // 60
    wanted = places if minutes is None else minutes
    if (minutes is None) == (places is None) or wanted is None or not 1 <= wanted <= most:
        raise QueueError("delay_amount", "Say by how much to drop back: 1 to {most}.", most=most)
    if minutes is not None:
        return from_text(row["queue_at"]), _until(look, row, timedelta(minutes=minutes))
    behind = _behind(look, row, wanted)
    return (from_text(behind[-1]) + timedelta(microseconds=1) if behind else from_text(row["queue_at"])), None


def _asked(row: Row) -> datetime | None:
    """Until when a visitor asked for time last."""
    return optional_time(row["not_before"])


def _until(look: Look, row: Row, span: timedelta) -> datetime:
    """The end of the time that a visitor asks for; refused where the hall closes before."""
    until = max(look.now, _asked(row) or look.now) + span
    days, closes = look.rules.days, look.rules.timetable.closing(look.now)
    ends = days.bounds(look.today)[1]
    if closes is not None and closes > look.now:
        ends = min(ends, closes)
    if until >= ends:
        raise NotAllowed(
            "closes_before",
            "The hall closes at {closes}, so {label} cannot be kept until {until}. Please choose a shorter time.",
            label=row["label"],
            closes=days.clock(ends),
            until=days.clock(until),
        )
    return until


def _step(row: Row, queue_at: datetime) -> timedelta:
    """How far a ticket drops back."""
    return queue_at - from_text(row["queue_at"])


def _behind(look: Look, row: Row, most: int) -> list[str]:
    """Places of those who wait behind a ticket and may be called by the same counters, in order."""
    services = look.rules.beside(row["service"])
    marks = ", ".join("?" * len(services))
    found = look.rows(
        f"SELECT queue_at FROM ticket WHERE hall = ? AND state = 'waiting' AND service IN ({marks}) "
        "AND (queue_at > ? OR (queue_at = ? AND id > ?)) ORDER BY queue_at, id LIMIT ?",
        (look.hall, *services, row["queue_at"], row["queue_at"], row["id"], most),
    )
    return [queue_at for (queue_at,) in found]
