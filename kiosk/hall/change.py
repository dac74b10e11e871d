"""hall.toml changed while programs run on it: noticed, read again, and either taken over or named with its faults."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.hall.config import HallConfig
from kiosk.hall.faults import HallFileError
from kiosk.hall.lines import hall_script, hall_scripts, lines_file
from kiosk.hall.load import load_hall, read_hall_file
from kiosk.languages import LANGUAGES
from kiosk.words import Words
from prompts import Script, ScriptError, in_language
from queue_store import QueueError, Store

LOOK_EVERY = 1.0
"""Seconds between two looks at the files; a look reads nothing but their size and time."""

AT_NEXT_START = ("id", "database", "timezone", "cutover", "printer")
"""Settings on which what is already written or being printed depends: a change of them waits for the next start."""
_ADDRESS = ("address", "port", "proxies")
"""Settings of [web] that wait too: the pages are being served there."""

Problem = HallFileError | ScriptError | QueueError

Marks = Mapping[Path, tuple[int, int, int] | None]


@dataclass(frozen=True, slots=True)
class HallNow:
    """The hall that holds now, and what stands in the way of a newer one."""

    config: HallConfig
    scripts: Mapping[str, Script]
    """Scripts read again, by language; empty until files changed for the first time."""
    problem: Problem | None = None
    """Why the files as they are now cannot be used; the configuration is the one that held before."""
    waiting: tuple[str, ...] = ()
    """Settings that were changed and take effect at the next start."""

    def script_for(self, language: str) -> Script:
        """The script of a language."""
        return self.scripts.get(language) or hall_script(self.config, language)

    def problem_texts(self, words: Words) -> list[str]:
        """Say everything that is wrong, each in one sentence; empty when nothing is."""
        if isinstance(self.problem, HallFileError):
            return [fault.sentence(words) for fault in self.problem.faults]
        if isinstance(self.problem, ScriptError):
            return [str(in_language(fault, words.language)) for fault in self.problem.faults]
        return [] if self.problem is None else [words.error(self.problem)]

    def text(self, words: Words) -> str:
        """Say in a line or two how it stands: what is wrong and what holds, or that the change is in force."""
        if texts := self.problem_texts(words):
            more = words("common.hall.more", count=len(texts) - 1) if texts[1:] else ""
            return words("common.hall.problem", what=texts[0]) + more
        names = words("common.list.comma").join(self.waiting)
        return words("common.hall.taken") + (words("common.hall.waiting", settings=names) if names else "")


class HallFiles:
    """hall.toml and the hall's own lines, as a running program follows them."""

    def __init__(self, config: HallConfig) -> None:
        self.now = HallNow(config, {})
        self._read = self._looked = self._marks()
        self._digest = self._contents()
        if self._edited_since_start():
            self._read, self._digest = {}, b""

    def changed(self) -> bool:
        """Tell whether there is something new to read; a file that is being written is left until it is still."""
        marks, before = self._marks(), self._looked
        self._looked = marks
        return marks != self._read and marks == before

    def read(self, take: Callable[[HallConfig], None]) -> HallNow | None:
        """Read the files again and let `take` put a good configuration into force; None when nothing is different.

        Whatever is wrong, the hall that held goes on. A refusal of the store is tried again at the next look.
        """
        self._read = self._marks()
        digest = self._contents()
        if digest == self._digest:
            return None
        self._digest = digest
        try:
            self.now = self._load(take)
        except (HallFileError, ScriptError) as problem:
            self.now = replace(self.now, problem=problem)
        except QueueError as problem:
            self.now = replace(self.now, problem=problem)
            self._read, self._digest = {}, b""
        return self.now

    def _load(self, take: Callable[[HallConfig], None]) -> HallNow:
        written = load_hall(self.now.config.file)
        config, waiting = keep_until_next_start(self.now.config, written)
        scripts = hall_scripts(config)
        take(config)
        return HallNow(config, scripts, None, waiting)

    def _edited_since_start(self) -> bool:
        """Tell whether hall.toml already says something else than the configuration that was made of it."""
        try:
            return read_hall_file(self.now.config.file) != self.now.config.text
        except OSError:
            return False
        except UnicodeDecodeError:
            return True

    def _files(self) -> list[Path]:
        config = self.now.config
        return [config.file, *(lines_file(config, language) for language in LANGUAGES)]

    def _marks(self) -> Marks:
        marks: dict[Path, tuple[int, int, int] | None] = {}
        for file in self._files():
            try:
                status = file.stat()
            except OSError:
                marks[file] = None
            else:
                marks[file] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return marks

    def _contents(self) -> bytes:
        """A digest of what the files say; it differs for a file that is gone or cannot be read."""
        digest = hashlib.sha256()
        for file in self._files():
            try:
                content = file.read_bytes()
            except OSError as error:
                digest.update(f"{type(error).__name__}".encode())
            else:
                digest.update(b"%d:" % len(content) + content)
        return digest.digest()


def keep_until_next_start(held: HallConfig, written: HallConfig) -> tuple[HallConfig, tuple[str, ...]]:
    """Return the written configuration with what cannot change while running kept, and the names of that."""
    waiting = [name for name in AT_NEXT_START if getattr(held, name) != getattr(written, name)]
    addresses = [name for name in _ADDRESS if getattr(held.web, name) != getattr(written.web, name)]
    web = written.web.model_copy(update={name: getattr(held.web, name) for name in addresses})
    kept = {name: getattr(held, name) for name in waiting}
    return written.model_copy(update=kept | {"web": web}), (*waiting, *(f"web.{name}" for name in addresses))


def take_rules(store: Store, config: HallConfig) -> None:
    """Let an open store go by the hall's new rules."""
    store.change_rules(config.as_written.rules())
