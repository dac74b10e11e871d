"""Telling what is wrong with an installation."""

from __future__ import annotations

import click

from kiosk.cli.commands import command, json_option
from kiosk.cli.output import pad, show
from kiosk.cli.problems import Code
from kiosk.cli.session import session_of


@command("check")
@json_option
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look at everything and say what is wrong."""
    from kiosk.cli.findings import Finding, Level
    from kiosk.cli.installation import check_all

    session = session_of(ctx)
    wrong = 0
    findings = list(check_all(session.hall_path, session.words))
    if folder := session.example_folder:
        findings.append(Finding("hall", Level.NOTE, "example", {"folder": folder}))
    for finding in findings:
        sentence = finding.sentence(session.words)
        record = {"check": finding.area, "level": finding.level.value, "message": sentence}
        mark = session.words(f"check.level.{finding.level.value}")
        show(session, record, f"{pad(mark, 8)}{sentence}")
        wrong += finding.level is Level.WRONG
    if wrong:
        ctx.exit(Code.REFUSED)
