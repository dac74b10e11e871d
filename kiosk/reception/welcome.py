"""The first step: a greeting, and what the visitor came for."""

from __future__ import annotations

from textual.content import Content

from kiosk.reception.details_screen import DetailsScreen
from kiosk.reception.paging import TURN, Pages
from kiosk.reception.step import ReceptionScreen
from kiosk.text.opening import closed_text, not_today_text
from kiosk.ticket.checkin import checkin_code
from kiosk.widgets.tap_list import Tap, TapList
from kiosk.widgets.typeset import clean, wrap


class WelcomeScreen(ReceptionScreen):
    """The greeting (R01) and the hall's services."""

    def __init__(self) -> None:
        super().__init__()
        self._page = 0

    def from_the_start(self) -> None:
        """Forget what the last visitor looked at."""
        self._page = 0
        self.status("")

    @property
    def _pages(self) -> Pages:
        return Pages(len(self.station.config.services))

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#languages"):
            return
        words, config = self.words, self.station.config
        width = max(20, self.app.size.width - 8)
        spoken = [line.say for line in self.station_app.lines("arrival" if self.greeter else "welcome")]
        roomy = self.app.size.height >= 23
        rows = [row for say in spoken for row in wrap(say, width, apart=roomy)][: 4 if roomy else 2]
        self.put("greeting", Content.styled("\n".join(rows), "bold $number"))
        now = self.station_app.now
        secret = self.view.secret if self.view else b""
        self.show_hall(*([words("reception.code", code=checkin_code(secret, now))] if secret else []))
        closed = closed_text(config, words, now)
        ask = Content.styled(clean(closed), "bold") if closed else Content.styled(words("reception.which"), "$quiet")
        self.put("ask", ask)
        self.show_said()
        self.show_languages()
        self._show_services(giving=self.greeter or not closed)

    def _show_services(self, *, giving: bool) -> None:
        """Put up the services; outside the hours visitors cannot take a number, a greeter can for them."""
        words, config = self.words, self.station.config
        today = self.station.store.business_day()
        counts, known = (self.view.hall.counts, True) if self.view else ({}, False)
        taps = []
        for place, service in enumerate(self._pages.cut(config.services, self._page), 1):
            elsewhen = not_today_text(config, words, service.code, today)
            waiting = counts.get(service.code, 0)
            queue = words("reception.waiting", count=waiting) if waiting else words("reception.nobody")
            detail = elsewhen or (queue if known and giving else "")
            can = giving and not elsewhen
            taps.append(Tap(service.code, str(place), service.names.say(words.language), detail, can))
        if self._pages.several:
            taps.append(Tap("", TURN, words("reception.more")))
        self.query_one("#choices", TapList).show(taps)

    def take(self, tap: Tap) -> None:
        if not tap.id:
            self._page = self._pages.after(self._page)
            self.repaint()
        elif not tap.can:
            closed = closed_text(self.station.config, self.words, self.station_app.now)
            service = self.station.config.find_service(tap.id)
            moment = "manager_day" if service and service.month_days else "not_open"
            greeting = self.station_app.lines(moment, service=tap.label) if tap.detail and self.greeter else ()
            said = [line.say for line in greeting] or [tap.label if tap.detail else ""]
            self.status("  ".join(filter(None, [*said, tap.detail or closed])))
        else:
            self.status("")
            self.app.push_screen(DetailsScreen(tap.id))
