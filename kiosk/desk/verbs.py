"""The clerk's keys: each asks what it must, tells the store, and puts up the words for what happened."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from textual import events, on, work
from textual.content import Content

from kiosk.desk import sentences
from kiosk.desk.acts import ACTS, Act
from kiosk.desk.refusals import refusal
from kiosk.desk.shown import Shown
from kiosk.desk.view import DeskView
from kiosk.screens.held_key import HeldKey
from kiosk.screens.station import StationScreen
from kiosk.widgets.dialogs import Choice, DialogLabels, InfoDialog, PickDialog, Picked
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.typeset import wrap
from queue_store import Event, Outcome, Post, Ticket

_HELP_INDENT = 22
"""Columns before what a key does."""
_PAUSE_REASONS = ("short", "papers", "system", "calm", "meal")


class DeskVerbs(StationScreen):
    """Every act of a clerk, as `act_ID`."""

    ACTS: tuple[Act, ...] = ACTS
    post: Post
    view: DeskView
    shown = Shown()
    before: tuple[Shown, ...] = ()
    """What was up before the lines that were opened by hand, the last one last."""
    _leaving = False

    def __init__(self) -> None:
        super().__init__()
        self._held = HeldKey()

    def show_aside(
        self,
        moment: str,
        fields: Mapping[str, str] | None = None,
        *,
        stranger: bool = False,
        late: bool | None = None,
    ) -> None:
        """Put up lines beside the flow of the visit; the visitor at the counter stays on screen."""
        if not self.shown.aside or (stranger and not self.shown.stranger):
            self.before += (self.shown,)
        self.shown = Shown(moment, self.view.current, tuple((fields or {}).items()), True, stranger, late)

    def act_back(self) -> None:
        """Return to the lines that were up before."""
        *earlier, last = self.before or (Shown(),)
        self.shown, self.before = last, tuple(earlier)
        self.status("")

    def beside(self) -> list[str]:
        """What goes on beside the visit, in a few words each."""
        return []

    def show_moment(self, moment: str, ticket: Ticket | None = None, **fields: str) -> None:
        """Put up the lines of a moment."""

    def status(self, sentence: str, *, problem: bool = False) -> None:
        """Say what just happened."""

    def service_card(self) -> Content:
        """What the current visitor must bring."""
        return Content("")

    @property
    def current(self) -> Ticket:
        """Whom this counter calls or serves; acts that need it are greyed out without it."""
        assert self.view.current is not None
        return self.view.current

    @work(exclusive=True, group="act")
    async def action_act(self, id: str) -> None:
        """Do what a key says."""
        if id != "leave":
            self._leaving = False
        self.status("")
        answer = getattr(self, f"act_{id}")()
        if inspect.isawaitable(answer):
            await answer
        self.repaint()

    @on(KeyBar.Pressed)
    def _key_clicked(self, event: KeyBar.Pressed) -> None:
        if self.check_action("act", (event.action,)):
            self.action_act(event.action)
        else:
            self._cannot(event.action)

    def on_key(self, event: events.Key) -> None:
        """A key whose act is greyed out says why; undo, held down, takes back one step."""
        if self._held.repeats(event) and self._act("undo").keys == event.key:
            event.stop()
            return
        for act in self.ACTS:
            if event.key in act.keys.split(",") and self.check_action("act", (act.id,)) is None:
                event.stop()
                self._cannot(act.id)

    def _cannot(self, id: str) -> None:
        label = self.view.current.label if self.view.current else ""
        self.status(self.words(refusal(self._act(id), self.view), label=label), problem=True)

    def _act(self, id: str) -> Act:
        return next(act for act in self.ACTS if act.id == id)

    def _done(self, key: str, ticket: Ticket, moment: str, **fields: str) -> None:
        self.status(self.words(f"desk.happened.{key}", label=ticket.label, **fields))
        self.show_moment(moment, ticket, **fields)

    def act_next(self) -> None:
        found = self.attempt(lambda: (self.station.store.call_next(self.post),))
        if found and found[0]:
            self._done("called", found[0], "call")
        elif found:
            self.status(self.words("desk.cannot.nobody"), problem=True)

    def act_recall(self) -> None:
        if ticket := self.attempt(lambda: self.station.store.recall(self.current.id, self.post)):
            self._done("recalled", ticket, "recall")

    def act_start(self) -> None:
        if ticket := self.attempt(lambda: self.station.store.start(self.current.id, self.post)):
            self._done("started", ticket, "start")

    def act_apologise(self) -> None:
        if self.attempt(lambda: self.station.store.apologise(self.current.id, self.post)):
            self.status(self.words("desk.happened.apologised"))

    def act_park(self) -> None:
        if ticket := self.attempt(lambda: self.station.store.park(self.current.id, self.post)):
            self._done("parked", ticket, "park")

    def act_no_show(self) -> None:
        if ticket := self.attempt(lambda: self.station.store.no_show(self.current.id, self.post)):
            self._done("missed", ticket, "no_show")

    async def act_finish(self) -> None:
        ticket = self.current
        picked = await self._pick(
            self.words("desk.finish.title", label=ticket.label),
            [
                Choice(
                    outcome.value,
                    self.words(f"common.outcome.{outcome}"),
                    self.words(f"desk.finish.{outcome}.detail"),
                    ask=self.words(f"desk.finish.{outcome}.ask"),
                    needed=outcome in {Outcome.REFERRED, Outcome.DECLINED},
                )
                for outcome in Outcome
            ],
        )
        if picked is None:
            return
        outcome = Outcome(picked.id)
        ended = self.attempt(
            lambda: self.station.store.finish(ticket.id, self.post, outcome=outcome, reason=picked.text)
        )
        if ended:
            moments = {Outcome.REFERRED: "referred", Outcome.DECLINED: "declined", Outcome.COMPLAINT: "complaint"}
            self.show_moment(moments.get(outcome, "finish"), ended, **self.ended(ended, outcome, picked.text))
            name = self.words(f"common.outcome.{outcome}")
            self.status(self.words("desk.happened.finished", label=ended.label, outcome=name))

    def ended(self, ticket: Ticket, outcome: Outcome, text: str) -> dict[str, str]:
        """What else a visit's end brings with it; returns what its line names."""
        words = {Outcome.REFERRED: {"where": text}, Outcome.DECLINED: {"reason": text}}
        return words.get(outcome, {})

    def act_undo(self) -> None:
        event = self.attempt(lambda: self.station.store.undo(self.post))
        if event is None:
            return
        ticket = self.attempt(lambda: self.station.store.ticket(event.ticket_id))
        self.taken_back(event)
        self.show_moment("")
        label = ticket.label if ticket else ""
        self.status(self.words("desk.happened.undone", verb=self.words(f"common.verb.{event.verb}"), label=label))

    def taken_back(self, event: Event) -> None:
        """What else goes with an act that was undone."""

    async def act_pause(self) -> None:
        if self.view.paused:
            self.attempt(lambda: self.station.store.unpause(self.post))
            self.show_moment("")
            self.status(self.words("desk.happened.unpaused"))
            return
        reasons = [Choice(id, self.words(f"desk.pause.reason.{id}")) for id in _PAUSE_REASONS]
        reasons.append(Choice("other", self.words("desk.other"), ask=self.words("desk.pause.ask"), needed=True))
        picked = await self._pick(self.words("desk.pause.title"), reasons)
        if picked is None:
            return
        reason = picked.text or picked.id

        def pause() -> bool:
            self.station.store.pause(self.post, reason)
            return True

        if self.attempt(pause):
            self.show_moment("pause")
            self.status(self.words("desk.happened.paused"))

    def act_why(self) -> None:
        why = self.attempt(lambda: self.station.store.why_next(self.post))
        if why is None:
            self.status(self.words("desk.cannot.nobody"), problem=True)
            return
        sentence = sentences.why_sentence(self.words, self.station.config, why)
        self._read(self.words("desk.why.title", label=why.ticket.label), Content(sentence))

    def act_card(self) -> None:
        self._read(self.words("desk.act.card.name"), self.service_card())

    def act_help(self) -> None:
        room = max(12, InfoDialog.room(self.app.size.width) - _HELP_INDENT)
        rows = [
            Content.assemble(
                (f"{act.shown:<8}", "bold $primary"),
                (sentences.column(self.words(act.name), _HELP_INDENT - 8), "bold"),
                ("\n" + " " * _HELP_INDENT).join(wrap(self.words(act.tip), room)),
            )
            for act in self.ACTS
        ]
        self._read(self.words("desk.act.help.name"), Content("\n").join(rows))

    def act_language(self) -> None:
        self.station_app.next_language()
        self.status(self.words(f"common.language.{self.words.language}"))

    def act_contrast(self) -> None:
        self.station_app.other_contrast()

    def act_leave(self) -> None:
        """Close the counter and go; with a visitor still here, only when asked twice."""
        if self.view.current is not None and not self._leaving:
            self._leaving = True
            self.status(self.words("desk.leave.busy", label=self.view.current.label), problem=True)
            return
        self.station_app.leave()

    def _labels(self, *, find: bool = False, keys: str = "") -> DialogLabels:
        words = self.words
        return DialogLabels(
            keys=keys or words("desk.dialog.find_keys" if find else "desk.dialog.keys"),
            needed=words("desk.dialog.needed"),
            find=words("desk.dialog.find") if find else "",
            nothing=words("desk.dialog.nothing"),
            write=words("desk.dialog.write"),
        )

    async def _pick(
        self, title: str, choices: Sequence[Choice], *, find: bool = False, keys: str = ""
    ) -> Picked | None:
        answer: Any = await self.app.push_screen_wait(PickDialog(title, choices, self._labels(find=find, keys=keys)))
        return answer if isinstance(answer, Picked) else None

    def _read(self, title: str, body: Content) -> None:
        self.app.push_screen(InfoDialog(title, body, self.words("desk.dialog.close")))
