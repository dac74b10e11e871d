"""Read a pack: the TOML files that hold the words of one language, with every fault named and placed."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import TypeVar

from .faults import fault
from .model import CONDITIONS, Fault, Kind, Line, Part, Principle, TimeOfDay
from .place import Places

PACKS = Path(__file__).parent / "packs"
"""Folder of the shipped packs, one folder per language."""

_FIRST = ("zh-Hans", "zh-Hant", "en")
LANGUAGES: tuple[str, ...] = (
    *_FIRST,
    *sorted({file.parent.name for file in PACKS.glob("*/flow.toml")} - set(_FIRST)),
)
"""Languages that have a pack, those that every moment is shipped in first."""

PLACEHOLDERS = (
    "address", "surname", "label", "counter", "counters", "service", "form", "company", "hall", "clerk", "greeting",
    "zone", "minutes", "materials", "where", "reason", "due", "days", "note", "amount", "change", "contact",
    "receiving", "local", "way",
)  # fmt: skip
"""Names that a line may fill in; a closed set, so that every line can be filled by every hall."""

LineKey = tuple[str, int, Part, frozenset[tuple[str, bool | str]]]
"""Key of a line: its moment, the beat, its place in it, its conditions."""

FILE_KEYS = ("language", "fallback", "greetings", "moment", "readiness", "principle")
MOMENT_KEYS = ("id", "kind", "title", "initials", "rules", "line")
LINE_KEYS = ("beat", "part", "say", "less", "plain", "likely", "do", "never", "rules", "when")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
BEATS = 4
"""Steps that an exchange has at most."""
RULE = re.compile(r"R\d\d")
FORMATTER = Formatter()
SHOWN_MAX = 60
"""Characters of a wrong value that a fault repeats."""
Choice = TypeVar("Choice", Kind, Part)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says about a moment; a hall's file may leave out what the shipped pack already says."""

    id: str
    kind: Kind | None
    title: str
    initials: str
    rules: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The words of one language as one folder or file has them."""

    language: str
    fallback: tuple[str, ...] = ()
    greetings: Mapping[str, str] = field(default_factory=dict)
    """What `{greeting}` says, by time of day."""
    entries: tuple[Entry, ...] = ()
    lines: Mapping[LineKey, Line] = field(default_factory=dict)
    places: Mapping[LineKey, str] = field(default_factory=dict)
    readiness: tuple[str, ...] = ()
    principles: tuple[Principle, ...] = ()
    faults: tuple[Fault, ...] = ()


def key_of(line: Line) -> LineKey:
    """The key of a line."""
    return line.moment, line.beat, line.part, frozenset(line.when.items())


def fields_in(text: str) -> tuple[str, ...]:
    """Names of the placeholders in the text, in order."""
    return tuple(name for _, name, _, _ in FORMATTER.parse(text) if name is not None)


def read_pack(path: Path, language: str | None = None) -> Pack:
    """Read a file, or all TOML files of a folder as one pack; what cannot be read becomes a fault, never an error."""
    reader = _Reader(language)
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            reader.fault(path.name, "no_file")
    else:
        files = [path]
    for file in files:
        reader.read(file)
    return reader.pack(path)


@lru_cache(maxsize=16)
def shipped_pack(language: str, packs: Path = PACKS) -> Pack:
    """The pack that comes with the program."""
    return read_pack(packs / language, language)


def read_text(path: Path) -> tuple[str, Fault | None]:
    """The file's text, or the fault that keeps it from being read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            return "", fault(path.name, "missing", {})
        return "", fault(path.name, "unreadable", {"reason": error.strerror or type(error).__name__})
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        where = f"{path.name}: line {raw.count(bytes([10]), 0, error.start) + 1}"
        if guess := _guess(raw):
            return "", fault(where, "encoding_guessed", {"guess": guess})
        return "", fault(where, "encoding", {})


def _guess(raw: bytes) -> str:
    """Name of the encoding that the bytes seem to be in; empty when none fits."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    for encoding, name in (("gb18030", "GBK"), ("big5", "Big5")):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return name
    return ""


class _Reader:
    """Collects the contents of the files of one pack, and their faults."""

    def __init__(self, language: str | None) -> None:
        self.language = language
        self.files = 0
        self.fallback: tuple[str, ...] = ()
        self.greetings: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        self.lines: dict[LineKey, Line] = {}
        self.line_places: dict[LineKey, str] = {}
        self.readiness: tuple[str, ...] = ()
        self.principles: tuple[Principle, ...] = ()
        self.faults: list[Fault] = []

    def fault(self, where: str, key: str, *, word: str = "", **values: str) -> None:
        self.faults.append(fault(where, key, values, word=word))

    def pack(self, path: Path) -> Pack:
        language = self.language or next((n for n in (path.stem, path.name, path.parent.name) if n in LANGUAGES), "")
        if not language and not any(found.serious for found in self.faults):
            self.fault(path.name, "no_language")
        elif language and language not in LANGUAGES:
            self.fault(path.name, "unknown_language", word=language, shown=repr(language), known=", ".join(LANGUAGES))
        if language in self.fallback or len(set(self.fallback)) < len(self.fallback):
            chain = " → ".join((language, *self.fallback))
            self.fault(path.name, "circle", chain=chain)
        return Pack(
            language, self.fallback, self.greetings, tuple(self.entries.values()), self.lines,
            self.line_places, self.readiness, self.principles, tuple(self.faults),
        )  # fmt: skip

    def read(self, path: Path) -> None:
        text, unread = read_text(path)
        if unread:
            self.faults.append(unread)
            return
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"^(.*?)\s*\(at line (\d+), column \d+\)", str(error))
            where = f"{path.name}: line {found[2]}" if found else path.name
            reason = found[1] if found else str(error)
            self.fault(where, "toml", reason=reason)
            return
        except RecursionError:
            self.fault(path.name, "too_deep")
            return
        self._file(Places(path.name, text), data)

    def _file(self, places: Places, data: dict[str, object]) -> None:
        self._known_keys(places.where(), data, FILE_KEYS)
        if language := self._string(places.where(key="language"), data, "language"):
            if self.files and self.language not in (None, language):
                where = places.where(key="language")
                self.fault(where, "other_language", language=language, earlier=str(self.language))
            self.language = language
        self.files += 1
        if fallback := self._strings(places.where(key="fallback"), data, "fallback"):
            self.fallback = fallback
            for name in fallback:
                if name not in LANGUAGES:
                    known = ", ".join(LANGUAGES)
                    where = places.where(key="fallback")
                    self.fault(where, "unknown_fallback", word=name, shown=repr(name), known=known)
        self.greetings |= self._words(places, data, "greetings", tuple(TimeOfDay))
        if readiness := self._strings(places.where(key="readiness"), data, "readiness"):
            self.readiness = readiness
        self._principles(places, data)
        for index, table in enumerate(self._tables(places.where(), data, "moment")):
            self._moment(places, index, table)

    def _words(self, places: Places, data: Mapping[str, object], key: str, names: tuple[str, ...]) -> dict[str, str]:
        table = data.get(key, {})
        if not isinstance(table, dict):
            self.fault(places.where(), "not_a_table", name=key)
            return {}
        where = f"{places.where()}: {key}"
        self._known_keys(where, table, names)
        return {str(name): word for name in names if (word := self._string(where, table, name))}

    def _principles(self, places: Places, data: Mapping[str, object]) -> None:
        found = []
        for number, table in enumerate(self._tables(places.where(), data, "principle"), 1):
            where = f"{places.where()}: principle {number}"
            self._known_keys(where, table, ("title", "act"))
            title, act = self._string(where, table, "title"), self._string(where, table, "act")
            if title and act:
                found.append(Principle(title, act))
            else:
                self.fault(where, "principle")
        self.principles = tuple(found) or self.principles

    def _moment(self, places: Places, index: int, table: Mapping[str, object]) -> None:
        where = places.where(index)
        self._known_keys(where, table, MOMENT_KEYS)
        id = self._string(where, table, "id")
        if not IDENTIFIER.fullmatch(id):
            self.fault(where, "moment_id", shown=repr(id))
            return
        if places.where(index) == places.name:
            where = f"{places.name}: moment {id}"
        if earlier := self.entries.get(id):
            self.fault(where, "moment_again", moment=id, earlier=earlier.where)
            return
        kind = self._choice(places.where(index, key="kind"), table, "kind", Kind)
        rules = self._rules(places.where(index, key="rules"), table)
        title = self._string(where, table, "title")
        self.entries[id] = Entry(id, kind, title, self._string(where, table, "initials").lower(), rules, where)
        for number, line in enumerate(self._tables(where, table, "line")):
            self._line(places, index, number, id, rules, line)

    def _line(
        self, places: Places, index: int, number: int, moment: str, rules: tuple[str, ...], table: Mapping[str, object]
    ) -> None:
        where = places.where(index, number)
        if where == places.name:
            where = f"{places.name}: moment {moment}"
        before = len(self.faults)
        self._known_keys(where, table, LINE_KEYS)
        part = self._choice(where, table, "part", Part) or Part.MAIN
        texts = {}
        for name in ("say", "less", "plain", "likely", "do", "never"):
            place = places.where(index, number, name)
            texts[name] = self._string(place, table, name)
            self._placeholders(place, texts[name])
        if not texts["say"] and len(self.faults) == before:
            self.fault(where, "nothing_to_say")
        when = self._when(places.where(index, number, "when"), table)
        line = Line(
            moment, part, texts["say"], texts["do"], texts["never"], self._rules(where, table) or rules, when,
            self._beat(where, table), texts["likely"], texts["plain"], texts["less"],
        )  # fmt: skip
        key = key_of(line)
        if key in self.lines:
            self.fault(
                where, "line_again", part=part, moment=moment, conditions=", ".join(when) or "–",
                earlier=self.line_places[key],
            )  # fmt: skip
        elif len(self.faults) == before:
            self.lines[key] = line
            self.line_places[key] = places.where(index, number, "say")

    def _beat(self, where: str, table: Mapping[str, object]) -> int:
        beat = table.get("beat", 1)
        if isinstance(beat, int) and not isinstance(beat, bool) and 1 <= beat <= BEATS:
            return beat
        self.fault(where, "beat", word="beat", shown=repr(beat)[:SHOWN_MAX], most=str(BEATS))
        return 1

    def _when(self, where: str, table: Mapping[str, object]) -> dict[str, bool | str]:
        raw = table.get("when", {})
        if not isinstance(raw, dict):
            self.fault(where, "when_not_a_table")
            return {}
        when: dict[str, bool | str] = {}
        for name, value in raw.items():
            if name not in CONDITIONS:
                known = ", ".join(CONDITIONS)
                self.fault(where, "unknown_condition", word=name, shown=repr(name), known=known)
            elif name == "time_of_day":
                if value not in tuple(TimeOfDay):
                    times = ", ".join(TimeOfDay)
                    self.fault(where, "time_of_day", word=str(value), shown=repr(value), known=times)
                else:
                    when[name] = str(value)
            elif isinstance(value, bool):
                when[name] = value
            else:
                self.fault(where, "condition_value", word=name, name=name, shown=repr(value))
        return {name: when[name] for name in CONDITIONS if name in when}

    def _placeholders(self, where: str, text: str) -> None:
        try:
            parsed = list(FORMATTER.parse(text))
        except ValueError:
            self.fault(where, "lone_brace", word="{", shown="{ / }", example="{surname}")
            return
        for _, name, spec, conversion in parsed:
            if name is None:
                continue
            if name not in PLACEHOLDERS or spec or conversion:
                shown = "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
                known = ", ".join(PLACEHOLDERS)
                self.fault(where, "unknown_placeholder", word=shown, shown=shown, known=known)

    def _tables(self, where: str, table: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
        raw = table.get(key, [])
        if isinstance(raw, list) and all(isinstance(item, dict) for item in raw):
            return raw
        self.fault(where, "not_tables", name=key)
        return []

    def _known_keys(self, where: str, table: Mapping[str, object], known: Iterable[str]) -> None:
        names = tuple(known)
        for key in table:
            if key not in names:
                self.fault(where, "unknown_key", word=key, shown=repr(key), known=", ".join(names))

    def _string(self, where: str, table: Mapping[str, object], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.fault(where, "not_text", word=key, name=key, shown=repr(value)[:SHOWN_MAX])
            return ""
        text = " ".join(value.split())
        hidden = [letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs", "Co")]
        if hidden or "\N{RIGHT-TO-LEFT OVERRIDE}" in text:
            self.fault(where, "control", word=key, name=key)
            return ""
        return text

    def _strings(self, where: str, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        raw = table.get(key, [])
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            self.fault(where, "not_a_list", word=key, name=key)
            return ()
        return tuple(" ".join(item.split()) for item in raw)

    def _rules(self, where: str, table: Mapping[str, object]) -> tuple[str, ...]:
        rules = self._strings(where, table, "rules")
        for rule in rules:
            if not RULE.fullmatch(rule):
                self.fault(where, "rule", word=rule, shown=repr(rule))
        return rules

    def _choice(self, where: str, table: Mapping[str, object], key: str, kinds: type[Choice]) -> Choice | None:
        value = self._string(where, table, key)
        if not value:
            return None
        if value not in tuple(kinds):
            self.fault(where, "unknown_choice", word=value, name=key, shown=repr(value), known=", ".join(kinds))
            return None
        return kinds(value)
