"""The desk of a practice visit: the real one, on which only the next key does something."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import ComposeResult

from kiosk.desk.screen import DeskScreen
from kiosk.practice.coach import Coach, Coaching
from kiosk.practice.hall import practised_service
from kiosk.practice.steps import ACT_OF_STEP, Step, step_of, steps_of
from kiosk.screens.act import Act
from kiosk.screens.pressed_key import from_an_input_method, pressed_key
from queue_store import DeskView, Post

if TYPE_CHECKING:
    from kiosk.practice.app import PracticeApp

_ALWAYS = frozenset({"language", "contrast", "help", "more"})
"""Acts that change nothing of the visit."""
_OTHER = "practice.other."
"""Begins the reason why an act is not possible; its id follows."""
_LEAVE = "escape"
_END = "enter"


class PracticeScreen(DeskScreen):
    """A desk with a coach above it. Escape leaves at any time."""

    DEFAULT_CSS = """
    PracticeScreen #side { display: none; }
    PracticeScreen.-wide #side { display: block; }
    """

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self.step = Step.CALL
        self._met = False
        self._told = False
        self._answer = ""

    def compose(self) -> ComposeResult:
        yield Coach(id="coach")
        yield from super().compose()

    @property
    def practice_app(self) -> PracticeApp:
        return cast("PracticeApp", self.app)

    @property
    def has_papers(self) -> bool:
        """The visitor has to bring something, of which the clerk tells."""
        return bool(practised_service(self.station.config, self.post.counter).materials)

    # Which key does something.

    @property
    def acts(self) -> tuple[Act[Any], ...]:
        return tuple(map(self._practised, super().acts))

    def _practised(self, act: Act[Any]) -> Act[Any]:
        """An act as it is in the practice: possible when it is the next one, else answered by the coach."""
        if act.id in _ALWAYS:
            return act
        if act.id == "leave":
            return replace(act, do=lambda _: self.practice_app.leave(), local=True)

        def why_not(desk: DeskScreen) -> str:
            return act.why_not(desk) if act.id == ACT_OF_STEP.get(self.step) else _OTHER + act.id

        def tell(desk: DeskScreen) -> Awaitable[None] | None:
            self._told = True
            return act.do(desk)

        return replace(act, why_not=why_not, do=tell if act.id == ACT_OF_STEP[Step.PAPERS] else act.do)

    def say_why_not(self, reason: str) -> None:
        if not reason.startswith(_OTHER):
            super().say_why_not(reason)
            return
        act = self.act_of(reason.removeprefix(_OTHER))
        self._reply("other", key=act.shown, name=self.words(act.name))

    def on_key(self, event: events.Key) -> None:
        """Leave, end, or answer a key that stands for nothing; the others are those of the desk."""
        key = pressed_key(event)
        if key == _LEAVE or (key == _END and self.step is Step.FAREWELL):
            event.stop()
            event.prevent_default()
            self.practice_app.leave()
        elif key == _END or (
            event.is_printable
            and key != "space"
            and not from_an_input_method(event)
            and not any(act.has_key(key) for act in self.acts)
        ):
            event.stop()
            event.prevent_default()
            self._reply("unknown")

    def _reply(self, answer: str, **fields: str) -> None:
        self._answer = self.words(f"practice.answer.{answer}", wanted=self._wanted, **fields)
        self._show_coach()

    @property
    def _wanted(self) -> str:
        """The key that comes next, as it is shown."""
        id = ACT_OF_STEP.get(self.step)
        return self.act_of(id).shown if id else "Enter"

    # How far the visit is.

    def take_view(self, view: DeskView) -> None:
        super().take_view(view)
        self._met = self._met or view.current is not None
        step = step_of(view.current, met=self._met, papers=self.has_papers and not self._told)
        if step is not self.step:
            self.step, self._answer = step, ""

    def repaint(self) -> None:
        super().repaint()
        if self.is_mounted and self.query(Coach):
            self._show_coach()

    def _show_coach(self) -> None:
        words, step = self.words, self.step
        steps = steps_of(papers=self.has_papers)
        name = words(f"practice.step.{step}.name")
        numbered = step in steps
        said = words(f"practice.step.{step}.said", label=self.view.current.label if self.view.current else "")
        waiting = self.practice_app.people_waiting
        self.query_one(Coach).show(
            Coaching(
                title=words("practice.title", number=steps.index(step) + 1, count=len(steps), name=name)
                if numbered
                else words("practice.over"),
                leave=words("practice.leave"),
                visitor=words("practice.visitor", said=said) if said else words("practice.nobody_yet"),
                advice=words(f"practice.step.{step}.advice", key=self._wanted),
                answer=self._answer,
                waiting=words("practice.waiting", count=waiting) if waiting else "",
            )
        )
