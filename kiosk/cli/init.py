"""Starting a hall of one's own: five questions at a terminal, or a flag for each."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kiosk.cli.commands import command, json_option, option
from kiosk.cli.output import show
from kiosk.cli.problems import Code, Refusal, printable
from kiosk.cli.session import FILE_NAME, Session, session_of
from kiosk.languages import LANGUAGES
from kiosk.words import Words, load_words

if TYPE_CHECKING:
    from kiosk.cli.new_hall import NewHall, NewService

_Answer = TypeVar("_Answer")

TEMPLATE_NAMES = ("gas", "power", "bank", "clinic", "town-hall")
DEFAULT_COUNTERS = "3"
DEFAULT_HOURS = "8:30-17:00"


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line answers beforehand; None where it does not."""

    language: str | None
    name: str | None
    services: tuple[str, ...]
    template: str | None
    counters: str | None
    split: bool
    hours: str | None


@command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@option("--language", "hall_language", type=click.Choice(LANGUAGES, case_sensitive=False))
@option("--name", "hall_name", metavar="NAME")
@option("--service", "hall_services", multiple=True, metavar="NAME")
@option("--template", type=click.Choice(TEMPLATE_NAMES))
@option("--counters", "hall_counters", metavar="N")
@option("--split", is_flag=True)
@option("--hours", "hall_hours", metavar="HH:MM-HH:MM")
@option("--yes", "take_defaults", is_flag=True)
@json_option
@click.pass_context
def init(
    ctx: click.Context,
    folder: Path,
    hall_language: str | None,
    hall_name: str | None,
    hall_services: tuple[str, ...],
    template: str | None,
    hall_counters: str | None,
    split: bool,
    hall_hours: str | None,
    take_defaults: bool,
) -> None:
    """Write the hall.toml of a new hall; one that is there stays as it is."""
    from kiosk.cli.new_hall import hall_text
    from kiosk.hall import parse_hall

    session, file = session_of(ctx), folder / FILE_NAME
    if file.exists() or file.is_symlink():
        raise Refusal("file_exists", file=str(file))
    if hall_services and template:
        raise Refusal("services_or_template", Code.USAGE)
    flags = Flags(hall_language, hall_name, hall_services, template, hall_counters, split, hall_hours)
    asks = not take_defaults and sys.stdin.isatty() and sys.stderr.isatty()
    hall = new_hall(flags, session.language, asks=asks)
    text = hall_text(hall, load_words(hall.language))
    parse_hall(text, file)
    write_new(file, text)
    _tell(session, load_words(hall.language) if asks else session.words, hall, file)


def new_hall(flags: Flags, language: str, *, asks: bool) -> NewHall:
    """Take what the flags say, and ask for the rest, or take what is usual.

    `language` is the one of this run; once that of the hall is known, it is spoken. Refusal when a flag cannot be used.
    """
    from kiosk.cli import answers
    from kiosk.cli.new_hall import NewHall

    words = load_words(language)
    if asks:
        _say(words("init.ask.begin"))
    spoken = _Question(words, asks, "language").answer(flags.language, language, answers.read_language)
    words = load_words(spoken)
    name = _Question(words, asks, "name").answer(flags.name, words("init.default.name"), answers.read_name)
    services = _services(flags, words, asks)
    number = _Question(words, asks, "counters").answer(flags.counters, DEFAULT_COUNTERS, answers.read_counters)
    shared = not flags.split
    if shared and number > 1 and len(services) > 1:
        given = "y" if flags.counters is not None else None
        shared = _Question(words, asks, "shared").answer(given, "y", answers.read_yes)
    hours = _Question(words, asks, "hours").answer(flags.hours, DEFAULT_HOURS, answers.read_hours)
    return NewHall(
        spoken, name, answers.id_of(name), answers.zone_for(spoken), services, number, shared=shared, hours=hours,
        year=date.today().year + 1,
    )  # fmt: skip


def _services(flags: Flags, words: Words, asks: bool) -> tuple[NewService, ...]:
    from kiosk.cli import answers
    from kiosk.cli.new_hall import template_services

    if flags.template:
        return template_services(flags.template, words)
    if flags.services:
        return _checked(words, lambda: answers.named_services(flags.services))
    question = _Question(words, asks, "services")
    return question.answer(None, words("init.default.services"), lambda text: answers.read_services(text, words))


@dataclass(frozen=True, slots=True)
class _Question:
    """One of the questions."""

    words: Words
    asks: bool
    key: str

    def answer(self, given: str | None, usual: str, read: Callable[[str], _Answer]) -> _Answer:
        """Read what a flag gives, else what a person answers, asked again until it can be used, else what is usual."""
        from kiosk.cli.answers import BadAnswer

        if given is not None or not self.asks:
            return _checked(self.words, lambda: read(usual if given is None else given))
        templates = self.words("common.list.comma").join(
            self.words(f"init.template.{template}") for template in TEMPLATE_NAMES
        )
        question = self.words(f"init.ask.{self.key}", templates=templates)
        while True:
            said = click.prompt(printable(question), default=usual, err=True)
            try:
                return read(said)
            except BadAnswer as error:
                _say(error.sentence(self.words))


def _checked(words: Words, read: Callable[[], _Answer]) -> _Answer:
    from kiosk.cli.answers import BadAnswer

    try:
        return read()
    except BadAnswer as error:
        raise Refusal("bad_answer", Code.USAGE, sentence=error.sentence(words)) from None


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet; Refusal when somebody made it meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        opened = file.open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        raise Refusal("file_exists", file=str(file)) from None
    try:
        with opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _say(sentence: str) -> None:
    click.echo(printable(sentence), err=True)


def _tell(session: Session, words: Words, hall: NewHall, file: Path) -> None:
    """Say what was written, and the next two commands."""
    made = words("init.done.made", file=str(file), name=hall.name, services=len(hall.services),
                 counters=hall.counters, timezone=hall.timezone)  # fmt: skip
    folder = shlex.quote(str(file.parent))
    commands = (f"kiosk --hall {folder} check", f"kiosk --hall {folder}")
    record = {"hall": str(file), "next": commands, "language": hall.language, "timezone": hall.timezone}
    show(session, record, made, *(f"  {line}" for line in commands))
