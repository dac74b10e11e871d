"""Read hall.toml and say everything that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from kiosk.hall.checks import cross_check
from kiosk.hall.config import HallConfig
from kiosk.hall.faults import Fault, HallFileError, from_pydantic

FILE_NAME = "hall.toml"


def load_hall(folder_or_file: str | Path) -> HallConfig:
    """Load the hall described by a folder's hall.toml, or by the file itself."""
    file = Path(folder_or_file)
    if file.is_dir():
        file = file / FILE_NAME
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise HallFileError(file, [Fault(FILE_NAME, "no_file")]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise HallFileError(file, [Fault(FILE_NAME, "encoding", {"line": line})]) from None
    except OSError as error:
        raise HallFileError(file, [Fault(FILE_NAME, "unreadable_file", {"reason": error.strerror})]) from None
    return parse_hall(text, file)


def parse_hall(text: str, file: Path) -> HallConfig:
    """Read the text of a hall.toml; `file` is where it stands, relative paths in it start from its folder."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HallFileError(file, [_syntax_fault(str(error), text)]) from None
    faults: list[Fault] = []
    config = None
    try:
        config = HallConfig.model_validate(data)
    except ValidationError as error:
        faults += from_pydantic(error, data, HallConfig)
    known = {fault.path for fault in faults}
    faults += [fault for fault in cross_check(data) if fault.path not in known]
    if config is None or faults:
        raise HallFileError(file, faults)
    config._file = file
    return config


def _syntax_fault(message: str, text: str) -> Fault:
    """Point at the line that is not TOML."""
    place = re.search(r"line (\d+), column (\d+)", message)
    lines = text.splitlines()
    line = min(int(place[1]) if place else len(lines), len(lines))
    while line > 1 and not lines[line - 1].strip():
        line -= 1
    written = lines[line - 1].strip() if lines else ""
    shown = "".join(letter if letter.isprintable() else "�" for letter in written)[:60]
    return Fault(FILE_NAME, "syntax", {"line": line, "written": shown})
