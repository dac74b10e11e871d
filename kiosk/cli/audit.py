"""The chain of the log: its head, and a look through the whole of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import WordGroup, command, json_option, option
from kiosk.cli.output import local_time, show
from kiosk.cli.problems import Code
from kiosk.cli.progress import counted
from kiosk.cli.session import Session, session_of

if TYPE_CHECKING:
    from kiosk.cli.backup_folder import Backup
    from kiosk.hall import HallConfig
    from queue_store import Store, Tampered, Verdict


@command("audit.head")
@json_option
@click.pass_context
def head(ctx: click.Context) -> None:
    """Print the head of the log."""
    session = session_of(ctx)
    with session.store() as store:
        now = store.audit.head()
    record = {"seq": now.seq, "at": local_time(session, now.at), "head": now.hash}
    line = session.words("audit.head", seq=now.seq, at=_time_text(session, now.at))
    show(session, record, *([now.hash, line] if now.seq else [session.words("audit.head_none")]))


@command("audit.verify")
@option("--head", "heads", multiple=True, metavar="HASH")
@json_option
@click.pass_context
def verify(ctx: click.Context, heads: tuple[str, ...]) -> None:
    """Look through the log; exit code 1 when it is not what was written."""
    session = session_of(ctx)
    with session.store() as store:
        with counted(session, "audit.checking") as told:
            verdict = store.audit.verify(heads, told=told)
        strangers = [str(backup.folder) for backup in _strangers(session.config, store)]
    record = verdict_record(session, verdict) | {"backups_of_another_log": strangers}
    lines = [session.words("audit.stranger", backup=each) for each in strangers]
    show(session, record, *lines, *verdict_lines(session, verdict))
    if strangers or not verdict.whole:
        ctx.exit(Code.REFUSED)


def _strangers(config: HallConfig, store: Store) -> list[Backup]:
    """Backups whose log is not the beginning of the hall's: one of the two was hashed anew.

    Those that were made between a backup and going back to it are of a log that was given up then.
    """
    from kiosk.cli.backup_folder import backups_in
    from kiosk.cli.backup_restoring import NOTE

    ever = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
    went_back = [(note.at, int(str(note.data["chain_seq"]))) for note in store.journal.rows(*ever, NOTE)]
    found = []
    for backup in backups_in(config.backup_folder, config.id):
        figures, made_at = backup.manifest.figures, backup.manifest.made_at
        given_up = any(made_at < at and figures.seq > seq for at, seq in went_back)
        if not given_up and not store.audit.has(figures.seq, figures.head):
            found.append(backup)
    return found


def verdict_record(session: Session, verdict: Verdict) -> dict[str, object]:
    """Return what was found, as keys that scripts may rely on."""
    return {
        "whole": verdict.whole,
        "entries": verdict.head.seq,
        "head": verdict.head.hash,
        "at": local_time(session, verdict.head.at),
        "tampered": verdict.count,
        "first": [
            {"seq": each.seq, "how": each.how.value, "kind": each.kind, "at": each.at} for each in verdict.tampered
        ],
        "known_heads": verdict.known_heads,
        "unknown_heads": verdict.unknown_heads,
    }


def verdict_lines(session: Session, verdict: Verdict) -> list[str]:
    """Say what was found."""
    words, entries = session.words, verdict.head.seq
    lines = [_tampered_text(session, each) for each in verdict.tampered]
    lines += [words("audit.unknown", head=each) for each in verdict.unknown_heads]
    lines += [words("audit.known", head=each, seq=seq) for each, seq in verdict.known_heads.items()]
    if verdict.count:
        return [*lines, words("audit.broken", count=verdict.count, entries=entries)]
    return [*lines, words("audit.whole", entries=entries, head=verdict.head.hash)]


def _tampered_text(session: Session, tampered: Tampered) -> str:
    words = session.words
    verb = f"common.verb.{tampered.kind}"
    try:
        at = _time_text(session, datetime.fromisoformat(tampered.at))
    except ValueError:
        at = tampered.at
    what = words(verb) if verb in words else tampered.kind
    return words(f"audit.how.{tampered.how.value}", seq=tampered.seq, what=what, at=at)


def _time_text(session: Session, moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(session.config.zone):%Y-%m-%d %H:%M:%S}"


@click.group(
    "audit",
    cls=WordGroup,
    sections={
        "supervisor": {
            "head": "kiosk.cli.audit:head",
            "verify": "kiosk.cli.audit:verify",
            "lookups": "kiosk.cli.audit_lookups:lookups",
        }
    },
)
def audit() -> None:
    """Look at the log."""


audit.word_key = "audit"
