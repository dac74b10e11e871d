"""Figures worked out from the raw log in the plainest way, knowing nothing of the code that the product has for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from queue_store import Store

Rows = dict[tuple[str, str], dict[str, Any]]


def replayed(store: Store) -> Rows:
    """Every row as the log says it is now."""
    rows: Rows = {}
    for entry in store.changes(0, 10**9):
        if entry.subject and entry.changes is None:
            del rows[entry.subject, entry.key]
        elif entry.subject:
            rows.setdefault((entry.subject, entry.key), {}).update(entry.changes or {})
    return rows


@dataclass(slots=True)
class Stay:
    """One stay in a queue."""

    ticket: int
    number: int
    last: bool
    service: str
    day: str
    entered: datetime
    called: datetime | None
    last_called: datetime | None
    started: datetime | None
    ended: datetime | None
    state: str
    row: dict[str, Any]
    asked: timedelta = timedelta()
    asked_last: datetime | None = None

    @property
    def gone(self) -> datetime | None:
        return self.called or self.ended


def ended_by_the_day(store: Store, zone: ZoneInfo, cutover: time) -> dict[tuple[int, int], datetime]:
    """Until when each stay could have been called that its day ended, by ticket and number of the stay.

    Somebody ended the day on the day itself: until then. It ended by itself: until the last thing that a clerk or this
    ticket did before, but not past the end of the day on which the stay began.
    """
    found: dict[tuple[int, int], datetime] = {}
    rows: dict[int, dict[str, Any]] = {}
    signs: dict[int, datetime] = {}
    clerk = datetime.min.replace(tzinfo=UTC)
    for entry in store.changes(0, 10**9):
        if entry.counter and not entry.kind.startswith("clock_"):
            clerk = entry.at
        if entry.subject != "ticket" or entry.changes is None or entry.ticket_id is None:
            continue
        row = rows.setdefault(entry.ticket_id, {"legs": 1})
        carried = entry.kind == "carry_over" and "legs" in entry.changes
        if row["legs"] and (carried or entry.kind in ("leave_over", "expire")):
            end = day_bounds(date.fromisoformat(row["leg_day"]), zone, cutover)[1]
            last = max(signs[entry.ticket_id], clerk)
            until = entry.at if entry.at < end else min(end, last)
            seen = [until, *(at(row[name]) for name in ("entered_at", "last_called_at", "started_at") if row.get(name))]
            found.setdefault((entry.ticket_id, row["legs"]), max(seen))
        row.update(entry.changes)
        signs[entry.ticket_id] = entry.at
    return found


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def moment(text: str | None) -> datetime | None:
    return None if text is None else at(text)


def ask_for_time(store: Store, legs: list[Stay], now: datetime) -> None:
    """Note the time that visitors asked for in their stays, span by span, and when they last said something of it."""
    spans: dict[tuple[int, int], list[list[datetime]]] = {}
    stays, last = {(leg.ticket, leg.number): leg for leg in legs}, dict[int, int]()
    for entry in store.changes(0, 10**9):
        if entry.subject != "ticket" or entry.ticket_id is None or entry.changes is None:
            continue
        last[entry.ticket_id] = entry.changes.get("legs", last.get(entry.ticket_id, 1))
        key = entry.ticket_id, last[entry.ticket_id]
        mine = spans.setdefault(key, [])
        if entry.kind == "delay" and entry.changes.get("not_before"):
            begins = max(entry.at, mine[-1][1]) if mine else entry.at
            mine.append([begins, at(entry.changes["not_before"])])
        elif entry.kind == "back_early" and mine:
            for span in mine:
                span[1] = max(span[0], min(span[1], entry.at))
        else:
            continue
        if key in stays:
            stays[key].asked_last = entry.at
    for key, mine in spans.items():
        if (leg := stays.get(key)) is not None:
            until = leg.gone or now
            parts = [min(ends, until) - max(begins, leg.entered) for begins, ends in mine]
            leg.asked = sum((part for part in parts if part > timedelta()), timedelta())


def stays(rows: Rows, ended: dict[tuple[int, int], datetime]) -> list[Stay]:
    """Every stay of every ticket that was not taken back; those that their day ended were over before they settled."""
    found = []
    for (subject, key), row in rows.items():
        if subject == "ticket" and row.get("legs", 1) and not row.get("void", 0):
            number = json.loads(key)[0]
            found.append(stay(number, row.get("legs", 1), True, row, row.get("finished_at")))
            for (other, its), leg in rows.items():
                if other == "leg" and json.loads(its)[0] == number:
                    found.append(stay(number, leg["leg"], False, leg, leg["ended_at"]))
    for one in found:
        one.ended = ended.get((one.ticket, one.number), one.ended)
    return found


def stay(ticket: int, number: int, last: bool, row: dict[str, Any], ended: str | None) -> Stay:
    entered = moment(row["entered_at"])
    assert entered is not None
    return Stay(
        ticket, number, last, row["service"], row["leg_day"], entered, moment(row.get("called_at")),
        moment(row.get("last_called_at")), moment(row.get("started_at")), moment(ended), row["state"], row,
    )  # fmt: skip


def seconds(entered: datetime, until: datetime) -> float:
    return max(0.0, (until - entered).total_seconds())


def waited(entered: datetime, until: datetime) -> int:
    """Whole seconds, rounded up."""
    return max(0, ceil((until - entered).total_seconds()))


def nearest_rank(values: Iterable[int], percent: int) -> int | None:
    ordered = sorted(values)
    return ordered[max(1, ceil(percent * len(ordered) / 100)) - 1] if ordered else None


def survival(called: list[int], bounds: list[int], percent: int) -> int | None:
    """Multiply, second by second, the share of those still there who were not called."""
    still = 1.0
    for second in sorted(set(called)):
        there = sum(value >= second for value in called) + sum(value >= second for value in bounds)
        still *= 1 - called.count(second) / there
        if still <= 1 - percent / 100 + 1e-12:
            return second
    return None


def leg_figures(legs: list[Stay], overtakes: dict[tuple[int, int], int], now: datetime) -> dict[str, Any]:
    """All figures of a group of stays, by the product's names for them."""
    called = [leg for leg in legs if leg.called]
    first = [waited(leg.entered + leg.asked, leg.called) for leg in called if leg.called]
    last = [waited(leg.entered + leg.asked, leg.last_called) for leg in called if leg.last_called]
    start = [waited(leg.entered + leg.asked, leg.started) for leg in legs if leg.started]
    left = [waited(leg.entered + leg.asked, leg.ended) for leg in legs if not leg.called and leg.ended]
    waiting = [waited(leg.entered + leg.asked, now) for leg in legs if not leg.called and not leg.ended]
    bounds = left + waiting
    finished = [leg for leg in legs if leg.state == "finished"]
    served = [
        ceil(max(0, (leg.ended - leg.started).total_seconds() - leg.row.get("away", 0)))
        for leg in finished
        if leg.started and leg.ended
    ]
    limits = [timedelta(seconds=leg.row["wait_limit"]) for leg in legs]
    over = [leg for leg, most in zip(legs, limits, strict=True) if (leg.gone or now) - leg.entered - leg.asked > most]
    due = [leg for leg in legs if leg.row.get("apology_due") and leg.state != "no_show"]
    said = [leg for leg in due if leg.row.get("apology_said_at")]
    no_show = sum(leg.state == "no_show" for leg in legs)
    gave_back = sum(leg.state == "cancelled" and not leg.started for leg in legs)
    passed = [overtakes[leg.ticket, leg.number] for leg in legs if overtakes[leg.ticket, leg.number]]
    figures: dict[str, Any] = {
        "issued": sum(leg.number == 1 for leg in legs),
        "waits": len(legs),
        "called": len(called),
        "finished": len(finished),
        "transferred": sum(leg.state == "transferred" for leg in legs),
        "no_show": no_show,
        "no_show_share": no_show / len(called) if called else None,
        "left_queue": gave_back,
        "left_share": gave_back / len(legs) if legs else None,
        "expired": sum(leg.state == "expired" for leg in legs),
        "still_open": sum(leg.state in ("waiting", "called", "serving", "parked", "left_over") for leg in legs),
        "wait_mean": mean([seconds(leg.entered + leg.asked, leg.called) for leg in called if leg.called]),
        "wait_longest": max(first, default=None),
        "left_wait_median": nearest_rank(left, 50),
        "left_uncalled": len(left),
        "waiting_uncalled": len(waiting),
        "started": len(start),
        "served": len(served),
        "asked": sum(bool(leg.asked) for leg in legs),
        "asked_mean": mean([leg.asked.total_seconds() for leg in legs if leg.asked]),
        "over_limit": len(over),
        "over_limit_share": len(over) / len(legs) if legs else None,
        "apologies_due": len(due),
        "apologies_said": len(said),
        "apologies_said_share": len(said) / len(due) if due else None,
        "recalls": sum(leg.row["calls"] - 1 for leg in called),
        "recalled": sum(leg.row["calls"] > 1 for leg in called),
        "chosen": sum(bool(leg.row.get("chosen")) for leg in called),
        "overtaken": len(passed),
        "overtaken_share": len(passed) / len(legs) if legs else None,
        "overtakes": sum(passed),
    }
    for name in ("done", "referred", "declined", "complaint", "left"):
        figures[f"outcome_{name}"] = sum(leg.row.get("outcome") == name for leg in finished)
    for percent, name in ((50, "median"), (80, "p80"), (90, "p90")):
        figures[f"wait_{name}"] = nearest_rank(first, percent)
        figures[f"wait_{name}_all"] = survival(first, bounds, percent)
        figures[f"last_call_{name}"] = nearest_rank(last, percent)
        figures[f"start_{name}"] = nearest_rank(start, percent)
        figures[f"served_{name}"] = nearest_rank(served, percent)
    for minutes in (5, 10, 15, 20, 30):
        soon = sum(value <= 60 * minutes for value in first)
        perhaps = sum(value <= 60 * minutes for value in bounds)
        figures[f"within_{minutes}"] = soon / len(called) if called else None
        figures[f"within_{minutes}_least"] = soon / len(legs) if legs else None
        figures[f"within_{minutes}_most"] = (soon + perhaps) / len(legs) if legs else None
    return figures


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def overtakes_of(legs: list[Stay], gives: Callable[[int | None], Iterable[str]]) -> dict[tuple[int, int], int]:
    """For each stay, everybody of the same day who came later and was called before."""
    found = {}
    for leg in legs:
        found[leg.ticket, leg.number] = sum(
            other.day == leg.day
            and other.entered > leg.entered
            and other.called is not None
            and (leg.gone is None or other.called < leg.gone)
            and leg.service in gives(other.row["counter"])
            for other in legs
        )
    return found


def business_day(at: datetime, zone: ZoneInfo, cutover: time) -> date:
    """The day whose cut-over was the last one."""
    day = at.astimezone(zone).date() + timedelta(days=1)
    while datetime.combine(day, cutover, zone).astimezone(UTC) > at:
        day -= timedelta(days=1)
    return day


def day_bounds(day: date, zone: ZoneInfo, cutover: time) -> tuple[datetime, datetime]:
    begin, end = (datetime.combine(day + timedelta(days=later), cutover, zone) for later in (0, 1))
    return begin.astimezone(UTC), end.astimezone(UTC)


def told_figures(rows: Rows, legs: list[Stay], since: datetime, until: datetime, now: datetime) -> dict[str, Any]:
    """What became of the waits that were told."""
    known = {(leg.ticket, leg.number): leg for leg in legs}
    counts = dict.fromkeys(("ranges", "unknown", "called", "left", "inside", "above", "below"), 0)
    misses = []
    for (subject, _), row in rows.items():
        at = moment(row.get("at")) if subject == "wait_told" else None
        leg = known.get((row.get("ticket_id", 0), row.get("leg", 0)))
        if at is None or not since <= at < until or leg is None or (leg.asked_last is not None and at < leg.asked_last):
            continue
        if row["low"] is None:
            counts["unknown"] += 1
            continue
        counts["ranges"] += 1
        if leg.called:
            took = max(0.0, (leg.called - at).total_seconds())
            counts["called"] += 1
            counts["above" if took > row["high"] else "below" if took < row["low"] else "inside"] += 1
            misses.append(took - row["centre"])
        else:
            counts["left"] += leg.ended is not None
            counts["above"] += ((leg.ended or now) - at).total_seconds() > row["high"]
    scored = counts["inside"] + counts["above"] + counts["below"]
    shares = {f"told_{name}_share": counts[name] / scored if scored else None for name in ("inside", "above", "below")}
    return {
        **{f"told_{name}": counts[name] for name in ("ranges", "unknown", "called", "left")},
        **shares,
        "told_scored": scored,
        "told_error": mean([abs(miss) for miss in misses]),
        "told_bias": mean(misses),
    }
