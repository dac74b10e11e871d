"""The lists of the floor: each row as it is painted at a width."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content

from kiosk.text.floor import AlertLine, Said, alert_line, counter_line, service_line
from kiosk.widgets.typeset import clean, pad
from kiosk.words import Words
from queue_store import Alert, Condition, CounterLoad, ServiceOutlook, ServiceQueue

_LEVELS = {"over": "bold $error", "near": "$near", "fine": "$success"}
_DOING = {
    "late": "bold $near",
    "called": "$primary",
    "serving": "$foreground",
    "idle": "bold $near",
    "free": "$success",
    "away": "$quiet",
}


def service_row(said: Said, queue: ServiceQueue, outlook: ServiceOutlook | None, width: int) -> Content:
    """Who waits for a service: how many, the longest wait against the limit, what is to come, its counters."""
    line = service_line(said, queue, outlook)
    numbers = {
        "waiting": (line.waiting, "bold $number"),
        "longest": (line.longest, _LEVELS[line.level]),
        "state": (line.state, _LEVELS[line.level]),
        "limit": (line.limit, "$quiet"),
        "forecast": (line.forecast, "$near" if line.late else "$foreground"),
        "counters": (line.counters, "$foreground"),
    }
    columns = _columns(width)
    name = (pad(line.name, width - sum(columns.values())), "$foreground")
    return Content.assemble(
        name, *((_right(numbers[each][0], room), numbers[each][1]) for each, room in columns.items())
    )


_COLUMNS = {"waiting": 5, "longest": 10, "state": 9, "limit": 11, "forecast": 12, "counters": 9}
"""Cells of the columns beside the name of a service."""
_LESS = ("limit", "counters")
"""Columns that a narrow list leaves out, in that order."""
_LEAST_NAME = 14


def _columns(width: int) -> dict[str, int]:
    """The columns that leave room for the name of a service."""
    columns = dict(_COLUMNS)
    for name in _LESS:
        if width - sum(columns.values()) < _LEAST_NAME:
            del columns[name]
    return columns


def service_title(words: Words, width: int) -> str:
    """The heading of the services, its columns over those of the rows."""
    columns = _columns(width)
    named = (_right(words(f"floor.column.{name}"), room) for name, room in columns.items())
    return pad(words("floor.title.services"), max(4, width - sum(columns.values()))) + "".join(named)


def counter_row(said: Said, load: CounterLoad, width: int) -> Content:
    """A counter: who has it, its state since when, whom it serves and for how long against the target."""
    line = counter_line(said, load)
    style = _DOING[line.level]
    head = [
        (_right(str(line.number), 3), "bold $number"),
        ("  " + pad(line.clerk, 10), "$foreground"),
        (" " + pad(line.state, 8), style),
        (" " + _right(line.span, 8), "$foreground"),
    ]
    ends = " ".join(filter(None, (line.waits, line.moved)))
    tail = _right(ends, cell_len(ends) + 2)
    room = max(0, width - sum(cell_len(text) for text, _ in head) - cell_len(tail))
    return Content.assemble(*head, (pad("  " + line.what, room), style), (tail, "$quiet"))


def counter_title(words: Words, open_now: int, count: int) -> str:
    """The heading of the counters."""
    return words("floor.title.counters", open=open_now, count=count)


def alert_row(said: Said, alert: Alert, now_so: Mapping[tuple[str, str], Condition], width: int) -> Content:
    """An alert: when it was raised, what it says now, how it stands."""
    line = alert_line(said, alert, now_so)
    room, rest = _alert_columns(line, width)
    style = "bold $foreground" if line.calls else "$quiet" if line.over else "$foreground"
    return Content.assemble(
        ("! " if line.calls else "  ", "bold $error"),
        (f"{line.clock} ", "$quiet"),
        (pad(clean(line.text), room), style),
        "  ",
        (pad(clean(line.state), rest), "bold $error" if line.calls else "$quiet"),
    )


def alert_in_full(said: Said, alert: Alert, now_so: Mapping[tuple[str, str], Condition], width: int) -> str:
    """What a row of this width leaves out of an alert, said in full; empty where it leaves out nothing."""
    line = alert_line(said, alert, now_so)
    room, rest = _alert_columns(line, width)
    cut = (text for text, cells in ((line.text, room), (line.state, rest)) if cell_len(clean(text)) > cells)
    return "  ".join(map(clean, cut))


def _alert_columns(line: AlertLine, width: int) -> tuple[int, int]:
    """Cells for what an alert is about, and for how it stands."""
    room = max(10, width - 8 - min(cell_len(line.state), max(8, width // 3)) - 2)
    return room, max(0, width - 8 - room - 2)


def _right(text: str, width: int) -> str:
    """Text at the right of its column."""
    return " " * max(0, width - cell_len(text)) + text
