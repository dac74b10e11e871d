"""Countries: their codes, and the one in which a time zone lies, from the tables of the time zone database."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Return the codes of ISO 3166."""
    return frozenset(fields[0] for fields in _table("iso3166.tab"))


@lru_cache(maxsize=8)
def country_of_zone(timezone: str) -> str:
    """Return the country of a time zone, ISO 3166; empty when the zone is that of several countries or of none."""
    found = {fields[0] for fields in _table("zone.tab") if fields[2] == timezone}
    if not found and (meant := _meant(timezone)):
        found = {code for fields in _table("zone1970.tab") if fields[2] == meant for code in fields[0].split(",")}
    return found.pop() if len(found) == 1 else ""


def _meant(timezone: str) -> str:
    """Return the zone for which a name is only another one, such as Asia/Shanghai for PRC."""
    links = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    return next((target for _, target, name in links if name == timezone), "")


def _table(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _lines(name) if not line.startswith("#"))


def _lines(name: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines()
