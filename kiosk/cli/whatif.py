"""What a past day would have been with other counters, replayed from the hall's own log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import click

from kiosk.cli.commands import command, json_option, option
from kiosk.cli.output import pad, show
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import Session, session_of
from kiosk.text.services import service_name
from queue_store import Store, share_below

_ROWS = ("really", "before", "after")


@command("whatif")
@option("--day", "past_day", metavar="DATE", default="yesterday")
@option("--counters", "more", type=int, required=True, metavar="N")
@option("--service", "for_service", metavar="SERVICE")
@option("--from", "from_time", metavar="HH:MM")
@option("--to", "to_time", metavar="HH:MM")
@json_option
@click.pass_context
def whatif(
    ctx: click.Context,
    past_day: str,
    more: int,
    for_service: str | None,
    from_time: str | None,
    to_time: str | None,
) -> None:
    """Print the waits of a day as they were and as they would have been."""
    session = session_of(ctx)
    with session.store() as store:
        day = _day(store, past_day)
        since, until = (_moment(session, store, day, text) for text in (from_time, to_time))
        found = store.forecast.what_if(day, more, for_service, since, until)
    words = session.words
    record: dict[str, Any] = {"day": day.isoformat(), "counters": more, "service": for_service}
    record |= {"from": since and since.isoformat(), "to": until and until.isoformat()}
    lines = [_title(session, day, more, for_service, from_time, to_time), ""]
    lines.append(pad("", 26) + "".join(pad(words(f"cli.whatif.{name}"), 12) for name in ("count", "p50", "p90")))
    for name in _ROWS:
        waits: Sequence[float] = getattr(found, name)
        half, most = share_below(waits, 0.5), share_below(waits, 0.9)
        record[name] = {"called": len(waits), "p50_seconds": half, "p90_seconds": most}
        cells = (str(len(waits)), _span(session, half), _span(session, most))
        lines.append(pad(words(f"cli.whatif.{name}"), 26) + "".join(pad(cell, 12) for cell in cells))
    show(session, record, *lines, "", words("cli.whatif.meaning"))


def _title(session: Session, day: date, more: int, code: str | None, from_time: str | None, to_time: str | None) -> str:
    words = session.words
    span = words("cli.whatif.from", clock=from_time) if from_time else ""
    span += words("cli.whatif.to", clock=to_time) if to_time else ""
    service = service_name(session.config, code, session.language) if code else words("cli.whatif.all_services")
    key = "more" if more >= 0 else "fewer"
    return words(f"cli.whatif.{key}", day=day.isoformat(), count=abs(more), service=service, span=span)


def _day(store: Store, text: str) -> date:
    """A business day: `today`, `yesterday`, or a date."""
    today = store.business_day()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    if text in named:
        return named[text]
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("bad_time", Code.USAGE, value=text) from None


def _moment(session: Session, store: Store, day: date, text: str | None) -> datetime | None:
    """A time of a business day by the hall's clocks; one before the cut-over is on the next date."""
    if text is None:
        return None
    try:
        at = datetime.combine(day, time.fromisoformat(text), session.config.zone)
    except ValueError:
        raise Refusal("bad_time", Code.USAGE, value=text) from None
    return at if at >= store.day_bounds(day)[0] else at + timedelta(days=1)


def _span(session: Session, seconds: float | None) -> str:
    return "-" if seconds is None else session.words.duration(timedelta(seconds=seconds))
