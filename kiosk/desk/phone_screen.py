"""The telephone at the desk (R31-R37): rings, greeting, a second call, three minutes, note, goodbye."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.desk import sentences
from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.side_screen import BACK, SideKey, SideScreen
from kiosk.desk.situation_list import Entry, SituationDialog, SituationLabels
from kiosk.hall import HallConfig
from kiosk.widgets.teleprompter import PromptLabels, Teleprompter
from prompts import Kind
from queue_store import PhoneCall, Post

RINGS = 3
"""Rings within which a call is answered; past them an apology leads (R32)."""

THREE_MINUTES = timedelta(minutes=3)


def rings(call: PhoneCall, config: HallConfig, now: datetime) -> int:
    """How often a call has rung by now; the first ring counts at once."""
    return max(0, int((now - call.opened_at) / config.phone.ring)) + 1


def is_ringing(call: PhoneCall) -> bool:
    """Whether a call that came in was not answered yet."""
    return call.answered_at is None and not call.outbound


def talked(call: PhoneCall, now: datetime) -> timedelta:
    """How long a call has lasted."""
    return max(timedelta(), now - (call.answered_at or call.opened_at))


class PhoneScreen(SideScreen):
    """Calls of this counter. Escape goes to the desk and leaves them open."""

    AREA = "phone"
    KEYS = (
        SideKey("answer", "d", "d"),
        SideKey("second", "w", "w"),
        SideKey("other", "c", "c"),
        SideKey("note", "n", "n"),
        SideKey("find", "slash,ideographic_comma", "/"),
        SideKey("end", "e", "e"),
        SideKey("undo", "z", "z"),
        BACK,
    )

    def __init__(self, post: Post, call: PhoneCall) -> None:
        super().__init__(post)
        self.calls: tuple[PhoneCall, ...] = (call,)
        self.chosen = call.id
        """The call that is being talked on, or rings."""
        self.moment = "phone_out" if call.outbound else "phone_ring"
        if call.answered_at is not None:
            self.moment = "phone_back"
        self.fields: dict[str, str] = {}
        self._cued: set[int] = set()
        self._parting = False
        """The goodbye is up; the next press ends the call."""
        self._ended: int | None = None

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

    def can(self, id: str) -> bool:
        call = self.call
        match id:
            case "answer":
                return self.ringing is not None
            case "other":
                return len(self.calls) > 1
            case "note" | "end" | "second":
                return call is not None
            case "undo":
                return self._ended is not None
        return True

    def heading(self) -> str:
        return self.words("phone.title")

    def say(self, moment: str, **fields: str) -> None:
        """Put up the lines of a moment on the telephone."""
        self.moment, self.fields, self._parting = moment, fields, moment.endswith("goodbye")

    def show_parts(self) -> None:
        found = self.attempt(lambda: self.station.store.open_calls(self.post))
        self.calls = tuple(found) if found is not None else self.calls
        if self.call is None and self.calls:
            self.chosen = self.calls[0].id
        self._cue()
        words, now = self.words, self.station_app.now
        self.query_one("#call", Static).update(
            Content("\n").join([self._call_row(call, now) for call in self.calls])
            if self.calls
            else Content.styled(words("phone.none"), "$quiet")
        )
        call = self.call
        note = self.query_one("#note", Static)
        note.display = bool(call and call.note)
        note.update(Content(words("phone.note_is", note=call.note) if call else ""))
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
        return Content.assemble(
            mark, (text, "bold $number"), "  ", (words("phone.three_minutes") if over else "", "$warning")
        )

    def _cue(self) -> None:
        """At three minutes the cue comes up, once for each call (R35)."""
        call = self.call
        if call is None or is_ringing(call) or call.id in self._cued:
            return
        if talked(call, self.station_app.now) >= THREE_MINUTES:
            self._cued.add(call.id)
            self.say("phone_three_minutes")

    def _show_lines(self, call: PhoneCall | None) -> None:
        words = self.words
        late = call is not None and self.moment == "phone_greet" and (call.rings or 0) > RINGS
        centre = self.station.config.centre.say(words.language)
        fields = {**({"hall": centre} if centre else {}), **self.fields}
        lines = self.station_app.lines(self.moment, None, self.post, late=late, **fields)
        labels = PromptLabels(words("widgets.apology"), "", "", words("widgets.do"), words("widgets.never"))
        moment = self.station.courtesy(words.language).script.moment(self.moment)
        rules = " ".join(dict.fromkeys(rule for line in lines for rule in line.rules))
        title = f"{moment.title}  {words('situations.rules', rules=rules)}"
        self.query_one(Teleprompter).show(lines, labels, title=title)

    def do_answer(self) -> None:
        """Pick up; the greeting comes up, past three rings the apology before it."""
        call, second = self.ringing, any(not is_ringing(each) for each in self.calls)
        if call is None:
            return
        id, count = call.id, rings(call, self.station.config, self.station_app.now)
        if self.attempt(lambda: self.station.store.answer(id, rings=count)):
            self.chosen = call.id
            self.say("phone_second" if second else "phone_greet")
            self.status(self.words("phone.answered_late" if count > RINGS else "phone.answered", count=count))

    def do_second(self) -> None:
        """Another call comes in: tell the caller, ask them to hold (R33)."""
        if self.attempt(lambda: self.station.store.ring(self.post)):
            self.say("phone_wait")
            self.status(self.words("phone.second"))

    def do_other(self) -> None:
        """Go to the other caller."""
        talking = [call.id for call in self.calls if not is_ringing(call)]
        others = [id for id in talking if id != self.chosen]
        if others:
            self.chosen = others[0]
            self.say("phone_back")

    async def do_note(self) -> None:
        """Write down the key facts, and read them back (R36)."""
        call, words = self.call, self.words
        if call is None:
            return
        field = Field("note", words("phone.ask_note"), words("phone.note_hint"), call.note)

        def needed(written: Any) -> Verdict:
            return Verdict(problem="" if written["note"] else words("promises.ask.needed"))

        form = FormDialog(words("phone.key.note.tip"), [field], needed, words("promises.ask.keys"))
        answer: Any = await self.app.push_screen_wait(form)
        if not isinstance(answer, dict):
            return
        if self.attempt(lambda: self.station.store.note_call(call.id, answer["note"])):
            self.say("phone_note")
            self.status(words("phone.noted"))

    async def do_find(self) -> None:
        """Find what else is said on the telephone."""
        script, words = self.station.courtesy(self.words.language).script, self.words

        def found(letters: str) -> list[Entry]:
            return [Entry(moment) for moment in script.find(letters) if moment.kind is Kind.PHONE]

        labels = SituationLabels(
            words("phone.find_title"), words("situations.find"), words("situations.keys"), words("situations.nothing")
        )
        picked: Any = await self.app.push_screen_wait(SituationDialog(found(""), found, labels))
        if isinstance(picked, Entry):
            self.say(picked.moment.id)

    def do_end(self) -> None:
        """Say goodbye first; pressed again when the caller has hung up. A call nobody answered just ends."""
        call = self.call
        if call is None:
            return
        if not is_ringing(call) and not self._parting:
            self.say("phone_out_goodbye" if call.outbound else "phone_goodbye")
            self.status(self.words("phone.they_first"))
            return
        spent = talked(call, self.station_app.now)
        if self.attempt(lambda: self.station.store.hang_up(call.id)):
            self._ended, self._parting = call.id, False
            key = "phone.missed" if is_ringing(call) else "phone.ended"
            self.status(self.words(key, spent=sentences.stopwatch(spent)))
            if len(self.calls) > 1:
                self.say("phone_back")

    def do_undo(self) -> None:
        """Take hanging up back."""
        id = self._ended
        if id is None:
            return
        if self.attempt(lambda: self.station.store.reopen_call(id)):
            self.chosen, self._ended = id, None
            self.say("phone_back")
            self.status(self.words("phone.reopened"))
