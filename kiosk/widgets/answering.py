"""Screens that answer once, whatever keys and clicks are still queued for them."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.screen import ModalScreen, Screen

_Answer = TypeVar("_Answer")


class AnsweringScreen(Screen[_Answer]):
    """Goes away with its first answer; what was queued behind that is dropped and reaches no other screen."""

    answered = False
    """Whether it has given its answer."""
    typed: tuple[str, ...] = ()
    """The words that somebody wrote for the answer, to be given back when what they were for is refused."""

    def answer(self, answer: _Answer | None = None) -> None:
        """Give the answer and go away; only the first one counts."""
        if not self.answered:
            self.answered = True
            self.dismiss(answer)

    async def on_event(self, event: events.Event) -> None:
        if self.answered and isinstance(event, events.InputEvent):
            return
        await super().on_event(event)


class AnsweringModal(AnsweringScreen[_Answer], ModalScreen[_Answer]):
    """The same over a screen that stays in view."""
