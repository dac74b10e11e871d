"""The hall's own lines: a file per language beside hall.toml, laid over the shipped script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.hall.config import HallConfig

if TYPE_CHECKING:
    from prompts import Script


def lines_file(config: HallConfig, language: str) -> Path:
    """Where the hall's own lines in a language would be."""
    return config.folder / f"lines.{language}.toml"


def hall_script(config: HallConfig, language: str) -> Script:
    """Load the script of a language, with the hall's own lines over it; ScriptError when they cannot be used."""
    from prompts import load_script

    file = lines_file(config, language)
    return load_script(language, (file,) if file.exists() else ())


def hall_scripts(config: HallConfig) -> dict[str, Script]:
    """Load the scripts of all the hall's languages."""
    return {language: hall_script(config, language) for language in config.languages}
