"""How far something has come, on the terminal of whoever waits for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from kiosk.cli.session import Session, is_terminal
from kiosk.export import Page, Period, Table

_LINE_AGAIN = "\r\x1b[K"
"""Goes back to the beginning of the line and empties it."""


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


@contextmanager
def counted(session: Session, key: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give what says how many of how many are done, in the sentence `key`, in a line that is gone after the block.

    None where nobody would see it.
    """
    if not sys.stderr.isatty():
        yield None
        return

    def told(done: int, count: int) -> None:
        said = session.words(key, done=done, count=count, percent=done * 100 // max(1, count))
        click.echo(_LINE_AGAIN + said, err=True, nl=False)

    try:
        yield told
    finally:
        click.echo(_LINE_AGAIN, err=True, nl=False)


@contextmanager
def passing(session: Session) -> Iterator[Callable[[str], None]]:
    """Give what shows a line on stderr until it is called again, with nothing to show none; none is left behind.

    Nothing is shown where nobody would see it.
    """
    shown = False

    def show(key: str) -> None:
        nonlocal shown
        if sys.stderr.isatty() and (key or shown):
            click.echo(_LINE_AGAIN + (session.words(key) if key else ""), err=True, nl=False)
            shown = bool(key)

    try:
        yield show
    finally:
        show("")
