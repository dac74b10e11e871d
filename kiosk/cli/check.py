"""Telling what is wrong with an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import command, json_option
from kiosk.cli.output import pad, show
from kiosk.cli.problems import Code
from kiosk.cli.progress import passing
from kiosk.cli.session import Session, session_of

if TYPE_CHECKING:
    from kiosk.cli.findings import Finding


@command("check")
@json_option
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look at everything and say what is wrong, each thing as soon as it is known."""
    from kiosk.cli.findings import Finding, Level
    from kiosk.cli.installation import check_all

    session = session_of(ctx)
    wrong = 0
    with passing(session) as waits:
        for finding in check_all(session.hall_path, session.words, waits=waits):
            waits("")
            _tell(session, finding)
            wrong += finding.level is Level.WRONG
    if folder := session.example_folder:
        _tell(session, Finding("hall", Level.NOTE, "example", {"folder": folder}))
    if wrong:
        ctx.exit(Code.REFUSED)


def _tell(session: Session, finding: Finding) -> None:
    sentence = finding.sentence(session.words)
    record = {"check": finding.area, "level": finding.level.value, "message": sentence}
    mark = session.words(f"check.level.{finding.level.value}")
    show(session, record, f"{pad(mark, 8)}{sentence}")
