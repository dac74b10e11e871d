"""The three steps of taking a number: what for, anything to add, here it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic
from uuid import uuid4

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from kiosk.reception.asking import answered, question
from kiosk.reception.details import TicketRequest, detail_taps, toggled
from kiosk.reception.issuing import Issued, issue_number
from kiosk.reception.ticket_view import TicketView
from kiosk.reception.view import ReceptionView, read_reception
from kiosk.screens.act import TakenBack, act
from kiosk.screens.acting import ActingScreen
from kiosk.text.opening import closed_text, not_today_text
from kiosk.text.services import service_name
from kiosk.ticket.checkin import checkin_code
from kiosk.widgets.tap_list import Tap, TapList
from kiosk.widgets.typeset import clean, wrap
from queue_store import Visitor

_PAGE = 8
"""Services on one page when there are more than nine; the ninth digit turns the page."""
_SETTLE = 1.0
"""Seconds in which a fresh ticket ignores keys: the second half of a double tap."""


class ReceptionScreen(ActingScreen[ReceptionView], inherit_bindings=False):
    """A step at reception: digits and taps only, and back to the start when nobody touches it."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.view: ReceptionView | None = None
        """The hall as it was last read; None before the first time."""
        self._said = ""

    def view_reader(self) -> Callable[[], ReceptionView]:
        return partial(read_reception, self.station)

    def take_view(self, view: ReceptionView) -> None:
        self.view = view

    def on_mount(self) -> None:
        self._idle: Timer | None = None
        self.touched()

    @property
    def seconds(self) -> float:
        """Time after which an abandoned step goes back to the start."""
        return self.station.config.reception.back_after.total_seconds()

    @property
    def greeter(self) -> bool:
        """A greeter works the screen and may note a name."""
        return bool(getattr(self.app, "greeter", False))

    def touched(self) -> None:
        """Somebody is here: count from zero again."""
        if self._idle:
            self._idle.stop()
        self._idle = self.set_timer(self.seconds, self.nobody_here)

    def nobody_here(self) -> None:
        """Go back to the start; a number that is on its way is waited for, or nobody would ever see it."""
        if self.station_app.lane.busy:
            self.touched()
        else:
            self.start_again()

    def start_again(self) -> None:
        """Back to the greeting, for whoever comes next, in the hall's own language."""
        while len(self.app.screen_stack) > 1 and not isinstance(self.app.screen, WelcomeScreen):
            self.app.pop_screen()
        self.station_app.speak(self.station.config.language)

    def take(self, tap: Tap) -> None:
        """Somebody chose a row."""

    @on(TapList.Taken)
    def _tapped(self, event: TapList.Taken) -> None:
        if not self.is_active:
            return
        self.touched()
        self.take(event.tap)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if not self.is_active:
            return
        self.touched()
        if event.key == "l":
            self.station_app.next_language()
        else:
            self.pressed(event)

    def pressed(self, event: events.Key) -> None:
        """Take the row that a key stands for; Enter stands for 0."""
        key = "0" if event.key == "enter" else (event.character or "")
        if tap := self.query_one(TapList).by_key(key):
            self.take(tap)

    def status(self, sentence: str, *, problem: bool = False, stays: bool = False) -> None:
        """Say in the screen's own line what cannot be done, or what is waited for."""
        self._said = sentence
        self.show_said()

    def say_waiting(self) -> None:
        self.status(self.words("reception.issuing"))

    def show_said(self) -> None:
        """Put up what was said last; as long as nothing was, that the hall cannot be reached where that is so."""
        out = self.outage or self.station_app.outage
        sentence = self._said or (self.words("reception.outage") if out else "")
        line = self.query_one("#problem", Static)
        line.display = bool(sentence)
        line.update(Content(clean(sentence)))

    def put(self, id: str, content: Content | str) -> None:
        """Change the text of a part."""
        self.query_one(f"#{id}", Static).update(Content(clean(content)) if isinstance(content, str) else content)


class WelcomeScreen(ReceptionScreen):
    """The greeting (R01) and the hall's services."""

    def __init__(self) -> None:
        super().__init__()
        self._page = 0

    def compose(self) -> ComposeResult:
        yield Static(id="hall")
        with Vertical(id="frame"):
            yield Static(id="greeting")
            yield Static(id="ask")
            yield TapList(id="services")
            yield Static(id="problem")
        yield Static(id="foot")

    def start_again(self) -> None:
        self._page = 0
        self.status("")
        self.station_app.speak(self.station.config.language)

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#foot"):
            return
        words, config = self.words, self.station.config
        width = max(20, self.app.size.width - 8)
        spoken = [line.say for line in self.station_app.lines("arrival" if self.greeter else "welcome")]
        roomy = self.app.size.height >= 23
        rows = [row for say in spoken for row in wrap(say, width, apart=roomy)][: 4 if roomy else 2]
        self.put("greeting", Content.styled("\n".join(rows), "bold $number"))
        hall = [config.name.say(words.language), words.clock(self.station_app.now, config.zone)]
        if self.view and self.view.secret:
            hall.append(words("reception.code", code=checkin_code(self.view.secret, self.station_app.now)))
        self.put("hall", "  ".join(hall))
        closed = closed_text(config, words, self.station_app.now)
        ask = Content.styled(clean(closed), "bold") if closed else Content.styled(words("reception.which"), "$quiet")
        self.put("ask", ask)
        self.show_said()
        others = [each for each in config.languages if each != words.language]
        names = "   ".join(words(f"common.language.{each}") for each in others)
        self.put("foot", Content.assemble((" l ", "bold $primary on $chip"), f"  {names}") if others else "")
        self._show_services(giving=self.greeter or not closed)

    def _show_services(self, *, giving: bool) -> None:
        """Put up the services; outside the hours visitors cannot take a number, a greeter can for them."""
        words, config = self.words, self.station.config
        today = self.station.store.business_day()
        counts, known = (self.view.hall.counts, True) if self.view else ({}, False)
        services = config.services
        paged = len(services) > _PAGE + 1
        self._page %= max(1, -(-len(services) // _PAGE))
        shown = services[self._page * _PAGE : (self._page + 1) * _PAGE] if paged else services
        taps = []
        for place, service in enumerate(shown, 1):
            elsewhen = not_today_text(config, words, service.code, today)
            waiting = counts.get(service.code, 0)
            queue = words("reception.waiting", count=waiting) if waiting else words("reception.nobody")
            detail = elsewhen or (queue if known and giving else "")
            can = giving and not elsewhen
            taps.append(Tap(service.code, str(place), service.names.say(words.language), detail, can))
        if paged:
            taps.append(Tap("", "9", words("reception.more")))
        self.query_one(TapList).show(taps)

    def take(self, tap: Tap) -> None:
        if not tap.id:
            pages = -(-len(self.station.config.services) // _PAGE)
            self._page = (self._page + 1) % pages
            self.repaint()
        elif not tap.can:
            closed = closed_text(self.station.config, self.words, self.station_app.now)
            lines = self.station_app.lines("not_open", service=tap.label) if tap.detail else ()
            self.status("  ".join(filter(None, [*(line.say for line in lines), tap.detail or closed])))
        else:
            self.status("")
            self.app.push_screen(DetailsScreen(tap.id))

    def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id == "foot":
            self.station_app.next_language()


class DetailsScreen(ReceptionScreen):
    """Anything the hall should know; Enter or 0 takes the number at once."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service
        self._visitor = Visitor()
        self.request_id = uuid4().hex
        """Belongs to this one request: however often it is sent, one ticket comes of it."""

    def compose(self) -> ComposeResult:
        yield Static(id="hall")
        with Vertical(id="frame"):
            yield Static(id="greeting")
            yield Static(id="ask")
            yield TapList(id="details")
            yield Static(id="problem")
        yield Static(id="foot")

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#foot"):
            return
        words, config, visitor = self.words, self.station.config, self._visitor
        self.put("hall", config.name.say(words.language) + "  " + words.clock(self.station_app.now, config.zone))
        self.put("greeting", Content.styled(clean(service_name(config, self._service, words.language)), "bold $number"))
        self.put("ask", Content.styled(words("reception.anything"), "$quiet"))
        self.put("foot", words("reception.details_foot"))
        taps = [Tap("issue", "0", words("reception.take"), words("reception.take_hint"), chosen=True)]
        taps += detail_taps(words, config, visitor, "1234", named=self.greeter)
        taps.append(Tap("back", "9", words("reception.back")))
        self.query_one(TapList).show(taps)
        if self.station_app.lane.waiting_since:
            self.say_waiting()
        else:
            self.show_said()

    def take(self, tap: Tap) -> None:
        if self.station_app.lane.busy:
            self.say_waiting()
            return
        self.status("")
        if tap.id == "issue":
            self.station_app.lane.press(self, take_number)
        elif tap.id in {"errands", "assistance"}:
            self._visitor = toggled(self._visitor, tap.id)
        elif tap.id == "back":
            self.start_again()
            return
        else:
            self._ask(tap.id)
        self.repaint()

    @work(exclusive=True)
    async def _ask(self, what: str) -> None:
        answer = await self.app.push_screen_wait(question(self.words, self.station.config, what))
        self.touched()
        self._visitor = answered(self._visitor, what, answer)
        self.repaint()

    @property
    def request(self) -> TicketRequest:
        """The number that is wanted, as it was entered."""
        return TicketRequest(self._service, replace(self._visitor, language=self.words.language))


@act("take_number", "", area="reception", taken_back=TakenBack.ASKED_FIRST)
async def take_number(details: DetailsScreen) -> None:
    """Issue the number and show it; when that came to nothing, taking it again is the same request."""
    station = details.station
    issued = await details.do(issue_number, station.store, details.request, details.request_id, paper=station.paper)
    await details.app.switch_screen(TicketScreen(issued))


@act("print_again", "", area="paper")
async def print_again(screen: TicketScreen) -> None:
    """Print the number once more."""
    if screen.station.paper is not None:
        await screen.do(screen.station.paper.print_ticket, screen.issued.ticket.id)


class TicketScreen(ReceptionScreen):
    """The number, where to wait, how long, what to bring. Goes away by itself, or at any key."""

    def __init__(self, issued: Issued) -> None:
        super().__init__()
        self.issued = issued
        self._since = monotonic()
        self._taken_at: datetime | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="hall")
        yield TicketView(id="ticket")
        yield Static(id="problem")
        yield Static(id="foot")

    def on_mount(self) -> None:
        self.set_interval(0.25, self._count)

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#foot"):
            return
        words, config = self.words, self.station.config
        self.put("hall", config.name.say(words.language) + "  " + words.clock(self.station_app.now, config.zone))
        self.query_one(TicketView).show(self.station_app, self.issued)
        self._count()

    def _count(self) -> None:
        self._taken_at = self._taken_at or self.station_app.now
        gone = (self.station_app.now - self._taken_at).total_seconds()
        left = min(self.seconds, max(0.0, self.seconds - gone))
        self.put("foot", self.words("reception.going_back", seconds=round(left)))

    def pressed(self, event: events.Key) -> None:
        """Any key goes on at once, except in the first second; where no paper came, 1 tries once more."""
        if monotonic() - self._since < _SETTLE:
            return
        paper, ticket = self.station.paper, self.issued.ticket
        if paper is not None and event.character == "1" and paper.has_failed(ticket.id):
            self.station_app.lane.press(self, print_again)
        else:
            self.start_again()

    def on_click(self) -> None:
        if monotonic() - self._since >= _SETTLE:
            self.start_again()
