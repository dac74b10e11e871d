"""Whatever goes wrong becomes one clear sentence on stderr and an exit code."""

from __future__ import annotations

import os
import re
import sys
from enum import IntEnum
from typing import TYPE_CHECKING

import click

from kiosk.export import json_line
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.cli.session import Session
    from queue_store import QueueError


_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
"""How click says that something was left over."""


class Code(IntEnum):
    """Exit codes."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    DATABASE = 3
    INTERRUPTED = 130


class Refusal(Exception):
    """A refusal of the command line itself; its sentence is `errors.KEY`."""

    def __init__(self, key: str, code: Code = Code.REFUSED, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.code = code
        self.fields = fields


def report(error: Exception, session: Session) -> Code | None:
    """Say what went wrong and return the exit code; None when it is no problem that people can solve."""
    told = _tell(error, session)
    if told is None:
        return None
    code, key, lines = told
    if not lines:
        return code
    if session.json:
        record: dict[str, object] = {"error": key, "message": lines[0]}
        if lines[1:]:
            record["faults"] = lines[1:]
        lines = [json_line(record)]
    for line in lines:
        click.echo(printable(line), err=True)
    return code


def report_unexpected(error: Exception, session: Session) -> Code:
    """Say an unexpected error in one sentence; once a database was opened, most likely its contents are the cause."""
    what = f"{type(error).__name__}: {error}"
    key = "unreadable" if session.database else "unexpected"
    sentence = session.words(f"errors.{key}", error=what, path=session.database)
    click.echo(printable(json_line({"error": key, "message": sentence}) if session.json else sentence), err=True)
    return Code.DATABASE if session.database else Code.REFUSED


def printable(text: str) -> str:
    """Take out what a terminal would obey."""
    return "".join(letter if letter.isprintable() or letter == "\t" else "�" for letter in text)


def _tell(error: Exception, session: Session) -> tuple[Code, str, list[str]] | None:
    """Return exit code, key and lines of a problem."""
    if isinstance(error, Refusal):
        return error.code, error.key, [session.words(f"errors.{error.key}", **error.fields)]
    if isinstance(error, click.exceptions.Exit):
        return Code(error.exit_code), "", []
    if isinstance(error, click.Abort):
        return Code.INTERRUPTED, "interrupted", [session.words("errors.interrupted")]
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return Code.USAGE, "usage", error.message.splitlines()
    if isinstance(error, click.UsageError):
        return Code.USAGE, "usage", [_usage_sentence(error, session.words)]
    if isinstance(error, click.FileError):
        return Code.REFUSED, "file", [session.words("errors.file", file=error.ui_filename, reason=error.message)]
    if isinstance(error, OSError):
        return Code.REFUSED, "file", _tell_file(error, session.words)
    return _tell_of_hall(error, session)


def _tell_file(error: OSError, words: Words) -> list[str]:
    """Say what could not be written; nothing when whoever read our output has stopped reading."""
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return []
    reason = error.strerror or str(error)
    if error.filename:
        return [words("errors.file", file=str(error.filename), reason=reason)]
    return [words("errors.output", reason=reason)]


def _tell_of_hall(error: Exception, session: Session) -> tuple[Code, str, list[str]] | None:
    from kiosk.hall import HallFileError
    from prompts import ScriptError
    from queue_store import QueueError

    if isinstance(error, HallFileError):
        return Code.USAGE, "hall_file", error.sentences(session.words)
    if isinstance(error, ScriptError):
        return Code.USAGE, "script_file", [str(fault) for fault in error.faults]
    if isinstance(error, QueueError):
        return _code_of(error), error.key, [session.words.error(error)]
    return None


def _code_of(error: QueueError) -> Code:
    from queue_store import StoreUnavailable, UnknownThing

    if isinstance(error, StoreUnavailable):
        return Code.DATABASE
    return Code.USAGE if isinstance(error, UnknownThing) else Code.REFUSED


def _usage_sentence(error: click.UsageError, words: Words) -> str:
    """Say a mistake on the command line, and where the help is."""
    path = error.ctx.command_path if error.ctx else "kiosk"
    return f"{_usage_what(error, words)} {words('errors.usage.help', command=path)}"


def _usage_what(error: click.UsageError, words: Words) -> str:
    near = ", ".join(getattr(error, "possibilities", None) or ())
    if isinstance(error, click.NoSuchOption):
        key = "no_option_near" if near else "no_option"
        return words(f"errors.usage.{key}", name=error.option_name, near=near)
    if isinstance(error, click.NoSuchCommand):
        key = "no_command_near" if near else "no_command"
        return words(f"errors.usage.{key}", name=error.command_name, near=near)
    if isinstance(error, click.MissingParameter):
        return words("errors.usage.missing", name=_parameter_name(error))
    if isinstance(error, click.BadOptionUsage):
        return words("errors.usage.needs_value", name=error.option_name)
    if isinstance(error, click.BadParameter):
        return _bad_value(error, words)
    if extra := _EXTRA.fullmatch(error.message):
        return words("errors.usage.extra", given=extra[1])
    return words("errors.usage.other", detail=error.format_message())


def _bad_value(error: click.BadParameter, words: Words) -> str:
    """Say what may stand there instead."""
    name, kind = _parameter_name(error), error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return words("errors.usage.bad_choice", name=name, known=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange | click.FloatRange) and kind.min is not None and kind.max is not None:
        return words("errors.usage.bad_range", name=name, low=kind.min, high=kind.max)
    if isinstance(kind, click.IntRange | click.FloatRange) and kind.min is not None:
        return words("errors.usage.bad_least", name=name, low=kind.min)
    if isinstance(kind, type(click.INT)):
        return words("errors.usage.bad_number", name=name)
    if isinstance(kind, click.Path):
        return words("errors.usage.bad_path", name=name)
    return words("errors.usage.bad_value", name=name, detail=error.message)


def _parameter_name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    option = isinstance(error.param, click.Option)
    return (
        max(error.param.opts, key=len)
        if option
        else error.param.make_metavar(error.ctx or click.Context(click.Command(None)))
    )
