"""Forecasts of a hall, kept up with its log: the place of a ticket, the wait told, and the ledger of what was told.

What is learned is a fold over the hall's log: any process that reads the log comes to the same forecasts. Now and then
one of them keeps what it has learned in the database, so that the next one that starts reads on from there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from queue_store.acts import Look
from queue_store.clock import from_text
from queue_store.errors import StoreUnavailable, closed
from queue_store.forecast.breach import ServiceOutlook, outlooks
from queue_store.forecast.calm import calm
from queue_store.forecast.floor import NOTHING_PLANNED, Basis, Entered, Layout, LayoutChanged, Plan, Wait
from queue_store.forecast.following import Mirror
from queue_store.forecast.forecaster import Forecaster
from queue_store.forecast.future import Future
from queue_store.forecast.past_day import staffing_of, stays_of
from queue_store.forecast.score import Scores, scores
from queue_store.forecast.waits_told import Outcome, WaitTold, outcomes, told_of, write
from queue_store.forecast.whatif import Change, WhatIf, what_if
from queue_store.ledger import Ledger
from queue_store.model import Estimate, State
from queue_store.rules import Rules
from queue_store.tickets.moving import load
from queue_store.tickets.rows import Row, to_json

FORM = 4
"""Form, and meaning, of what was learned as it is kept; another one is not read, but learned again from the log."""

KEEP_AFTER = 100
"""Entries of the log after which what was learned is kept again."""

LEARN_FROM = 5000
"""Newest entries of the log from which is learned where nothing was kept: older ones would hold up whoever asks."""

_TENTH = timedelta(seconds=0.1)
"""To what the ends of a wait that was told are written down."""

_PATIENCE = 0.05
"""Seconds for which keeping waits for other writers; it is tried again with the next forecast."""


@dataclass(slots=True)
class _Followed:
    """The hall as this process knows it from the log."""

    rules: Rules
    mirror: Mirror
    forecaster: Forecaster
    kept: int
    """Place in the log up to which what was learned is in the database."""
    future: Future

    def plan(self, at: float) -> Plan:
        """What is known of the rest of the day at a moment."""
        return self.future.plan(at, self.mirror.open_counters)


@dataclass(frozen=True, slots=True)
class WaitNow:
    """What to tell one who waits."""

    estimate: Estimate
    fresh: bool
    """It is not what was told before, counted down: whoever shows it writes it down."""
    basis: Basis


class Forecast:
    """Places and waits. Any thread may ask; one is answered after the other."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._followed: _Followed | None = None
        self._closed = False

    def close(self) -> None:
        """End a reading that is under way: the store is being closed."""
        self._closed = True

    def estimate(self, service: str, visitor_id: int | None) -> Estimate:
        """How long a newcomer, or the ticket `visitor_id`, will wait for a service."""
        with self._asking() as (look, followed):
            look.rules.service(service)  # refused where the hall has none
            if visitor_id is None:
                return _newcomer(look, followed, service)
            return _of_row(look, followed, load(look, visitor_id))

    def ahead_of(self, ticket_id: int) -> int:
        """How many of those who wait will be called before this ticket; 0 when it does not wait."""
        with self._asking() as (look, followed):
            return _of_row(look, followed, load(look, ticket_id)).ahead

    def ahead_at(self, ticket_id: int, queue_at: datetime, place_at: datetime, not_before: datetime | None) -> int:
        """How many would be called before a waiting ticket if it stood at another place, and not before a time."""
        with self._asking() as (look, followed):
            waiting = {each.id: each for each in followed.forecaster.waiting}
            if ticket_id not in waiting:
                return 0
            now = look.now.timestamp()
            moved = replace(
                waiting[ticket_id],
                queue_at=queue_at.timestamp(),
                place_at=place_at.timestamp(),
                not_before=None if not_before is None else not_before.timestamp(),
            )
            return followed.forecaster.newcomer(moved, now, followed.plan(now)).ahead

    def waits(self, of: Collection[int] | None = None) -> dict[int, WaitNow]:
        """The waits of all who wait, or only of some tickets, by ticket id, in the order of the queue."""
        with self._asking() as (look, followed):
            return {
                each.id: _wait_now(look, followed, each.id)
                for each in followed.forecaster.waiting
                if of is None or each.id in of
            }

    def newcomers(self) -> dict[str, Estimate]:
        """How long a newcomer will wait, for every service that the hall gives."""
        with self._asking() as (look, followed):
            return {code: _newcomer(look, followed, code) for code in look.rules.codes}

    def outlooks(self) -> dict[str, ServiceOutlook]:
        """What is to come for every service that the hall gives: the wait of a newcomer, and waits beyond the limit."""
        with self._asking() as (look, followed):
            now = look.now.timestamp()
            limits = {code: look.rules.limit(code).total_seconds() for code in look.rules.codes}
            return outlooks(followed.forecaster, limits, now, followed.plan(now))

    def tell(self, ticket_id: int, shown: str) -> Estimate:
        """The wait of a ticket, written down as told; `shown` says where (`slip`, `phone` …).

        While what was told before holds, the same range is told as it counts down, and nothing is written.
        """
        with self._asking() as (look, followed):
            row = load(look, ticket_id)
            if row["state"] != State.WAITING.value:
                return _of_row(look, followed, row)
            wait = _wait_now(look, followed, ticket_id)
        if wait.fresh:
            self.note_told([WaitTold(ticket_id, row["legs"], shown, row["service"], wait.estimate, wait.basis)])
        return wait.estimate

    def note_told(self, tellings: list[WaitTold]) -> None:
        """Write down waits that were told, in one act."""
        if tellings:
            with self._ledger.act() as act:
                for told in tellings:
                    write(act, told)

    def outcomes(self, since: datetime, until: datetime) -> list[Outcome]:
        """Waits told in [since, until), in the order of telling, each with how it turned out."""
        with self._ledger.look() as look:
            return outcomes(look, since, until)

    def scores(self, since: datetime, until: datetime) -> Scores:
        """How the waits told in [since, until) turned out, as a whole and in groups."""
        with self._ledger.look() as look:
            return scores(outcomes(look, since, until), look.now, ZoneInfo(look.rules.hall.timezone))

    def what_if(
        self, day: date, counters: int, service: str | None = None,
        since: datetime | None = None, until: datetime | None = None,
    ) -> WhatIf:  # fmt: skip
        """The waits of a business day, had there been so many more counters (fewer when negative) for a service.

        `since` and `until` bound the change; without them it holds all day.
        """
        with self._ledger.look() as look:
            if service is not None:
                look.rules.service(service)
            start, end = look.rules.days.bounds(day)
            change = Change(counters, service, (since or start).timestamp(), (until or end).timestamp())
            rules = look.rules if day == look.today else self._ledger.rules
            return what_if(layout_of(rules), stays_of(look, day), staffing_of(look, day), change)

    @contextmanager
    def _asking(self) -> Iterator[tuple[Look, _Followed]]:
        """One consistent read, with the forecaster brought up to it."""
        with self._lock:
            with self._ledger.look() as look:
                try:
                    followed = self._follow(look)
                except BaseException:
                    self._followed = None  # half an entry was taken in: the next one who asks begins again
                    raise
                yield look, followed
            if followed.mirror.seq >= followed.kept + KEEP_AFTER:
                self._keep(followed)

    def _follow(self, look: Look) -> _Followed:
        followed = self._followed
        if followed is None:
            followed = self._followed = _begin(look)
        if followed.rules is not look.rules:
            followed.rules, followed.future = look.rules, Future(look.rules)
            followed.forecaster.apply(LayoutChanged(look.now.timestamp(), layout_of(look.rules)))
        for event in followed.mirror.events(look):
            if self._closed:
                raise closed(self._ledger.engine.path)
            plan = followed.plan(event.at) if isinstance(event, Entered) else NOTHING_PLANNED
            followed.forecaster.apply(event, plan)
        return followed

    def _keep(self, followed: _Followed) -> None:
        """Keep what was learned, unless another process has kept more."""
        state = to_json({"mirror": followed.mirror.dump(), "forecaster": followed.forecaster.dump()})
        with suppress(StoreUnavailable), self._ledger.engine.write(timeout=_PATIENCE) as session:
            session.run(
                "INSERT INTO learned (hall, seq, form, state) VALUES (?, ?, ?, ?) ON CONFLICT (hall) DO UPDATE SET "
                "seq = excluded.seq, form = excluded.form, state = excluded.state "
                "WHERE excluded.seq > learned.seq OR excluded.form <> learned.form",
                (followed.rules.hall.id, followed.mirror.seq, FORM, state),
            )
            followed.kept = followed.mirror.seq


def _begin(look: Look) -> _Followed:
    """What was kept of this hall; where nothing was, the newest part of the log is learned from again."""
    layout = layout_of(look.rules)
    found = look.row("SELECT state FROM learned WHERE hall = ? AND form = ?", (look.hall, FORM))
    if found is not None:
        state = json.loads(found[0])
        mirror, forecaster = Mirror.load(state["mirror"]), Forecaster.load(layout, state["forecaster"])
        return _Followed(look.rules, mirror, forecaster, mirror.seq, Future(look.rules))
    mirror, forecaster = Mirror(), Forecaster(layout)
    newest = look.row("SELECT seq FROM log WHERE hall = ? ORDER BY seq DESC LIMIT 1", (look.hall,))
    if newest is not None and newest[0] > LEARN_FROM:
        for event in mirror.stand(look, newest[0] - LEARN_FROM):
            forecaster.apply(event)
    return _Followed(look.rules, mirror, forecaster, 0, Future(look.rules))


def layout_of(rules: Rules) -> Layout:
    """A hall's configuration as forecasts know it."""
    hall = rules.hall
    return Layout(
        services={service.code: service.target.total_seconds() for service in hall.services},
        counters={counter.number: frozenset(counter.services) for counter in hall.counters},
        stand_ins=frozenset(counter.number for counter in hall.counters if rules.stands_in(counter)),
        cap=hall.priority_cap,
        sent_back_after=hall.long_wait.total_seconds(),
    )


def _newcomer(look: Look, followed: _Followed, service: str) -> Estimate:
    now = look.now.timestamp()
    return _estimate(look, followed, followed.forecaster.newcomer(service, now, followed.plan(now)))


def _of_row(look: Look, followed: _Followed, row: Row) -> Estimate:
    """The wait of a ticket in any state."""
    if row["state"] == State.WAITING.value:
        return _wait_now(look, followed, row["id"]).estimate
    if row["state"] == State.BOOKED.value:
        return _newcomer(look, followed, row["service"])
    return Estimate(None, None, 0, 0, "called", look.now)


def _wait_now(look: Look, followed: _Followed, ticket_id: int) -> WaitNow:
    now = look.now.timestamp()
    wait = followed.forecaster.wait_of(ticket_id, now, followed.plan(now))
    fresh = _estimate(look, followed, wait)
    values = followed.mirror.told.get(ticket_id)
    if values is None or values["leg"] != followed.mirror.rows[ticket_id]["legs"]:
        return WaitNow(fresh, True, wait.basis)
    told = told_of(values)
    not_before, low = followed.mirror.rows[ticket_id]["not_before"], told.estimate.low
    if not_before is not None and low is not None and told.estimate.made_at + low + _TENTH < from_text(not_before):
        return WaitNow(fresh, True, wait.basis)  # that was told before the visitor asked for time
    estimate, is_fresh = calm(told.estimate, fresh, told.basis, wait.basis)
    return WaitNow(estimate, is_fresh, wait.basis)


def _estimate(look: Look, followed: _Followed, wait: Wait) -> Estimate:
    closes_at = followed.future.closes_at(look.now)
    high = _span(wait.high)
    return Estimate(
        low=_span(wait.low),
        high=high,
        ahead=wait.ahead,
        counters=wait.counters,
        method=wait.method,
        made_at=look.now,
        centre=_span(wait.centre),
        sure=wait.sure,
        next=wait.next,
        closes_at=closes_at if closes_at and high is not None and look.now + high > closes_at else None,
    )


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
