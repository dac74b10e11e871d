"""What is to be on paper: each paper of a ticket is queued, being printed, printed, or failed for a reason.

Who prints takes a job in an act of its own, so nothing is printed twice unless somebody asks again. A job nobody took
is free for any printer after a while; one whose printing never ended counts as failed, for its paper may be out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from queue_store.acts import Act, Look
from queue_store.clock import from_text, to_text
from queue_store.errors import NotAllowed
from queue_store.ledger import Ledger
from queue_store.model import OPEN, Post, State
from queue_store.tickets.moving import load
from queue_store.tickets.rows import Row
from queue_store.typed import ID_LENGTH, NAME_LENGTH, clean, program_id

LOST_AFTER = timedelta(seconds=20)
"""A printing that has not ended by then never will: who began it is gone. Others wait for it until then."""

TOO_LATE_AFTER = timedelta(minutes=10)
"""A job that nobody printed by then is not printed any more unless it is asked for again."""

SHOWN_FOR = timedelta(minutes=15)
"""How long a failed slip is shown; a failed ticket is shown as long as its visitor waits."""

PRINT_KINDS = frozenset({"print_asked", "print_began", "print_done", "print_failed"})
"""Kinds of log entries that tell of paper; none is taken back, for paper that is out is out."""

_COLUMNS = "p.ticket_id, p.paper, p.revision, p.state, p.asked_at, p.since, p.station, p.times, p.reason"
_NAMES = tuple(column.removeprefix("p.") for column in _COLUMNS.split(", "))
_SELECT = (
    f"SELECT {_COLUMNS}, t.label, t.state FROM print_job AS p "
    "JOIN ticket AS t ON t.hall = p.hall AND t.id = p.ticket_id "
)
_WAITS = (State.BOOKED.value, State.WAITING.value, State.CALLED.value)


class Paper(StrEnum):
    """What can be printed of a ticket."""

    TICKET = "ticket"
    """The number itself."""
    MISSING = "missing"
    """What the visitor still has to bring (R26)."""
    TOLD = "told"
    """What the visitor was told to bring, and when."""


class PrintState(StrEnum):
    """How a print job stands."""

    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One paper of a ticket."""

    ticket_id: int
    paper: Paper
    label: str
    state: PrintState
    asked_at: datetime
    """When it was last asked for."""
    since: datetime
    """Since when it stands so."""
    station: str
    """Who asked for it or, once begun, prints it."""
    times: int
    """How often it was asked for."""
    reason: str
    """Why it failed, as an id such as `no_paper`; empty unless it did."""


class Prints:
    """Print jobs."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def ask(self, ticket_id: int, paper: Paper, *, station: str, post: Post | None = None) -> PrintJob:
        """Ask for a paper, once more where it was printed or failed; one that is on its way stays as it is."""
        with self._ledger.act(post) as act:
            load(act, ticket_id)
            queue_print(act, ticket_id, paper, station)
            return _job(act, ticket_id, paper)

    def take(self, station: str, *, after: timedelta = timedelta(0)) -> PrintJob | None:
        """Begin the oldest job that was asked for at least `after` ago, from this station alone when that is zero.

        None when there is none, or while another is being printed: a printer takes one paper after another. Jobs that
        are lost or too late become failed by the way.
        """
        if not self._worth_an_act():
            return None
        with self._ledger.act() as act:
            still_open = _end_hopeless(act)
            if any(_is_printing(act, row) for row in still_open):
                return None
            for row in still_open:
                if from_text(row["asked_at"]) <= act.now - after if after else row["station"] == station:
                    began = {"state": PrintState.PRINTING.value, "since": act.at, "station": _station(station)}
                    act.change("print_job", row, began, "print_began")
                    return _job(act, row["ticket_id"], Paper(row["paper"]))
        return None

    def waits(self, station: str) -> bool:
        """Whether a job of this station is queued."""
        with self._ledger.look() as look:
            return any(row["station"] == station and row["state"] == "queued" for row, _ in _open_rows(look))

    def printed(self, job: PrintJob) -> PrintJob:
        """The paper is out."""
        return self._ended(job, PrintState.PRINTED, "")

    def failed(self, job: PrintJob, reason: str) -> PrintJob:
        """It did not come out, or not whole; `reason` is an id such as `no_paper`."""
        return self._ended(job, PrintState.FAILED, program_id(reason)[:NAME_LENGTH])

    def of(self, ticket_id: int, paper: Paper = Paper.TICKET) -> PrintJob | None:
        """How a paper stands; None when nobody asked for it."""
        with self._ledger.look() as look:
            found = _rows(look, "p.ticket_id = ? AND p.paper = ?", (ticket_id, paper.value))
            return _as_job(*found[0]) if found else None

    def troubles(self) -> list[PrintJob]:
        """Papers that did not come out and that somebody may still want, the newest first."""
        with self._ledger.look() as look:
            return print_troubles(look)

    def _worth_an_act(self) -> bool:
        """Whether a job is open and the printer free: most looks for a job find none, and need not write."""
        with self._ledger.look() as look:
            rows = [row for row, _ in _open_rows(look)]
            return bool(rows) and not any(_is_printing(look, row) for row in rows)

    def _ended(self, job: PrintJob, state: PrintState, reason: str) -> PrintJob:
        with self._ledger.act() as act:
            [(row, _, _)] = _rows(act, "p.ticket_id = ? AND p.paper = ?", (job.ticket_id, job.paper.value))
            if (row["state"], row["since"]) != (PrintState.PRINTING.value, to_text(job.since)):
                raise NotAllowed("print_not_begun", "The printing of {label} is not under way.", label=job.label)
            _end(act, row, state, reason)
            return _job(act, job.ticket_id, job.paper)


def queue_print(act: Act, ticket_id: int, paper: Paper, station: str) -> None:
    """Ask for a paper within an act."""
    asked = {"state": PrintState.QUEUED.value, "asked_at": act.at, "since": act.at, "station": _station(station)}
    found = _rows(act, "p.ticket_id = ? AND p.paper = ?", (ticket_id, paper.value))
    if not found:
        first = {"ticket_id": ticket_id, "paper": paper.value, **asked, "times": 1, "reason": ""}
        act.put("print_job", first, "print_asked")
    elif (row := found[0][0])["state"] in (PrintState.PRINTED.value, PrintState.FAILED.value):
        act.change("print_job", row, {**asked, "times": row["times"] + 1, "reason": ""}, "print_asked")


def print_troubles(look: Look) -> list[PrintJob]:
    """Papers that did not come out and that somebody may still want, the newest first."""
    found = _rows(
        look,
        "p.state = 'failed' AND p.since >= ? AND p.reason <> 'over' ORDER BY p.since DESC LIMIT 20",
        (to_text(look.rules.days.start(look.today)),),
    )
    lately = look.now - SHOWN_FOR
    return [
        _as_job(row, label, state)
        for row, label, state in found
        if (state in _WAITS if row["paper"] == Paper.TICKET.value else from_text(row["since"]) >= lately)
    ]


def _station(name: str) -> str:
    return clean(name, ID_LENGTH)


def _rows(look: Look, where: str, params: tuple[object, ...]) -> list[tuple[Row, str, str]]:
    """Rows for a condition, each with label and state of its ticket."""
    found = look.rows(f"{_SELECT}WHERE p.hall = ? AND {where}", (look.hall, *params))
    return [(dict(zip(_NAMES, values[:-2], strict=True)), values[-2], values[-1]) for values in found]


def _open_rows(look: Look) -> list[tuple[Row, str]]:
    """Jobs that are not over, the oldest first, each with the state of its ticket."""
    found = _rows(look, "p.state IN ('queued', 'printing') ORDER BY p.asked_at, p.ticket_id LIMIT 100", ())
    return [(row, state) for row, _, state in found]


def _end_hopeless(act: Act) -> list[Row]:
    """Let jobs fail that nobody will print any more; returns the others that are open, the oldest first."""
    rows = []
    for row, ticket_state in _open_rows(act):
        if reason := _why_not(act, row, ticket_state):
            _end(act, row, PrintState.FAILED, reason)
        else:
            rows.append(row)
    return rows


def _why_not(act: Act, row: Row, ticket_state: str) -> str:
    """Why a job that is not over never will be printed; empty when it may."""
    since = from_text(row["since"])
    if row["state"] == PrintState.PRINTING.value:
        return "" if _is_printing(act, row) else "interrupted"
    if row["paper"] == Paper.TICKET.value and State(ticket_state) not in OPEN:
        return "over"
    return "too_late" if act.now - since > TOO_LATE_AFTER else ""


def _is_printing(look: Look, row: Row) -> bool:
    """Whether somebody prints a job just now; one that takes too long is lost."""
    return row["state"] == PrintState.PRINTING.value and look.now - from_text(row["since"]) <= LOST_AFTER


def _end(act: Act, row: Row, state: PrintState, reason: str) -> None:
    kind = "print_failed" if state is PrintState.FAILED else "print_done"
    act.change("print_job", row, {"state": state.value, "since": act.at, "reason": reason}, kind)


def _job(look: Look, ticket_id: int, paper: Paper) -> PrintJob:
    [found] = _rows(look, "p.ticket_id = ? AND p.paper = ?", (ticket_id, paper.value))
    return _as_job(*found)


def _as_job(row: Row, label: str, _state: str) -> PrintJob:
    values: dict[str, Any] = {name: row[name] for name in ("ticket_id", "station", "times", "reason")}
    return PrintJob(
        paper=Paper(row["paper"]),
        label=label,
        state=PrintState(row["state"]),
        asked_at=from_text(row["asked_at"]),
        since=from_text(row["since"]),
        **values,
    )
