"""The second step: anything to add, or the number at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from uuid import uuid4

from textual import work
from textual.app import ComposeResult
from textual.content import Content

from kiosk.reception.asking import answered, question
from kiosk.reception.details import TicketRequest, detail_taps, toggled
from kiosk.reception.issuing import issue_number
from kiosk.reception.paging import TURN, Pages
from kiosk.reception.step import ReceptionScreen
from kiosk.reception.ticket_screen import TicketScreen
from kiosk.screens.act import TakenBack, act
from kiosk.text.services import service_name
from kiosk.widgets.tap_list import Tap, TapList
from kiosk.widgets.typeset import clean
from queue_store import Visitor

BACK = "9"
"""Key that goes back to the start."""


class DetailsScreen(ReceptionScreen):
    """Anything the hall should know; Enter or 0 takes the number at once."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service
        self._visitor = Visitor()
        self._hurried = False
        """The hands that are here have to wait before they take another number."""
        self.request_id = uuid4().hex
        """Belongs to this one request: however often it is sent, one ticket comes of it."""

    def compose_choices(self) -> ComposeResult:
        yield TapList(id="take")
        yield from super().compose_choices()

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#languages"):
            return
        words, config, visitor = self.words, self.station.config, self._visitor
        self.show_hall()
        self.put("greeting", Content.styled(clean(service_name(config, self._service, words.language)), "bold $number"))
        self.put("ask", Content.styled(words("reception.anything"), "$quiet"))
        self.query_one("#take", TapList).show(
            [Tap("issue", "0", words("reception.take"), words("reception.take_hint"), chosen=True)]
        )
        taps = detail_taps(words, config, visitor, "1234", named=self.greeter)
        self.query_one("#choices", TapList).show([*taps, Tap("back", BACK, words("reception.back"))])
        self.show_languages()
        self._show_hurry()
        if self.station_app.lane.waiting_since:
            self.say_waiting()
        else:
            self.show_said()

    def _show_hurry(self) -> None:
        """Count down how long these hands have to wait, and take the sentence away when that is over."""
        if not self._hurried:
            return
        seconds = ceil(self.reception_app.pace.wait())
        self._hurried = seconds > 0
        self.status(self.words("reception.one_each", seconds=seconds) if seconds else "")

    def take(self, tap: Tap) -> None:
        if self.station_app.lane.busy:
            self.say_waiting()
            return
        self.status("")
        if tap.id == "issue":
            self._take_number()
        elif tap.id == "priority":
            self.app.push_screen(PriorityScreen(self._set_priority))
        elif tap.id == "name":
            self._ask_name()
        elif tap.id == "back":
            self.reception_app.start_again()
            return
        else:
            self._visitor = toggled(self._visitor, tap.id)
        self.repaint()

    def _take_number(self) -> None:
        """Take the number, unless the same hands took several just now; a greeter takes them for everybody."""
        if not self.greeter and self.reception_app.pace.wait():
            self._hurried = True
        else:
            self.station_app.lane.press(self, take_number)

    def _set_priority(self, id: str) -> None:
        self._visitor = replace(self._visitor, priority=id)

    @work(exclusive=True)
    async def _ask_name(self) -> None:
        answer = await self.app.push_screen_wait(question(self.words, self.station.config, "name"))
        self._visitor = answered(self._visitor, "name", answer)
        self.repaint()

    @property
    def request(self) -> TicketRequest:
        """The number that is wanted, as it was entered."""
        return TicketRequest(self._service, replace(self._visitor, language=self.words.language))


class PriorityScreen(ReceptionScreen):
    """Which kind of priority, or none."""

    def __init__(self, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._set = chosen
        """Takes the id of the priority; empty for none."""
        self._page = 0

    @property
    def _pages(self) -> Pages:
        return Pages(len(self.station.config.priorities), room=8)

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#languages"):
            return
        words = self.words
        self.show_hall()
        self.put("greeting", Content.styled(words("reception.priority"), "bold $number"))
        self.put("ask", Content.styled(words("reception.ask_priority"), "$quiet"))
        shown = self._pages.cut(self.station.config.priorities, self._page)
        taps = [Tap(each.id, str(place), each.names.say(words.language)) for place, each in enumerate(shown, 1)]
        taps.append(Tap("", "0", words("reception.none_of_these")))
        taps.append(Tap("", TURN, words("reception.turn" if self._pages.several else "reception.back")))
        self.query_one("#choices", TapList).show(taps)
        self.show_languages()
        self.show_said()

    def take(self, tap: Tap) -> None:
        if tap.key == TURN and self._pages.several:
            self._page = self._pages.after(self._page)
            self.repaint()
            return
        self.app.pop_screen()
        if tap.key != TURN:
            self._set(tap.id)


@act("take_number", "", area="reception", taken_back=TakenBack.ASKED_FIRST)
async def take_number(details: DetailsScreen) -> None:
    """Issue the number and show it; when that came to nothing, taking it again is the same request."""
    issued = await details.do(
        issue_number, details.station.store, details.request, details.request_id, details.reception_app.post,
        details.station.paper,
    )  # fmt: skip
    details.reception_app.pace.took()
    await details.app.switch_screen(TicketScreen(issued))
