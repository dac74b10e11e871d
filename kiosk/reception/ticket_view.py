"""A fresh ticket as its visitor sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

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
from kiosk.widgets.glyphs import HEIGHT
from kiosk.widgets.qr_code import QrCode
from kiosk.widgets.typeset import balance, clean, wrap
from queue_store import PrintState, Ticket

_WORDS_AND_BIG_LABEL = 43
"""Columns for the words and a label in big letters: the number is for everybody, the code for those with a phone."""
_WORDS_ONLY = 24
"""Columns kept where big letters do not fit."""
_LABEL_WIDTH = 34
"""Columns of a label in big letters, for each step of its scale."""
_ROWS_A_SCALE = 18
"""Rows of the view for each step of the scale: a third of them for the number, the others for the words."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """How number, words and code share the view."""

    beside: bool
    """The code stands beside the words."""
    scale: int
    """Of the number."""
    airy: bool
    """A blank line stands between the parts."""
    width: int
    """Columns for the words."""


class TicketView(Horizontal):
    """Number, people ahead, expected wait, where to wait, what to bring; the QR beside it where it fits."""

    DEFAULT_CSS = """
    TicketView { height: 1fr; padding: 0 2; }
    TicketView VerticalScroll { width: 1fr; height: 100%; scrollbar-size: 0 0; padding-right: 2; }
    TicketView #code { width: auto; height: 100%; align: center middle; }
    TicketView Static { height: auto; }
    TicketView.-airy .part { margin-top: 1; }
    TicketView #remember { color: $primary; text-style: bold; }
    TicketView #seat { color: $success; text-style: bold; }
    """

    has_code_aside = False
    """There is a code, but no room for it beside the words."""
    _shown: tuple[StationApp, Issued] | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(id="yours")
            yield BigNumber(id="label")
            for part in ("paper", "facts", "remember", "bring", "seat"):
                yield Static(id=part, classes="part")
        with VerticalScroll(id="code", can_focus=False):
            yield QrCode(id="qr")
            yield Static(id="scan")

    def show(self, app: StationApp, issued: Issued) -> None:
        """Put up a ticket, every word of it; the code and large letters take the room that is left over."""
        self._shown = app, issued
        size, height = app.size, self.size.height or app.size.height - 2
        page = app.station.page_of(issued.ticket)
        qr = self.query_one(QrCode)
        qr.matrix = qr_matrix(page) if page else ()
        fits = any(qr.fit(size.width - room, height) for room in (_WORDS_AND_BIG_LABEL, _WORDS_ONLY))
        code_width = qr.get_content_width(size, size) if fits else 0
        for setting in _settings(size.width, height, code_width):
            parts = _parts(app, issued, setting)
            if _rows(parts, setting) <= height:
                break
        self.has_code_aside = bool(page) and not setting.beside
        self.query_one("#code").display = setting.beside
        self.set_class(setting.airy, "-airy")
        number = self.query_one(BigNumber)
        number.scale, number.value = setting.scale, issued.ticket.label
        self._put("yours", Content.styled(clean(app.words("reception.yours")), "$quiet"))
        for id, content in parts.items():
            self._put(id, content)
        self._put("scan", Content(app.words("reception.scan") if setting.beside and height >= 23 else ""))

    def on_resize(self) -> None:
        if self._shown:
            self.show(*self._shown)

    def _put(self, id: str, content: Content) -> None:
        part = self.query_one(f"#{id}", Static)
        part.update(content)
        part.display = bool(content.plain)


def _settings(width: int, height: int, code_width: int) -> Iterator[_Setting]:
    """Settings from the best to the one that takes the fewest rows; `code_width` is 0 where no code fits beside."""
    for beside in (True, False):
        if beside and not code_width:
            continue
        words = max(16, width - (code_width if beside else 0) - 9)
        scale = min(words // _LABEL_WIDTH, max(1, height // _ROWS_A_SCALE))
        yield _Setting(beside, scale, True, words)
        yield _Setting(beside, scale, False, words)
        yield _Setting(beside, 0, False, words)


def _rows(parts: Mapping[str, Content], setting: _Setting) -> int:
    """Rows that a setting takes."""
    shown = [content for content in parts.values() if content.plain]
    words = sum(content.plain.count("\n") + 1 for content in shown)
    return 1 + (HEIGHT * setting.scale or 1) + words + setting.airy * len(shown)


def _parts(app: StationApp, issued: Issued, setting: _Setting) -> dict[str, Content]:
    """What is said below the number, part by part."""
    words, config, ticket, width = app.words, app.station.config, issued.ticket, setting.width
    remember = words(f"reception.remember{'_scan' if setting.beside else ''}", label=ticket.label)
    bring = [clean(each) for each in materials_text(config, ticket.service, words.language)]
    rows = [Content.styled(words("reception.bring"), "bold $primary")] if bring else []
    rows += [Content("\n  ".join(wrap(f"- {each}", width - 2))) for each in bring]
    return {
        "paper": paper_line(app, ticket, width),
        "facts": _facts(app, issued, width),
        "remember": Content("" if app.station.paper is not None else "\n".join(balance(remember, width))),
        "bring": Content("\n").join(rows),
        "seat": Content("\n".join(row for say in _offer(app, issued) for row in balance(say, width))),
    }


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
