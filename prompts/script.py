"""A script: all lines of a hall in one language, and the choice of the line for the moment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter

from .check import norm_faults
from .faults import fault
from .model import Fault, Kind, Line, Moment, Part, Principle, Situation, Spoken
from .pack import LANGUAGES, PACKS, LineKey, Pack, fields_in, read_pack, shipped_pack

MIN_LETTERS_INSIDE = 3
"""Letters from which on the middle of a title is searched too; fewer would find nearly every title."""

_STOPS = "。．.！!？?；;：:，,、"


class ScriptError(Exception):
    """A script cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class UnknownMoment(KeyError):
    """The script has no such moment."""


class MissingField(KeyError):
    """Every main line of a moment needs a placeholder value that was not given."""

    def __init__(self, moment: str, names: Sequence[str]) -> None:
        super().__init__(moment, *names)
        self.names = tuple(names)
        """Placeholders without a value."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The lines of one language, the hall's own over the shipped ones."""

    language: str
    lines: Mapping[tuple[str, int, Part], tuple[Line, ...]]
    """By moment, beat and part, in the order in which they are preferred."""
    greetings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Script:
    """All lines of a hall in one language; what the language lacks comes from those it falls back to."""

    language: str
    layers: tuple[Layer, ...]
    """Own language first, then the ones it falls back to."""
    entries: Mapping[str, Moment]
    warnings: tuple[Fault, ...]
    """Faults of the hall's own lines with which they can be used."""
    _readiness: tuple[str, ...]
    _principles: tuple[Principle, ...]

    def moments(self, kind: Kind | None = None) -> tuple[Moment, ...]:
        """Moments in the order of the script, all or those of one kind."""
        return tuple(moment for moment in self.entries.values() if kind is None or moment.kind is kind)

    def moment(self, id: str) -> Moment:
        """The moment, or UnknownMoment."""
        try:
            return self.entries[id]
        except KeyError:
            raise UnknownMoment(id) from None

    def beats(self, moment_id: str) -> int:
        """How many steps the exchange of a moment has; 1 for a moment that is none."""
        return max((beat for layer in self.layers for moment, beat, _ in layer.lines if moment == moment_id), default=1)

    def lines(self, moment_id: str, situation: Situation, beat: int = 1) -> tuple[Spoken, ...]:
        """What to say at the moment, or at a step of its exchange: lead, main, follow, each at most once.

        Where a placeholder has no value, the plain words of the line are said; a line without them is skipped.
        """
        notice = self.moment(moment_id).kind is Kind.NOTICE
        found = [self._spoken((moment_id, beat, part), situation) for part in Part]
        if found[1] is None:
            raise MissingField(moment_id, self._missing((moment_id, beat, Part.MAIN), situation))
        return tuple(replace(spoken, notice=notice) for spoken in found if spoken)

    def line_variants(self, moment_id: str) -> tuple[Line, ...]:
        """Every line of the moment as written, beat by beat, lead, main, follow; for booklets and editors."""
        self.moment(moment_id)
        found: list[Line] = []
        for beat in range(1, self.beats(moment_id) + 1):
            for part in Part:
                lines = next((known for each in self.layers if (known := each.lines.get((moment_id, beat, part)))), ())
                found += sorted(lines, key=lambda line: len(line.when))
        return tuple(found)

    def principle(self, day: date) -> Principle:
        """The principle of the day (R40); they take turns."""
        return self._principles[day.toordinal() % len(self._principles)]

    def principles(self) -> tuple[Principle, ...]:
        """All principles, in the order of their turns."""
        return self._principles

    def readiness(self) -> tuple[str, ...]:
        """What a clerk checks before signing in (R38)."""
        return self._readiness

    def find(self, letters: str) -> tuple[Moment, ...]:
        """Moments that match the letters by initials, id, title or its pinyin; the best match first."""
        wanted = _letters_only(letters)
        if not wanted:
            return self.moments()
        ranked = [(rank, moment) for moment in self.moments() if (rank := _rank(moment, wanted)) is not None]
        return tuple(moment for _, moment in sorted(ranked, key=lambda pair: pair[0]))

    def _spoken(self, place: tuple[str, int, Part], situation: Situation) -> Spoken | None:
        for layer in self.layers:
            fields = _fields(layer, situation)
            for line in layer.lines.get(place, ()):
                if _holds(line, situation) and (say := _sayable(line, fields)):
                    return _fill(line, say, fields, layer.language)
        return None

    def _missing(self, place: tuple[str, int, Part], situation: Situation) -> list[str]:
        lacking: list[str] = []
        for layer in self.layers:
            for line in layer.lines.get(place, ()):
                lacking += _without_value((line.say, line.do, line.never), _fields(layer, situation))
        return list(dict.fromkeys(lacking))


def load_script(language: str, overlays: Sequence[Path] = (), *, packs: Path = PACKS) -> Script:
    """The script of a language with the hall's own files laid over it; ScriptError names all that is wrong in them."""
    shipped = _shipped(packs, language)
    own = [read_pack(path) for path in overlays]
    faults = [found for pack in (shipped, *own) for found in pack.faults]
    if not any(found.serious for found in faults):
        faults += [found for pack in own for found in norm_faults(pack)]
    chain = [shipped, *(_shipped(packs, name) for name in shipped.fallback)]
    faults += [found for pack in chain[1:] for found in pack.faults]
    stacks = [[pack, *(extra for extra in own if extra.language == pack.language)] for pack in chain]
    entries, untitled = _merge_entries(stacks)
    faults += untitled
    if any(found.serious for found in faults):
        raise ScriptError(dict.fromkeys(found for found in faults if found.serious))
    layers = tuple(_layer(stack, entries) for stack in stacks)
    said = {moment for layer in layers for moment, _, part in layer.lines if part is Part.MAIN}
    readiness = next((pack.readiness for stack in stacks for pack in reversed(stack) if pack.readiness), ())
    principles = next((pack.principles for stack in stacks for pack in reversed(stack) if pack.principles), ())
    kept = {id: moment for id, moment in entries.items() if id in said}
    return Script(language, layers, kept, tuple(faults), readiness, principles or (Principle("", ""),))


def negotiate(tag: str) -> str:
    """The language to speak for a tag such as `zh-TW`, `zh_CN.UTF-8` or `de`: English where there is no pack for it."""
    parts = re.split(r"[-_]", re.split(r"[.@;,]", tag.strip(), maxsplit=1)[0].lower())
    if parts[0] != "zh":
        known = [language for language in LANGUAGES if language.partition("-")[0].lower() == parts[0]]
        return next((language for language in known if language.lower() == "-".join(parts)), (*known, "en")[0])
    if "hans" in parts:
        return "zh-Hans"
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-Hans"


def _shipped(packs: Path, language: str) -> Pack:
    if language not in LANGUAGES:
        raise ScriptError([fault(language, "no_such_language", {"known": ", ".join(LANGUAGES)}, word=language)])
    return shipped_pack(language, packs)


def _merge_entries(stacks: Sequence[Sequence[Pack]]) -> tuple[dict[str, Moment], list[Fault]]:
    """Moments of all packs, each as the first pack that has it describes it, and faults of those without a title."""
    merged: dict[str, Moment] = {}
    faults = []
    for stack in stacks:
        here: dict[str, Moment] = {}
        for pack in stack:
            for entry in pack.entries:
                base = here.get(entry.id) or merged.get(entry.id) or Moment(entry.id, Kind.SITUATION, "")
                here[entry.id] = replace(
                    base, kind=entry.kind or base.kind, title=entry.title or base.title,
                    initials=entry.initials or ("" if entry.title else base.initials), rules=entry.rules or base.rules,
                )  # fmt: skip
                if not here[entry.id].title:
                    faults.append(fault(entry.where, "untitled", {"moment": entry.id}))
        for id, moment in here.items():
            merged.setdefault(id, moment if moment.initials else replace(moment, initials=initials(moment.title)))
    return merged, faults


def _layer(stack: Sequence[Pack], entries: Mapping[str, Moment]) -> Layer:
    """Put the hall's lines in place of the shipped ones; what a line leaves out is taken from the one it replaces."""
    lines: dict[LineKey, tuple[int, Line]] = {}
    for height, pack in enumerate(stack):
        for key, line in pack.lines.items():
            old = lines.pop(key, None)
            lines[key] = height, _complete(line, old[1] if old else None, entries[line.moment])
    grouped: dict[tuple[str, int, Part], list[tuple[int, Line]]] = {}
    for (moment, beat, part, _), ranked in lines.items():
        grouped.setdefault((moment, beat, part), []).append(ranked)
    ordered = {
        place: tuple(line for _, line in sorted(found, key=lambda ranked: (-len(ranked[1].when), -ranked[0])))
        for place, found in grouped.items()
    }
    greetings = {time: word for pack in stack for time, word in pack.greetings.items()}
    return Layer(stack[0].language, ordered, greetings)


def _complete(line: Line, old: Line | None, moment: Moment) -> Line:
    rules = line.rules or (old.rules if old else ()) or moment.rules
    if old is None:
        return replace(line, rules=rules)
    plain = old.plain or ("" if fields_in(old.say) else old.say)
    return replace(
        line, rules=rules, do=line.do or old.do, never=line.never or old.never, likely=line.likely or old.likely,
        plain=line.plain or plain, less=line.less or old.less,
    )  # fmt: skip


def _holds(line: Line, situation: Situation) -> bool:
    return all(getattr(situation, name) == value for name, value in line.when.items())


def _fields(layer: Layer, situation: Situation) -> dict[str, str]:
    """Values for the placeholders; the greeting follows from the time of day."""
    given = {name: _printable(value) for name, value in situation.fields.items() if value}
    greeting = layer.greetings.get(situation.time_of_day, "")
    return {**({"greeting": greeting} if greeting else {}), **given}


def _printable(value: str) -> str:
    return "".join(letter for letter in value if unicodedata.category(letter) not in ("Cc", "Cs"))


def _without_value(texts: Iterable[str], fields: Mapping[str, str]) -> list[str]:
    return [name for text in texts for name in fields_in(text) if not fields.get(name)]


def _sayable(line: Line, fields: Mapping[str, str]) -> str:
    """The words of a line for which every value is known; empty when there are none."""
    return next((text for text in line.texts if not _without_value((text, line.do, line.never), fields)), "")


def _fill(line: Line, words: str, fields: Mapping[str, str], language: str) -> Spoken:
    say, do, never = (_filled(text, fields) for text in (words, line.do, line.never))
    return Spoken(line.moment, line.part, say, do, never, line.rules, tuple(line.when), language, line.likely)


def _filled(text: str, fields: Mapping[str, str]) -> str:
    """A text with its values; a value that ends with a stop drops it where the text has its own after it."""
    parts, said = list(Formatter().parse(text)), ""
    for place, (literal, name, *_) in enumerate(parts, 1):
        after = parts[place][0][:1] if place < len(parts) else ""
        value = fields[name] if name else ""
        said += literal + (value.rstrip(_STOPS) if after and after in _STOPS else value)
    return said


def _letters_only(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _rank(moment: Moment, wanted: str) -> int | None:
    """How well a moment matches the letters, 0 the best; None when it does not."""
    title = _letters_only(moment.title)
    tests = (
        moment.initials == wanted, moment.initials.startswith(wanted), title.startswith(wanted),
        spelling(moment.title).startswith(wanted), wanted in title, _letters_only(moment.id).startswith(wanted),
        wanted in moment.initials, len(wanted) >= MIN_LETTERS_INSIDE and wanted in spelling(moment.title),
    )  # fmt: skip
    return next((rank for rank, met in enumerate(tests) if met), None)


@lru_cache(maxsize=1024)
def spelling(title: str) -> str:
    """Letters and digits of a title as they are typed: pinyin for Chinese, all lower-case and without spaces."""
    if title.isascii():
        return _letters_only(title)
    from pypinyin import lazy_pinyin

    return _letters_only("".join(lazy_pinyin(title)))


def initials(title: str) -> str:
    """Letters that find a title: the initials of its pinyin, or of its words."""
    if title.isascii():
        return "".join(word[0] for word in re.findall(r"[a-z0-9]+", title.lower()))
    from pypinyin import Style, lazy_pinyin

    return "".join(part[0] for part in lazy_pinyin(title, style=Style.FIRST_LETTER) if part[:1].isalnum()).lower()
