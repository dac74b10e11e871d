"""Fonts that have Chinese: the one hall.toml names, what fontconfig finds, or where they usually lie."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_LANG = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw", "en": "zh-cn"}
"""What fontconfig is asked for; names of zones and services may be Chinese in any language."""

_USUAL = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simhei.ttf",
)
_ASK_SECONDS = 5
_PROBE = 24
"""Pixels at which a glyph is looked for."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face of a font file; without a path the small Latin one that comes with Pillow."""

    path: str = ""
    index: int = 0


@dataclass(frozen=True, slots=True)
class Typeface:
    """The two weights in which papers of a language are set."""

    regular: FontFile
    bold: FontFile

    @property
    def chinese(self) -> bool:
        """Whether Chinese can be set in it."""
        return bool(self.regular.path)

    def font(self, pixels: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        """The font at a height of so many pixels."""
        return load(self.bold if bold else self.regular, pixels)

    def has(self, text: str) -> bool:
        """Whether every character of a text has a glyph."""
        return all(has_glyph(self.regular, letter) for letter in text)


@lru_cache(maxsize=64)
def load(file: FontFile, pixels: int) -> ImageFont.FreeTypeFont:
    """Open a font at a height in pixels; OSError when its file cannot be read."""
    if not file.path:
        built_in = ImageFont.load_default(pixels)
        assert isinstance(built_in, ImageFont.FreeTypeFont)
        return built_in
    return ImageFont.truetype(file.path, pixels, index=file.index, layout_engine=ImageFont.Layout.BASIC)


def measure(file: FontFile, pixels: int, text: str) -> float:
    """How wide a text is in a font, in pixels, when its characters stand side by side."""
    return sum(_advance(file, pixels, letter) for letter in text)


@lru_cache(maxsize=8192)
def _advance(file: FontFile, pixels: int, letter: str) -> float:
    return load(file, pixels).getlength(letter)


@lru_cache(maxsize=16)
def typeface(language: str, named: str = "") -> Typeface:
    """The typeface for a language; without Chinese where the machine has no such font."""
    if named:
        file = FontFile(named)
        return Typeface(file, file) if _sets_chinese(file) else Typeface(FontFile(), FontFile())
    regular = _found(language, bold=False)
    if regular is None:
        return Typeface(FontFile(), FontFile())
    return Typeface(regular, _found(language, bold=True) or regular)


@lru_cache(maxsize=8192)
def has_glyph(file: FontFile, letter: str) -> bool:
    """Whether a font has a glyph of its own for a character."""
    if letter.isspace():
        return True
    font = load(file, _PROBE)
    missing, drawn = font.getmask("\U0010fffd"), font.getmask(letter)
    return (missing.size, bytes(missing)) != (drawn.size, bytes(drawn))


def _found(language: str, *, bold: bool) -> FontFile | None:
    candidates = [_asked_of_fontconfig(language, bold), *(FontFile(path) for path in _USUAL if Path(path).is_file())]
    return next((file for file in candidates if file is not None and _sets_chinese(file)), None)


def _asked_of_fontconfig(language: str, bold: bool) -> FontFile | None:
    pattern = f"sans-serif:lang={_LANG.get(language, 'zh-cn')}" + (":bold" if bold else "")
    try:
        answer = subprocess.run(
            ["fc-match", "-f", "%{file}\n%{index}", pattern],
            capture_output=True, text=True, timeout=_ASK_SECONDS, check=True,
        ).stdout  # fmt: skip
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    path, _, index = answer.partition("\n")
    return FontFile(path, int(index) & 0xFFFF if index.isdecimal() else 0) if path else None


def _sets_chinese(file: FontFile) -> bool:
    try:
        return all(has_glyph(file, letter) for letter in "号票窗口")
    except OSError:
        return False
