"""The hall's own lines."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.commands import WordGroup, command, json_option, option
from kiosk.cli.files import target
from kiosk.cli.output import show
from kiosk.cli.problems import Code
from kiosk.cli.session import session_of


@command("script.check")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path) -> None:
    """Tell what breaks the norms."""
    from prompts import check_script

    session = session_of(ctx)
    faults = check_script(file)
    for fault in faults:
        record = {
            "where": fault.where,
            "what": fault.what,
            "advice": fault.advice,
            "rule": fault.rule,
            "word": fault.word,
            "serious": fault.serious,
        }
        show(session, record, str(fault))
    if not faults and not session.json:
        click.echo(session.words("cli.say.script_ok"))
    if any(fault.serious for fault in faults):
        ctx.exit(Code.REFUSED)


@command("script.book")
@option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.pass_context
def book(ctx: click.Context, output: Path | None) -> None:
    """Write the whole script as a booklet."""
    from kiosk.hall.lines import hall_script
    from prompts import booklet

    session = session_of(ctx)
    page = booklet(hall_script(session.config, session.language))
    with target(output) as stream:
        stream.write(page.encode())


@click.group(
    "script",
    cls=WordGroup,
    sections={"script": {"check": "kiosk.cli.script:check", "book": "kiosk.cli.script:book"}},
)
def script() -> None:
    """Work on the hall's own lines."""


script.word_key = "script"
