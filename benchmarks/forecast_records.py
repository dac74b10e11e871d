"""Records of a hall as events, in the order of time: what a forecaster may know at each moment and nothing more."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from queue_store.forecast import floor
from queue_store.forecast.floor import HallEvent, Layout, Waiting

STRICT = 1e6
"""Head start of those who are called before everybody, in seconds."""

HIGH = 90.0
"""Head start of priority 2 in records whose priorities are 0 and 1 (regular) and 2 (high)."""

EXPECTED = 300.0
"""Configured mean of every service before anything was seen, in seconds."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One row. Times in seconds since 1970, None where the record has none."""

    id: int
    day: str
    service: str
    head_start: float
    arrived: float
    called: float | None
    finished: float | None
    counter: int | None
    missed: bool

    @property
    def waiting(self) -> Waiting:
        """As it enters the queue."""
        return Waiting(
            self.id, self.service, self.arrived, self.arrived - self.head_start, self.arrived, self.head_start
        )


@dataclass(frozen=True, slots=True)
class Records:
    """A file of records: its visits by day."""

    days: Mapping[str, Sequence[Visit]]

    @property
    def has_counters(self) -> bool:
        """Whether it says who was called where."""
        return any(visit.counter is not None for visits in self.days.values() for visit in visits)


def read(path: Path) -> Records:
    """Read a file of records, gzipped or not (columns: `Visit`)."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    high = any(row["priority"] == "2" for row in rows)
    numbers: dict[str, int] = {}
    days: defaultdict[str, list[Visit]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        midnight = datetime.fromisoformat(row["day"]).replace(tzinfo=UTC).timestamp()
        called, finished, counter = row["called_at"], row["finished_at"], row["counter"]
        head_start = (HIGH if row["priority"] == "2" else 0.0) if high else STRICT * (row["priority"] == "1")
        days[row["day"]].append(
            Visit(
                number,
                row["day"],
                row["service"],
                head_start,
                midnight + float(row["arrived_at"]),
                midnight + float(called) if called else None,
                midnight + float(finished) if finished else None,
                numbers.setdefault(counter, len(numbers) + 1) if counter else None,
                row["outcome"] == "no_show",
            )
        )
    return Records({day: days[day] for day in sorted(days)})


def events(visits: Sequence[Visit]) -> Iterator[HallEvent]:
    """What happened on a day, in order. At one moment: visits end, visitors come, visitors are called."""
    found: list[tuple[float, int, int, HallEvent]] = []
    for visit in visits:
        found.append((visit.arrived, 1, visit.id, floor.Entered(visit.arrived, visit.waiting)))
        if visit.called is not None:
            found.append((visit.called, 2, visit.id, floor.Called(visit.called, visit.id, visit.counter)))
            if visit.finished is not None:
                end: HallEvent = floor.Served(visit.finished, visit.id, visit.finished - visit.called)
                if visit.missed:
                    end = floor.NoShow(visit.finished, visit.id)
                found.append((visit.finished, 3 if visit.finished <= visit.called else 0, visit.id, end))
        elif visit.finished is not None:
            found.append(
                (
                    visit.finished,
                    0 if visit.finished > visit.arrived else 3,
                    visit.id,
                    floor.Left(visit.finished, visit.id),
                )
            )
    for _, _, _, event in sorted(found, key=lambda each: each[:3]):
        yield event


class Seen:
    """The configuration as far as the records have shown it: services, counters, and which counter gives which."""

    SHARE = 0.25
    """A counter gives a service that it was seen to give so many times as often as the whole hall does."""

    def __init__(self) -> None:
        self.means: dict[str, float] = {}
        self._gave: Counter[tuple[int, str]] = Counter()
        self._counters: dict[int, frozenset[str]] = {}
        self.services: dict[int, str] = {}

    def layout(self) -> Layout:
        """What is known now."""
        return Layout(dict(self.means), dict(self._counters))

    def note(self, event: HallEvent) -> bool:
        """Take in an event; whether the configuration grew by it."""
        if isinstance(event, floor.Entered):
            self.services[event.ticket.id] = event.ticket.service
            if event.ticket.service not in self.means:
                self.means[event.ticket.service] = EXPECTED
                return True
        elif isinstance(event, floor.Called) and event.counter is not None:
            service = self.services[event.id]
            self._gave[event.counter, service] += 1
            known = self._counters.get(event.counter, frozenset())
            if service not in known and self._often(event.counter, service):
                self._counters[event.counter] = known | {service}
                return True
        return False

    def end_day(self) -> None:
        """Drop what a counter was seen to do too rarely."""
        self.services.clear()
        for counter, services in self._counters.items():
            self._counters[counter] = frozenset(each for each in services if self._often(counter, each)) or services

    def _often(self, counter: int, service: str) -> bool:
        mine = sum(count for (number, _), count in self._gave.items() if number == counter)
        all_of_it = sum(count for (_, code), count in self._gave.items() if code == service)
        share = all_of_it / sum(self._gave.values())
        return self._gave[counter, service] / mine >= self.SHARE * share
