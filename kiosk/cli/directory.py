"""What `kiosk check` says of the hall's directory."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.cli.findings import Finding, Level
from kiosk.hall import HallConfig


def check_directory(config: HallConfig) -> Iterator[Finding]:
    """Say what the directory holds and what nobody can be told for want of it."""
    if not (config.complaints or config.offices or config.local or config.rota):
        yield Finding("directory", Level.NOTE, "directory_empty")
        return
    fields = {
        "offices": len(config.offices),
        "complaints": len(config.complaints),
        "local": len(config.local),
        "rota": len(config.rota),
        "steps": sum(bool(each.steps) for each in config.services),
        "answers": sum(bool(each.answers) for each in config.services),
        "services": len(config.services),
    }
    yield Finding("directory", Level.OK, "directory_ok", fields)
    if not config.complaints:
        yield Finding("directory", Level.NOTE, "directory_no_complaints")
