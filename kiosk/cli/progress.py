"""How far an export is, on the terminal of whoever waits for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime

import click

from kiosk.cli.session import Session, is_terminal
from kiosk.export import Page, Period, Table


def watched(session: Session, table: Table, pages: Iterator[Page], period: Period, *, to_file: bool) -> Iterator[Page]:
    """The same pages, with a bar on stderr that shows how far through the period they are.

    Nothing is shown where stderr is no terminal, nor while the rows themselves go to one.
    """
    if not sys.stderr.isatty() or (not to_file and is_terminal()):
        yield from pages
        return
    place = table.names.index(table.at)
    rows = 0
    length = max(1, round((period.until - period.since).total_seconds()))
    words = session.words

    def count(_: object) -> str:
        return words("cli.say.rows_so_far", rows=f"{rows:,}")

    with click.progressbar(
        length=length, label=table.command, file=sys.stderr, show_pos=False, show_eta=False, item_show_func=count
    ) as bar:
        for page in pages:
            rows += len(page[0])
            reached = datetime.fromisoformat(page[place][-1]) - period.since
            bar.update(max(0, min(length, round(reached.total_seconds())) - bar.pos), current_item=True)
            yield page
        bar.update(length - bar.pos, current_item=True)
