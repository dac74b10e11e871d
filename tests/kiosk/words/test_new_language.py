"""A language needs catalogues and nothing else: one is made from English in a copy of the product, right to left."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.languages import LANGUAGES
from kiosk.words import load_words
from prompts import LANGUAGES as OF_THE_BOOK

ROOT = Path(__file__).parents[3]
_TEXT = re.compile(r'^("?[\w.-]+"? = )"(?=[^"\n])', re.MULTILINE)
_SAID = re.compile(r'^((?:say|plain|less) = )"', re.MULTILINE)


def test_catalogues_and_books_are_in_the_same_languages() -> None:
    assert LANGUAGES == OF_THE_BOOK == ("zh-Hans", "zh-Hant", "en")
    for language in LANGUAGES:
        assert load_words(language)("language.direction") in {"ltr", "rtl"}


def test_a_language_is_added_by_its_catalogues(tmp_path: Path) -> None:
    copy, hall = tmp_path / "product", tmp_path / "hall"
    hall.mkdir()
    for package in ("kiosk", "prompts", "queue_store"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "corpus"))
    for file in (copy / "kiosk/locale/en").glob("*.toml"):
        _write(copy / "kiosk/locale/he" / file.name, _TEXT.sub(r'\1"MARK ', file.read_text(encoding="utf-8")))
    own = 'name = "Ivrit"\nshort = "Ivrit"\ndirection = "rtl"\ntimezone = "Asia/Jerusalem"\n'
    _write(copy / "kiosk/locale/he/language.toml", own)
    for file in (copy / "prompts/packs/en").glob("*.toml"):
        pack = file.read_text(encoding="utf-8").replace('language = "en"', 'language = "he"')
        _write(copy / "prompts/packs/he" / file.name, _SAID.sub(r'\1"MARK ', pack))
    done = subprocess.run(
        [sys.executable, ROOT / "tests/kiosk/words/hall_in_a_new_language.py", hall],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (copy, ROOT / "tests/kiosk")))},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
