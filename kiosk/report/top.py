"""The paragraph at the top of a report: what a manager can read aloud."""

from __future__ import annotations

from datetime import time

from kiosk.hall import HallConfig
from kiosk.report.days import Days, weekday_text
from kiosk.text.metrics import figure_text, share_text, span_text
from kiosk.text.services import service_name
from kiosk.words import Words
from queue_store import LEG_METRICS, TOLD_METRICS, Figures, PeriodFigures

_BY_KEY = {metric.key: metric for metric in LEG_METRICS}
_INSIDE = next(metric for metric in TOLD_METRICS if metric.key == "told_inside_share")


def sentences(config: HallConfig, words: Words, days: Days, now: PeriodFigures, before: PeriodFigures) -> list[str]:
    """What happened, in plain words; a sentence whose figure would be of too few is left out."""
    said = [_came(config, words, days, now), _change(words, days, now, before), _waited(words, now), _limit(words, now)]
    whole = now.whole
    if whole.count("left_queue") or whole.count("no_show"):
        said.append(words("report.top.left", count=_count(whole, "left_queue"), missed=_count(whole, "no_show")))
    said += [_slowest(config, words, now), _busiest(words, days, now)]
    if now.told.enough(_INSIDE):
        said.append(words("report.top.told", share=figure_text(words, _INSIDE, now.told)))
    return [sentence for sentence in said if sentence]


def _came(config: HallConfig, words: Words, days: Days, now: PeriodFigures) -> str:
    key = "came_one" if days.kind == "day" else "came"
    hall = config.name.say(words.language)
    visitors = _count(now.whole, "issued")
    return words(f"report.top.{key}", period=days.text(words), hall=hall, visitors=visitors, days=len(now.by_day))


def _change(words: Words, days: Days, now: PeriodFigures, before: PeriodFigures) -> str:
    earlier, later = before.whole.count("issued"), now.whole.count("issued")
    if not earlier or now.as_of < now.until:
        return ""
    kind = "day" if days.kind == "day" else "period"
    if earlier == later:
        return words(f"report.top.same_before.{kind}")
    share = share_text(words, abs(later - earlier) / earlier)
    change = words(f"report.top.{'more' if later > earlier else 'fewer'}", percent=share)
    return words(f"report.top.came_before.{kind}", change=change, visitors=f"{earlier:,}")


def _waited(words: Words, now: PeriodFigures) -> str:
    median, p90 = now.whole["wait_median"], now.whole["wait_p90"]
    if median is None or p90 is None:
        return words("report.top.waited_none")
    if not now.whole.enough(_BY_KEY["wait_p90"]):
        return words("report.top.waited_few", median=span_text(words, median))
    return words("report.top.waited", median=span_text(words, median), p90=span_text(words, p90))


def _limit(words: Words, now: PeriodFigures) -> str:
    whole = now.whole
    count = _count(whole, "over_limit")
    if not whole.count("over_limit"):
        return words("report.top.limit_none") if whole.count("called") else ""
    share = share_text(words, whole["over_limit_share"] or 0.0)
    if not whole.count("apologies_due"):
        return words("report.top.limit_only", share=share, count=count)
    due, said = _count(whole, "apologies_due"), _count(whole, "apologies_said")
    return words("report.top.limit", share=share, count=count, due=due, said=said)


def _count(figures: Figures, key: str) -> str:
    return f"{figures.count(key):,}"


def _slowest(config: HallConfig, words: Words, now: PeriodFigures) -> str:
    """The service with the longest waits, where there are several to choose from."""
    enough = {code: each for code, each in now.by_service.items() if each.enough(_BY_KEY["wait_p90"])}
    if len(enough) < 2:
        return ""
    code = max(enough, key=lambda code: enough[code]["wait_p90"] or 0)
    name = service_name(config, code, words.language)
    return words("report.top.slowest", service=name, p90=span_text(words, enough[code]["wait_p90"] or 0))


def _busiest(words: Words, days: Days, now: PeriodFigures) -> str:
    if now.whole.count("issued") < 20:
        return ""
    weekday, hour = max(now.arrivals, key=lambda cell: now.arrivals[cell] / now.weekdays[cell[0]])
    clock, end = (f"{time(at % 24):%H:%M}" for at in (hour, hour + 1))
    if days.kind == "day":
        return words("report.top.busiest_hour", clock=clock, end=end)
    return words("report.top.busiest", weekday=weekday_text(words, weekday), clock=clock, end=end)
