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

from .model import CONDITIONS, Fault, Kind, Line, Part, Principle, TimeOfDay
from .place import Places

PACKS = Path(__file__).parent / "packs"
"""Folder of the shipped packs, one folder per language."""

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
"""Languages that every moment is shipped in."""

PLACEHOLDERS = (
    "address", "surname", "label", "counter", "counters", "service", "form", "company", "hall", "clerk", "greeting",
    "zone", "minutes", "materials", "where", "reason", "due",
)  # fmt: skip
"""Names that a line may fill in; a closed set, so that every line can be filled by every hall."""

LineKey = tuple[str, Part, frozenset[tuple[str, bool | str]]]
"""What a line is found by: its moment, its place in it, its conditions."""

FILE_KEYS = ("language", "fallback", "greetings", "defaults", "moment", "readiness", "principle")
MOMENT_KEYS = ("id", "kind", "title", "initials", "rules", "line")
LINE_KEYS = ("part", "say", "do", "never", "rules", "when")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
RULE = re.compile(r"R\d\d")
FORMATTER = Formatter()
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
    defaults: Mapping[str, str] = field(default_factory=dict)
    """What a placeholder says when the hall has no value for it, as a service without a zone of its own."""
    entries: tuple[Entry, ...] = ()
    lines: Mapping[LineKey, Line] = field(default_factory=dict)
    places: Mapping[LineKey, str] = field(default_factory=dict)
    readiness: tuple[str, ...] = ()
    principles: tuple[Principle, ...] = ()
    faults: tuple[Fault, ...] = ()


def key_of(line: Line) -> LineKey:
    """What the line is found by."""
    return line.moment, line.part, frozenset(line.when.items())


def fields_in(text: str) -> tuple[str, ...]:
    """Names of the placeholders in the text, in order."""
    return tuple(name for _, name, _, _ in FORMATTER.parse(text) if name is not None)


def read_pack(path: Path, language: str | None = None) -> Pack:
    """Read a file, or all TOML files of a folder as one pack; what cannot be read becomes a fault, never an error."""
    reader = _Reader(language)
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            reader.fault(path.name, "holds no script file.", "Put files ending in .toml into it.")
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
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else (error.strerror or "unreadable")
        return "", Fault(path.name, f"cannot be read: {reason}.", "Check the path and the permissions.")
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        where = f"{path.name}: line {raw.count(bytes([10]), 0, error.start) + 1}"
        return "", Fault(where, f"is not UTF-8 text{_guess(raw)}.", "Save the file as UTF-8.")


def _guess(raw: bytes) -> str:
    """Say which encoding the bytes look like."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return " (it looks like UTF-16)"
    for encoding, name in (("gb18030", "GBK"), ("big5", "Big5")):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return f" (it looks like {name})"
    return ""


class _Reader:
    """Collects what the files of one pack say, and the faults."""

    def __init__(self, language: str | None) -> None:
        self.language = language
        self.files = 0
        self.fallback: tuple[str, ...] = ()
        self.greetings: dict[str, str] = {}
        self.defaults: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        self.lines: dict[LineKey, Line] = {}
        self.line_places: dict[LineKey, str] = {}
        self.readiness: tuple[str, ...] = ()
        self.principles: tuple[Principle, ...] = ()
        self.faults: list[Fault] = []

    def fault(self, where: str, what: str, advice: str, *, word: str = "", rule: str = "") -> None:
        self.faults.append(Fault(where, what, advice, rule=rule, word=word))

    def pack(self, path: Path) -> Pack:
        language = self.language or next((n for n in (path.stem, path.name, path.parent.name) if n in LANGUAGES), "")
        if not language and not any(fault.serious for fault in self.faults):
            self.fault(path.name, "does not say its language.", 'Begin the file with language = "zh-Hans".')
        elif language and language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            self.fault(path.name, f"is in an unknown language, {language!r}.", f"Use one of {known}.", word=language)
        if language in self.fallback or len(set(self.fallback)) < len(self.fallback):
            chain = " → ".join((language, *self.fallback))
            self.fault(path.name, f"falls back in a circle: {chain}.", "Name every other language at most once.")
        return Pack(
            language, self.fallback, self.greetings, self.defaults, tuple(self.entries.values()), self.lines,
            self.line_places, self.readiness, self.principles, tuple(self.faults),
        )  # fmt: skip

    def read(self, path: Path) -> None:
        text, fault = read_text(path)
        if fault:
            self.faults.append(fault)
            return
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"^(.*?)\s*\(at line (\d+), column \d+\)", str(error))
            where = f"{path.name}: line {found[2]}" if found else path.name
            reason = found[1] if found else str(error)
            self.fault(where, f"is not valid TOML: {reason}.", "Check the quotes, brackets and commas there.")
            return
        except RecursionError:
            self.fault(path.name, "is nested too deeply to be a script.", "Use [[moment]] and [[moment.line]] tables.")
            return
        self._file(Places(path.name, text), data)

    def _file(self, places: Places, data: dict[str, object]) -> None:
        self._known_keys(places.where(), data, FILE_KEYS)
        if language := self._string(places.where(key="language"), data, "language"):
            if self.files and self.language not in (None, language):
                where = places.where(key="language")
                self.fault(where, f"is in {language}, the files before it in {self.language}.", "Split the folder.")
            self.language = language
        self.files += 1
        if fallback := self._strings(places.where(key="fallback"), data, "fallback"):
            self.fallback = fallback
            for name in fallback:
                if name not in LANGUAGES:
                    known = ", ".join(LANGUAGES)
                    where = places.where(key="fallback")
                    self.fault(where, f"falls back to an unknown language, {name!r}.", f"Use {known}.", word=name)
        self.greetings |= self._words(places, data, "greetings", tuple(TimeOfDay))
        self.defaults |= self._words(places, data, "defaults", PLACEHOLDERS)
        if readiness := self._strings(places.where(key="readiness"), data, "readiness"):
            self.readiness = readiness
        self._principles(places, data)
        for index, table in enumerate(self._tables(places.where(), data, "moment")):
            self._moment(places, index, table)

    def _words(self, places: Places, data: Mapping[str, object], key: str, names: tuple[str, ...]) -> dict[str, str]:
        table = data.get(key, {})
        if not isinstance(table, dict):
            self.fault(places.where(), f"has {key} that are not a table.", f"Write [{key}] on a line of its own.")
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
                self.fault(where, "lacks its title or its act.", 'Write title = "…" and act = "…".')
        self.principles = tuple(found) or self.principles

    def _moment(self, places: Places, index: int, table: Mapping[str, object]) -> None:
        where = places.where(index)
        self._known_keys(where, table, MOMENT_KEYS)
        id = self._string(where, table, "id")
        if not IDENTIFIER.fullmatch(id):
            self.fault(where, f"has the moment id {id!r}.", "Use lower-case letters, digits and _, as in lost_card.")
            return
        if places.where(index) == places.name:
            where = f"{places.name}: moment {id}"
        if earlier := self.entries.get(id):
            self.fault(where, f"says moment {id} again.", f"Put all its lines under the one at {earlier.where}.")
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
        for name in ("say", "do", "never"):
            place = places.where(index, number, name)
            texts[name] = self._string(place, table, name)
            self._placeholders(place, texts[name])
        if not texts["say"] and len(self.faults) == before:
            self.fault(where, "has nothing to say.", 'Write say = "…".')
        when = self._when(places.where(index, number, "when"), table)
        line = Line(moment, part, texts["say"], texts["do"], texts["never"], self._rules(where, table) or rules, when)
        key = key_of(line)
        if key in self.lines:
            conditions = " and ".join(when) or "no condition"
            self.fault(
                where, f"is a second {part} line of moment {moment} for {conditions}.",
                f"Keep one; the other says its words at {self.line_places[key]}.",
            )  # fmt: skip
        elif len(self.faults) == before:
            self.lines[key] = line
            self.line_places[key] = places.where(index, number, "say")

    def _when(self, where: str, table: Mapping[str, object]) -> dict[str, bool | str]:
        raw = table.get("when", {})
        if not isinstance(raw, dict):
            self.fault(where, "has conditions that are not a table.", "Write when = { long_wait = true }.")
            return {}
        when: dict[str, bool | str] = {}
        for name, value in raw.items():
            if name not in CONDITIONS:
                known = ", ".join(CONDITIONS)
                self.fault(where, f"names an unknown condition, {name!r}.", f"Use one of {known}.", word=name)
            elif name == "time_of_day":
                if value not in tuple(TimeOfDay):
                    times = ", ".join(TimeOfDay)
                    self.fault(where, f"has the time of day {value!r}.", f"Use one of {times}.", word=str(value))
                else:
                    when[name] = str(value)
            elif isinstance(value, bool):
                when[name] = value
            else:
                self.fault(where, f"wants {name} to be {value!r}.", "Use true or false, without quotes.", word=name)
        return {name: when[name] for name in CONDITIONS if name in when}

    def _placeholders(self, where: str, text: str) -> None:
        try:
            parsed = list(FORMATTER.parse(text))
        except ValueError:
            self.fault(where, "has a lone { or }.", "Write placeholders as {surname}.", word="{")
            return
        for _, name, spec, conversion in parsed:
            if name is None:
                continue
            if name not in PLACEHOLDERS or spec or conversion:
                shown = "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
                known = ", ".join(PLACEHOLDERS)
                self.fault(where, f"has an unknown placeholder, {shown}.", f"Use one of {known}.", word=shown)

    def _tables(self, where: str, table: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
        raw = table.get(key, [])
        if isinstance(raw, list) and all(isinstance(item, dict) for item in raw):
            return raw
        self.fault(where, f"has {key} in a form that is not read.", f"Write each one under its own [[…{key}]] header.")
        return []

    def _known_keys(self, where: str, table: Mapping[str, object], known: Iterable[str]) -> None:
        names = tuple(known)
        for key in table:
            if key not in names:
                self.fault(where, f"has an unknown key, {key!r}.", f"Use {', '.join(names)}.", word=key)

    def _string(self, where: str, table: Mapping[str, object], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.fault(where, f"has {key} = {value!r}, which is not text.", "Put it in quotes.", word=key)
            return ""
        text = " ".join(value.split())
        hidden = [letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs", "Co")]
        if hidden or "\N{RIGHT-TO-LEFT OVERRIDE}" in text:
            self.fault(where, f"has a control character in {key}.", "Delete it and type the words again.", word=key)
            return ""
        return text

    def _strings(self, where: str, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        raw = table.get(key, [])
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            self.fault(where, f"has {key} that is not a list of texts.", f'Write {key} = ["…", "…"].', word=key)
            return ()
        return tuple(" ".join(item.split()) for item in raw)

    def _rules(self, where: str, table: Mapping[str, object]) -> tuple[str, ...]:
        rules = self._strings(where, table, "rules")
        for rule in rules:
            if not RULE.fullmatch(rule):
                self.fault(where, f"names the rule {rule!r}.", "Rules are written R01, R02 and so on.", word=rule)
        return rules

    def _choice(self, where: str, table: Mapping[str, object], key: str, kinds: type[Choice]) -> Choice | None:
        value = self._string(where, table, key)
        if not value:
            return None
        if value not in tuple(kinds):
            self.fault(where, f"has an unknown {key}, {value!r}.", f"Use one of {', '.join(kinds)}.", word=value)
            return None
        return kinds(value)
