"""The hall.toml of a new hall: a few facts, and comments in the hall's language on what one would change first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from kiosk.cli.output import pad
from kiosk.hall.plan_doubts import span_text
from kiosk.words import Words
from queue_store import Span

_COMMENTS_AT = 47
"""Cells before the comment of a line."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
_PRIORITIES = ("elder", "disabled", "pregnant", "infant")


@dataclass(frozen=True, slots=True)
class NewService:
    """What visitors of a new hall come for."""

    name: str
    minutes: int = 10
    """Minutes in which it should be done."""
    cash: bool = False
    """Money changes hands."""
    bring: tuple[str, ...] = ()
    """What the visitor has to bring."""


@dataclass(frozen=True, slots=True)
class NewHall:
    """What `kiosk init` asks about a hall."""

    language: str
    name: str
    id: str
    timezone: str
    services: tuple[NewService, ...]
    """At most 26: their codes are letters."""
    counters: int
    shared: bool
    """Every counter gives every service; otherwise they share the services out."""
    hours: tuple[Span, ...]
    """Monday to Friday."""
    year: int
    """Of the days that stand in the file as examples."""


TEMPLATES: dict[str, tuple[tuple[int, bool], ...]] = {
    "gas": ((15, False), (4, True), (8, False), (6, False), (15, False)),
    "power": ((15, False), (4, True), (8, False), (12, False), (6, False)),
    "bank": ((8, True), (15, False), (8, False), (25, False), (6, False)),
    "clinic": ((4, False), (4, True), (5, False), (4, False), (5, False)),
    "town-hall": ((12, False), (12, False), (25, False), (20, False), (6, False)),
}
"""Sets of services by id: of each the minutes that it takes, and whether money changes hands. Names: `init.ID.CODE`."""


def template_services(template: str, words: Words) -> tuple[NewService, ...]:
    """Return the services of a template, in a language."""
    services = []
    for code, (minutes, cash) in zip(codes(len(TEMPLATES[template])), TEMPLATES[template], strict=True):
        bring = words(f"init.{template}.{code}.bring").replace("；", ";").split(";")
        listed = tuple(each.strip() for each in bring if each.strip())
        services.append(NewService(words(f"init.{template}.{code}.name"), minutes, cash, listed))
    return tuple(services)


def codes(count: int) -> str:
    """Return the codes of so many services: `ABC`."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:count]


def quoted(text: str) -> str:
    """Write a text as TOML does."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def hall_text(hall: NewHall, words: Words) -> str:
    """Write the whole hall.toml; `words` are of the hall's language."""
    writer = _Writer(hall, words)
    parts = (
        writer.head(), writer.first(), writer.days(), writer.services(), writer.counters(), writer.priorities(),
        writer.directory(),
    )  # fmt: skip
    return "\n".join(line.rstrip() for part in parts for line in (*part, "")).rstrip("\n") + "\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    hall: NewHall
    words: Words

    def head(self) -> Iterator[str]:
        for key in ("head1", "head2", "head3"):
            yield "# " + self.words(f"init.comment.{key}", name=self.hall.name)

    def first(self) -> Iterator[str]:
        hall = self.hall
        yield f"# {self.words('init.comment.first')}"
        yield ""
        yield self._line(f"id = {quoted(hall.id)}", "id")
        yield self._line(f"languages = [{quoted(hall.language)}]", "languages")
        yield self._line(f"timezone = {quoted(hall.timezone)}", "timezone")
        yield self._line('holidays = "closed"', "holidays")
        cutover = cutover_for(hall.hours)
        if cutover:
            yield f"cutover = {quoted(cutover)}"
        yield ""
        yield self._line(f"name = {self._name(hall.name)}", "name")
        yield self._line(f"company = {self._name(hall.name)}", "company")
        yield self._line(f"centre = {self._name(self.words('init.example.centre'))}", "centre")
        yield from ("", "[limits]", self._line('long_wait = "15m"', "long_wait"))
        yield from ("", self._line("[hours]", "hours"))
        spans = ", ".join(quoted(span_text(span)) for span in hall.hours)
        yield from (f"{day} = [{spans}]" for day in _WEEKDAYS)
        yield self._line('# sat = ["09:00-12:00"]', "saturday")
        yield from ("", "[reception]", self._line("greeter = false", "greeter"))
        yield from ("", "[web]", self._line("port = 8080", "port"))

    def days(self) -> Iterator[str]:
        """Days and plans of the hall's own, to uncomment."""
        year, stocktaking = self.hall.year, self._name(self.words("init.example.closed"))
        tables = {
            "closed": (f'date = "{year}-12-31"', f"names = {stocktaking}"),
            "special": (f'date = "{year}-02-05"', 'hours = ["08:30-12:00"]'),
            "breaks": ('time = "10:30-10:45"', "counters = [1]"),
            "staff": ('time = "08:30-12:00"', "counters = [1]"),
        }
        yield f"# {self.words('init.comment.days')}"
        for table, lines in tables.items():
            yield from ("#", self._line(f"# [[{table}]]", table), *(f"# {line}" for line in lines))

    def services(self) -> Iterator[str]:
        yield from (f"# {self.words('init.comment.services')}", f"# {self.words('init.comment.services2')}")
        for code, service in zip(codes(len(self.hall.services)), self.hall.services, strict=True):
            yield from ("", "[[services]]", f"code = {quoted(code)}", f"series = {quoted(code)}")
            yield f"names = {self._name(service.name)}"
            yield f'target = "{service.minutes}m"'
            if service.cash:
                yield self._line("cash = true", "cash")
            if service.bring:
                yield f"materials = [{', '.join(map(self._name, service.bring))}]"
            else:
                yield self._line(f"# materials = [{self._name(self.words('init.example.material'))}]", "materials")
            if code == "A":
                yield from self._what_a_clerk_knows()

    def _what_a_clerk_knows(self) -> Iterator[str]:
        """Steps, reasons for declining, and an answer of a service, to uncomment."""
        for key, example in (("steps", "step"), ("refusals", "refusal")):
            yield self._line(f"# {key} = [{self._name(self.words(f'init.example.{example}'))}]", key)
        yield self._line("# [[services.answers]]", "answers")
        yield from (f"# {self._example(key, key)}" for key in ("question", "answer"))

    def counters(self) -> Iterator[str]:
        yield f"# {self.words('init.comment.counters')}"
        for number, served in enumerate(shared_out(self.hall), 1):
            yield from ("", "[[counters]]", f"number = {number}")
            yield f"services = [{', '.join(map(quoted, served))}]"
            if number == self.hall.counters > 1:
                yield self._line("supervisor = true", "supervisor")

    def priorities(self) -> Iterator[str]:
        yield f"# {self.words('init.comment.priorities')}"
        for id in _PRIORITIES:
            yield from ("", "[[priorities]]", f"id = {quoted(id)}")
            yield f"names = {self._name(self.words(f'init.priority.{id}'))}"
            yield 'head_start = "20m"'

    def directory(self) -> Iterator[str]:
        """Offices, complaint channels, local facts and the rota, to uncomment."""
        service = quoted(codes(len(self.hall.services))[-1])
        hours = ('hours = ["08:30-17:00"]', 'days = ["mon", "tue", "wed", "thu", "fri"]')
        tables = {
            "complaints": (self._example("names", "complaint"), 'telephone = "555 0110"', *hours),
            "offices": (
                self._example("names", "office"), self._example("place", "place"), 'telephone = "555 0133"', *hours,
                f"services = [{service}]", f"matters = [{self._name(self.words('init.example.matter'))}]",
            ),
            "local": (self._example("names", "local"), self._example("text", "local_text")),
            "rota": (self._example("names", "manager"), f"service = {service}", "month_days = [10]"),
        }  # fmt: skip
        yield f"# {self.words('init.comment.directory')}"
        yield f"# {self.words('init.comment.directory2')}"
        for table, lines in tables.items():
            yield from ("#", self._line(f"# [[{table}]]", table), *(f"# {line}" for line in lines))

    def _example(self, key: str, example: str) -> str:
        return f"{key} = {self._name(self.words(f'init.example.{example}'))}"

    def _name(self, text: str) -> str:
        return f"{{ {self.hall.language} = {quoted(text)} }}"

    def _line(self, text: str, comment: str) -> str:
        """A line with its comment, which stands above it where the line is long."""
        said = f"# {self.words(f'init.comment.{comment}', year=self.hall.year)}"
        padded = pad(text, _COMMENTS_AT)
        return f"{padded}{said}" if padded.endswith(" ") else f"{said}\n{text}"


def shared_out(hall: NewHall) -> list[str]:
    """Return the codes that each counter serves; every service is given somewhere."""
    every = codes(len(hall.services))
    if hall.shared:
        return [every] * hall.counters
    if hall.counters >= len(every):
        return [every[number % len(every)] for number in range(hall.counters)]
    return [every[number :: hall.counters] for number in range(hall.counters)]


def cutover_for(hours: Sequence[Span]) -> str:
    """Return when the business day ends where a hall is open at four in the morning; empty when it is closed then."""
    return "00:00" if any(span.start < time(4) < span.end for span in hours) else ""
