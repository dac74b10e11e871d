"""What visitors were told of their waits, and how it turned out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click

from kiosk.cli.commands import WordGroup, command, json_option, option
from kiosk.cli.export import period_of
from kiosk.cli.output import pad, seconds, show
from kiosk.cli.session import Session, session_of
from kiosk.export import Period
from kiosk.text.services import service_name
from queue_store import Score, Store

_DAYS = 7
"""Business days that are looked at when no period is said, today included."""

_COLUMNS = ("told", "unknown", "called", "left", "inside", "above", "below", "bias", "error", "width")


@command("forecast.score")
@option("--since", metavar="WHEN")
@option("--until", metavar="WHEN")
@json_option
@click.pass_context
def score(ctx: click.Context, since: str | None, until: str | None) -> None:
    """Print how the waits that were told turned out."""
    session = session_of(ctx)
    with session.store() as store:
        period = _period(session, store, since, until)
        scores = store.forecast.scores(period.since, period.until)
    words = session.words
    groups = (
        ("all", (scores.whole,)), ("service", scores.by_service), ("hour", scores.by_hour), ("place", scores.by_place),
    )  # fmt: skip
    record: dict[str, Any] = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    record |= {name: [_record(each) for each in found] for name, found in groups}
    zone = session.config.zone
    span = tuple(f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (period.since, period.until))
    lines = [words("cli.score.title", since=span[0], until=span[1]), ""]
    for name, found in groups:
        lines += [*_table(session, name, found), ""]
    lines += [words(f"cli.score.meaning.{column}") for column in _COLUMNS]
    show(session, record, *lines)


def _period(session: Session, store: Store, since: str | None, until: str | None) -> Period:
    """The period asked for; without one the last days, today included."""
    today = store.business_day()
    first, last = (today - timedelta(days=_DAYS - 1)).isoformat(), today.isoformat()
    return period_of(since or first, until or last, session.config, today)


def _record(found: Score) -> dict[str, Any]:
    plain = {name: seconds(value) if isinstance(value, timedelta) else value for name, value in asdict(found).items()}
    return plain | {"coverage": None if found.coverage is None else round(found.coverage, 3)}


def _table(session: Session, name: str, found: Iterable[Score]) -> list[str]:
    words = session.words
    head = "".join(pad(words(f"cli.score.column.{column}"), 11) for column in _COLUMNS)
    rows = [pad(_name(session, name, each), 16) + _row(session, each) for each in found]
    return [pad(words(f"cli.score.group.{name}"), 16) + head, *rows] if rows else []


def _name(session: Session, group: str, found: Score) -> str:
    if group == "service":
        return service_name(session.config, found.group, session.language)
    if group == "hour":
        return f"{datetime.strptime(found.group, '%H'):%H:%M}"
    if group == "place":
        return session.words(f"cli.score.place.{found.group}")
    return session.words("cli.score.whole")


def _row(session: Session, found: Score) -> str:
    scored = found.inside + found.above + found.below

    def share(count: int) -> str:
        return f"{100 * count / scored:.0f} %" if scored else "-"

    def span(value: timedelta | None) -> str:
        if value is None:
            return "-"
        return ("-" if value < timedelta() else "") + session.words.duration(abs(value))

    cells = [
        str(found.told), str(found.unknown), str(found.called), str(found.left), share(found.inside),
        share(found.above), share(found.below), span(found.bias), span(found.error), span(found.width),
    ]  # fmt: skip
    return "".join(pad(cell, 11) for cell in cells)


@click.group("forecast", cls=WordGroup, sections={"supervisor": {"score": "kiosk.cli.forecast:score"}})
def forecast() -> None:
    """Look at what visitors were told of their waits."""


forecast.word_key = "forecast"
