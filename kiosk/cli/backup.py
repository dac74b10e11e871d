"""Backups: made while the hall works, tried out, and put back."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic_core import PydanticCustomError

from kiosk.cli.commands import command, json_option, option
from kiosk.cli.identity import user_name
from kiosk.cli.output import show
from kiosk.cli.problems import Code, Refusal, report
from kiosk.cli.progress import counted
from kiosk.cli.session import FILE_NAME, Session, session_of

if TYPE_CHECKING:
    from kiosk.cli.backup_folder import Backup
    from kiosk.cli.backup_restoring import Restored
    from kiosk.hall import HallConfig, KeepRule
    from queue_store import Verdict

LEAST_INTERVAL = timedelta(minutes=1)


def _rule(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> KeepRule | None:
    from kiosk.hall import parse_keep

    try:
        return None if value is None else parse_keep(value)
    except PydanticCustomError:
        raise Refusal("bad_keep", Code.USAGE, value=value) from None


def _interval(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> timedelta | None:
    from kiosk.hall.values import parse_duration

    try:
        span = None if value is None else parse_duration(value)
    except PydanticCustomError:
        span = timedelta()
    if span is not None and span < LEAST_INTERVAL:
        raise Refusal("bad_interval", Code.USAGE, value=value)
    return span


@command("backup")
@option("--to", "to_folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@option("--keep", metavar="RULE", callback=_rule)
@option("--every", metavar="TIME", callback=_interval)
@option("--drill", is_flag=True)
@json_option
@click.pass_context
def backup(
    ctx: click.Context, to_folder: Path | None, keep: KeepRule | None, every: timedelta | None, drill: bool
) -> None:
    """Make a backup, one after another with `--every`, or try out the newest."""
    session = session_of(ctx)
    if drill:
        _try_out(session, to_folder or session.config.backup_folder)
        return
    _come_last()
    if every is None:
        _make(session, session.config, to_folder, keep)
        return
    while True:
        began = time.monotonic()
        try:
            _make(session, _fresh(session), to_folder, keep, when_changed=True)
        except Exception as error:
            if report(error, session) is None:
                raise
        time.sleep(max(0.0, every.total_seconds() - (time.monotonic() - began)))


def _fresh(session: Session) -> HallConfig:
    """The hall as hall.toml has it now."""
    from kiosk.hall import load_hall

    return load_hall(session.hall_path)


def _come_last() -> None:
    """Let those who serve visitors have the processor and the disk first."""
    with suppress(OSError, AttributeError):
        os.nice(10)


def _make(
    session: Session, config: HallConfig, to_folder: Path | None, keep: KeepRule | None, *, when_changed: bool = False
) -> None:
    """Make a backup; with `when_changed` only where something happened since the last one."""
    from kiosk.cli.backup_folder import is_current, newest_in
    from kiosk.cli.backup_making import make_backup, settings_of
    from queue_store import open_store

    folder = to_folder.absolute() if to_folder is not None else config.backup_folder
    session.database = config.database_path
    with closing(open_store(config.database_path, config.rules())) as store:
        newest = newest_in(folder, config.id) if when_changed else None
        if newest is not None and is_current(newest, store, settings_of(config)):
            return
        with counted(session, "backup.copying") as told:
            made = make_backup(config, store, folder, keep or config.backup.keep, user_name(), told)
    show(session, _record(session, made), _line(session, "made", made))


def _record(session: Session, made: Backup) -> dict[str, Any]:
    """Return what a backup is, as keys that scripts may rely on."""
    manifest = made.manifest
    return {
        "backup": str(made.folder),
        "hall": manifest.hall,
        "made_at": manifest.made_at.isoformat(),
        "visits": manifest.figures.visits,
        "waits": manifest.figures.waits,
        "entries": manifest.figures.seq,
        "head": manifest.figures.head,
    }


def _line(session: Session, key: str, made: Backup, **more: object) -> str:
    """Say something about a backup, with what it holds."""
    manifest = made.manifest
    return session.words(
        f"backup.{key}",
        backup=made.folder,
        name=manifest.name,
        at=f"{manifest.made_at:%Y-%m-%d %H:%M}",
        visits=manifest.figures.visits,
        waits=manifest.figures.waits,
        entries=manifest.figures.seq,
        head=manifest.figures.head,
        **more,
    )


def _try_out(session: Session, folder: Path) -> None:
    """Restore the newest backup into a temporary place, open it and compare what it holds."""
    from kiosk.cli.backup_folder import DATABASE, newest_in
    from kiosk.cli.backup_restoring import restore_into
    from queue_store import open_store

    config = session.config
    newest = newest_in(folder, config.id)
    if newest is None:
        raise Refusal("backup_none", folder=folder)
    head = newest.manifest.figures.head
    with tempfile.TemporaryDirectory(dir=folder, prefix=".drill-") as place:
        there = Path(place)
        restored = restore_into(there / FILE_NAME, newest, newest.manifest.made_at, database=there / DATABASE)
        with closing(open_store(restored.database, restored.config.rules())) as store:
            verdict = store.audit.verify([head])
    with session.store() as store:
        goes_on = store.audit.has(newest.manifest.figures.seq, head)
        store.journal.record(
            None, "backup_tried", {"name": newest.folder.name, "whole": verdict.whole, "user": user_name()}
        )
    record = _record(session, newest) | {"log_whole": verdict.whole, "hall_goes_on_from_it": goes_on}
    show(session, record, *_drill_lines(session, newest, verdict, goes_on))
    if not (verdict.whole and goes_on):
        raise click.exceptions.Exit(Code.REFUSED)


def _drill_lines(session: Session, newest: Backup, verdict: Verdict, goes_on: bool) -> list[str]:
    from kiosk.cli.audit import verdict_lines

    if not verdict.whole:
        return [*verdict_lines(session, verdict), _line(session, "drill_log", newest)]
    return [_line(session, "drill", newest), session.words("backup.goes_on" if goes_on else "backup.other_log")]


@command("restore")
@click.argument("backup_folder", type=click.Path(path_type=Path), metavar="BACKUP")
@option("--over-another-hall", is_flag=True)
@option("--last", "last_labels", multiple=True, metavar="NUMBER")
@json_option
@click.pass_context
def restore(ctx: click.Context, backup_folder: Path, over_another_hall: bool, last_labels: tuple[str, ...]) -> None:
    """Put a backup in the hall's place; numbers go on after those given since, as far as they are known."""
    from kiosk.cli.backup_folder import read_backup
    from kiosk.cli.backup_restoring import NOTE, numbers_since, read_labels, restore_into
    from queue_store import QueueError, open_store

    session = session_of(ctx)
    file = _hall_file(session)
    found = read_backup(backup_folder.absolute())
    said, was_there = read_labels(last_labels, found, file), file.exists()
    now = datetime.now(found.manifest.made_at.tzinfo)
    try:
        restored = restore_into(file, found, now, over_another=over_another_hall)
    except QueueError as error:
        raise _with_programs(error) from error
    with closing(open_store(restored.database, restored.config.rules())) as store:
        figures = found.manifest.figures
        head = {"chain_seq": figures.seq, "chain_head": figures.head}
        store.journal.record(None, NOTE, {"name": found.folder.name, "user": user_name()} | head)
        since = numbers_since(restored, found, store.business_day())
        skipped = store.copies.go_on_after(since or {}) | store.copies.go_on_after(said)
    session.hall = file
    record = _record(session, found) | {
        "kept": None if restored.kept is None else str(restored.kept),
        "stayed": list(restored.stayed),
        "numbers_go_on_after": skipped,
    }
    unknown = since is None and was_there and not said
    show(session, record, *_restored_lines(session, found, restored), *_numbers_lines(session, skipped, unknown))


def _numbers_lines(session: Session, skipped: Mapping[str, int], unknown: bool) -> list[str]:
    """Say after which numbers the new ones go on, or that nobody knows."""
    if skipped:
        labels = session.words("common.list.comma").join(f"{series}{last:03d}" for series, last in skipped.items())
        return [session.words("backup.numbers", labels=labels)]
    return [session.words("backup.numbers_unknown")] if unknown else []


def _restored_lines(session: Session, found: Backup, restored: Restored) -> list[str]:
    words = session.words
    lines = [_line(session, "restored", found, hall=restored.config.folder)]
    if restored.kept is not None:
        at = f"{found.manifest.made_at:%Y-%m-%d %H:%M}"
        lines += [words("backup.kept", kept=restored.kept), words("backup.since", at=at)]
    if restored.stayed:
        files = words("common.list.comma").join(restored.stayed)
        lines.append(words("backup.stayed", files=files, backup=found.folder))
    return lines


def _hall_file(session: Session) -> Path:
    """Where the hall.toml of the hall is or will be; refused when nobody said which hall."""
    named = session.hall or (Path() if Path(FILE_NAME).exists() else None)
    if named is None:
        raise Refusal("restore_where", Code.USAGE)
    return (named if named.suffix == ".toml" and not named.is_dir() else named / FILE_NAME).absolute()


def _with_programs(error: Exception) -> Exception:
    """A refusal because the hall is running names the programs that are in it, where the system tells."""
    from queue_store import StoreUnavailable

    if not isinstance(error, StoreUnavailable) or error.key != "hall_running":
        return error
    path = str(error.fields["path"])
    programs = ", ".join(programs_with(path))
    return Refusal("hall_running_in", Code.DATABASE, path=path, programs=programs) if programs else error


def programs_with(path: str) -> list[str]:
    """Return the programs that have a file open, each with its number, as far as this user may know."""
    import psutil

    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and any(each.path == path for each in process.open_files()):
                words = process.cmdline()
                names = [Path(word).name for word in words[:1]] + [word for word in words[1:3] if word[:1] != "-"]
                found.append(f"{' '.join(Path(name).name for name in names)} ({process.pid})")
    return found
