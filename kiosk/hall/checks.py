"""Checks that look across hall.toml: what one part says against what another says.

They read the raw tables, so that they find their faults even while other parts are unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kiosk.hall.faults import Fault, about, close_to, say_path, shorten
from kiosk.keys import DESK_KEYS
from kiosk.languages import LANGUAGES, USUAL


def cross_check(data: Mapping[str, Any]) -> list[Fault]:
    """Return every fault between the parts of a hall."""
    checks: tuple[Callable[[Mapping[str, Any]], Iterator[Fault]], ...] = (
        _duplicates,
        _same_contacts,
        _counters_without_service,
        _unknown_services,
        _unknown_services_of_the_directory,
        _services_without_counter,
        _missing_names,
        _special_days,
        _keys,
    )
    return [fault for check in checks for fault in check(data)]


def _entries(data: Mapping[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    value = data.get(key)
    return [(i, entry) for i, entry in enumerate(value) if isinstance(entry, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[tuple[int, str]]:
    return [(i, text) for i, text in enumerate(value) if isinstance(text, str)] if isinstance(value, list) else []


def _codes(data: Mapping[str, Any]) -> list[str]:
    codes = (entry.get("code") for _, entry in _entries(data, "services"))
    return list(dict.fromkeys(code for code in codes if isinstance(code, str)))


def _keys(data: Mapping[str, Any]) -> Iterator[Fault]:
    given = data.get("keys")
    if not isinstance(given, dict):
        return
    for id in given.keys() - DESK_KEYS.keys():
        meant = close_to(id, DESK_KEYS)
        yield Fault(f"keys.{shorten(id)}", "unknown_key_meant" if meant else "unknown_key", {"meant": meant})
    written = {id: key.strip().lower() for id, key in given.items() if isinstance(key, str) and id in DESK_KEYS}
    keys = {**DESK_KEYS, **written}
    for id, key in written.items():
        if other := next((each for each, its in keys.items() if its == key and each != id), ""):
            yield Fault(f"keys.{id}", "key_taken", {"key": shorten(key), "other": other})


def _duplicates(data: Mapping[str, Any]) -> Iterator[Fault]:
    for table, key in (("services", "code"), ("counters", "number"), ("priorities", "id")):
        first: dict[object, int] = {}
        for i, entry in _entries(data, table):
            value = entry.get(key)
            if not isinstance(value, str | int):
                continue
            if value in first:
                where = say_path((table, first[value], key))
                yield Fault(
                    say_path((table, i, key)), "duplicate", {"value": shorten(value), "first": where}, shorten(value)
                )
            first.setdefault(value, i)
    seen: set[str] = set()
    for i, language in _texts(data.get("languages")):
        if language in seen:
            yield Fault(f"languages[{i}]", "duplicate", {"value": shorten(language), "first": "languages"})
        seen.add(language)


def _counters_without_service(data: Mapping[str, Any]) -> Iterator[Fault]:
    for i, counter in _entries(data, "counters"):
        if counter.get("services") == []:
            yield Fault(say_path(("counters", i, "services")), "serves_nothing", {}, shorten(counter.get("number", "")))


def _same_contacts(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Two of one name cannot be told apart on a screen or aloud."""
    for table in ("offices", "complaints"):
        first: dict[tuple[str, str], int] = {}
        told: set[int] = set()
        for i, entry in _entries(data, table):
            names = entry.get("names")
            for language, name in names.items() if isinstance(names, dict) else ():
                if not isinstance(name, str) or not name.strip():
                    continue
                earlier = first.setdefault((language, name.strip().casefold()), i)
                if earlier != i and i not in told:
                    told.add(i)
                    fields = {"value": shorten(name), "first": say_path((table, earlier, "names"))}
                    yield Fault(say_path((table, i, "names")), "duplicate", fields, shorten(name))


def _unknown_services(data: Mapping[str, Any]) -> Iterator[Fault]:
    codes = _codes(data)
    for i, counter in _entries(data, "counters"):
        listed: set[str] = set()
        for place, code in _texts(counter.get("services")):
            location = ("counters", i, "services", place)
            if code in listed:
                yield Fault(say_path(location), "listed_twice", {"value": shorten(code)}, about(data, location))
            elif code not in codes:
                fields = {"value": shorten(code), "codes": ", ".join(map(shorten, codes))}
                yield Fault(say_path(location), "unknown_service", fields, about(data, location))
            listed.add(code)


def _unknown_services_of_the_directory(data: Mapping[str, Any]) -> Iterator[Fault]:
    codes = _codes(data)
    places: list[tuple[tuple[int | str, ...], str]] = [
        (("offices", i, "services", place), code)
        for i, office in _entries(data, "offices")
        for place, code in _texts(office.get("services"))
    ]
    for i, manager in _entries(data, "rota"):
        if isinstance(code := manager.get("service"), str):
            places.append((("rota", i, "service"), code))
    for location, code in places:
        if code not in codes:
            fields = {"value": shorten(code), "codes": ", ".join(map(shorten, codes))}
            yield Fault(say_path(location), "unknown_service", fields, about(data, location))


def _services_without_counter(data: Mapping[str, Any]) -> Iterator[Fault]:
    served = {code for _, counter in _entries(data, "counters") for _, code in _texts(counter.get("services"))}
    for i, service in _entries(data, "services"):
        code = service.get("code")
        if isinstance(code, str) and code not in served:
            yield Fault(say_path(("services", i)), "served_nowhere", {"value": shorten(code)}, shorten(code))


def _special_days(data: Mapping[str, Any]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for i, entry in _entries(data, "special"):
        day = str(entry.get("date", ""))
        if day and day in first:
            fields = {"value": shorten(day), "first": say_path(("special", first[day]))}
            yield Fault(say_path(("special", i, "date")), "duplicate", fields, shorten(day))
        first.setdefault(day, i)
        if entry.get("hours") == []:
            yield Fault(say_path(("special", i, "hours")), "special_without_hours", {}, shorten(day))


def _missing_names(data: Mapping[str, Any]) -> Iterator[Fault]:
    offered = data.get("languages", list(USUAL))
    languages = [language for _, language in _texts(offered) if language in LANGUAGES]
    for location, names in _all_names(data):
        for language in dict.fromkeys(languages):
            value = names.get(language, "")
            if isinstance(value, str) and not value.strip():
                yield Fault(
                    say_path((*location, language)), "name_missing", {"language": language}, about(data, location)
                )


_NAMED = (
    ("services", ("names", "zone")),
    ("counters", ("name",)),
    ("priorities", ("names",)),
    ("closed", ("names",)),
    ("complaints", ("names", "place")),
    ("offices", ("names", "place")),
    ("local", ("names", "text")),
    ("rota", ("names",)),
)
_LISTED = ("materials", "forms", "steps", "refusals", "matters")
"""Lists of names within a table."""


def _all_names(data: Mapping[str, Any]) -> Iterator[tuple[tuple[int | str, ...], dict[str, Any]]]:
    """Walk over every name that people read."""
    places: list[tuple[tuple[int | str, ...], object]] = [
        ((key,), data.get(key)) for key in ("name", "company", "centre")
    ]
    for table, keys in _NAMED:
        for i, entry in _entries(data, table):
            places += [((table, i, key), entry.get(key)) for key in keys]
            for key in _LISTED:
                listed = entry.get(key)
                if isinstance(listed, list):
                    places += [((table, i, key, place), names) for place, names in enumerate(listed)]
            for place, answer in _entries(entry, "answers"):
                places += [((table, i, "answers", place, key), answer.get(key)) for key in ("question", "answer")]
    for location, names in places:
        if isinstance(names, dict):
            yield location, names
