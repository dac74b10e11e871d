"""What is wrong in a hall.toml, as sentences of our own."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError

from kiosk.words import Words, load_words

_KINDS = {
    "missing": "missing",
    "string_type": "not_text",
    "string_too_long": "too_long",
    "string_too_short": "empty",
    "int_type": "not_number",
    "bool_type": "not_switch",
    "tuple_type": "not_list",
    "list_type": "not_list",
    "model_type": "not_table",
    "model_attributes_type": "not_table",
    "dict_type": "not_table",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "too_short": "empty_list",
    "duration": "duration",
    "keep_or_duration": "keep_or_duration",
    "too_brief": "too_brief",
    "clock": "clock",
    "span": "span",
    "spans_overlap": "spans_overlap",
    "control_character": "control_character",
    "day": "day",
    "site": "site",
    "machine": "machine",
    "closing_days": "closing_days",
    "country": "country",
    "key": "key",
    "unreachable": "unreachable",
    "rota_without_days": "rota_without_days",
    "printer_to": "printer_to",
    "printer_width": "printer_width",
    "printer_font": "printer_font",
    "keep_rule": "keep_rule",
}
"""Kinds of pydantic errors and the faults that say them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what, and what to do about it. `str()` is plain English."""

    path: str
    """Place in the file, for example `services[2].target`; lists count from 0."""
    key: str
    """Sentence in the catalogues: `errors.fault.KEY.what` and `.advice`."""
    fields: Mapping[str, object] = field(default_factory=dict)
    about: str = ""
    """Code, number, day or time of the entry that is meant, because nobody counts list entries."""

    def what(self, words: Words) -> str:
        """Say what is wrong."""
        return words(f"errors.fault.{self.key}.what", **self.fields)

    def advice(self, words: Words) -> str:
        """Say what to do."""
        return words(f"errors.fault.{self.key}.advice", **self.fields)

    def sentence(self, words: Words) -> str:
        """Say where, what and what to do in one line."""
        place = f"{self.path} ({self.about})" if self.about else self.path
        return words("errors.fault_line", place=place, what=self.what(words), advice=self.advice(words)).strip()

    def __str__(self) -> str:
        return self.sentence(load_words("en"))


class HallFileError(Exception):
    """A hall.toml that cannot be used, with everything that is wrong in it."""

    def __init__(self, file: Path, faults: Iterable[Fault]) -> None:
        super().__init__(file, tuple(faults))
        self.file = file
        self.faults: tuple[Fault, ...] = self.args[1]

    def sentences(self, words: Words) -> list[str]:
        """Say each fault in one line, after a line that names the file."""
        title = words("errors.hall_file", file=str(self.file), count=len(self.faults))
        return [title, *(fault.sentence(words) for fault in self.faults)]

    def __str__(self) -> str:
        return "\n".join(self.sentences(load_words("en")))


def close_to(word: object, known: Iterable[str]) -> str:
    """Return the known word that was most likely meant, or nothing."""
    return next(iter(difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)), "")


def say_path(location: Iterable[int | str]) -> str:
    """Write a place the way people point at it: `services[2].target`."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def about(data: Mapping[str, object], location: tuple[int | str, ...]) -> str:
    """Return what the list entry at this place calls itself: its code, number, id, day or first name."""
    if len(location) < 2 or not isinstance(location[1], int):
        return ""
    entries = data.get(str(location[0]))
    entry = entries[location[1]] if isinstance(entries, list) and location[1] < len(entries) else None
    if not isinstance(entry, dict):
        return ""
    name = next((entry[key] for key in ("code", "number", "id", "date", "time") if key in entry), "")
    if not name and isinstance(names := entry.get("names"), dict):
        name = next((each for each in names.values() if each), "")
    return shorten(str(name)) if isinstance(name, str | int | date) else ""


def from_pydantic(error: ValidationError, data: Mapping[str, object], model: type[BaseModel]) -> list[Fault]:
    """Turn pydantic's list into faults with our own sentences."""
    found = []
    for problem in error.errors(include_url=False):
        location = tuple(problem["loc"])
        if problem["type"] == "too_short" and problem["input"]:
            continue  # The entries are there; each has its own fault.
        key, fields = _kind(problem["type"], problem.get("ctx", {}), location, problem["input"], model)
        found.append(Fault(say_path(location), key, fields, about(data, location)))
    return found


def _kind(
    kind: str, context: Mapping[str, object], location: tuple[int | str, ...], value: object, model: type[BaseModel]
) -> tuple[str, dict[str, object]]:
    shown = shorten(value)
    if kind == "extra_forbidden":
        meant = close_to(location[-1], _known_keys(model, location))
        return ("unknown_key_meant", {"meant": meant}) if meant else ("unknown_key", {})
    if kind == "timezone":
        from zoneinfo import available_timezones

        meant = close_to(value, sorted(available_timezones()))
        return ("timezone_meant", {"value": shown, "meant": meant}) if meant else ("timezone", {"value": shown})
    if kind == "pattern":
        return str(context["kind"]), {"value": shown}
    if kind == "literal_error":
        return "not_one_of", {
            "value": shown,
            "expected": str(context["expected"]).replace(" or ", ", ").replace("'", ""),
        }
    limit = next((context[name] for name in ("ge", "le", "max_length") if name in context), "")
    shown = f'"{shown}"' if isinstance(value, str) else shown
    if kind == "subdivision":
        return ("subdivision" if context["known"] else "no_subdivisions"), {"value": shown, **context}
    return _KINDS.get(kind, "other"), {"value": shown, "key": str(location[-1]) if location else "", "limit": limit}


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that the table around this place may have."""
    here: type[BaseModel] = model
    for step in location[:-1]:
        if isinstance(step, int):
            continue
        field_info = next((info for name, info in here.model_fields.items() if (info.alias or name) == step), None)
        inner = _table_in(field_info.annotation) if field_info is not None else None
        if inner is None:
            return []
        here = inner
    return [info.alias or name for name, info in here.model_fields.items()]


def _table_in(annotation: object) -> type[BaseModel] | None:
    """Return the model inside `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_table_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)


def shorten(value: object) -> str:
    """Show a value from the file in a sentence: short, and with nothing that a terminal would obey."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(letter if letter.isprintable() else "�" for letter in text)
    return text if len(text) <= 40 else text[:39] + "…"
