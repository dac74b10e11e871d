"""The program's table of contents."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.commands import RootGroup, option
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import Session, session_of
from kiosk.languages import LANGUAGES

SECTIONS = {
    "screens": {
        "reception": "kiosk.cli.screens:reception",
        "desk": "kiosk.cli.screens:desk",
        "board": "kiosk.cli.screens:board",
        "floor": "kiosk.cli.floor:floor",
        "serve": "kiosk.cli.serve:serve",
        "demo": "kiosk.cli.demo:demo",
        "practice": "kiosk.cli.practice:practice",
        "rehearse": "kiosk.cli.rehearse:rehearse",
    },
    "verbs": {
        "issue": "kiosk.cli.verbs:issue",
        "next": "kiosk.cli.verbs:next_",
        "call": "kiosk.cli.verbs:call",
        "recall": "kiosk.cli.verbs:recall",
        "start": "kiosk.cli.verbs:start",
        "apologise": "kiosk.cli.verbs:apologise",
        "park": "kiosk.cli.verbs:park",
        "resume": "kiosk.cli.verbs:resume",
        "no-show": "kiosk.cli.verbs:no_show",
        "rejoin": "kiosk.cli.verbs:rejoin",
        "transfer": "kiosk.cli.verbs:transfer",
        "finish": "kiosk.cli.verbs:finish",
        "cancel": "kiosk.cli.verbs:cancel",
        "undo": "kiosk.cli.verbs:undo",
        "print": "kiosk.cli.paper:print_",
    },
    "queries": {
        "waiting": "kiosk.cli.queries:waiting",
        "serving": "kiosk.cli.queries:serving",
        "parked": "kiosk.cli.queries:parked",
        "ticket": "kiosk.cli.queries:ticket",
        "why-next": "kiosk.cli.queries:why_next",
        "estimate": "kiosk.cli.queries:estimate",
        "counters": "kiosk.cli.queries:counters",
        "code": "kiosk.cli.code:code",
    },
    "counter": {
        "open": "kiosk.cli.counter:open_",
        "pause": "kiosk.cli.counter:pause",
        "unpause": "kiosk.cli.counter:unpause",
        "close": "kiosk.cli.counter:close",
    },
    "supervisor": {
        "message": "kiosk.cli.message:message",
        "day": "kiosk.cli.day:day",
        "export": "kiosk.cli.export:export",
        "report": "kiosk.cli.report:report",
        "promises": "kiosk.cli.promises:promises",
        "courtesy": "kiosk.cli.courtesy:courtesy",
        "forecast": "kiosk.cli.forecast:forecast",
        "whatif": "kiosk.cli.whatif:whatif",
        "check": "kiosk.cli.check:check",
        "clock": "kiosk.cli.clock:clock",
        "staff": "kiosk.cli.staff:staff",
        "audit": "kiosk.cli.audit:audit",
        "backup": "kiosk.cli.backup:backup",
        "restore": "kiosk.cli.backup:restore",
        "keys": "kiosk.cli.keys:keys",
        "init": "kiosk.cli.init:init",
    },
    "script": {
        "script": "kiosk.cli.script:script",
    },
}
"""Sections of the help page, and where each command is."""


def _set_language(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    session = session_of(ctx)
    tag = value if value is not None else session.language_tag
    if tag and tag.partition("-")[0].lower() not in {known.partition("-")[0] for known in LANGUAGES}:
        session.language_tag = session.language_tag if value is not None else None
        raise Refusal("usage.language", Code.USAGE, value=tag, known=", ".join(LANGUAGES))
    session.language_tag = tag


def _set_hall(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        session_of(ctx).hall = value


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from queue_store import program_version

        click.echo(program_version())
        ctx.exit()


@click.group(
    "kiosk",
    cls=RootGroup,
    sections=SECTIONS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@option(
    "--hall",
    type=click.Path(path_type=Path),
    metavar="DIR",
    is_eager=True,
    expose_value=False,
    callback=_set_hall,
)
@option("--language", metavar="TAG", is_eager=True, expose_value=False, callback=_set_language)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Open the one-person front desk when no command is given."""
    if ctx.invoked_subcommand is None:
        from kiosk.cli.screens import open_front

        session: Session = session_of(ctx)
        open_front(session)


cli.word_key = "kiosk"
