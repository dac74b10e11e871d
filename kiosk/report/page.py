"""The report as HTML: one file that holds everything it needs, without a script and without an address to fetch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kiosk.hall import HallConfig
from kiosk.report import pictures
from kiosk.report.charts import Value, lying, standing
from kiosk.report.days import Days, date_text, month_text, weekday_text
from kiosk.report.tables import COURSE_KEYS, METRICS, WAIT_KEYS, by_group, clocks, figure_list, limit_text, notes
from kiosk.report.top import sentences
from kiosk.text.metrics import figure_text, metric_name, metric_name_of
from kiosk.text.services import service_name
from kiosk.words import Words
from queue_store import Figures, Head, PeriodFigures, Rating

AT_A_GLANCE = (
    "issued", "wait_median", "wait_p90", "within_15", "left_share", "no_show_share", "apologies_said_share",
    "told_inside_share",
)  # fmt: skip
UNSERVED = (
    "left_queue", "left_share", "left_uncalled", "left_wait_median", "waiting_uncalled", "expired", "still_open",
    "wait_median_all", "wait_p80_all", "wait_p90_all",
)  # fmt: skip
CALLS = (
    "called", "no_show", "no_show_share", "recalls", "recalled", "chosen", "overtaken", "overtaken_share", "overtakes",
)  # fmt: skip
APOLOGIES = (
    "over_limit", "over_limit_share", "asked", "asked_mean", "apologies_due", "apologies_said", "apologies_said_share",
)  # fmt: skip
TOLD = (
    "told_ranges", "told_unknown", "told_scored", "told_inside_share", "told_above_share", "told_below_share",
    "told_left", "told_error", "told_bias",
)  # fmt: skip
RATINGS = ("ratings", "rating_mean", "rating_good_share")

MOST_COLUMNS = 62
"""Business days up to which there is a bar and a row for each; of more there is one for each month."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report is made of."""

    config: HallConfig
    words: Words
    days: Days
    now: PeriodFigures
    before: PeriodFigures
    program: str
    """Name and version of what made it."""
    head: Head
    """Head of the chain of the log when the figures were read."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at a glance."""

    key: str
    name: str
    value: str
    gloss: str
    """What the figure says, in plain words."""
    before: str
    """The same of the period before; empty where there was none."""


def pages(report: Report) -> Iterator[str]:
    """Write the HTML file, piece by piece."""
    words = report.words
    made = Environment(
        loader=PackageLoader("kiosk.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["t"] = words
    style = (resources.files("kiosk.report") / "templates" / "report.css").read_text(encoding="utf-8")
    return made.get_template("report.html").generate(style=Markup(style), **_context(report))


def _context(report: Report) -> dict[str, Any]:
    config, words, now, before = report.config, report.words, report.now, report.before
    compared = bool(before.by_day)
    return {
        "language": words.language,
        "hall": config.name.say(words.language),
        "kind": words(f"report.kind.{report.days.kind}"),
        "period": report.days.text(words),
        "compared": words("report.title.compared", period=report.days.before().text(words))
        if compared
        else words("report.title.no_before"),
        "running": now.as_of < now.until,
        "as_of": _moment(report, now.as_of, "as_of"),
        "sentences": sentences(config, words, report.days, now, before),
        "tiles": [_tile(words, key, now, before, compared) for key in AT_A_GLANCE],
        "program": report.program,
        "head": report.head,
        "general": _general(report),
        "notes": notes(words, now, before if compared else None),
        **_waits(report),
        **_rest(report),
    }


def _tile(words: Words, key: str, now: PeriodFigures, before: PeriodFigures, compared: bool) -> Tile:
    metric = METRICS[key]

    def said(period: PeriodFigures) -> str:
        figures = next(each for each in (period.whole, period.told, period.ratings) if key in each.values)
        return figure_text(words, metric, figures)

    earlier = words("report.title.before", value=said(before)) if compared else ""
    return Tile(key, metric_name(words, metric), said(now), words(f"report.glance.{key}"), earlier)


def _waits(report: Report) -> dict[str, Any]:
    """Waits by service, hour and business day, as tables and pictures."""
    config, words, now = report.config, report.words, report.now
    services = [(service_name(config, code, words.language), each) for code, each in now.by_service.items()]
    cutover = config.cutover.hour
    in_order = sorted(now.by_hour, key=lambda hour: (hour - cutover) % 24)
    hours = [(f"{hour:02}:00", now.by_hour[hour]) for hour in in_order]
    unit, short, days = _course(words, now)
    groups: tuple[tuple[str, str, list[tuple[str, Figures]]], ...] = (
        ("service", "by_service", services),
        ("hour", "by_hour", hours),
        (unit, f"by_{unit}", days),
    )
    tables = {
        f"waits_{'time' if group == unit else group}": by_group(
            words, words(f"report.chart.{chart}"), head, rows, now.whole, WAIT_KEYS
        )
        for group, chart, rows in groups
        for head in [words(f"report.head.{group}")]
    }
    by_day = [_named(name, value) for name, value in zip(short, pictures.waits(words, days), strict=True)]
    return {
        **tables,
        "course_service": by_group(
            words, words("report.title.course"), words("report.head.service"), services, now.whole, COURSE_KEYS
        ),
        "course_time": by_group(
            words, words(f"report.say.course_{unit}"), words(f"report.head.{unit}"), days, now.whole, COURSE_KEYS
        ),
        "chart_service": lying(pictures.waits(words, services)),
        "chart_hour": standing(pictures.waits(words, hours)),
        "chart_time": standing(by_day, names=12) if len(by_day) > 1 else None,
        "chart_within": pictures.within(words, now.whole),
        "limit": limit_text(words, config.limits.long_wait),
    }


def _course(words: Words, now: PeriodFigures) -> tuple[str, list[str], list[tuple[str, Figures]]]:
    """How the period went: by `day`, or by `month` where there are many; short names, and figures under long ones."""
    if len(now.by_day) <= MOST_COLUMNS:
        short = [
            words("report.period.short", day=day.day, month=month_text(words, day, short=True)) for day in now.by_day
        ]
        return "day", short, [(_day(words, day), each) for day, each in now.by_day.items()]
    months = [
        (words("report.period.month", month=month_text(words, month), year=month.year), each)
        for month, each in now.by_month.items()
    ]
    return "month", [f"{month:%Y-%m}" for month in now.by_month], months


def _rest(report: Report) -> dict[str, Any]:
    """Arrivals, clocks, who was not served, calls, apologies, staffing, what was told, ratings."""
    config, words, now = report.config, report.words, report.now
    compared = report.before if report.before.by_day else None
    staffing, slots = pictures.staffing(now, config.cutover)
    lists = {"unserved": UNSERVED, "calls": CALLS, "apologies": APOLOGIES, "told": TOLD, "ratings": RATINGS}
    return {
        "heat": pictures.heat_map(words, now, config.cutover),
        "clocks": clocks(words, now.whole),
        **{
            f"list_{name}": figure_list(words, words(f"report.title.{name}"), keys, now, compared)
            for name, keys in lists.items()
        },
        "staffing": staffing,
        "staffing_days": now.staffing.days,
        "staffing_table": pictures.staffing_table(words, slots),
        "told_parts": pictures.told(words, now.told),
        "told_any": now.told.count("told_ranges") + now.told.count("told_unknown") > 0,
        "stars": pictures.stars(words, now.ratings),
        "rated": now.ratings.count("ratings"),
        "rated_words": [_rated(report, rating) for rating in now.rated_words],
    }


def _rated(report: Report, rating: Rating) -> tuple[str, str, str, str]:
    """Day, service, stars and words of a rating."""
    words = report.words
    at = rating.at.astimezone(report.config.zone).date()
    name = service_name(report.config, rating.service, words.language)
    return date_text(words, at), name, metric_name_of(words, f"rating_{rating.stars}"), rating.words


def _named(name: str, value: Value) -> Value:
    """The same under a shorter name, which stays in what it says."""
    return Value(name, f"{value.name}: {value.text}", value.long, value.short)


def _day(words: Words, day: date) -> str:
    return words("report.period.weekday", date=date_text(words, day), weekday=weekday_text(words, day.weekday()))


def _moment(report: Report, moment: datetime, key: str) -> str:
    words, zone = report.words, report.config.zone
    day = date_text(words, moment.astimezone(zone).date())
    return words(f"report.title.{key}", date=day, clock=words.clock(moment, zone), zone=zone.key)


def _general(report: Report) -> str:
    """The interval and the time zone of everything."""
    words, zone = report.words, report.config.zone
    since, until = (
        f"{date_text(words, moment.astimezone(zone).date())} {words.clock(moment, zone)}"
        for moment in (report.now.since, report.now.until)
    )
    cutover = f"{report.config.cutover:%H:%M}"
    return words("report.note.general", zone=zone.key, cutover=cutover, since=since, until=until)
