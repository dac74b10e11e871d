"""The waits of those called lately: what a wait is guessed from beside the drain."""

from __future__ import annotations

from collections import deque
from typing import Any

_LAST = 4


class WaitsSeen:
    """Waits of the last called by service, and the mean of today."""

    def __init__(self) -> None:
        self._last: dict[str, deque[float]] = {}
        self._sum, self._count = 0.0, 0

    def add(self, service: str, seconds: float) -> None:
        """Somebody was called after so many seconds."""
        self._last.setdefault(service, deque(maxlen=_LAST)).append(seconds)
        self._sum, self._count = self._sum + seconds, self._count + 1

    def lately(self, service: str) -> float:
        """Mean of the last four called for a service; 0 where there were none today."""
        last = self._last.get(service)
        return sum(last) / len(last) if last else 0.0

    @property
    def today(self) -> float:
        """Mean of today, 0 before the first call."""
        return self._sum / self._count if self._count else 0.0

    def end_day(self) -> None:
        """The business day ended."""
        self._last.clear()
        self._sum, self._count = 0.0, 0

    def dump(self) -> dict[str, Any]:
        """The waits."""
        return {"last": {code: list(last) for code, last in self._last.items()}, "sum": self._sum, "count": self._count}

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._last = {code: deque(last, maxlen=_LAST) for code, last in dump["last"].items()}
        self._sum, self._count = dump["sum"], dump["count"]
