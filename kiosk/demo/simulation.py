"""The demo hall at work: visitors arrive, simulated clerks serve them, and now and then something happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from kiosk.demo.arrivals import Arrivals
from kiosk.hall import CounterConfig, HallConfig
from kiosk.words import load_words
from queue_store import CounterStatus, Outcome, Post, QueueError, State, Store, StoreUnavailable, Ticket

MOST_WAITING = 45
"""Queue length at which newcomers leave without a number."""

_SECOND = timedelta(seconds=1)


class Simulation:
    """A hall that runs by itself. Call `step` as often as you like with any clock; it does what is due by then.

    Everything it needs to go on stands in the store, so a new simulation takes over where another one stopped, and
    real clerks and visitors may act in between: what they already did is skipped.
    """

    def __init__(
        self,
        store: Store,
        config: HallConfig,
        seed: int = 0,
        *,
        speed: float = 1.0,
        leave: frozenset[int] = frozenset(),
        begins: time | None = None,
    ) -> None:
        self.store = store
        self.config = config
        self.speed = speed
        self.begins = begins
        """Time of day that the first step stands for, whatever the clock says, hours in which the hall is closed left
        out; None takes the clock's time."""
        self.hold: timedelta | None = None
        """While set, clerks take their time until the longest wait is this long."""
        self.rng = Random(seed)
        self.words = load_words(config.language)
        self.counters = [counter for counter in config.counters if counter.number not in leave]
        self.arrivals = Arrivals(config, self.rng, self._capacity())
        self._due: dict[int, datetime] = {}
        self._ends: dict[int, Callable[[Ticket, Post], object]] = {}
        self._absent: set[int] = set()
        self._back: dict[int, datetime] = {}
        self._late: dict[int, datetime] = {}
        self._look: datetime | None = None
        self._start: tuple[datetime, datetime] | None = None

    def step(self, now: datetime) -> None:
        """Do what is due at this aware time."""
        moment = self.hall_time(now)
        for _ in self.arrivals.until(moment):
            self._arrive(now)
        for status in self.store.counters():
            counter = next((each for each in self.counters if each.number == status.counter), None)
            if counter is not None:
                self._work(counter, status, moment)
        self._wander(moment)
        if self.begins is not None and not self.config.open_at(moment) and not self.store.waiting(limit=1):
            self._skip_to_opening(moment)

    def hall_time(self, now: datetime) -> datetime:
        """Return the time in the hall, which runs `speed` times as fast from the first step on."""
        if self._start is None:
            self._start = (now, self._first_moment(now.astimezone(self.config.zone)))
        began, first = self._start
        return first + (now - began) * self.speed

    def _first_moment(self, local: datetime) -> datetime:
        if self.begins is None:
            return local
        shifted = datetime.combine(local.date(), self.begins, local.tzinfo)
        week = (shifted + timedelta(days=days) for days in range(7))
        return next((moment for moment in week if self.config.open_at(moment)), shifted)

    def _skip_to_opening(self, moment: datetime) -> None:
        """Leave out the hours in which nothing happens: nobody watches a closed hall."""
        quarters = (moment + number * timedelta(minutes=15) for number in range(1, 4 * 24 * 8))
        opening = next((quarter for quarter in quarters if self.config.open_at(quarter)), None)
        if opening is not None and self._start is not None:
            began, first = self._start
            self._start = (began, first + (opening - moment))

    def _capacity(self) -> float:
        """Return how many visitors a minute the counters can serve, the real clerks' among them by half."""
        weights = [
            (1 / each.target.total_seconds(), each.target.total_seconds() * 0.85) for each in self.config.services
        ]
        mean = sum(weight * seconds for weight, seconds in weights) / sum(weight for weight, _ in weights)
        staffed = (len(self.counters) + len(self.config.counters)) / 2
        return max(staffed, 0.5) * 60 / (mean + 35)

    def _seconds(self, low: float, high: float) -> timedelta:
        return timedelta(seconds=self.rng.uniform(low, high))

    def _arrive(self, now: datetime) -> None:
        if sum(self.store.counts().values()) >= MOST_WAITING:
            return
        service = self.arrivals.service(now.astimezone(self.config.zone).date())
        self._try(lambda: self.store.issue(service.code, visitor=self.arrivals.visitor()))

    def _work(self, counter: CounterConfig, status: CounterStatus, moment: datetime) -> None:
        """Let a simulated clerk do what is due."""
        number = counter.number
        if number not in self._due:
            self._due[number] = moment + self._first_delay(status)
        if moment < self._due[number]:
            return
        post = Post(number, status.clerk or f"c{number:02}")
        pause = self._act(counter, status, post, moment)
        self._due[number] = moment + (pause or self._seconds(15, 40))

    def _first_delay(self, status: CounterStatus) -> timedelta:
        """Take over a counter in the middle of things."""
        if status.ticket is not None and status.ticket.state is State.SERVING:
            return self._service_time(status.ticket) * self.rng.uniform(0.15, 0.9)
        return self._seconds(5, 30)

    def _act(self, counter: CounterConfig, status: CounterStatus, post: Post, moment: datetime) -> timedelta | None:
        """Do one act; returns how long it keeps the clerk."""
        if status.state == "closed":
            if self.config.open_at(moment):
                self._try(lambda: self.store.open_counter(post))
            return self._seconds(2, 20)
        if status.state == "paused":
            self._try(lambda: self.store.unpause(post))
            return self._seconds(2, 8)
        if status.ticket is None:
            return self._begin(post, moment)
        if status.ticket.state is State.CALLED:
            return self._receive(status.ticket, post, moment)
        return self._end(counter, status.ticket, post, moment)

    def _begin(self, post: Post, moment: datetime) -> timedelta | None:
        """Take back who stepped aside, or call the next one, or take a break."""
        for ticket in self.store.parked(post):
            if self._back.setdefault(ticket.id, moment + self._seconds(60, 240)) <= moment:
                self._try(lambda ticket=ticket: self.store.resume(ticket.id, post))  # type: ignore[misc]
                del self._back[ticket.id]
                return self._service_time(ticket) / 2
        if self.rng.random() < 0.02:
            reason, kept = self._phrase("pause", 3), self._seconds(240, 600)
            self._try(lambda: self.store.pause(post, reason, self.store.now() + kept))
            return kept
        called = self._try(lambda: self.store.call_next(post))
        if called is None:
            return None
        if self.rng.random() < 0.05:
            self._absent.add(called.id)
        return self._seconds(8, 30)

    def _receive(self, ticket: Ticket, post: Post, moment: datetime) -> timedelta | None:
        """Greet who came, call again who did not."""
        if ticket.id in self._absent:
            if ticket.calls < 3:
                self._try(lambda: self.store.recall(ticket.id, post))
                return self._seconds(20, 35)
            self._absent.discard(ticket.id)
            self._try(lambda: self.store.no_show(ticket.id, post))
            if self.rng.random() < 0.4:
                self._late[ticket.id] = moment + self._seconds(120, 500)
            return self._seconds(2, 6)
        if ticket.apology_due and self.rng.random() < 0.9:
            self._try(lambda: self.store.apologise(ticket.id, post))
        self._try(lambda: self.store.start(ticket.id, post))
        return self._service_time(ticket)

    def _service_time(self, ticket: Ticket) -> timedelta:
        service = self.config.find_service(ticket.service)
        target = (service.target if service else timedelta(minutes=5)).total_seconds()
        drawn = target * self.rng.lognormvariate(-0.28, 0.45) * (1 + 0.35 * (ticket.errands - 1))
        return timedelta(seconds=min(max(drawn, 30.0), target * 3))

    def _end(self, counter: CounterConfig, ticket: Ticket, post: Post, moment: datetime) -> timedelta | None:
        """Settle a visit; now and then it goes on elsewhere."""
        if self.hold is not None and self._longest_wait(counter) < self.hold:
            return self._seconds(15, 40)
        chance = self.rng.random()
        if chance < 0.06 and ticket.calls:
            self._try(lambda: self.store.park(ticket.id, post, reason=self._phrase("park", 3)))
            self._back[ticket.id] = moment + self._seconds(90, 420)
        elif chance < 0.12 and self.hold is None and (goal := self._elsewhere(ticket, moment)):
            note = self._phrase("transfer", 3)
            self._try(lambda: self.store.transfer(ticket.id, post, service=goal, note=note))
        else:
            outcome, reason = self._outcome(ticket)
            self._try(lambda: self.store.finish(ticket.id, post, outcome=outcome, reason=reason))
        return self._seconds(4, 15)

    def _longest_wait(self, counter: CounterConfig) -> timedelta:
        waiting = self.store.waiting(counter.services, 1)
        return waiting[0].wait if waiting else timedelta()

    def _elsewhere(self, ticket: Ticket, moment: datetime) -> str | None:
        """Choose a service to which a visitor is sent on."""
        goals = [
            service.code
            for service in self.config.services
            if service.code != ticket.service and self.config.service_open_on(service.code, moment.date())
        ]
        return self.rng.choice(goals) if goals else None

    def _outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        outcome = self.rng.choices(
            (Outcome.DONE, Outcome.REFERRED, Outcome.DECLINED, Outcome.COMPLAINT, Outcome.LEFT), (90, 4, 3, 2, 1)
        )[0]
        return outcome, "" if outcome is Outcome.DONE else self._phrase(outcome.value, 2)

    def _wander(self, moment: datetime) -> None:
        """Let visitors who missed their call come back, and some who waited too long leave; looked at once a minute."""
        if self._look is not None and moment < self._look:
            return
        self._look = moment + 60 * _SECOND
        for ticket_id in [each for each, at in self._late.items() if at <= moment]:
            del self._late[ticket_id]
            self._try(lambda ticket_id=ticket_id: self.store.rejoin(ticket_id))  # type: ignore[misc]
        for ticket in self.store.waiting():
            if ticket.wait > 2 * ticket.limit and self.rng.random() < 0.03:
                self._try(lambda ticket=ticket: self.store.cancel(ticket.token))  # type: ignore[misc]

    def _phrase(self, kind: str, count: int) -> str:
        return self.words(f"demo.{kind}.{self.rng.randrange(count)}")

    def _try(self, act: Callable[[], Ticket | object | None]) -> Ticket | None:
        """Do something; a refusal means that somebody else was faster."""
        try:
            done = act()
        except StoreUnavailable:
            raise
        except QueueError:
            return None
        return done if isinstance(done, Ticket) else None
