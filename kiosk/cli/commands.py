"""Commands whose help comes from the word catalogues, in sections, each imported when it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from kiosk.cli.problems import report, report_unexpected
from kiosk.cli.session import Session, session_of
from kiosk.words import Words

Callback = Callable[..., Any]


@contextmanager
def _section(formatter: click.HelpFormatter, words: Words, key: str) -> Iterator[None]:
    """Write a heading with the colon of its language, and what stands below it."""
    formatter.write_paragraph()
    formatter.write(f"{words(key)}{words('common.list.colon').rstrip()}\n")
    with formatter.indentation():
        yield


class WordOption(click.Option):
    """An option described by `cli.option.NAME`."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the row for the help page."""
        self.help = session_of(ctx).words(f"cli.option.{self.name}")
        return super().get_help_record(ctx)

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Say `required` in the language of the page."""
        extra = super().get_help_extra(ctx)
        if "required" in extra:
            extra["required"] = session_of(ctx).words("cli.page.required")
        return extra


class WordCommand(click.Command):
    """A command described by `cli.command.NAME`, and at more length by `cli.more.NAME`."""

    word_key = ""
    """Name in the catalogues; the path of the command without the program's name."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        words = session_of(ctx).words
        prefix = words("cli.page.usage") + words("common.list.colon")
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        words = session_of(ctx).words
        more = f"cli.more.{self.word_key}"
        for key in (f"cli.command.{self.word_key}", more):
            if key in words:
                formatter.write_paragraph()
                with formatter.indentation():
                    for line in words(key).strip().split("\n"):
                        formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, in the language of the page."""
        words = session_of(ctx).words
        records = []
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)):
                own = isinstance(parameter, WordOption)
                records.append(record if own else (record[0], words("cli.option.help")))
        with _section(formatter, words, "cli.page.options"):
            formatter.write_dl(records)


class WordGroup(WordCommand, click.Group):
    """A group whose commands stand in sections and are imported when they are used."""

    sections: Mapping[str, Mapping[str, str]]
    """Section by name, in each the commands and where they are: `module:attribute`."""

    def __init__(self, *args: Any, sections: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the help page."""
        return [name for commands in self.sections.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        place = next((commands[cmd_name] for commands in self.sections.values() if cmd_name in commands), None)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is told the nearest names."""
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            raise click.NoSuchCommand(args[0], possibilities=self.list_commands(ctx), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, section by section, then the options."""
        words = session_of(ctx).words
        prefix = f"{self.word_key}." if self.word_key != "kiosk" else ""
        for section, commands in self.sections.items():
            with _section(formatter, words, f"cli.section.{section}"):
                rows = [(name, words(f"cli.command.{prefix}{name}".replace("..", "."))) for name in commands]
                formatter.write_dl(rows)
        super().format_options(ctx, formatter)


class RootGroup(WordGroup):
    """The program itself: every problem becomes one sentence and an exit code."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Give each run a session of its own."""
        extra.setdefault("obj", Session())
        self.session = extra["obj"]
        return super().make_context(info_name, args, parent, **extra)

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run; exits with 0 ok, 1 refused, 2 usage, 3 database."""
        extra["standalone_mode"] = False
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        session = extra.setdefault("obj", Session())
        try:
            code = super().main(args, prog_name, **extra)
        except Exception as error:
            code = report(error, session)
            if code is None and os.environ.get("KIOSK_TRACEBACK"):
                raise
            if code is None:
                code = report_unexpected(error, session)
        sys.exit(code if isinstance(code, int) else 0)


def command(key: str, **settings: Any) -> Callable[[Callback], WordCommand]:
    """Make a function a command whose words are found under `key`."""

    def make(function: Callback) -> WordCommand:
        made: WordCommand = click.command(key.rpartition(".")[2], cls=WordCommand, **settings)(function)
        made.word_key = key
        return made

    return make


def option(*names: str, **settings: Any) -> Callable[[Callback], Callback]:
    """Add an option whose words are found under its name."""
    return click.option(*names, cls=WordOption, **settings)


def _note_json(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    session_of(ctx).json = session_of(ctx).json or value


def _note_pin_file(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    session_of(ctx).pin_file = value or session_of(ctx).pin_file


json_option = option("--json", "as_json", is_flag=True, is_eager=True, expose_value=False, callback=_note_json)
counter_option = option("--counter", type=click.IntRange(min=1), required=True, envvar="KIOSK_COUNTER", metavar="N")
_clerk = option("--clerk", envvar="KIOSK_CLERK", metavar="ID")
_pin_file = option(
    "--pin-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    expose_value=False,
    callback=_note_pin_file,
)


def clerk_option(function: Callback) -> Callback:
    """Add who acts, and where the PIN stands that shows it."""
    return _clerk(_pin_file(function))
