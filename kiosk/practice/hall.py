"""The hall of a practice visit: this hall's rules and words in a temporary folder, and somebody who waited too long."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from kiosk.hall import FILE_NAME, HallConfig, Hours, ServiceConfig, parse_hall
from queue_store import Post, Store, open_store

_INTO_THE_DAY = timedelta(hours=6)
"""The practice hall's time, from the hour at which its business day begins: ten in the morning in most halls."""
_OVER_THE_LIMIT = timedelta(minutes=2)
_OTHERS = 2
"""Visitors who wait behind the first one, so that the list is not empty."""


@dataclass(frozen=True, slots=True)
class PracticeHall:
    """What a practice visit happens on; nothing of it reaches the real hall."""

    store: Store
    config: HallConfig
    post: Post


@contextmanager
def practice_hall(config: HallConfig, post: Post) -> Iterator[PracticeHall]:
    """Make the hall for one post, and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="kiosk-practice-", ignore_cleanup_errors=True) as name:
        own = _copy(config, Path(name))
        clock = _Clock(_beginning(own))
        service = practised_service(own, post.counter)
        limit = service.long_wait or own.limits.long_wait
        clock.go_back(limit + _OVER_THE_LIMIT)
        store = open_store(own.database_path, own.rules(), clock=clock)
        try:
            store.issue(service.code)
            for _ in range(_OTHERS):
                clock.go_on(limit / 3)
                store.issue(service.code)
            clock.run()
            store.open_counter(post)
            yield PracticeHall(store, own, post)
        finally:
            store.close()


def practised_service(config: HallConfig, counter: int) -> ServiceConfig:
    """Return what the visitor comes for: something this counter gives, with papers to bring where there is such."""
    served = config.counter(counter).services
    services = [service for service in config.services if service.code in served]
    return next((service for service in services if service.materials), services[0])


def _copy(config: HallConfig, folder: Path) -> HallConfig:
    """Copy a hall and its own lines to a folder. It is always open there."""
    file = folder / FILE_NAME
    file.write_text(config.text, encoding="utf-8")
    for lines in config.folder.glob("lines.*.toml"):
        (folder / lines.name).write_bytes(lines.read_bytes())
    always = {"database": "practice.db", "hours": Hours(), "closed": (), "special": (), "breaks": ()}
    return parse_hall(config.text, file).model_copy(update=always)


def _beginning(config: HallConfig) -> datetime:
    local = datetime.now(UTC).astimezone(config.zone)
    return datetime.combine(local.date(), config.cutover, config.zone) + _INTO_THE_DAY


class _Clock:
    """The practice hall's time: put by hand while the hall is made, then running."""

    def __init__(self, beginning: datetime) -> None:
        self._beginning = beginning
        self._at = beginning
        self._elapsed: Callable[[], float] = float

    def __call__(self) -> datetime:
        return (self._at + timedelta(seconds=self._elapsed())).astimezone(UTC)

    def go_back(self, span: timedelta) -> None:
        self._at -= span

    def go_on(self, span: timedelta) -> None:
        self._at += span

    def run(self) -> None:
        """Go on from the beginning, second by second."""
        begun = monotonic()
        self._at, self._elapsed = self._beginning, lambda: monotonic() - begun
