"""What hall.toml may say, table by table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr

from kiosk.hall.backup import BackupConfig
from kiosk.hall.calendar import WorkingCalendar
from kiosk.hall.country import country_of_zone
from kiosk.hall.directory import ContactConfig, LocalConfig, OfficeConfig, RotaConfig, receiving_on
from kiosk.hall.floor import FloorConfig
from kiosk.hall.limits import CallsConfig, DayConfig, LimitsConfig, ReturningConfig
from kiosk.hall.plans import BreakConfig, ClosedConfig, SpecialConfig, StaffConfig, schedule_of
from kiosk.hall.printer import PrinterConfig
from kiosk.hall.screens import BoardConfig, DeskConfig, PhoneConfig, ReceptionConfig
from kiosk.hall.services import ServiceConfig
from kiosk.hall.values import (
    Clock,
    Country,
    Duration,
    Hours,
    Identifier,
    Key,
    Language,
    Names,
    Part,
    PositiveDuration,
    Switch,
    Text,
    TimeZone,
    Whole,
)
from kiosk.hall.web import WebConfig
from kiosk.keys import DESK_KEYS
from kiosk.languages import USUAL
from queue_store import (
    NOTHING_ARRANGED,
    Arranged,
    Counter,
    Hall,
    PriorityClass,
    Returning,
    Schedule,
    Service,
    Timetable,
)

_Part = TypeVar("_Part", bound=Part)

LOOK_AHEAD = 60
"""Days within which visitors may be telephoned again."""


class CounterConfig(Part):
    """A numbered window and the services it gives."""

    number: Annotated[Whole, Field(ge=1, le=999)]
    services: tuple[str, ...]
    name: Names | None = None
    supervisor: Switch = False
    """A counter to which matters are escalated (R23)."""


class PriorityConfig(Part):
    """Visitors who are called as if they had come `head_start` earlier."""

    id: Identifier
    names: Names
    head_start: PositiveDuration


class HallConfig(Part):
    """One hall, as hall.toml describes it."""

    id: Identifier
    name: Names
    company: Names
    centre: Names
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = USUAL
    """Languages on offer, the hall's own first."""
    timezone: TimeZone
    country: Country | None = None
    """ISO 3166, and where a part of the country has its own holidays that part too, `DE-BE`; None to go by the zone."""
    cutover: Clock = time(4)
    database: Annotated[Text, Field(min_length=1)] = "hall.db"
    """File beside hall.toml, absolute path, or URL."""
    priority_cap: Annotated[Whole, Field(ge=0, le=100)] = 2
    retention: Duration = timedelta(days=1)
    limits: LimitsConfig = LimitsConfig()
    returning: ReturningConfig = ReturningConfig()
    holidays: Literal["closed", "open"] = "closed"
    """Whether the hall is closed on the public holidays of its country; one without opening hours never is."""
    hours: Hours = Hours()
    closed: tuple[ClosedConfig, ...] = ()
    special: tuple[SpecialConfig, ...] = ()
    breaks: tuple[BreakConfig, ...] = ()
    staff: tuple[StaffConfig, ...] = ()
    day: DayConfig = DayConfig()
    reception: ReceptionConfig = ReceptionConfig()
    board: BoardConfig = BoardConfig()
    calls: CallsConfig = CallsConfig()
    desk: DeskConfig = DeskConfig()
    phone: PhoneConfig = PhoneConfig()
    floor: FloorConfig = FloorConfig()
    keys: Mapping[str, Key] = {}
    """The key of an act at the desk, by the act's id, where it is not the usual one."""
    web: WebConfig = WebConfig()
    printer: PrinterConfig | None = None
    """Where numbers are printed; None where nothing is."""
    backup: BackupConfig = BackupConfig()
    services: Annotated[tuple[ServiceConfig, ...], Field(min_length=1)]
    counters: Annotated[tuple[CounterConfig, ...], Field(min_length=1)]
    priorities: tuple[PriorityConfig, ...] = ()
    complaints: tuple[ContactConfig, ...] = ()
    """Where a complaint can be taken besides the counter (R46)."""
    offices: tuple[OfficeConfig, ...] = ()
    local: tuple[LocalConfig, ...] = ()
    rota: tuple[RotaConfig, ...] = ()
    """Who receives on the manager's days (R64)."""

    _file: Path = PrivateAttr(default=Path("hall.toml"))
    _text: str = PrivateAttr(default="")
    _arranged: Arranged = PrivateAttr(default=NOTHING_ARRANGED)
    _as_written: HallConfig | None = PrivateAttr(default=None)

    @property
    def file(self) -> Path:
        """The hall.toml that was read."""
        return self._file

    @property
    def text(self) -> str:
        """What hall.toml said when it was read."""
        return self._text

    @property
    def as_written(self) -> HallConfig:
        """The hall as hall.toml has it, without what a supervisor arranged for the day."""
        return self._as_written or self

    def as_arranged(self, arranged: Arranged) -> HallConfig:
        """Return the hall as it is with what a supervisor arranged for the day."""
        if arranged == self._arranged:
            return self
        written = self.as_written
        if arranged == NOTHING_ARRANGED:
            return written
        given = arranged.counters
        counters = tuple(
            each.model_copy(update={"services": given[each.number]}) if each.number in given else each
            for each in written.counters
        )
        made = written.model_copy(update={"counters": counters})
        made._arranged, made._as_written = arranged, written
        return made

    @property
    def folder(self) -> Path:
        """Folder of hall.toml; the hall's own lines lie in it too."""
        return self._file.parent

    @property
    def language(self) -> str:
        """The hall's own language."""
        return self.languages[0]

    @property
    def zone(self) -> ZoneInfo:
        """The hall's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def database_path(self) -> str:
        """Where the store is: a URL as written, or an absolute path."""
        return self.database if "://" in self.database else str((self.folder / self.database).absolute())

    @property
    def backup_folder(self) -> Path:
        """Where backups are kept."""
        return (self.folder / self.backup.folder).absolute()

    @property
    def moved_keys(self) -> tuple[tuple[str, str], ...]:
        """Acts of the desk that have another key in this hall than by default, as pairs of an act's id and a key."""
        return tuple((id, key) for id, key in self.keys.items() if key != DESK_KEYS[id])

    def find_service(self, code: str) -> ServiceConfig | None:
        """Return a service by code; None when the hall does not have it, or dropped it since a number was issued."""
        return _find(self.services, "code", code)

    def find_counter(self, number: int | None) -> CounterConfig | None:
        """Return a counter by number; None when the hall does not have it."""
        return _find(self.counters, "number", number)

    def find_priority(self, id: str) -> PriorityConfig | None:
        """Return a priority class by id; None when the hall does not have it."""
        return _find(self.priorities, "id", id)

    def offices_for(self, code: str) -> tuple[OfficeConfig, ...]:
        """Return the offices to which a visitor of a service may be referred, those of that service alone first."""
        own = tuple(each for each in self.offices if code in each.services)
        return (*own, *(each for each in self.offices if not each.services))

    def find_office(self, name: str) -> OfficeConfig | None:
        """Return an office by its name in the hall's own language, as the log has it; None when there is none."""
        return next((each for each in self.offices if each.names.say(self.language) == name), None)

    def receiving_on(self, service: str, day: date) -> RotaConfig | None:
        """Return who receives the visitors of a service on this day (R64); None when the hall does not say."""
        return receiving_on(self.rota, service, day)

    def is_supervisors(self, number: int) -> bool:
        """Tell whether matters are escalated to this counter (R23)."""
        counter = self.find_counter(number)
        return counter is not None and counter.supervisor

    def counter(self, number: int) -> CounterConfig:
        """Return a counter that is known to be there; KeyError when the hall does not have it."""
        found = self.find_counter(number)
        if found is None:
            raise KeyError(number)
        return found

    def counters_for(self, code: str) -> tuple[CounterConfig, ...]:
        """Return the counters that serve a service."""
        return tuple(counter for counter in self.counters if code in counter.services)

    @property
    def calendar(self) -> WorkingCalendar:
        """Working days and holidays where the hall is."""
        country, _, part = (self.country or country_of_zone(self.timezone)).partition("-")
        return WorkingCalendar(country, part)

    @property
    def schedule(self) -> Schedule:
        """When the hall is open and its counters serve, as far as it is known beforehand."""
        holidays = self.calendar if self.holidays == "closed" else None
        return schedule_of(self.hours, holidays, self.closed, self.special, self.breaks, self.staff)

    @property
    def timetable(self) -> Timetable:
        """What the schedule says about moments."""
        return _timetable(self.schedule, self.timezone, self.cutover)

    def open_at(self, moment: datetime) -> bool:
        """Tell whether the hall is open at this aware time; a hall without any hours is always open."""
        return self.timetable.open_at(moment)

    def closing_day(self, day: date) -> ClosedConfig | None:
        """Return why the hall itself is closed on this day; None when it has not declared it a closing day."""
        return next((each for each in self.closed if each.first <= day <= each.last), None)

    def service_open_on(self, code: str, day: date) -> bool:
        """Tell whether a service is given on this day (R29); a dropped one never is, none is on a closing day."""
        service = self.find_service(code)
        if day == self._arranged.day and code in self._arranged.closed:
            return False
        if service is None or self.closing_day(day) or (service.month_days and day.day not in service.month_days):
            return False
        return not service.working_days_only or self.calendar.kind(day).working

    def next_day_of(self, code: str, day: date) -> date | None:
        """Return the first day after `day` on which the hall opens and gives a service, within a year."""
        timetable = self.timetable
        later = (day + timedelta(days=number) for number in range(1, 367))
        opened = (candidate for candidate in later if timetable.spans_on(candidate))
        return next((candidate for candidate in opened if self.service_open_on(code, candidate)), None)

    def day_is_certain(self, code: str, day: date) -> bool:
        """Tell whether it is settled that a service is given on a day; false while its holidays are not known."""
        service = self.find_service(code)
        return service is None or not service.working_days_only or self.calendar.kind(day).published

    def may_call_out(self, moment: datetime) -> bool:
        """Tell whether visitors may be telephoned at this aware time (R34)."""
        local = moment.astimezone(self.zone)
        return self._calls_on(local.date()) and any(span.holds(local.time()) for span in self.phone.calling)

    def next_calling_time(self, moment: datetime) -> datetime:
        """Return the first time at or after `moment` at which visitors may be telephoned; `moment` when never."""
        local = moment.astimezone(self.zone)
        if self.may_call_out(moment):
            return local
        for later in range(LOOK_AHEAD):
            day = local.date() + timedelta(days=later)
            if self._calls_on(day):
                starts = [datetime.combine(day, span.start, self.zone) for span in self.phone.calling]
                if found := next((start for start in starts if start > local), None):
                    return found
        return local

    def _calls_on(self, day: date) -> bool:
        """Visitors are telephoned on working days of the country on which the hall has not declared itself closed."""
        return self.calendar.kind(day).working and self.closing_day(day) is None

    def rules(self) -> Hall:
        """Return what the store needs to know of this hall."""
        return Hall(
            id=self.id,
            timezone=self.timezone,
            services=tuple(Service(each.code, each.series, each.target, each.long_wait) for each in self.services),
            counters=tuple(Counter(each.number, each.services, each.supervisor) for each in self.counters),
            priorities=tuple(PriorityClass(each.id, each.head_start) for each in self.priorities),
            cutover=self.cutover,
            long_wait=self.limits.long_wait,
            priority_cap=self.priority_cap,
            returning=Returning(self.returning.parked, self.returning.transferred, self.returning.missed),
            leftovers=self.day.leftovers,
            retention=self.retention,
            grace=self.web.rejoin_within,
            max_delays=self.web.delay_times if self.web.delays else 0,
            max_delay=max(self.web.delays, default=timedelta(minutes=1)),
            bookings_per_day=self.web.join_daily if self.web.join else 0,
            bookings_kept=self.web.join_keep,
            max_rejoins=self.web.rejoin_times,
            schedule=self.schedule,
        )


@lru_cache(maxsize=8)
def _timetable(schedule: Schedule, timezone: str, cutover: time) -> Timetable:
    return Timetable(schedule, ZoneInfo(timezone), cutover)


def _find(parts: Iterable[_Part], field: str, value: object) -> _Part | None:
    return next((part for part in parts if getattr(part, field) == value), None)
