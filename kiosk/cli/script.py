"""The hall's own lines."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.commands import WordGroup, command, json_option
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


@click.group("script", cls=WordGroup, sections={"script": {"check": "kiosk.cli.script:check"}})
def script() -> None:
    """Work on the hall's own lines."""


script.word_key = "script"
