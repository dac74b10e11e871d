"""Which screens of the hall are alive: each says so now and then, and one that stops saying so is missed.

Nothing of it is in the log: it tells about programs, not about the hall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_store.acts import Look
from queue_store.clock import from_text, to_text
from queue_store.ledger import Ledger
from queue_store.typed import TERMINAL_LENGTH, clean, program_id

ALIVE_EVERY = timedelta(minutes=1)
"""How often a screen says that it is alive."""

MISSED_AFTER = timedelta(minutes=3)
"""A screen that said nothing for so long has stopped."""


@dataclass(frozen=True, slots=True)
class StoppedScreen:
    """A screen that ended without saying so."""

    kind: str
    """`board` or `reception`."""
    station: str
    """The terminal, as it calls itself."""
    heard_at: datetime
    """When it was alive last."""


class Beats:
    """The signs of life of screens."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def beat(self, kind: str, station: str) -> None:
        """A screen is alive."""
        at, name = to_text(self._ledger.now()), clean(station, TERMINAL_LENGTH)
        with self._ledger.engine.write() as session:
            session.run(
                "INSERT INTO beat (hall, station, kind, began_at, at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (hall, station) DO UPDATE SET kind = excluded.kind, at = excluded.at",
                (self._ledger.rules.hall.id, name, program_id(kind), at, at),
            )

    def end(self, station: str) -> None:
        """A screen was left as it should be; those of the same kind that stopped before are not missed any more."""
        hall, name = self._ledger.rules.hall.id, clean(station, TERMINAL_LENGTH)
        with self._ledger.engine.write() as session:
            found = session.row("SELECT kind, began_at FROM beat WHERE hall = ? AND station = ?", (hall, name))
            if found is not None:
                session.run("DELETE FROM beat WHERE hall = ? AND kind = ? AND at < ?", (hall, *found))
                session.run("DELETE FROM beat WHERE hall = ? AND station = ?", (hall, name))


@dataclass(frozen=True, slots=True)
class _Heard:
    kind: str
    station: str
    began_at: datetime
    at: datetime

    @property
    def device(self) -> str:
        """The terminal without the number of the program on it."""
        return self.station.partition("#")[0]

    def follows(self, other: _Heard) -> bool:
        """Whether it is another one opened again: on its terminal, or when that one's next sign of life was due."""
        if self.kind != other.kind or self.began_at <= other.at:
            return False
        return self.device == other.device or self.began_at > other.at + ALIVE_EVERY


def stopped_screens(look: Look) -> list[StoppedScreen]:
    """Screens that stopped today and were not opened again, by terminal."""
    rows = look.rows(
        "SELECT b.kind, b.station, b.began_at, b.at FROM beat AS b WHERE b.hall = ? AND b.at >= ? ORDER BY b.station",
        (look.hall, to_text(look.rules.days.start(look.today))),
    )
    heard = [_Heard(kind, station, from_text(began_at), from_text(at)) for kind, station, began_at, at in rows]
    return [
        StoppedScreen(each.kind, each.station, each.at)
        for each in heard
        if look.now - each.at > MISSED_AFTER and not any(other.follows(each) for other in heard)
    ]
