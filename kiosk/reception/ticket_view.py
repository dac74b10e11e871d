"""A fresh ticket as its visitor sees it."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kiosk.reception.issuing import Issued, much_to_do, waits_long
from kiosk.screens.station import StationApp
from kiosk.text.counters import counters_open
from kiosk.text.services import materials_text, service_name, zone_text
from kiosk.text.waits import outlook
from kiosk.ticket import qr_matrix
from kiosk.widgets.big_number import BigNumber
from kiosk.widgets.qr_code import QrCode
from kiosk.widgets.typeset import balance, clean, wrap
from queue_store import PrintState, Ticket

_WORDS_AND_BIG_LABEL = 43
"""Columns for the words and a label in big letters: the number is for everybody, the code for those with a phone."""
_WORDS_ONLY = 24
"""Columns kept where big letters do not fit."""


class TicketView(Horizontal):
    """Number, people ahead, expected wait, where to wait, what to bring; the QR beside it where it fits."""

    DEFAULT_CSS = """
    TicketView { height: 1fr; padding: 0 2; }
    TicketView VerticalScroll { width: 1fr; height: 100%; scrollbar-size: 0 0; padding-right: 2; }
    TicketView BigNumber { margin-bottom: 1; }
    TicketView BigNumber.-roomy { margin: 1 0 2 0; }
    TicketView #bring { margin-top: 1; }
    TicketView #code { width: auto; height: 100%; align: center middle; }
    TicketView Static { height: auto; }
    TicketView #seat { margin-top: 1; color: $success; text-style: bold; }
    """

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(id="yours")
            yield BigNumber(id="label")
            yield Static(id="paper")
            yield Static(id="facts")
            yield Static(id="bring")
            yield Static(id="seat")
        with VerticalScroll(id="code", can_focus=False):
            yield QrCode(id="qr")
            yield Static(id="scan")

    def show(self, app: StationApp, issued: Issued) -> None:
        """Put up a ticket; the QR takes the room that the words leave over."""
        words, config, ticket = app.words, app.station.config, issued.ticket
        size = app.size
        page = app.station.page_of(ticket)
        qr = self.query_one(QrCode)
        qr.matrix = qr_matrix(page) if page else ()
        rooms = (_WORDS_AND_BIG_LABEL, _WORDS_ONLY)
        shown = any(qr.fit(size.width - room, size.height - 2) for room in rooms)
        self.query_one("#code").display = shown
        width = max(16, size.width - (qr.get_content_width(size, size) if shown else 0) - 9)
        number = self.query_one(BigNumber)
        number.scale = 1 if width >= 32 and size.height >= 23 else 0
        number.set_class(size.height >= 30, "-roomy")
        number.value = ticket.label
        self._put("yours", Content.styled(clean(words("reception.yours")), "$quiet"))
        self._put("paper", paper_line(app, ticket, width))
        self._put("facts", _facts(app, issued, width))
        bring = [clean(each) for each in materials_text(config, ticket.service, words.language)]
        rows = [Content.styled(words("reception.bring"), "bold $primary")] if bring else []
        rows += [Content("\n  ".join(wrap(f"- {each}", width - 2))) for each in bring]
        self._put("bring", Content("\n").join(rows))
        self._put("seat", Content("\n".join(row for say in _offer(app, issued) for row in balance(say, width))))
        self._put("scan", Content(words("reception.scan") if shown and size.height >= 24 else ""))

    def _put(self, id: str, content: Content) -> None:
        part = self.query_one(f"#{id}", Static)
        part.update(content)
        part.display = bool(content.plain)


def paper_line(app: StationApp, ticket: Ticket, width: int) -> Content:
    """How the printing of a number goes: it comes, it is there, or why not and what to do; empty without a printer."""
    paper = app.station.paper
    if paper is None:
        return Content()
    job, words = paper.state(ticket.id), app.words
    state = job.state if job is not None else PrintState.QUEUED
    if state is not PrintState.FAILED:
        return Content.styled(words(f"paper.state.{state.value}"), "bold $success")
    reason = words(f"paper.reason.{job.reason}") if job is not None else ""
    said = words("paper.state.failed", reason=reason, label=ticket.label)
    rows = [row for say in (said, words("paper.state.again")) for row in wrap(say, width)]
    return Content.styled("\n".join(rows), "bold $error")


def _offer(app: StationApp, issued: Issued) -> list[str]:
    """A seat and tea for whoever has much to do or will wait long (R03)."""
    ticket, high = issued.ticket, issued.estimate.high
    long = waits_long(app.station.config, issued)
    if not long and not much_to_do(app.station.config, issued):
        return []
    courtesy = app.station.courtesy(app.language)
    minutes = str(round(high.total_seconds() / 60)) if high else ""
    known = courtesy.situation(ticket, None, now=app.now, **({"minutes": minutes} if minutes else {}))
    return [line.say for line in courtesy.script.lines("waiting", replace(known, long_wait=long))]


def _facts(app: StationApp, issued: Issued, width: int) -> Content:
    words, config = app.words, app.station.config
    code, language = issued.ticket.service, words.language
    told = outlook(words, issued.estimate, config.zone)
    counters = words.either(counters_open(config, issued.counters, code))
    zone = zone_text(config, code, language)
    rows = [
        service_name(config, code, language),
        told.place,
        words("reception.wait", wait=told.wait)
        if issued.estimate.high is not None
        else words("reception.wait_unknown"),
        told.closing,
        words("reception.zone", zone=zone) if zone else "",
        words("reception.counters", counters=counters),
    ]
    lines = [line for row in rows if row for line in wrap(row, width)]
    return Content("\n").join([Content.styled(lines[0], "bold $number"), *map(Content, lines[1:])])
