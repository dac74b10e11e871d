"""Which version of the program this is."""

from __future__ import annotations

DISTRIBUTION = "reception-kiosk"


def program_version() -> str:
    """The version that was installed, as `0.1.0`; `0` where none was."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"
