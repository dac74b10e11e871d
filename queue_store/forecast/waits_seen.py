"""The waits of those called lately: what a wait is guessed from beside the drain."""

from __future__ import annotations

from collections import deque
from typing import Any

_LAST = 4
_DRAWN = 4.0
_FADES, _SOME = 0.01, 0.05

AT_ONCE = 1.0
"""Who is called within a second did not wait."""


class WaitsSeen:
    """Waits of the last called by service, and the means of today."""

    def __init__(self) -> None:
        self._last: dict[str, deque[float]] = {}
        self._today: dict[str, tuple[float, int]] = {}
        self._at_once = 0.0

    def add(self, service: str, seconds: float) -> None:
        """Somebody was called after so many seconds."""
        self._last.setdefault(service, deque(maxlen=_LAST)).append(seconds)
        self._at_once += _FADES * ((seconds <= AT_ONCE) - self._at_once)
        total, count = self._today.get(service, (0.0, 0))
        self._today[service] = (total + seconds, count + 1)

    @property
    def some_at_once(self) -> bool:
        """Whether this hall calls some visitors the moment they come: then a wait is told to the others."""
        return self._at_once > _SOME

    def lately(self, service: str) -> float:
        """Mean of the last four called for a service; 0 where there were none today."""
        last = self._last.get(service)
        return sum(last) / len(last) if last else 0.0

    def today(self, service: str) -> float:
        """Mean of today for a service, drawn to that of all services; 0 before the first call."""
        total, count = self._today.get(service, (0.0, 0))
        others = sum(each for each, _ in self._today.values()), sum(each for _, each in self._today.values())
        return (total + _DRAWN * others[0] / others[1]) / (count + _DRAWN) if others[1] else 0.0

    def end_day(self) -> None:
        """The business day ended."""
        self._last.clear()
        self._today.clear()

    def dump(self) -> dict[str, Any]:
        """The waits."""
        return {
            "last": {code: list(last) for code, last in self._last.items()},
            "at_once": self._at_once,
            "today": {code: list(each) for code, each in self._today.items()},
        }

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._last = {code: deque(last, maxlen=_LAST) for code, last in dump["last"].items()}
        self._at_once = dump["at_once"]
        self._today = {code: (total, count) for code, (total, count) in dump["today"].items()}
