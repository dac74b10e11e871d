"""When something is due, as people write it: a date, a time, so many days or working days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.hall import HallConfig
from kiosk.hall.calendar import WorkingCalendar
from kiosk.text.days import day_text
from kiosk.words import Words

_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_DAYS = re.compile(r"(\d{1,3})\s*(个?工作日|個?工作日|working ?days?|wd|天|日|days?|d)", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)", re.ASCII)
_WORKING = ("工作日", "working", "wd")
_NEAR = {"today": 0, "今天": 0, "今日": 0, "tomorrow": 1, "明天": 1, "明日": 1, "后天": 2, "後天": 2}
_WEEKDAY = re.compile(
    r"(?P<which>本|这|這|下个?|下個?|this |next )?"
    r"(?:(?:周|週|星期|礼拜|禮拜)(?P<hanzi>[一二三四五六日天])"
    r"|(?P<latin>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?))"
)
_HANZI = "一二三四五六日"
_LATIN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DEFAULT_END = time(17, 30)


class BadDue(ValueError):
    """Not a time at which something can be due; `key` names the sentence in the catalogues, `fields` fills it."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields

    def sentence(self, words: Words) -> str:
        """Say what is wrong and what to do."""
        return words(f"promises.due.{self.key}", **self.fields)


@dataclass(frozen=True, slots=True)
class Due:
    """A time at which something is due, and what is to be known of its day."""

    at: datetime
    """Aware, in the hall's zone."""
    certain: bool
    """False when a year was counted whose holidays are not published: Monday to Friday then."""
    moved_to: date | None
    """The next working day, when the day that was written is none."""
    holiday: bool = False
    """The day that was written is a public holiday."""
    usual_week: bool = False
    """Nothing is known of the country's holidays: Monday to Friday in every year."""

    def remarks(self, words: Words) -> list[str]:
        """What the clerk should know before promising it."""
        remarks = []
        if self.moved_to is not None:
            key = "holiday" if self.holiday else "weekend"
            day, later = day_text(words, self.at.date()), day_text(words, self.moved_to)
            remarks.append(words(f"promises.due.{key}", day=day, later=later))
        if not self.certain:
            key = "no_calendar" if self.usual_week else "usual_week"
            remarks.append(words(f"promises.due.{key}", year=self.at.year))
        return remarks


def read_due(text: str, config: HallConfig, now: datetime) -> Due:
    """Read a due time such as `2026-03-10`, `3月10日 15:00`, `15 working days`, `2 天`, `周三` or `16:30`; else BadDue.

    A day of the week is the next one after today; `this` and `next` (`本`, `下`) count weeks that begin on Monday.
    """
    written = " ".join(text.replace("：", ":").split()).lower()
    if not written:
        raise BadDue("empty")
    local = now.astimezone(config.zone)
    clock = _CLOCK.search(written)
    rest = (written[: clock.start()] + written[clock.end() :]).strip() if clock else written
    calendar = config.calendar
    day, counted = _day(rest, local.date(), text, calendar) if rest else (local.date(), None)
    at = datetime.combine(day, time(int(clock[1]), int(clock[2])) if clock else closing(config, day), config.zone)
    if at <= local:
        if clock or day < local.date():
            raise BadDue("past", written=text.strip())
        at = datetime.combine(day, time(23, 59), config.zone)
    kind = calendar.kind(day)
    certain = kind.published and (counted is None or counted)
    moved_to = None if kind.working else calendar.next_working_day(day)
    return Due(at, certain, moved_to, kind.holiday, not calendar.known)


def closing(config: HallConfig, day: date) -> time:
    """Return when the hall closes on a day, or half past five when it is closed or has no hours."""
    spans = config.timetable.spans_on(day) if any(config.hours.week) else ()
    end = spans[-1].end if spans else _DEFAULT_END
    return end.replace(microsecond=0)


def _day(written: str, today: date, text: str, calendar: WorkingCalendar) -> tuple[date, bool | None]:
    """Return the day, and for counted working days whether all the years in between are published."""
    if written in _NEAR:
        return today + timedelta(days=_NEAR[written]), None
    if days := _DAYS.fullmatch(written):
        number = int(days[1])
        if not number:
            raise BadDue("unreadable", written=text.strip())
        if any(mark in days[2] for mark in _WORKING):
            day = calendar.add_working_days(today, number)
            return day, all(calendar.kind(date(year, 12, 31)).published for year in range(today.year, day.year + 1))
        return today + timedelta(days=number), None
    if weekday := _WEEKDAY.fullmatch(written):
        return _day_of_week(weekday, today), None
    if match := _DATE.fullmatch(written):
        return _calendar_day(match, today, text), None
    raise BadDue("unreadable", written=text.strip())


def _day_of_week(match: re.Match[str], today: date) -> date:
    hanzi, latin, which = match["hanzi"], match["latin"], (match["which"] or "").strip()
    number = _HANZI.index("日" if hanzi == "天" else hanzi) if hanzi else _LATIN.index(latin[:3])
    if not which:
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    weeks = 1 if which == "next" or which.startswith("下") else 0
    return today + timedelta(days=number - today.weekday() + 7 * weeks)


def _calendar_day(match: re.Match[str], today: date, text: str) -> date:
    year, month, number = match.groups()
    try:
        day = date(int(year or today.year), int(month), int(number))
        if year is None and day < today:
            day = day.replace(year=today.year + 1)
    except ValueError:
        raise BadDue("no_such_day", written=text.strip()) from None
    if day > today + timedelta(days=3660):
        raise BadDue("far", written=text.strip())
    return day
