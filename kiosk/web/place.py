"""What the page of a ticket says: which kind of page it is, and the texts on it that move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from kiosk.hall import HallConfig
from kiosk.text.coming_back import returns_text
from kiosk.text.opening import closed_text
from kiosk.text.services import zone_text
from kiosk.text.waits import outlook, told_text, wait_text
from kiosk.web.snapshot import Snapshot
from kiosk.words import Words, load_words
from queue_store import OPEN, Estimate, Outcome, Overtakes, State, Ticket

KINDS = {
    State.BOOKED: "booked",
    State.WAITING: "waiting",
    State.CALLED: "called",
    State.SERVING: "serving",
    State.PARKED: "parked",
    State.NO_SHOW: "missed",
    State.FINISHED: "finished",
    State.CANCELLED: "cancelled",
    State.LEFT_OVER: "left_over",
}
"""Kind of page by state; one that expired has none unless it lapsed, and looks like one that never was."""

NEAR = 2
"""Visitors called before at which one is asked back into the hall."""

LAPSED = "lapsed"
"""Kind of page of a number from afar whose visitor did not check in by the time that was told."""

_MICROSECOND = timedelta(microseconds=1)
"""An apology is due when the wait is over the limit, not yet at it."""

KEPT = "kept"
"""Kind of page of a ticket that was carried over, on the evening before."""


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket as its page shows it."""

    kind: str
    shape: str
    """Changes when the whole page has to be rendered again; the texts in `slots` change in place."""
    slots: dict[str, str]


def is_gone(ticket: Ticket | None, snapshot: Snapshot) -> bool:
    """Tell whether a ticket has no page any more; such a token looks like one that was never given out."""
    if ticket is None or (ticket.state not in KINDS and not is_lapsed(ticket)):
        return True
    return ticket.state not in OPEN and ticket.business_day != snapshot.day


def is_lapsed(ticket: Ticket) -> bool:
    """Tell whether a number from afar was given up because nobody checked in by the time that was told."""
    return ticket.state is State.EXPIRED and not ticket.legs and ticket.finished_at == ticket.kept_until


def kind_of(ticket: Ticket, snapshot: Snapshot) -> str:
    """Say which kind of page a ticket has; one left over in the evening of its own day is kept for the next."""
    if is_lapsed(ticket):
        return LAPSED
    kept = ticket.state is State.LEFT_OVER and ticket.business_day >= snapshot.day
    return KEPT if kept else KINDS[ticket.state]


def is_carried_over(ticket: Ticket, snapshot: Snapshot) -> bool:
    """Tell whether the hall took a number of an earlier day over into this one, with its place."""
    stays_here = ticket.business_day == snapshot.day or "-" in ticket.label
    return stays_here and max(ticket.issued_at, ticket.queue_at) < snapshot.day_began


def rejoin_until(ticket: Ticket, config: HallConfig, now: datetime) -> datetime | None:
    """Return until when a visitor who missed the call may join again; None when it is too late."""
    if ticket.state is not State.NO_SHOW or ticket.finished_at is None:
        return None
    until = ticket.finished_at + config.web.rejoin_within
    return until if now < until else None


def turns_at(ticket: Ticket, config: HallConfig, now: datetime) -> datetime | None:
    """Return when the page of a ticket next says something else by the clock alone; None when it does not.

    The time that was asked for is over, an apology is due, or it is too late to join again.
    """
    late = ticket.late_at + _MICROSECOND if ticket.state is State.WAITING else None
    held = ticket.not_before if ticket.state is State.WAITING else None
    moments = (late, held, rejoin_until(ticket, config, now))
    return min((each for each in moments if each is not None and each > now), default=None)


def place_of(
    ticket: Ticket,
    snapshot: Snapshot,
    config: HallConfig,
    words: Words,
    now: datetime,
    overtakes: Overtakes | None,
    estimate: Estimate | None,
) -> Place:
    """Say where a ticket stands; `overtakes` matters to one that waits.

    `estimate` is its wait or, for one that is not checked in, that of somebody who came now.
    """
    kind = kind_of(ticket, snapshot)
    outcome = ticket.outcome.value if ticket.outcome else ""
    shape = f"{kind}.{ticket.counter}.{ticket.calls}.{ticket.legs}.{ticket.service}.{ticket.delays}.{outcome}"
    held = ticket.held_at(now)
    shape += ".held" if held else ""
    shape += ".late" if kind == "missed" and rejoin_until(ticket, config, now) is None else ""
    if kind == "waiting":
        carried = words("web.ticket.carried_over") if is_carried_over(ticket, snapshot) else ""
        slots = _waiting(ticket, snapshot, config, words, now, estimate)
        slots["overtaken"], slots["carried_over"] = overtaken_text(words, overtakes), carried
        if held:
            slots.update(_held(ticket, config, words))
    else:
        slots = _still(kind, ticket, config, words)
    if kind == "booked" and estimate is not None:
        closed = closed_text(config, words, now)
        slots["queue"] = closed or words("web.ticket.if_now", told=told_text(words, estimate, config.zone))
    slots["notice"] = " · ".join(snapshot.notices)
    return Place(kind, shape, slots)


def _waiting(
    ticket: Ticket, snapshot: Snapshot, config: HallConfig, words: Words, now: datetime, estimate: Estimate | None
) -> dict[str, str]:
    late = ticket.waited(now) > ticket.limit
    high = None if estimate is None else estimate.high
    seat = late or ticket.errands > 1 or (high is not None and high >= config.limits.seat_offer)
    slots = _forecast_texts(ticket, config, words, estimate) if estimate else _before_forecast(ticket, words)
    slots["open_counters"], seat_text = _of_service(ticket.service, snapshot, config, words, now)
    slots["apology"] = words("web.ticket.apology") if late else ""
    slots["seat"] = seat_text if seat else ""
    return slots


def _held(ticket: Ticket, config: HallConfig, words: Words) -> dict[str, str]:
    """What is said otherwise to a visitor who asked for time: no turn is near, and nobody is kept waiting."""
    assert ticket.not_before is not None
    clock = words.clock(ticket.not_before, config.zone)
    return {
        "title": words("web.title.held", label=ticket.label, clock=clock),
        "headline": words("web.headline.held", clock=clock),
        "near": "",
        "say": "",
        "apology": "",
        "seat": "",
    }


def _seat(service: str, config: HallConfig, words: Words) -> str:
    """Offer a seat and tea (R03) where the visitor waits anyway: one place, not two."""
    zone = zone_text(config, service, words.language)
    return words("web.ticket.seat_zone", zone=zone) if zone else words("web.ticket.seat")


def _forecast_texts(ticket: Ticket, config: HallConfig, words: Words, estimate: Estimate) -> dict[str, str]:
    """The texts that a forecast fills."""
    told = outlook(words, estimate, config.zone)
    kind = "waiting" if estimate.ahead or not estimate.counters else "next" if estimate.next else "soon"
    slots = {
        "title": words(f"web.title.{kind}", label=ticket.label, ahead=estimate.ahead),
        "headline": words(f"web.headline.{kind}"),
        "say": told.place,
        "wait": told.wait,
        "why": told.why,
        "closing": told.closing,
    }
    slots.update(_count_texts(words.language, estimate.ahead, bool(estimate.counters)))
    return slots


@lru_cache(maxsize=10_000)
def _count_texts(language: str, ahead: int, called: bool) -> Mapping[str, str]:
    """The texts that count the visitors before; `near` asks somebody back into the hall while counters call."""
    words, near = load_words(language), ""
    if called and ahead <= NEAR:
        near = counted(words, "web.ticket.near", ahead) if ahead else words("web.ticket.near.next")
    return {"ahead": str(ahead), "people": counted(words, "web.ticket.people", ahead), "near": near}


def _before_forecast(ticket: Ticket, words: Words) -> dict[str, str]:
    """The same texts of a ticket that has just begun to wait; the forecast follows."""
    return {
        "title": words("web.title.queued", label=ticket.label),
        "headline": words("web.headline.waiting"),
        "ahead": "–",
        "people": "",
        "near": "",
        "say": "",
        "wait": wait_text(words, None, None),
        "why": "",
        "closing": "",
    }


def _of_service(service: str, snapshot: Snapshot, config: HallConfig, words: Words, now: datetime) -> tuple[str, str]:
    """Say which counters serve a service now, and when paused ones do again; and offer a seat to who waits for it."""
    texts = snapshot.texts.get((words.language, service))
    if texts is None:
        numbers = snapshot.open_counters(config, service)
        key = "web.ticket.open_counters" if numbers else "web.ticket.no_counter"
        first = words(key, counters=joined(words, numbers))
        then = returns_text(config, words, snapshot.serving(config, service), now)
        counters = words("web.ticket.sentences", first=first, then=then).strip()
        texts = snapshot.texts[words.language, service] = (counters, _seat(service, config, words))
    return texts


def _still(kind: str, ticket: Ticket, config: HallConfig, words: Words) -> dict[str, str]:
    """Texts of a page on which nothing counts down."""
    ended = kind == "finished" and ticket.outcome not in (None, Outcome.DONE)
    title, headline = (f"web.{each}.{ticket.outcome if ended else kind}" for each in ("title", "headline"))
    clock = words.clock(ticket.kept_until, config.zone) if ticket.kept_until else ""
    return {
        "title": words(title, label=ticket.label, counter=ticket.counter),
        "headline": words(headline, counter=ticket.counter, clock=clock),
        "apology": words("web.ticket.apology") if kind == "called" and ticket.apology_due else "",
    }


def counted(words: Words, key: str, count: int, **fields: object) -> str:
    """Say a number of things; languages that have a singular say one of them differently."""
    return words(f"{key}.{'one' if count == 1 else 'many'}", count=count, **fields)


def joined(words: Words, parts: Iterable[object]) -> str:
    """Join the parts of a list as the language writes them."""
    return words("common.list.comma").join(str(part) for part in parts)


def overtaken_text(words: Words, overtakes: Overtakes | None) -> str:
    """Say truthfully why later arrivals were called earlier, naming nobody; empty when none was."""
    if overtakes is None or not overtakes.total:
        return ""
    causes = {
        "precedence": overtakes.precedence,
        "returning": overtakes.returning,
        "chosen": overtakes.chosen,
        "stepped_back": overtakes.stepped_back,
        "other": overtakes.other,
    }
    why = joined(words, (words(f"web.overtaken.why.{cause}", count=count) for cause, count in causes.items() if count))
    return counted(words, "web.overtaken", overtakes.total, why=why)
