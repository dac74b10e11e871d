"""Who looked up, printed or exported what names visitors (R41)."""

from __future__ import annotations

import click

from kiosk.cli.commands import clerk_option, command, json_option, option
from kiosk.cli.export import period_of
from kiosk.cli.identity import acting
from kiosk.cli.output import local_time, pad, show
from kiosk.cli.session import Session, session_of
from queue_store import Lookup


@command("audit.lookups")
@option("--since", metavar="WHEN")
@option("--until", metavar="WHEN")
@clerk_option
@json_option
@click.pass_context
def lookups(ctx: click.Context, since: str | None, until: str | None, clerk: str | None) -> None:
    """List looks at names of a period; without one those of today."""
    session = session_of(ctx)
    with session.store() as store:
        acting(session, store, "audit.lookups", clerk)
        period = period_of(since, until, session.config, store.business_day())
        found = store.lookups.between(period.since, period.until)
    for each in found:
        record = {
            "at": local_time(session, each.at), "who": each.who, "counter": each.counter,
            "exported": each.exported, "what": each.what,
            "labels": list(each.labels), "count": each.count,
        } | {key: value for key, value in each.data.items() if key in ("since", "until", "format")}  # fmt: skip
        show(session, record, _line(session, each))


def _line(session: Session, lookup: Lookup) -> str:
    words = session.words
    kind = "export" if lookup.exported else lookup.what
    what = words(f"staff.lookup.{kind}", what=lookup.what)
    at = f"{lookup.at.astimezone(session.config.zone):%Y-%m-%d %H:%M}"
    where = "" if lookup.counter is None else words("staff.lookup.at_counter", counter=lookup.counter)
    named = words("common.list.comma").join(lookup.labels)
    if lookup.count > len(lookup.labels):
        named = words("staff.lookup.and_more", labels=named, count=lookup.count)
    elif lookup.exported:
        named = " - ".join(str(lookup.data[key]) for key in ("since", "until") if key in lookup.data)
    who = words.names.get(lookup.who, lookup.who)
    return "  ".join([at, pad(who, 10), pad(where, 12), pad(what, 16), named]).rstrip()
