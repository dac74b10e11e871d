"""Forecasts judged by records of real halls: `python -m benchmarks.forecast FILE.csv.gz [--from DAY] [--cold]`.

The records are replayed in the order of time. Each arrival is forecast with what was known at that moment, beside the
formulas in use elsewhere; whoever was called later is scored, whoever left before is counted.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

from benchmarks.forecast_formulas import Formulas, names, trade
from benchmarks.forecast_records import Records, Seen, Visit, events, read
from queue_store.forecast import floor
from queue_store.forecast.floor import Wait
from queue_store.forecast.forecaster import Forecaster


@dataclass(slots=True)
class Scored:
    """One arrival: what was told, and what came."""

    day: str
    service: str
    wait: Wait
    formulas: Sequence[float]
    seconds: float
    """That the forecast took."""
    actual: float | None = None


def replay(records: Records, cold: bool) -> list[Scored]:
    """Forecast every arrival."""
    seen, formulas = Seen(), Formulas(records.has_counters)
    forecaster = Forecaster(seen.layout())
    scored: dict[int, Scored] = {}
    factors = random.Random(1)
    for day, visits in records.days.items():
        if cold:
            seen.means = _wrong_means(records, factors.uniform(0.5, 2.0))
            forecaster, formulas = Forecaster(seen.layout()), Formulas(records.has_counters)
        formulas.start_day()
        _replay_day(day, visits, seen, formulas, forecaster, scored)
        seen.end_day()
        end = max(visit.finished or visit.called or visit.arrived for visit in visits) + 1.0
        for event in _end_of_day(end, forecaster):
            forecaster.apply(event)
        forecaster.apply(floor.LayoutChanged(end, seen.layout()))
        print(f"\r{day}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return list(scored.values())


def _replay_day(
    day: str, visits: Sequence[Visit], seen: Seen, formulas: Formulas, forecaster: Forecaster, scored: dict[int, Scored]
) -> None:
    arrived = {visit.id: visit.arrived for visit in visits}
    for event in events(visits):
        if seen.note(event):
            forecaster.apply(floor.LayoutChanged(event.at, seen.layout()))
        began = perf_counter()
        forecaster.apply(event)
        formulas.note(event)
        if isinstance(event, floor.Entered):
            wait = forecaster.wait_of(event.ticket.id, event.at)
            took = perf_counter() - began
            scored[event.ticket.id] = Scored(
                day, event.ticket.service, wait, formulas.of(event.ticket, forecaster.layout), took
            )
        elif isinstance(event, floor.Called):
            scored[event.id].actual = max(0.0, event.at - arrived[event.id])


def _end_of_day(at: float, forecaster: Forecaster) -> list[floor.HallEvent]:
    over: list[floor.HallEvent] = [floor.CutOff(at, each.id, at) for each in forecaster.waiting]
    closed = [floor.CounterState(at, number, "closed") for number in forecaster.layout.counters]
    return [*over, *closed, floor.DayEnded(at)]


def _wrong_means(records: Records, factor: float) -> dict[str, float]:
    """The configuration of a cold day: the mean time of each service, wrong by a factor."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    for visits in records.days.values():
        for visit in visits:
            if visit.called is not None and visit.finished is not None and not visit.missed:
                times[visit.service].append(visit.finished - visit.called)
    return {service: fmean(each) * factor for service, each in times.items()}


def report(scored: Sequence[Scored], has_counters: bool) -> str:
    """The tables; the ratio is that of the mean errors to the trade's formula."""
    called = [each for each in scored if each.actual is not None]
    waited = [each for each in called if each.actual]
    lines = [
        f"{len(scored)} arrivals, {len(called)} called, {len(scored) - len(called)} left before or were not called"
    ]
    for who, some in (("who waited", waited), ("all called", called)):
        lines += ["", f"{who}: {len(some)}", *_errors(some, has_counters), *_ranges(some)]
    lines += ["", "80 % range by service (more than 300 who waited)", *_by_service(waited)]
    took = sorted(each.seconds * 1000 for each in scored)
    lines += ["", f"a forecast took p50 {_share(took, 0.5):.2f} ms, p99 {_share(took, 0.99):.2f} ms"]
    return "\n".join(lines)


def _errors(some: Sequence[Scored], has_counters: bool) -> list[str]:
    told = [each for each in some if each.wait.centre is not None]
    columns = {"forecast": [(each.wait.centre or 0.0) - (each.actual or 0.0) for each in told]}
    formulas = names(has_counters)
    for at, name in enumerate(formulas):
        columns[name] = [each.formulas[at] - (each.actual or 0.0) for each in told]
    beaten = fmean(map(abs, columns[formulas[trade(has_counters)]]))
    lines = [f"{'':32} {'n':>6} {'MAE':>8} {'ratio':>6} {'RMSE':>8} {'median':>8} {'bias':>8}"]
    for name, errors in columns.items():
        mae, rmse = fmean(map(abs, errors)), sqrt(fmean(each * each for each in errors))
        lines.append(
            f"{name:32} {len(errors):6} {mae:8.1f} {mae / beaten:6.3f} {rmse:8.1f} "
            f"{median(map(abs, errors)):8.1f} {fmean(errors):8.1f}"
        )
    if len(told) < len(some):
        lines.append(f"nothing could be said to {len(some) - len(told)}")
    return lines


def _ranges(some: Sequence[Scored]) -> list[str]:
    told = [each for each in some if each.wait.centre is not None]
    return [_range("80 % range", told, "low", "high"), _range("90 % range", told, "low90", "high90")]


def _range(name: str, told: Sequence[Scored], low: str, high: str) -> str:
    ends = [(getattr(each.wait, low), each.actual or 0.0, getattr(each.wait, high)) for each in told]
    inside = fmean(first <= actual <= last for first, actual, last in ends)
    above = fmean(actual > last for _, actual, last in ends)
    width = fmean(last - first for first, _, last in ends)
    return f"{name}: coverage {inside:.3f}, mean width {width:.1f}, above the top {above:.3f}"


def _by_service(waited: Sequence[Scored]) -> list[str]:
    services: defaultdict[str, list[Scored]] = defaultdict(list)
    for each in waited:
        if each.wait.centre is not None:
            services[each.service].append(each)
    return [
        _range(f"{code} ({len(some)})", some, "low", "high")
        for code, some in sorted(services.items())
        if len(some) > 300
    ]


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Replay a file and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="since", default="", metavar="DAY", help="first day that is scored")
    parser.add_argument("--until", default="9999", metavar="DAY", help="last day that is scored")
    parser.add_argument(
        "--cold", action="store_true", help="forget everything every night; a configuration that is wrong"
    )
    asked = parser.parse_args()
    records = read(asked.file)
    scored = replay(records, asked.cold)
    print(report([each for each in scored if asked.since <= each.day <= asked.until], records.has_counters))


if __name__ == "__main__":
    main()
