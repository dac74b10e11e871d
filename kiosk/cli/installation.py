"""What is wrong with this installation, in plain sentences."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.cli.backup_age import check_backups
from kiosk.cli.directory import check_directory
from kiosk.cli.findings import Finding, Level
from kiosk.cli.health import judge_health
from kiosk.cli.paper import check_printer
from kiosk.cli.restarts import judge_restarts, restarts_of_today
from kiosk.hall import HallConfig, HallFileError, load_hall
from kiosk.hall.doubts import HARMLESS, doubts_about
from kiosk.hall.lines import hall_script
from kiosk.words import Words
from queue_store import QueueError, engine_version, open_store

SAFE_SQLITE = (3, 51, 3)
"""First version without the fault by which a database in WAL mode can be damaged."""

LEAST_FREE = 200 * 2**20
LEAST_SIZE = (60, 20)
_FAR_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb", "smbfs", "smb3", "afpfs", "webdav", "fuse.sshfs", "9p"})


def check_all(
    hall: Path, words: Words, now: datetime | None = None, waits: Callable[[str], None] = lambda key: None
) -> Iterator[Finding]:
    """Look at everything; what cannot be looked at because of an earlier fault is left out.

    Why the database cannot be used is said once; where it is locked, nothing else waits for it. `waits` is told, by the
    key of a sentence, of what may take seconds.
    """
    yield check_sqlite()
    try:
        config = load_hall(hall)
    except HallFileError as error:
        for fault in error.faults:
            yield Finding("hall", Level.WRONG, "hall_fault", text=fault.sentence(words))
        config = None
    if config is not None:
        local = (now or datetime.now(UTC)).astimezone(config.zone)
        yield from check_hall(config, words, local.date())
        yield from _guarded("directory", check_directory(config))
        yield from _guarded("script", check_lines(config))
        trouble = ""
        waits("check.waits.database")
        for finding in _guarded("database", check_database(config, words, local)):
            trouble = trouble or str(finding.fields.get("error", ""))
            yield finding
        if trouble != "locked":
            yield from _guarded("backup", check_backups(config, words, local))
        yield from _guarded("disk", check_disk(config))
        if not trouble:
            waits("check.waits.pages")
            yield from _guarded("address", check_address(config))
            waits("check.waits.pages")
            yield from _guarded("pages", check_pages(config))
        yield from _guarded("printer", check_printer(config, words))
    yield from _guarded("terminal", check_terminal(os.environ))


def _guarded(area: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Whatever goes wrong while one thing is looked at is a finding, and the rest is looked at all the same."""
    try:
        yield from findings
    except Exception as error:
        yield Finding(area, Level.WRONG, "unexpected", {"error": f"{type(error).__name__}: {error}"})


def check_hall(config: HallConfig, words: Words, today: date) -> Iterator[Finding]:
    """Name what hall.toml says and probably does not mean."""
    doubts = doubts_about(config, today)
    for doubt in doubts:
        level = Level.NOTE if doubt.key in HARMLESS else Level.WRONG
        yield Finding("hall", level, "hall_fault", text=doubt.sentence(words))
    if not doubts:
        yield Finding("hall", Level.OK, "hall_ok", {"file": str(config.file)})


def check_sqlite(version: tuple[int, ...] | None = None) -> Finding:
    """Look at the SQLite that the store uses."""
    version = engine_version() if version is None else version
    fields = {"version": ".".join(map(str, version)), "safe": ".".join(map(str, SAFE_SQLITE))}
    if version < SAFE_SQLITE:
        return Finding("sqlite", Level.WRONG, "sqlite_old", fields)
    return Finding("sqlite", Level.OK, "sqlite_ok", fields)


def check_lines(config: HallConfig) -> Iterator[Finding]:
    """Load the script of each language, with the hall's own lines."""
    from prompts import ScriptError

    for language in config.languages:
        try:
            hall_script(config, language)
        except ScriptError as error:
            for fault in error.faults:
                yield Finding("script", Level.WRONG, "script_fault", text=str(fault))
        else:
            yield Finding("script", Level.OK, "script_ok", {"language": language})


def check_database(config: HallConfig, words: Words, now: datetime) -> Iterator[Finding]:
    """Open the database, look it through, and write to it."""
    path = Path(config.database_path)
    if "://" not in config.database_path and not path.exists():
        yield _check_new_database(path)
        return
    try:
        store = open_store(config.database_path, config.rules())
    except QueueError as error:
        yield Finding("database", Level.WRONG, "store", {"error": error.key}, words.error(error))
        return
    if os.name != "nt" and path.exists() and path.stat().st_mode & stat.S_IRWXO:
        yield Finding("database", Level.WRONG, "database_open", {"path": config.database_path})
    try:
        yield from judge_health(store.health(), config.database_path, words, now)
        yield from judge_restarts(restarts_of_today(store, now), now)
        store.journal.record(None, "check", {})
        yield Finding("database", Level.OK, "database_ok", {"path": config.database_path})
    except QueueError as error:
        yield Finding("database", Level.WRONG, "store", {"error": error.key}, words.error(error))
    finally:
        store.close()


def _check_new_database(path: Path) -> Finding:
    writable = path.parent.is_dir() and os.access(path.parent, os.W_OK)
    key, level = ("database_new", Level.OK) if writable else ("folder_closed", Level.WRONG)
    return Finding("database", level, key, {"path": str(path), "folder": str(path.parent)})


def check_disk(config: HallConfig) -> Iterator[Finding]:
    """Look for room, and for a disk that is not of this machine."""
    folder = config.folder.absolute()
    free = shutil.disk_usage(folder).free
    fields = {"folder": str(folder), "free": f"{free / 2**30:.1f}"}
    if _file_system(folder) in _FAR_DISKS:
        yield Finding("disk", Level.WRONG, "disk_far", fields)
    else:
        yield Finding("disk", *((Level.WRONG, "disk_full") if free < LEAST_FREE else (Level.OK, "disk_ok")), fields)


def _file_system(folder: Path) -> str:
    import psutil

    holding = [part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)]
    return max(holding, key=lambda part: len(part.mountpoint)).fstype.lower() if holding else ""


def check_address(config: HallConfig) -> Iterator[Finding]:
    """Look for the address that goes into the QR."""
    from kiosk.cli.site import find_site
    from kiosk.ticket import site_address

    address = site_address(config)
    if Path(config.database_path).exists():
        with closing(open_store(config.database_path, config.rules())) as store:
            address = find_site(config, store)
    if address:
        yield Finding("address", Level.OK, "address_ok", {"address": address})
    else:
        yield Finding("address", Level.NOTE, "address_none")


def check_pages(config: HallConfig) -> Iterator[Finding]:
    """Ask the phone pages at the address of the QR whether they are this hall's; where nobody does, serve them so long.

    Beside it stands what the port is bound to, which other machines may not get to.
    """
    from kiosk.ticket import site_addresses
    from kiosk.ticket.identity import PAGES_SECRET
    from kiosk.web.background import Answer, bound_to, is_local, own_site, serving_in_background, who_answers

    if not Path(config.database_path).exists():
        return
    with closing(open_store(config.database_path, config.rules())) as store:
        secret, sites = store.secret(PAGES_SECRET), site_addresses(config, store.pages.address())
    if not sites:
        return
    address, answer = own_site(sites, secret, 1)
    port = config.web.port if config.web.address else urlsplit(address).port or config.web.port
    bound, tried = bound_to(port), False
    fields = {"address": address, "port": port, "bound": ", ".join(bound)}
    if answer is Answer.NOBODY:
        with serving_in_background(config) as tried:
            answer = who_answers(address, secret, 5)
    level, key = {
        Answer.HALL: (Level.OK, "pages_tried" if tried else "pages_ok"),
        Answer.OTHER: (Level.WRONG, "pages_foreign"),
        Answer.NOBODY: (Level.WRONG, "pages_behind" if address.startswith("https:") else "pages_silent"),
    }[answer]
    yield Finding("pages", level, key, fields)
    if bound and all(is_local(host) for host in bound) and not config.web.address:
        yield Finding("pages", Level.WRONG, "pages_local", fields)
    elif bound:
        yield Finding("pages", Level.OK, "pages_bound", fields)


def check_terminal(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at the terminal, when there is one."""
    if not sys.stderr.isatty():
        yield Finding("terminal", Level.NOTE, "terminal_none")
        return
    size = os.get_terminal_size(sys.stderr.fileno())
    yield from judge_terminal(environment, sys.stderr.encoding, (size.columns, size.lines))


def judge_terminal(environment: Mapping[str, str], encoding: str, size: tuple[int, int]) -> Iterator[Finding]:
    """Judge a terminal by its encoding, colours and size."""
    judgements: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("encoding", lambda: encoding.lower().replace("-", "") == "utf8"),
        ("colours", lambda: os.name == "nt" or environment.get("TERM", "dumb") not in ("dumb", "unknown", "")),
        ("size", lambda: size[0] >= LEAST_SIZE[0] and size[1] >= LEAST_SIZE[1]),
    )
    fields = {"encoding": encoding, "columns": size[0], "lines": size[1], "term": environment.get("TERM", "")}
    for name, good in judgements:
        level, state = (Level.OK, "ok") if good() else (Level.WRONG, "bad")
        yield Finding("terminal", level, f"{name}_{state}", fields)
