"""Starting a hall of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.commands import command, json_option
from kiosk.cli.output import show
from kiosk.cli.problems import Refusal
from kiosk.cli.session import FILE_NAME, copy_example, session_of


@command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@json_option
@click.pass_context
def init(ctx: click.Context, folder: Path) -> None:
    """Copy the example hall."""
    session = session_of(ctx)
    try:
        file = copy_example(folder)
    except FileExistsError:
        raise Refusal("file_exists", file=str(folder / FILE_NAME)) from None
    show(session, {"hall": str(file)}, session.words("cli.say.init_done", file=str(file), folder=str(folder)))
