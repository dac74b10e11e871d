"""Whom the desk calls or serves: number, name, waits, service time."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from kiosk.desk import sentences
from kiosk.hall import HallConfig
from kiosk.widgets.big_number import BigNumber
from kiosk.widgets.line import Line
from kiosk.widgets.meter import Meter
from kiosk.widgets.typeset import clean, wrap
from kiosk.words import Words
from queue_store import DeskView


class VisitorPanel(Horizontal):
    """One visitor in a few rows: the sentence is the big thing of the desk, not the number."""

    DEFAULT_CSS = """
    VisitorPanel { height: auto; padding: 0 2; }
    VisitorPanel BigNumber { width: 12; }
    VisitorPanel > Vertical { height: auto; }
    VisitorPanel BigNumber.-idle { color: $chip; }
    VisitorPanel > Vertical { padding-left: 2; }
    VisitorPanel Line { height: 1; text-wrap: nowrap; text-overflow: clip; }
    VisitorPanel #name { text-style: bold; color: $number; }
    VisitorPanel #waited, VisitorPanel #note { color: $quiet; }
    VisitorPanel #note { height: auto; max-height: 2; }
    .-short VisitorPanel.-serving #waited, VisitorPanel Line.-none { display: none; }
    VisitorPanel.-waiting Meter { display: none; }
    """

    def compose(self) -> ComposeResult:
        yield BigNumber(id="number", scale=0)
        with Vertical():
            yield Line(id="name")
            yield Line(id="state")
            yield Line(id="waited")
            yield Meter(id="meter")
            yield Line(id="note")

    def show(self, words: Words, config: HallConfig, view: DeskView, now: datetime, idle: tuple[str, str]) -> None:
        """Put up the visitor at the counter, or with nobody here the two `idle` lines."""
        ticket = view.current
        number = self.query_one(BigNumber)
        number.value = ticket.label if ticket else "----"
        number.set_class(ticket is None, "-idle")
        serving = ticket is not None and ticket.started_at is not None
        self.set_class(serving, "-serving")
        self.set_class(not serving, "-waiting")
        meter = self.query_one(Meter)
        if ticket is None:
            self._say(*idle, "", "")
            meter.clear()
            return
        name = sentences.visitor_name(words, ticket)
        facts = "  ".join(sentences.notes(words, config, ticket, origin=view.origin))
        state = sentences.state_line(words, config, ticket)
        self._say(
            name or state,
            "  ".join(part for part in (state if name else "", facts) if part),
            sentences.wait_line(words, ticket, now),
            sentences.note_line(words, config, ticket, view.origin),
        )
        spent = sentences.spent(ticket, now)
        service = config.find_service(ticket.service)
        if ticket.started_at and service:
            meter.show(spent, service.target, sentences.clock_line(words, spent, service.target))
        else:
            meter.clear()

    def _room(self) -> int:
        """Cells beside the number."""
        return max(20, self.app.size.width - 18)

    def _say(self, name: str, state: str, waited: str, note: str) -> None:
        note = "\n".join(wrap(clean(note), self._room()))
        for id, text in (("name", clean(name)), ("state", clean(state)), ("waited", clean(waited)), ("note", note)):
            line = self.query_one(f"#{id}", Line)
            line.update(Content(text))
            line.set_class(not text, "-none")
