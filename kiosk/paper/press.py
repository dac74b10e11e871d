"""Makes the bytes of a print job, sends them, and writes down how it ended."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.hall import HallConfig
from kiosk.hall.printer import PrinterConfig
from kiosk.paper.drivers import open_printer
from kiosk.paper.faults import Patience, PrinterFault
from kiosk.paper.fonts import Typeface, typeface
from kiosk.paper.papers import sheet_of, trial_sheet
from kiosk.paper.raster import draw
from kiosk.paper.sheet import Sheet
from kiosk.text.visitors import visitor_language
from kiosk.ticket import page_address
from kiosk.words import Words, load_words
from queue_store import Estimate, PrintJob, QueueError, Store, Ticket

PageOf = Callable[[Ticket], str]
"""Address of a ticket's page; empty where nobody would answer there."""


class Press:
    """One printer with all that goes on its paper."""

    def __init__(self, store: Store, settings: PrinterConfig, page_of: PageOf) -> None:
        self._store = store
        self._settings = settings
        self._page_of = page_of
        self._printer, self._encode = open_printer(settings)

    def warm_up(self, config: HallConfig) -> None:
        """Load fonts and everything else that the first paper would wait for."""
        page = page_address("http://192.168.100.100:8080", "0" * 26)
        for language in config.languages:
            self._bytes(trial_sheet(config, self._words(language), self._store.now(), page), language)

    def sets(self, language: str) -> bool:
        """Whether the machine has a font in which it can set a language."""
        return language == "en" or self._typeface(language).chinese

    def bytes_of(self, config: HallConfig, job: PrintJob, told: Estimate | None = None) -> bytes:
        """The bytes that print a job, in its visitor's language; `told` is the wait that a screen told just now."""
        ticket = self._store.ticket(job.ticket_id)
        language = visitor_language(config, ticket)
        sheet = sheet_of(self._store, config, self._words(language), job, ticket, self._page_of(ticket), told)
        return self._bytes(sheet, language)

    def carry_out(
        self, config: HallConfig, job: PrintJob, patience: Patience, told: Estimate | None = None
    ) -> PrintJob:
        """Print a job that was taken, and write down how it ended."""
        title = f"{self._store.business_day().isoformat()}-{job.label}-{job.paper.value}-{job.times}"
        try:
            self._printer.send(self.bytes_of(config, job, told), title, patience)
        except PrinterFault as fault:
            return self._store.prints.failed(job, fault.reason)
        except QueueError:
            raise
        except Exception:  # whatever it was, the job failed, the screens say so, and the next one is printed
            return self._store.prints.failed(job, "unexpected")
        return self._store.prints.printed(job)

    def print_trial(self, config: HallConfig, language: str, patience: Patience) -> None:
        """Print a page that is no ticket's; PrinterFault when it does not come out."""
        now = self._store.now()
        sheet = trial_sheet(config, self._words(language), now, "")
        self._printer.send(
            self._bytes(sheet, language), f"{now.astimezone(config.zone):%Y-%m-%d-%H%M%S}-test", patience
        )

    def _typeface(self, language: str) -> Typeface:
        return typeface(language, self._settings.font)

    def _words(self, language: str) -> Words:
        """The words of a language; English ones where the machine has no font for Chinese."""
        return load_words(language if self._typeface(language).chinese else "en")

    def _bytes(self, sheet: Sheet, language: str) -> bytes:
        return self._encode(draw(sheet, self._settings.dots, self._typeface(language)))
