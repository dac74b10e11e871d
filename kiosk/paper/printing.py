"""Paper at one station: jobs are asked for here, and a thread of its own carries them out, one after another.

The commit of a ticket comes first and its bytes go out after it. A screen never waits for a printer: it asks, goes
on, and shows how the job stands. The thread alone imports what pictures and printers need.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.hall import HallConfig
from kiosk.hall.printer import PrinterConfig
from queue_store import Estimate, Paper, Post, PrintJob, PrintState, QueueError, Store, Ticket

if TYPE_CHECKING:
    from kiosk.paper.press import Press

TAKE_OVER_AFTER = timedelta(seconds=15)
"""A job that its own station did not begin by then is anybody's."""

LOOK_EVERY = 5.0
"""Seconds between two looks for jobs of stations that are gone."""

_CLOSES_WITHIN = 3.0
"""Seconds for which a station that closes waits for the paper that is being printed."""

_PRINTER_IS_FREE_AFTER = 0.1
"""Seconds until a station asks again whether the others have finished with the printer."""

_REMEMBERED = 100

_GOING_ON = (PrintState.QUEUED, PrintState.PRINTING)


class Printing:
    """Asks for papers, prints them, and knows how those of this station stand."""

    def __init__(
        self, store: Store, config: HallConfig, printer: PrinterConfig, page_of: Callable[[Ticket], str], station: str
    ) -> None:
        self.config = config
        """The hall as its papers tell it."""
        self.station = station
        """Name of this station among those that share the store."""
        self.own_language = True
        """The machine has a font for the hall's own language; without it papers are in English."""
        self._store, self._settings, self._page_of = store, printer, page_of
        self._jobs: dict[tuple[int, Paper], PrintJob] = {}
        self._told: dict[int, Estimate] = {}
        self._lock = threading.Lock()
        self._wake, self._closing, self._idle = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="kiosk-paper", daemon=True)
        self._thread.start()

    def begin(self, ticket_id: int, told: Estimate) -> None:
        """A ticket was issued with its paper asked for from this station: print it, with the wait that was told."""
        self._told[ticket_id] = told
        while len(self._told) > _REMEMBERED:
            self._told.pop(next(iter(self._told)))
        self._begin_soon()

    def print_ticket(self, ticket_id: int, paper: Paper = Paper.TICKET, post: Post | None = None) -> PrintJob:
        """Ask for a paper of a ticket, once more where it was printed or failed; it writes to the store."""
        self._told.pop(ticket_id, None)
        job = self._store.prints.ask(ticket_id, paper, station=self.station, post=post)
        self._remember(job)
        self._begin_soon()
        return job

    def state(self, ticket_id: int, paper: Paper = Paper.TICKET) -> PrintJob | None:
        """How a paper of this station stands; None before it is known. Asks no database."""
        return self._jobs.get((ticket_id, paper))

    def has_failed(self, ticket_id: int) -> bool:
        """Whether the paper of a ticket did not come out."""
        job = self.state(ticket_id)
        return job is not None and job.state is PrintState.FAILED

    def close(self) -> None:
        """Print no more; a paper that the printer holds up is given up, and says so."""
        self._idle.wait(_CLOSES_WITHIN)
        self._closing.set()
        self._wake.set()
        self._thread.join(_CLOSES_WITHIN)

    def _run(self) -> None:
        from kiosk.paper.press import Press

        press = Press(self._store, self._settings, self._page_of)
        with suppress(OSError):  # each paper says for itself what is wrong
            self.own_language = press.sets(self.config.language)
            press.warm_up(self.config)
        while not self._closing.is_set():
            with suppress(QueueError):  # the store cannot be reached: the job stays as it is, and the screens say why
                self._carry_out_all(press)
            self._wait()

    def _wait(self) -> None:
        """Wait for a job, or for another station that is printing one just now."""
        with suppress(QueueError):
            if self._store.prints.waits(self.station):
                self._closing.wait(_PRINTER_IS_FREE_AFTER)
                return
        self._idle.set()
        self._wake.wait(LOOK_EVERY)
        self._idle.clear()
        self._wake.clear()

    def _carry_out_all(self, press: Press) -> None:
        from kiosk.paper.faults import Patience

        prints = self._store.prints
        while not self._closing.is_set():
            job = prints.take(self.station) or prints.take(self.station, after=TAKE_OVER_AFTER)
            if job is None:
                return
            self._remember(job)
            told = self._told.pop(job.ticket_id, None)
            self._remember(press.carry_out(self.config, job, Patience(closing=self._closing), told))

    def _begin_soon(self) -> None:
        self._idle.clear()
        self._wake.set()

    def _remember(self, job: PrintJob) -> None:
        """Keep how a job stands, unless it is known to have gone on since: two threads tell of it."""
        with self._lock:
            known = self._jobs.pop((job.ticket_id, job.paper), job)
            self._jobs[job.ticket_id, job.paper] = max(known, job, key=_how_far)
            while len(self._jobs) > _REMEMBERED:
                self._jobs.pop(next(iter(self._jobs)))


def _how_far(job: PrintJob) -> tuple[int, int]:
    """How far a job has gone: how often it was asked for, then queued, printing, over."""
    return job.times, _GOING_ON.index(job.state) if job.state in _GOING_ON else 2
