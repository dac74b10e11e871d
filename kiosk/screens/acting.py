"""Screens whose keys are acts from a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, ParamSpec, TypeVar

from textual import events, on
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from kiosk.screens.act import Act
from kiosk.screens.held_key import HeldKey
from kiosk.screens.pressed_key import from_an_input_method, pressed_key
from kiosk.screens.viewing import ViewingScreen
from kiosk.widgets.dialogs import InfoDialog
from kiosk.widgets.key_bar import KeyBar, KeyHint
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.typeset import clean, wrap

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")
_View = TypeVar("_View")


class ActingScreen(ViewingScreen[_View]):
    """Keys, key bar, help and greying out all read the table `ACTS`."""

    ACTS: ClassVar[tuple[Act[Any], ...]] = ()
    """In the order of the key bar."""
    ROWS: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Ids of the acts in each row of the key bar; none puts all of them one after another."""

    def __init__(self) -> None:
        super().__init__()
        self._held = HeldKey()

    # What a screen of this kind says of itself.

    @property
    def acts(self) -> tuple[Act[Any], ...]:
        """The acts with the keys that they have here."""
        return self.ACTS

    def key_word(self, act: Act[Any]) -> str:
        """The word of a key in the key bar."""
        return self.words(act.name)

    def offers(self, act: Act[Any]) -> bool:
        """Whether the key bar has a place for an act."""
        return True

    def why_not_fields(self) -> dict[str, str]:
        """What a sentence on why a key does nothing may name."""
        return {}

    # What acts use.

    async def do(self, call: Callable[_Params, _Result], *args: _Params.args, **fields: _Params.kwargs) -> _Result:
        """Call the store; QueueError ends the act with its sentence."""
        return await self.station_app.lane.do(self, call, *args, **fields)

    async def ask(self, dialog: Screen[_Result]) -> _Result | None:
        """Put a question up and wait for its answer; None when it was left."""
        self.drop_old_status()
        return await self.station_app.lane.ask(dialog)

    def status(self, sentence: str, *, problem: bool = False, stays: bool = False) -> None:
        """Say what just happened, in the line above the keys."""
        for line in self.query(StatusLine):
            line.say(sentence, problem=problem, stays=stays)

    def let_status_age(self) -> None:
        """An act begins: what stands in the line is of an earlier one.

        It goes away with what the act says, in one paint: a paint for an empty line would keep the outcome waiting.
        """
        for line in self.query(StatusLine):
            line.old = True

    def drop_old_status(self) -> None:
        """Take away what an earlier act said."""
        for line in self.query(StatusLine):
            if line.old:
                line.clear()

    def refuse(self, sentence: str) -> None:
        """Say a refusal in that line too: nothing may cover the words to be spoken."""
        self.status(sentence, problem=True)

    def give_back(self, refusal: str, typed: Iterable[str]) -> None:
        """Show what somebody wrote for an act that was refused, until a key is pressed: nothing written is lost."""
        words, room = self.words, InfoDialog.room(self.app.size.width)
        body = Content("\n".join(line for text in (refusal, "", *typed) for line in wrap(clean(text), room) or [""]))
        self.app.push_screen(InfoDialog(words("screens.given_back.title"), body, words("screens.given_back.keys")))

    def say_waiting(self) -> None:
        """Say that an act waits for the database."""
        self.status(self.station_app.lane.sentence("screens.waiting"), stays=True)

    def say_why_not(self, reason: str) -> None:
        """Say why a key does nothing now."""
        self.refuse(self.words(reason, **self.why_not_fields()))

    # The table at work.

    def key_bindings(self) -> list[Binding]:
        return [
            Binding(
                act.keys,
                f"act('{act.id}')",
                self.words(act.name),
                tooltip=self.words(act.tip),
                key_display=act.shown,
                id=f"{act.area}.{act.id}",
            )
            for act in self.acts
            if act.keys
        ]

    def act_of(self, id: str) -> Act[Any]:
        """The act with this id."""
        return next(act for act in self.acts if act.id == id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what cannot be done now; while an act runs, whether the next one can be done is not known yet."""
        if action != "act" or self.station_app.lane.busy:
            return True
        return None if self.act_of(str(parameters[0])).why_not(self) else True

    def action_act(self, id: str) -> None:
        """Do what a key says."""
        self.station_app.lane.press(self, self.act_of(id))

    @on(KeyBar.Pressed)
    def _key_clicked(self, event: KeyBar.Pressed) -> None:
        self.action_act(event.action)

    def on_key(self, event: events.Key) -> None:
        """Do what a key says, in the order of the keys; a key that is held down does nothing more."""
        key = pressed_key(event)
        act = next((act for act in self.acts if act.has_key(key)), None)
        held = self._held.repeats(event, act.repeat_gap if act else 0.0)
        if not self.is_active or held:
            event.stop()
        elif act is not None:
            event.stop()
            self.station_app.lane.press(self, act)
        elif from_an_input_method(event):
            event.stop()
            self.refuse(self.words("screens.input_method", typed=event.character))

    def show_keys(self) -> None:
        """Put the keys into the key bar, those that do nothing now greyed."""
        found = {act.id: act for act in self.acts}
        rows = self.ROWS or ([act.id for act in self.acts],)
        hints = [
            KeyHint(id, act.shown, self.key_word(act), not act.why_not(self), row=row, last=id == "more")
            for row, ids in enumerate(rows)
            for id in ids
            for act in (found.get(id),)
            if act is not None and self.offers(act)
        ]
        for bar in self.query(KeyBar):
            bar.show(hints)
        self.refresh_bindings()

    def tick(self) -> None:
        """A second went by."""
        if (
            self.station_app.lane.waiting_since
            and self.is_active
            and all(not line.said for line in self.query(StatusLine))
        ):
            self.say_waiting()
        super().tick()
