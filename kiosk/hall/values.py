"""Values that hall.toml writes in words: spans of time, opening hours, names per language."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, create_model
from pydantic_core import PydanticCustomError

from kiosk.hall.calendar import subdivisions
from kiosk.hall.country import country_codes
from kiosk.keys import plain_key
from kiosk.languages import LANGUAGES
from queue_store import Span

if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[LANGUAGES]
"""Tag of a language that has a catalogue."""

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:(\d{1,4})d)?\s*(?:(\d{1,5})h)?\s*(?:(\d{1,6})m)?\s*(?:(\d{1,7})s)?", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SITE = re.compile(
    r"https?://(?:(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
    r"(?::\d{1,5})?(?:/[a-z0-9._~%-]+)*/?",
    re.ASCII | re.IGNORECASE,
)
_TELEPHONE = r"(\+?[0-9(][0-9 ()/-]{1,28}[0-9]( ?(\u8f6c|\u8f49|ext\.?|x) ?[0-9]{1,6})?)?"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Part(BaseModel):
    """A table of hall.toml: nothing in it changes after loading, and nothing unknown is passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parse_duration(value: object) -> timedelta:
    """Read `90s`, `15m`, `1h30m` or `2d`."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) and value.strip() else None
    if match is None:
        raise PydanticCustomError("duration", "not a duration")
    return timedelta(
        seconds=sum(int(amount or 0) * unit for amount, unit in zip(match.groups(), _UNITS.values(), strict=True))
    )


def _keep_or_duration(value: object) -> timedelta | None:
    if value is None or value == "keep":
        return None
    try:
        return parse_duration(value)
    except PydanticCustomError:
        raise PydanticCustomError("keep_or_duration", "not a duration and not keep") from None


def parse_clock(value: object) -> time:
    """Read a time of day such as `08:30`."""
    if isinstance(value, time):
        return value
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("clock", "not a time of day")
    return time(int(match[1]), int(match[2]))


def _parse_day(value: object) -> date:
    """Read a date such as `2026-12-31`, in quotes or as TOML's own."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise PydanticCustomError("day", "not a date")


def _country(value: str) -> str:
    country, _, part = value.partition("-")
    if country not in country_codes():
        raise PydanticCustomError("country", "not a country")
    if part and part not in (known := subdivisions(country)):
        raise PydanticCustomError("subdivision", "not a part", {"country": country, "known": ", ".join(known)})
    return value


def _key(value: str) -> str:
    try:
        return plain_key(value)
    except ValueError:
        raise PydanticCustomError("key", "not a key") from None


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("timezone", "unknown time zone") from None
    return value


def _no_controls(value: str) -> str:
    if _CONTROL.search(value):
        raise PydanticCustomError("control_character", "control character")
    return value


def _site(value: str) -> str:
    """Refuse what no phone can open: a site is http or https, a host, and at most a port and a path."""
    try:
        good = not value or (_SITE.fullmatch(value) and _leads_somewhere(urlsplit(value)))
    except ValueError:
        good = False
    if not good:
        raise PydanticCustomError("site", "not the address of a site")
    return value


def _leads_somewhere(site: SplitResult) -> bool:
    """Tell whether host, port and path of a site can be those of one; ValueError when they cannot be read."""
    host = site.hostname or ""
    if ":" in host or not host.strip("0123456789."):
        address = ip_address(host)
        if address.is_unspecified or address.is_multicast:
            return False
    return site.port != 0 and not {".", ".."} & {*site.path.split("/")}


def _machine(value: str) -> str:
    """Refuse what is neither the address of a machine nor a network."""
    try:
        ip_network(value)
    except ValueError:
        raise PydanticCustomError("machine", "not an address of a machine") from None
    return value


def _matches(pattern: str, kind: str) -> AfterValidator:
    """Refuse a text that does not match a pattern, with a fault of its own kind."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise PydanticCustomError("pattern", "wrong form", {"kind": kind})
        return value

    return AfterValidator(check)


def _at_least(least: timedelta) -> AfterValidator:
    def check(value: timedelta) -> timedelta:
        if value < least:
            raise PydanticCustomError("too_brief", "too short a time")
        return value

    return AfterValidator(check)


_written = PlainSerializer(lambda value: None if value is None else f"{int(value.total_seconds())}s")

Duration = Annotated[timedelta, BeforeValidator(parse_duration), _written]
PositiveDuration = Annotated[timedelta, BeforeValidator(parse_duration), _at_least(timedelta(seconds=1)), _written]
PlaceOrDuration = Annotated[timedelta | None, BeforeValidator(_keep_or_duration), _written]
Clock = Annotated[time, BeforeValidator(parse_clock)]
Day = Annotated[date, BeforeValidator(_parse_day)]
Country = Annotated[str, AfterValidator(_country)]
TimeZone = Annotated[str, AfterValidator(_timezone)]
Text = Annotated[str, Field(max_length=200), AfterValidator(_no_controls)]
Site = Annotated[Text, AfterValidator(_site)]
Machine = Annotated[Text, AfterValidator(_machine)]
Identifier = Annotated[str, _matches(r"[a-z0-9][a-z0-9-]{0,39}", "identifier")]
Code = Annotated[str, _matches(r"[A-Za-z0-9][A-Za-z0-9_-]{0,11}", "code")]
Series = Annotated[str, _matches(r"[A-Z]{1,2}", "series")]
Key = Annotated[str, AfterValidator(_key)]
Whole = Annotated[int, Field(strict=True)]
MonthDay = Annotated[Whole, Field(ge=1, le=31)]
Telephone = Annotated[Text, _matches(_TELEPHONE, "telephone")]
"""A number as people write it, an extension with it: `0535-218 3300 转 8`, `+49 30 1234-0`; empty for none."""
Switch = Annotated[bool, Field(strict=True)]


class Names(Part):
    """One name in each language of the hall; every language that has a catalogue has a field."""

    zh_hans: Text = Field("", alias="zh-Hans")
    zh_hant: Text = Field("", alias="zh-Hant")
    en: Text = ""

    def written(self, language: str) -> str:
        """Return the name as the hall wrote it in this language; empty where it did not."""
        return str(getattr(self, _field_of(language))) if language in LANGUAGES else ""

    def say(self, language: str) -> str:
        """Return the name in this language, else in simplified Chinese, English, or whichever there is."""
        return next(filter(None, map(self.written, (language, "zh-Hans", "en", *LANGUAGES))), "")


def _field_of(language: str) -> str:
    return language.replace("-", "_").lower()


_MORE = [language for language in LANGUAGES if _field_of(language) not in Names.model_fields]
if _MORE and not TYPE_CHECKING:
    Names = create_model(
        "Names", __base__=Names, **{_field_of(tag): (Text, Field("", alias=tag)) for tag in _MORE}
    )  # fmt: skip


def _parse_span(value: object) -> Span:
    if isinstance(value, Span):
        return value
    start_text, dash, end_text = value.partition("-") if isinstance(value, str) else ("", "", "")
    try:
        start = parse_clock(start_text)
        end = time.max if end_text.strip() == "24:00" else parse_clock(end_text)
    except PydanticCustomError:
        raise PydanticCustomError("span", "not opening hours") from None
    if not dash or end <= start:
        raise PydanticCustomError("span", "not opening hours")
    return Span(start, end)


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    for earlier, later in itertools.pairwise(spans):
        if later.start < earlier.end:
            raise PydanticCustomError("spans_overlap", "opening hours overlap")
    return spans


OneSpan = Annotated[Span, BeforeValidator(_parse_span)]
Spans = Annotated[tuple[OneSpan, ...], AfterValidator(_in_order)]


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Keys of the opening hours, Monday first."""


class Hours(Part):
    """Opening hours per weekday; a weekday without spans is closed."""

    mon: Spans = ()
    tue: Spans = ()
    wed: Spans = ()
    thu: Spans = ()
    fri: Spans = ()
    sat: Spans = ()
    sun: Spans = ()

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """The spans of the seven weekdays, Monday first."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)

    def on(self, weekday: int) -> tuple[Span, ...]:
        """Return the spans of a weekday, 0 for Monday."""
        return self.week[weekday]
