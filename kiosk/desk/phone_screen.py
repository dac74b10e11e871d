"""The telephone at the desk (R31-R37): rings, greeting, a second call, three minutes, note, goodbye."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.desk import sentences
from kiosk.desk.phone_acts import PHONE_ACTS
from kiosk.desk.shown_lines import prompt_labels
from kiosk.desk.side_screen import SideScreen
from kiosk.desk.telephone import RINGS, THREE_MINUTES, is_ringing, rings, talked
from kiosk.screens.asked_twice import AskedTwice
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import PhoneCall

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


_AFTER = "step_back"
"""Moment for the visitor who waited while the clerk was on the telephone."""


class PhoneScreen(SideScreen):
    """Calls of this counter. Escape goes to the desk and leaves them open."""

    ACTS = PHONE_ACTS
    SHOWS_TELEPHONE = False

    def __init__(self, desk: DeskScreen, call: PhoneCall) -> None:
        super().__init__(desk)
        self.calls: tuple[PhoneCall, ...] = (call,)
        self.chosen = call.id
        """The call that is being talked on, or rings."""
        self.moment = "phone_out" if call.outbound else "phone_ring"
        if call.answered_at is not None:
            self.moment = "phone_back"
        self.fields: dict[str, str] = {}
        self.dialling = AskedTwice()
        self.ended: int | None = None
        """The call that was hung up last."""
        self._cued: set[int] = set()

    def parts(self) -> Iterable[Widget]:
        yield Static(id="call")
        yield Static(id="note")
        yield Teleprompter(id="prompter")

    @property
    def call(self) -> PhoneCall | None:
        """The chosen call; None when none is open."""
        return next((call for call in self.calls if call.id == self.chosen), None)

    @property
    def ringing(self) -> PhoneCall | None:
        """The call that waits to be answered."""
        return next((call for call in self.calls if is_ringing(call)), None)

    def heading(self) -> str:
        return self.words("phone.title")

    def say(self, moment: str, **fields: str) -> None:
        """Put up the lines of a moment on the telephone."""
        self.moment, self.fields = moment, fields

    def thank_who_waited(self, *, late: bool) -> None:
        """Lines for the visitor who sat at the counter meanwhile, with an apology when it took long (R05)."""
        if self.desk.view.current is not None:
            self.desk.prompt.open_by_hand(_AFTER, self.desk.view.current, late=late)

    def drop_thanks(self) -> None:
        """The call goes on: the visitor still waits."""
        if self.desk.prompt.shown.moment == _AFTER:
            self.desk.prompt.go_back()

    def follow_desk(self) -> None:
        self.calls = self.desk.view.calls
        if self.call is None and self.calls:
            self.chosen = self.calls[0].id

    def show_parts(self) -> None:
        self._cue()
        words, now = self.words, self.now
        self.query_one("#call", Static).update(
            Content("\n").join([self._call_row(call, now) for call in self.calls])
            if self.calls
            else Content.assemble("  ", (words("phone.none"), "$quiet"))
        )
        call = self.call
        note = self.query_one("#note", Static)
        note.display = bool(call and call.note)
        note.update(Content("  " + words("phone.note_is", note=call.note) if call else ""))
        self._show_lines(call)

    def _call_row(self, call: PhoneCall, now: datetime) -> Content:
        words, config = self.words, self.station.config
        mark = ("> ", "bold $primary") if call.id == self.chosen and len(self.calls) > 1 else ("  ", "")
        if is_ringing(call):
            count = rings(call, config, now)
            key = "phone.rings_late" if count > RINGS else "phone.rings"
            return Content.assemble(mark, (words(key, count=count), "bold $number"))
        spent = talked(call, now)
        over = spent >= THREE_MINUTES
        key = "phone.dialled" if call.outbound else "phone.talking"
        text = words(key, spent=sentences.stopwatch(spent))
        how = words("phone.how_to_end", key=self.act_of("end").shown) if call.id == self.chosen else ""
        cue = words("phone.three_minutes") if over else ""
        return Content.assemble(mark, (text, "bold $number"), "  ", (how, "$quiet"), "  ", (cue, "$warning"))

    def _cue(self) -> None:
        """At three minutes the cue comes up, once for each call (R35)."""
        call = self.call
        if call is None or is_ringing(call) or call.id in self._cued:
            return
        if talked(call, self.now) >= THREE_MINUTES:
            self._cued.add(call.id)
            self.say("phone_three_minutes")

    def _show_lines(self, call: PhoneCall | None) -> None:
        words = self.words
        late = call is not None and self.moment == "phone_greet" and (call.rings or 0) > RINGS
        centre = self.station.config.centre.say(words.language)
        fields = {**({"hall": centre} if centre else {}), **self.fields}
        lines = self.station_app.lines(self.moment, None, self.post, late=late, beat=1, **fields)
        moment = self.station.courtesy(words.language).script.moment(self.moment)
        self.query_one(Teleprompter).show(lines, prompt_labels(words), title=moment.title)
