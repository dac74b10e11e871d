"""Words as data: moments, lines, and the situation in which a line is said.

A script holds lines per moment. A line has three parts that are shown together: what to **say**, what to **do** with
the body, what **never** to say or do. Which line is shown follows from the moment and a small closed set of conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What makes the lines of a moment come up."""

    FLOW = "flow"
    """A step of a visit; its lines come up by themselves."""
    SITUATION = "situation"
    """Something that happens at a counter; the clerk opens it by key or a few letters."""
    PHONE = "phone"
    SHIFT = "shift"
    NOTICE = "notice"
    """Meant for the clerk alone: shown as a notice, never as words to say."""


class Part(StrEnum):
    """Place of a line among those of one moment."""

    LEAD = "lead"
    """Said first, before anything else; the apology (R04)."""
    MAIN = "main"
    FOLLOW = "follow"


class TimeOfDay(StrEnum):
    """Part of the day, for greetings."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in the encounter that has lines."""

    id: str
    kind: Kind
    title: str
    initials: str = ""
    """Letters that find it in the clerk's list: pinyin initials, or the first letters in English."""
    rules: tuple[str, ...] = ()
    """Reception rules it serves (`R04` …)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a line is chosen: the closed set of conditions, and the values of placeholders."""

    long_wait: bool = False
    """The wait was over the limit."""
    known: bool = False
    """The visitor left a surname."""
    returning: bool = False
    assistance: bool = False
    """Moves with difficulty."""
    several_errands: bool = False
    time_of_day: TimeOfDay = TimeOfDay.MORNING
    fields: Mapping[str, str] = field(default_factory=dict)
    """Placeholder values, see `script.PLACEHOLDERS`. A missing one is a fault of the caller."""


CONDITIONS = ("long_wait", "known", "returning", "assistance", "several_errands", "time_of_day")
"""Names that a line's `when` may use."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as written in a script, with its placeholders."""

    moment: str
    part: Part
    say: str
    do: str
    never: str
    rules: tuple[str, ...]
    when: Mapping[str, bool | str]
    """Conditions that must all hold; of the lines that may be said, the one with the most conditions is."""
    beat: int = 1
    """Place in an exchange: which of its steps the line belongs to; a moment that is no exchange has one."""
    likely: str = ""
    """What the visitor is likely to answer."""
    plain: str = ""
    """What to say instead where a placeholder of `say` has no value; empty: then the line is not said."""
    less: str = ""
    """What comes before the plain words, where the placeholders of this have values; empty where nothing does."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that the line may say, the first for which every value is known is said."""
        return tuple(text for text in (self.say, self.less, self.plain) if text)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line filled in for one situation, ready for the screen."""

    moment: str
    part: Part
    say: str
    do: str
    never: str
    rules: tuple[str, ...]
    why: tuple[str, ...]
    """Names of the conditions for which it was chosen."""
    language: str
    """Language it is in; differs from the script's where a line fell back."""
    likely: str = ""
    """What the visitor is likely to answer."""
    notice: bool = False
    """Meant for the clerk: `say` is a notice and not words to say."""


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle of the service (R40) with one thing to do for it today."""

    title: str
    act: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a script, where, and what to do about it."""

    where: str
    """File and place, for example `lines.toml: line 12` or `lines.toml: moment call`."""
    what: str
    advice: str
    """What to do, or a better wording."""
    rule: str = ""
    word: str = ""
    """The words that are at fault, as written."""
    serious: bool = True
    """True for a fault that keeps the script from being used; False for a warning."""
    key: str = ""
    """Which fault it is, for saying it in another language."""
    values: tuple[tuple[str, str], ...] = ()
    """What its sentences are filled with."""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}: {self.what}", self.advice) if part)
