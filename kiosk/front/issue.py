"""Issuing a number in one or two keys."""

from __future__ import annotations

from typing import cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.reception.asking import answered, question
from kiosk.reception.details import TicketRequest, detail_taps, toggled
from kiosk.reception.issuing import Issued
from kiosk.reception.ticket_view import TicketView
from kiosk.screens.station import StationApp
from kiosk.text.opening import closed_text, not_today_text
from kiosk.widgets.answering import AnsweringModal
from kiosk.widgets.dialogs import Dialog
from kiosk.widgets.tap_list import Tap, TapList
from queue_store import Visitor

_SERVICE_KEYS = "123456789abcdfghij"
_MORE_KEY = "k"
"""Turns to the next services where there are more than keys."""
_DETAIL_KEYS = "epmn"


class IssueDialog(Dialog[TicketRequest | None]):
    """A digit issues a number for its service; letters before it note what the hall should know."""

    DEFAULT_CSS = """
    IssueDialog > Vertical { max-height: 100%; }
    IssueDialog TapList { height: auto; max-height: 100%; margin: 0 1; }
    IssueDialog #details { margin: 1 1 0 1; }
    """

    def __init__(self, arrival_code: str = "") -> None:
        super().__init__()
        self._arrival_code = arrival_code
        """This minute's code for visitors who joined by phone, where the hall has one."""
        self._visitor = Visitor()
        self._page = 0

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(classes="title")
            yield TapList(id="services")
            yield TapList(id="details")
            yield Static(classes="keys")

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        app = cast(StationApp, self.app)
        words, config = app.words, app.station.config
        today = app.station.store.business_day()
        taps = []
        first = self._page * len(_SERVICE_KEYS)
        for key, service in zip(_SERVICE_KEYS, config.services[first:], strict=False):
            detail = not_today_text(config, words, service.code, today)
            taps.append(Tap(service.code, key, service.names.say(words.language), detail, not detail))
        if len(config.services) > len(_SERVICE_KEYS):
            taps.append(Tap("", _MORE_KEY, words("reception.more")))
        self.query_one(".title", Static).update(Content(words("front.issue_title")))
        self.query_one("#services", TapList).show(taps)
        self.query_one("#details", TapList).show(detail_taps(words, config, self._visitor, _DETAIL_KEYS, named=True))
        hints = (
            closed_text(config, words, app.now),
            words("reception.code", code=self._arrival_code) if self._arrival_code else "",
            words("front.issue_keys"),
        )
        self.query_one(".keys", Static).update(Content("\n".join(filter(None, hints))))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if event.key == "escape":
            self.answer(None)
            return
        for taps in self.query(TapList):
            if tap := taps.by_key(event.character or ""):
                self._take(tap)

    @on(TapList.Taken)
    def _tapped(self, event: TapList.Taken) -> None:
        event.stop()
        self._take(event.tap)

    def _take(self, tap: Tap) -> None:
        if tap.key == _MORE_KEY:
            services = cast(StationApp, self.app).station.config.services
            self._page = (self._page + 1) % -(-len(services) // len(_SERVICE_KEYS))
            self._show()
        elif tap.key in _DETAIL_KEYS:
            if tap.id in {"errands", "assistance"}:
                self._visitor = toggled(self._visitor, tap.id)
                self._show()
            else:
                self._ask(tap.id)
        elif tap.can:
            self.answer(TicketRequest(tap.id, self._visitor))

    @work(exclusive=True)
    async def _ask(self, what: str) -> None:
        app = cast(StationApp, self.app)
        answer = await app.push_screen_wait(question(app.words, app.station.config, what))
        self._visitor = answered(self._visitor, what, answer)
        self._show()


class TicketDialog(AnsweringModal[None]):
    """The newest ticket, turned to the visitor: number, wait, what to bring, QR. Any key closes it."""

    DEFAULT_CSS = """
    TicketDialog { background: $background; }
    TicketDialog #foot { dock: bottom; height: 1; padding: 0 2; background: $panel; color: $quiet; }
    """

    def __init__(self, issued: Issued) -> None:
        super().__init__()
        self._issued = issued

    def compose(self) -> ComposeResult:
        yield TicketView(id="ticket")
        yield Static(id="foot")

    def on_resize(self) -> None:
        app = cast(StationApp, self.app)
        self.query_one(TicketView).show(app, self._issued)
        self.query_one("#foot", Static).update(Content(app.words("desk.dialog.close")))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.answer(None)

    def on_click(self) -> None:
        self.answer(None)
