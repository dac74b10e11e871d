"""What calls a clerk by a bell and a flash, each once: the first visitor, a call for help, a late queue, a message.

While a visitor is being served or a caller is spoken to nothing rings but a call for help: the flash is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.desk.helping import answers
from kiosk.desk.view import is_free
from kiosk.hall import HallConfig
from kiosk.words import Words
from queue_store import DeskView, Post, State


@dataclass(frozen=True, slots=True)
class Alert:
    """Something new that the clerk should look at."""

    text: str
    """What it is, in a few words; empty where the screen says it already."""
    rings: bool
    """Worth the bell."""


class Alerts:
    """Tells what is new since the last look at the hall."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._idle = False
        """At the last look the counter was open and free, and nobody waited for it."""
        self._late = True
        """At the last look somebody had waited beyond the limit."""
        self._helped: set[int] = set()
        self._messages: set[int] | None = None

    def news(
        self, words: Words, config: HallConfig, view: DeskView, now: datetime, *, own: bool = False
    ) -> list[Alert]:
        """What happened since the last look; what was so before the first is not new, but for calls for help.

        With `own` the clerk's own act is what changed the hall, as a number given at the front: nobody has come.
        """
        quiet = _speaking(view)
        found = [
            *self._help(config, view),
            *(Alert(text, rings=not quiet) for text in self._arrival(words, view) if not own),
            *(Alert(text, rings=not quiet) for text in self._late_queue(words, view, now)),
            *(Alert("", rings=not quiet) for _ in self._new_messages(view)),
        ]
        self._idle = is_free(view) and view.status.state == "open" and view.total == 0
        return found

    def _help(self, config: HallConfig, view: DeskView) -> list[Alert]:
        mine = answers(config, self._post.counter)
        calls = {each.id for each in view.help_calls if mine and each.counter != self._post.counter}
        new, self._helped = calls - self._helped, self._helped | calls
        return [Alert("", rings=True)] if new else []

    def _arrival(self, words: Words, view: DeskView) -> list[str]:
        if not self._idle or not is_free(view) or not view.waiting:
            return []
        return [words("desk.alert.arrival", label=view.waiting[0].label)]

    def _late_queue(self, words: Words, view: DeskView, now: datetime) -> list[str]:
        """The queue was within its limits, and is not any more."""
        late = [each for each in view.waiting if each.waited(now) > each.limit]
        before, self._late = self._late, bool(late)
        return [words("desk.alert.late", label=late[0].label)] if late and not before else []

    def _new_messages(self, view: DeskView) -> set[int]:
        up = {each.id for each in view.messages}
        new = up - self._messages if self._messages is not None else set()
        self._messages = up | (self._messages or set())
        return new


def _speaking(view: DeskView) -> bool:
    """Whether the clerk talks to somebody: a visitor at the counter, or a caller."""
    serving = view.current is not None and view.current.state is State.SERVING
    return serving or any(each.answered_at is not None or each.outbound for each in view.calls)
