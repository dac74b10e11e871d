"""One sentence on what just happened, gone after a while so that it is never taken for news."""

from __future__ import annotations

from textual.content import Content
from textual.timer import Timer

from kiosk.widgets.line import Line
from kiosk.widgets.typeset import clean


class StatusLine(Line):
    """Says a sentence; it goes away by itself, or when the next thing is done."""

    SECONDS = 6.0
    """How long a sentence stays."""

    _fading: Timer | None = None

    said = ""
    """What stands in the line."""

    old = False
    """Another act has begun since it was said."""

    def say(self, sentence: str, *, problem: bool = False, stays: bool = False) -> None:
        """Say what just happened; an empty sentence clears the line, one that `stays` waits for the next."""
        if self._fading is not None:
            self._fading.stop()
        self._fading = self.set_timer(self.SECONDS, self.clear) if sentence and not stays else None
        self.said, self.old = sentence, False
        self.set_class(problem, "-problem")
        self.update(Content(clean(sentence)))

    def clear(self) -> None:
        """Say nothing."""
        self.say("")
