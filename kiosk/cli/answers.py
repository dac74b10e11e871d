"""What people answer about a new hall, read or refused in one sentence."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kiosk.cli.new_hall import TEMPLATES, NewService, template_services
from kiosk.hall.country import country_of_zone
from kiosk.hall.doubts import SHORTEST_OPENING
from kiosk.hall.plan_doubts import span_text
from kiosk.hall.values import Spans, Text, TimeZone
from kiosk.languages import LANGUAGES
from kiosk.words import Words, load_words
from queue_store import Span

LONGEST_NAME = 200
"""Characters, as hall.toml has it."""
MOST_COUNTERS = 99
MOST_SERVICES = 26

_COMMAS = re.compile("[,，、;；\n]")
_DASHES = re.compile("[-~–—−至到]+")
_spans = TypeAdapter(Spans)


class BadAnswer(Exception):
    """An answer that cannot be used; its sentence is `init.bad.KEY`."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields

    def sentence(self, words: Words) -> str:
        """Say what is wrong with it."""
        return words(f"init.bad.{self.key}", **self.fields)


def read_language(text: str) -> str:
    """Read a language by its number or tag."""
    written = unicodedata.normalize("NFKC", text).strip()
    known = {tag.lower(): tag for tag in LANGUAGES} | {str(place): tag for place, tag in enumerate(LANGUAGES, 1)}
    if (found := known.get(written.lower())) is None:
        raise BadAnswer("language", value=written[:20])
    return found


def read_name(text: str) -> str:
    """Read the name of a hall or of a service."""
    name = text.strip()
    if not name:
        raise BadAnswer("empty")
    if len(name) > LONGEST_NAME:
        raise BadAnswer("long", most=LONGEST_NAME, count=len(name))
    try:
        name.encode()
        TypeAdapter(Text).validate_python(name)
    except (UnicodeEncodeError, ValidationError):
        raise BadAnswer("control") from None
    return name


def read_services(text: str, words: Words) -> tuple[NewService, ...]:
    """Read the names of services with commas between them, or the name of a template."""
    asked = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").split())
    for template in TEMPLATES:
        if asked in (template.replace("-", " "), words(f"init.template.{template}").casefold()):
            return template_services(template, words)
    return named_services([part for part in _COMMAS.split(text) if part.strip()])


def named_services(names: Sequence[str]) -> tuple[NewService, ...]:
    """Return services of these names."""
    if not names:
        raise BadAnswer("services")
    if len(names) > MOST_SERVICES:
        raise BadAnswer("many_services", most=MOST_SERVICES)
    seen: set[str] = set()
    for name in map(read_name, names):
        if name.casefold() in seen:
            raise BadAnswer("same_service", name=name)
        seen.add(name.casefold())
    return tuple(NewService(read_name(name)) for name in names)


def read_counters(text: str) -> int:
    """Read how many counters there are."""
    written = unicodedata.normalize("NFKC", text).strip()
    if not (written.isascii() and written.isdigit() and len(written) < 6 and 1 <= int(written) <= MOST_COUNTERS):
        raise BadAnswer("counters", value=written[:20], most=MOST_COUNTERS)
    return int(written)


def read_yes(text: str) -> bool:
    """Read yes or no, in any language of the halls."""
    written = unicodedata.normalize("NFKC", text).strip().lower()
    if written in ("y", "yes", "是", "对", "對"):
        return True
    if written in ("n", "no", "否", "不", "不是"):
        return False
    raise BadAnswer("yes_no")


def read_hours(text: str) -> tuple[Span, ...]:
    """Read opening hours such as `8:30-12:00, 13:30-17:00`."""
    written = [_DASHES.sub("-", unicodedata.normalize("NFKC", part)) for part in _COMMAS.split(text) if part.strip()]
    try:
        hours = _spans.validate_python(written)
    except ValidationError:
        hours = ()
    if not hours:
        raise BadAnswer("hours", value=text.strip()[:40])
    for span in hours:
        if _lasting(span) < SHORTEST_OPENING:
            raise BadAnswer("short", value=span_text(span))
    return hours


def _lasting(span: Span) -> timedelta:
    day = datetime.min.date()
    return datetime.combine(day, span.end) - datetime.combine(day, span.start)


def id_of(name: str) -> str:
    """Make the identifier of a hall from its name: in Latin letters, Chinese ones in pinyin."""
    from pypinyin import lazy_pinyin

    plain = unicodedata.normalize("NFKD", " ".join(lazy_pinyin(name))).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-") or "hall"


def zone_for(language: str) -> str:
    """Return the time zone of this machine when it lies in some country, else the usual one of a language."""
    named = os.environ.get("TZ", "").lstrip(":") or _zone_of_machine()
    try:
        TypeAdapter(TimeZone).validate_python(named)
    except ValidationError:
        return load_words(language)("language.timezone")
    return named if country_of_zone(named) else load_words(language)("language.timezone")


def _zone_of_machine() -> str:
    """Return the name behind /etc/localtime; empty where there is none."""
    place = str(Path("/etc/localtime").resolve())
    return place.partition("zoneinfo/")[2]
