"""What one run of the command line knows: which hall, which language, which way of printing."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.languages import LANGUAGES
from kiosk.text.clerks import names_of
from kiosk.words import Words, load_words

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from queue_store import Store

APP_NAME = "reception-kiosk"
FILE_NAME = "hall.toml"

_FIRST_LANGUAGE = re.compile(r'^\s*languages\s*=\s*\[\s*["\']([A-Za-z-]+)', re.MULTILINE)


class Session:
    """Hall, language and output format of one run, found when first asked for."""

    def __init__(self) -> None:
        named = os.environ.get("KIOSK_HALL")
        self.hall: Path | None = Path(named) if named else None
        """Hall that was named, by `--hall` or KIOSK_HALL."""
        self.language_tag: str | None = os.environ.get("KIOSK_LANGUAGE") or None
        """Language that was named, by `--language` or KIOSK_LANGUAGE."""
        self.database = ""
        """Database that was opened; stays after it was closed."""
        self.json = False
        """Data and errors are printed as JSON."""
        self.pin_file: Path | None = None
        """File whose first line is the PIN of whoever acts, by `--pin-file`."""
        self._example_said = False
        self._opened: Store | None = None

    @cached_property
    def hall_path(self) -> Path:
        """The hall in use: the named one, the one in this folder, or the user's own, made from the example."""
        if self.hall is not None:
            return self.hall
        if Path(FILE_NAME).exists():
            return Path()
        own = _user_folder()
        if not (own / FILE_NAME).exists():
            copy_example(own)
            self.say_example()
        return own

    def say_example(self) -> None:
        """Say once, on stderr, that the hall in use is only the example; say nothing when it is not."""
        if (folder := self.example_folder) and not self._example_said:
            self._example_said = True
            click.echo(self.words("cli.say.example", folder=folder), err=True)

    @property
    def example_folder(self) -> str:
        """Folder of the example hall, as people write it, when the hall in use is only that; else empty."""
        if self.hall is not None or Path(FILE_NAME).exists():
            return ""
        file = _user_folder() / FILE_NAME
        if not file.is_file() or file.read_bytes() != _example().read_bytes():
            return ""
        home = Path.home()
        return f"~/{file.parent.relative_to(home)}" if file.is_relative_to(home) else str(file.parent)

    @cached_property
    def language(self) -> str:
        """Language of this run: the named one, the terminal's, or the hall's own."""
        return self._language_without_hall() or self._language_of_hall()

    @cached_property
    def words(self) -> Words:
        """The words of this run; they name colleagues once the store was opened."""
        return load_words(self.language)

    @cached_property
    def config(self) -> HallConfig:
        """The hall's configuration; HallFileError lists what is wrong with it."""
        from kiosk.hall import load_hall

        return load_hall(self.hall_path)

    @cached_property
    def site(self) -> str:
        """Address of the hall's pages for phones; empty without a network."""
        from kiosk.cli.site import find_site

        if self._opened is not None:
            return find_site(self.config, self._opened)
        with self.store() as store:
            return find_site(self.config, store)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the hall's store for the length of a block."""
        from queue_store import open_store

        self.database = self.config.database_path
        self._opened = store = open_store(self.config.database_path, self.config.rules())
        try:
            self.words = self.words.with_names(names_of(self.words, store.staff.all(removed=True)))
            yield store
        finally:
            self._opened = None
            store.close()

    def _language_without_hall(self) -> str:
        if self.language_tag:
            return _negotiate(self.language_tag)
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            tag = os.environ.get(name, "").partition(".")[0]
            if tag:
                return "" if tag in ("C", "POSIX") else _negotiate(tag.replace("_", "-"))
        return ""

    def _language_of_hall(self) -> str:
        """Read the first language of the hall, even from a file that is broken elsewhere; else the example's own."""
        candidates = [self.hall, Path(), _user_folder()] if self.hall is None else [self.hall]
        for folder in candidates:
            file = folder / FILE_NAME if folder is not None and folder.is_dir() else folder
            if file is None or not file.is_file():
                continue
            with suppress(OSError, ValueError):
                named = _FIRST_LANGUAGE.search(file.read_text(encoding="utf-8-sig"))
                return _negotiate(named[1]) if named else LANGUAGES[0]
        return LANGUAGES[0]


def session_of(ctx: click.Context) -> Session:
    """Return the session of a click context, which its root holds."""
    root = ctx.find_root()
    if not isinstance(root.obj, Session):
        root.obj = Session()
    return root.obj


def copy_example(folder: Path) -> Path:
    """Copy the example hall into a folder and return its hall.toml; FileExistsError when there is one already."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FILE_NAME
    if target.exists():
        raise FileExistsError(str(target))
    with resources.as_file(_example()) as example:
        temporary = target.with_suffix(f".{os.getpid()}.tmp")
        shutil.copyfile(example, temporary)
        temporary.replace(target)
    return target


def _example() -> Traversable:
    return resources.files("kiosk") / "example" / FILE_NAME


def is_terminal() -> bool:
    """Tell whether a person sees what is printed."""
    return sys.stdout.isatty()


def _user_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path(APP_NAME, appauthor=False)


def _negotiate(tag: str) -> str:
    from prompts import negotiate

    return negotiate(tag)
