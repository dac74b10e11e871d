"""Where only the numbers called are known and no counters: how fast a line moves while somebody stands in it."""

from __future__ import annotations

from collections import deque
from typing import Any

_LATEST = 25
_BEFORE = 300
_PRIOR_SECONDS, _PRIOR = 300.0, 3.0
_SHRINK = 2.0
_LONGEST = 3600.0
_KEEP = 0.98


class CallRates:
    """Seconds between calls of a service while somebody waits: of the latest calls, drawn to those of the past days."""

    def __init__(self) -> None:
        self._latest: dict[str, deque[float]] = {}
        self._before: dict[str, deque[float]] = {}
        self._since: dict[str, float] = {}
        self._at_once: dict[str, tuple[float, float]] = {}

    def found_empty(self, service: str, at_once: bool) -> None:
        """Somebody who had come to an empty line was called, at once or later."""
        count, visitors = self._at_once.get(service, (0.0, 0.0))
        self._at_once[service] = (count * _KEEP + at_once, visitors * _KEEP + 1.0)

    def at_once(self, service: str) -> float:
        """Share of those who come to an empty line and are called at once."""
        count, visitors = self._at_once.get(service, (0.0, 0.0))
        return (count + 1.0) / (visitors + 4.0)

    def entered(self, service: str, at: float) -> None:
        """Somebody stands in a line; the first one starts the clock."""
        self._since.setdefault(service, at)

    def called(self, service: str, at: float, still_waiting: bool) -> None:
        """The line moved on."""
        since = self._since.pop(service, None)
        if since is not None:
            seconds = min(max(0.0, at - since), _LONGEST)
            self._latest.setdefault(service, deque(maxlen=_LATEST)).append(seconds)
            self._before.setdefault(service, deque(maxlen=_BEFORE)).append(seconds)
        if still_waiting:
            self._since[service] = at

    def emptied(self, service: str) -> None:
        """Nobody stands in the line any more."""
        self._since.pop(service, None)

    def end_day(self) -> None:
        """The business day ended."""
        self._latest.clear()
        self._since.clear()

    def usual(self, service: str) -> float:
        """Seconds between calls on all days."""
        before = self._before.get(service, ())
        return (sum(before) + _PRIOR * _PRIOR_SECONDS) / (len(before) + _PRIOR)

    def now(self, service: str, at: float) -> float:
        """Seconds between calls now; a call that is long in coming counts with the time it took so far."""
        latest, usual = self._latest.get(service, ()), self.usual(service)
        standing = max(0.0, at - self._since.get(service, at))
        begun = min(standing, _LONGEST) if standing > usual else 0.0
        return (sum(latest) + begun + _SHRINK * usual) / (len(latest) + (begun > 0.0) + _SHRINK)

    def dump(self) -> dict[str, Any]:
        """The seconds between calls."""
        return {
            "latest": {code: list(each) for code, each in self._latest.items()},
            "before": {code: list(each) for code, each in self._before.items()},
            "since": dict(self._since),
            "at_once": {code: list(each) for code, each in self._at_once.items()},
        }

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._latest = {code: deque(each, maxlen=_LATEST) for code, each in dump["latest"].items()}
        self._before = {code: deque(each, maxlen=_BEFORE) for code, each in dump["before"].items()}
        self._since = dict(dump["since"])
        self._at_once = {code: (count, visitors) for code, (count, visitors) in dump["at_once"].items()}
