"""The rules of a hall as the store asks for them: by code, by number, with the right refusal."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from queue_store.clock import BusinessDays
from queue_store.errors import NotAllowed, QueueError, UnknownThing
from queue_store.hall import Counter, Hall, PriorityClass, Service
from queue_store.schedule import Timetable

LEFTOVER_RULES = ("ask", "expire", "carry_over")


class Rules:
    """One hall's configuration, looked up. Replaced whole when the configuration changes."""

    def __init__(self, hall: Hall, closed: frozenset[str] = frozenset()) -> None:
        self.hall = hall
        self.closed = closed
        """Codes of the services that take no more numbers today, because a supervisor said so."""
        self._services = {service.code: service for service in hall.services}
        self._counters = {counter.number: counter for counter in hall.counters}
        self._priorities = {priority.id: priority for priority in hall.priorities}
        if hall.leftovers not in LEFTOVER_RULES:
            raise QueueError(
                "unknown_leftovers",
                "Say what becomes of visits left over from yesterday: {known}, not {rule}.",
                known=", ".join(LEFTOVER_RULES),
                rule=hall.leftovers,
            )
        try:
            zone = ZoneInfo(hall.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise UnknownThing(
                "unknown_timezone",
                "The hall's time zone {timezone} is not known. Use a name such as Asia/Shanghai.",
                timezone=hall.timezone,
            ) from error
        self.days = BusinessDays(zone, hall.cutover)
        self.timetable = Timetable(hall.schedule, zone, hall.cutover)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the services, in the hall's order."""
        return tuple(self._services)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the counters, ascending."""
        return tuple(sorted(self._counters))

    def has_counter(self, number: int) -> bool:
        """Whether the hall has this counter."""
        return number in self._counters

    def service(self, code: str) -> Service:
        """The service with this code; refused with the codes that there are."""
        try:
            return self._services[code]
        except KeyError:
            raise UnknownThing(
                "unknown_service",
                "This hall has no service {service}. Choose one of: {known}.",
                service=code,
                known=", ".join(self._services),
            ) from None

    def find(self, code: str) -> Service | None:
        """The service with this code; None when the hall does not have it any more."""
        return self._services.get(code)

    def taking(self, code: str) -> Service:
        """The service with this code; refused when it takes no more numbers today."""
        service = self.service(code)
        if code in self.closed:
            raise NotAllowed(
                "service_closed",
                "The supervisor closed {service} for today: it takes no more numbers. Choose another service.",
                service=code,
            )
        return service

    def counter(self, number: int) -> Counter:
        """The counter with this number; refused with the numbers that there are."""
        try:
            return self._counters[number]
        except KeyError:
            raise UnknownThing(
                "unknown_counter",
                "This hall has no counter {counter}. Choose one of: {known}.",
                counter=number,
                known=", ".join(map(str, self._counters)),
            ) from None

    def priority(self, name: str) -> PriorityClass:
        """The priority class with this id; refused with the ids that there are."""
        try:
            return self._priorities[name]
        except KeyError:
            raise UnknownThing(
                "unknown_priority",
                "This hall has no priority class {priority}. Choose one of: {known}.",
                priority=name,
                known=", ".join(self._priorities),
            ) from None

    def limit(self, service: str) -> timedelta:
        """The long-wait limit of a service; a service that the hall gave up has the hall's."""
        known = self._services.get(service)
        return self.hall.long_wait if known is None or known.long_wait is None else known.long_wait

    def counters_for(self, service: str) -> tuple[int, ...]:
        """Numbers of the counters that give a service."""
        return tuple(counter.number for counter in self.hall.counters if service in counter.services)

    def beside(self, service: str) -> tuple[str, ...]:
        """Codes of the services that share a counter with one, itself included."""
        counters = (counter for counter in self.hall.counters if service in counter.services)
        return tuple(sorted({code for counter in counters for code in counter.services} | {service}))

    def given(self) -> tuple[str, ...]:
        """Codes of the services that some counter gives."""
        return tuple(sorted({code for counter in self.hall.counters for code in counter.services}))

    def stands_in(self, counter: Counter) -> bool:
        """Whether a counter calls tickets that no counter serves any more: the supervisors' do, else every one."""
        return counter.supervisor or not any(each.supervisor for each in self.hall.counters)
