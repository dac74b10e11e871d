"""The last step: the number, which stays until its visitor or the next one is done with it."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.reception.issuing import Issued
from kiosk.reception.step import LANGUAGE_KEYS, ReceptionScreen
from kiosk.reception.ticket_view import TicketView
from kiosk.screens.act import act
from kiosk.ticket import qr_matrix
from kiosk.widgets.qr_code import QrCode
from kiosk.widgets.tap_list import Tap, TapList
from kiosk.widgets.typeset import wrap

STAYS = timedelta(minutes=2)
"""How long a number stays on the screen when nobody touches it any more."""
_SETTLE = 0.5
"""Seconds in which a fresh ticket ignores keys and taps: the second half of a double one."""
_CODE_KEY = "+"
_PRINT_KEY = "1"


@act("print_again", "1", area="paper")
async def print_again(screen: TicketScreen) -> None:
    """Print the number once more."""
    if screen.station.paper is not None:
        await screen.do(screen.station.paper.print_ticket, screen.issued.ticket.id)


class TicketScreen(ReceptionScreen):
    """The number, where to wait, how long, what to bring. Any key or tap ends it: the visitor's or the next one's."""

    def __init__(self, issued: Issued) -> None:
        super().__init__()
        self.issued = issued
        self._since = monotonic()

    def compose(self) -> ComposeResult:
        yield Static(id="hall")
        yield TicketView(id="ticket")
        yield Static(id="problem")
        yield TapList(columns=2, least_width=20, id="ends")

    @property
    def seconds(self) -> float:
        return STAYS.total_seconds()

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#ends"):
            return
        self.show_hall()
        ticket = self.query_one(TicketView)
        ticket.show(self.station_app, self.issued)
        taps = [Tap("done", "0", self.words("reception.done"), self.words("reception.done_hint"), chosen=True)]
        if ticket.has_code_aside:
            taps.append(Tap("code", _CODE_KEY, self.words("reception.show_code")))
        if self._unprinted:
            taps.append(Tap("print", _PRINT_KEY, self.words("paper.act.print_again.name")))
        ends = self.query_one("#ends", TapList)
        ends.set_class(ticket.has_code_aside, "-code")
        ends.show(taps)
        self.show_said()

    def take(self, tap: Tap) -> None:
        if not self.settled:
            return
        if tap.id == "code":
            self.app.push_screen(CodeScreen(self.issued))
        elif tap.id == "print":
            self.station_app.lane.press(self, print_again)
        else:
            self.reception_app.start_again()

    def pressed(self, key: str) -> None:
        """Any key ends it; the key of a language begins in that language."""
        if tap := self.query_one("#ends", TapList).by_key(key):
            self.take(tap)
        elif self.settled:
            self.reception_app.start_again()
            self._begin_in(key)

    def _begin_in(self, key: str) -> None:
        offered = self.station.config.languages
        if key and key in LANGUAGE_KEYS[: len(offered)]:
            self.station_app.speak(offered[LANGUAGE_KEYS.index(key)])

    def on_click(self, event: events.Click) -> None:
        """A tap anywhere else ends it too."""
        event.stop()
        if not self.reception_app.second_tap(event.time) and self.settled:
            self.reception_app.start_again()

    @property
    def _unprinted(self) -> bool:
        """The number did not come out on paper."""
        paper = self.station.paper
        return paper is not None and paper.has_failed(self.issued.ticket.id)

    @property
    def settled(self) -> bool:
        """It has been in sight long enough to take keys and taps."""
        return monotonic() - self._since >= _SETTLE


class CodeScreen(ReceptionScreen):
    """The code of a ticket over the whole screen, where it does not fit beside the words."""

    def __init__(self, issued: Issued) -> None:
        super().__init__()
        self._issued = issued

    def compose(self) -> ComposeResult:
        with Horizontal(id="whole"):
            yield QrCode(qr_matrix(self.station.page_of(self._issued.ticket)), id="qr")
            with Vertical():
                yield Static(id="beside")
                yield Static(id="problem")

    @property
    def seconds(self) -> float:
        return STAYS.total_seconds()

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#beside"):
            return
        code = self.query_one(QrCode)
        code.fit(self.app.size.width, self.app.size.height)
        room = self.app.size.width - len(code.matrix) - 6
        label = Content.styled(self._issued.ticket.label, "bold $number")
        said = [row for key in ("scan", "any_key") for row in ("", *wrap(self.words(f"reception.{key}"), room))]
        self.put("beside", Content("\n").join([label, *map(Content, said)]))
        self.show_said()

    def pressed(self, key: str) -> None:
        """Any key goes back to the words."""
        self.app.pop_screen()

    def on_click(self, event: events.Click) -> None:
        """So does a tap anywhere."""
        event.stop()
        if not self.reception_app.second_tap(event.time):
            self.app.pop_screen()
