"""Words shown to people, from the catalogues in `locale/<language>/<area>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from kiosk.keys import DESK_KEYS, said_key

if TYPE_CHECKING:
    from queue_store import QueueError, Why

_PRESS = {id: said_key(key) for id, key in DESK_KEYS.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, by key: `words("desk.sign_in.title", label="A001")`."""

    language: str
    texts: Mapping[str, str]
    """Text per key, the area first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What colleagues are called in this language, by id; of those who have a name here."""
    press: Mapping[str, str] = field(default_factory=lambda: _PRESS)
    """Which key to press for an act of the desk; a text names it as `{press[next]}`."""

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return the text of a key with its placeholders filled; KeyError when there is no such key."""
        return self.texts[key].format_map({"press": self.press, **fields})

    def __contains__(self, key: object) -> bool:
        return key in self.texts

    def with_keys(self, moved: Iterable[tuple[str, str]]) -> Words:
        """The same words in a hall that gave some acts other keys."""
        return replace(self, press={**self.press, **{id: said_key(key) for id, key in moved}})

    def with_names(self, names: Mapping[str, str]) -> Words:
        """The same words in a hall whose people have names."""
        return replace(self, names=names)

    def duration(self, span: timedelta) -> str:
        """Say a span of time as people do: `45 s`, `12 min`, `1 h 05 min`."""
        seconds = max(0, int(span.total_seconds()))
        if seconds < 60:
            return self("common.duration.seconds", seconds=seconds)
        hours, minutes = divmod(seconds // 60, 60)
        if not hours:
            return self("common.duration.minutes", minutes=minutes)
        key = "common.duration.hours_minutes" if minutes else "common.duration.hours"
        return self(key, hours=hours, minutes=f"{minutes:02}")

    def clock(self, moment: datetime, zone: tzinfo) -> str:
        """Say an aware time as the hall's clock shows it."""
        return moment.astimezone(zone).strftime("%H:%M")

    def either(self, parts: Iterable[object]) -> str:
        """Say of several things that one will do: `1, 3 or 5`."""
        texts = [str(part) for part in parts]
        most, last = self("common.counters.separator").join(texts[:-1]), texts[-1:]
        return self("common.counters.last").join([most, *last] if most else last)

    def error(self, error: QueueError) -> str:
        """Say a refusal of the store; an unknown one in the store's own English."""
        key = f"errors.{error.key}"
        if key not in self.texts:
            return str(error)
        try:
            return self(key, **{name: self._say(name, value) for name, value in error.fields.items()})
        except KeyError:
            return str(error)

    def why(self, why: Why, **names: object) -> str:
        """Say why a ticket is next; `names` gives facts as people call them, such as the priority class."""
        key = f"common.why.{why.rule}"
        return self(key, **{**why.facts, **names}) if key in self.texts else why.sentence

    def _say(self, name: str, value: object) -> object:
        """Say states, verbs, times and people inside a sentence in this language too."""
        if isinstance(value, timedelta):
            return self.duration(value)
        if name == "clerk":
            return self.names.get(str(value), value)
        text = str(value.value) if isinstance(value, StrEnum) else value
        return self.texts.get(f"common.{name}.{text}", value) if isinstance(text, str) else value


@lru_cache
def load_words(language: str) -> Words:
    """Load the catalogues of a language, by its tag."""
    folder = resources.files("kiosk") / "locale" / language
    texts: dict[str, str] = {}
    for catalogue in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if catalogue.name.endswith(".toml"):
            area = catalogue.name.removesuffix(".toml")
            texts.update(_flatten(area, tomllib.loads(catalogue.read_text(encoding="utf-8"))))
    return Words(language, texts)


def _flatten(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", str(value)
