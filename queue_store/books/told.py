"""Told once (R26): what a visitor must bring, ticked while telling, and who had to come again all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from queue_store.books.counters import Counters
from queue_store.clock import from_text, to_text
from queue_store.model import Post
from queue_store.tickets.rows import REASON_LENGTH, clean


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to bring that a visitor was told of."""

    material: str
    at: datetime
    clerk: str


class Telling(Counters):
    """Materials told, and second visits."""

    def tell(self, ticket_id: int, post: Post, materials: Iterable[str]) -> list[Told]:
        """Write down that the visitor was told of these materials; those told before keep their time."""
        with self._engine.write() as session:
            row = self._load(session, ticket_id)
            now = self._now(session)
            names = [name for material in materials if (name := clean(material, REASON_LENGTH))]
            for name in names:
                session.run(
                    "INSERT INTO told (ticket_id, hall, material, at, counter, clerk) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (ticket_id, material) DO NOTHING",
                    (ticket_id, self.hall.id, name, to_text(now), post.counter, post.clerk),
                )
            self._note(session, now, post, "told", {"ticket": ticket_id, "service": row["service"], "materials": names})
        return self.told(ticket_id)

    def untell(self, ticket_id: int, post: Post, material: str) -> list[Told]:
        """Take a tick back that was set by mistake."""
        with self._engine.write() as session:
            self._load(session, ticket_id)
            session.run("DELETE FROM told WHERE ticket_id = ? AND material = ?", (ticket_id, material))
            self._note(session, self._now(session), post, "untold", {"ticket": ticket_id, "materials": [material]})
        return self.told(ticket_id)

    def told(self, ticket_id: int) -> list[Told]:
        """What the visitor was told to bring, in the order of telling."""
        with self._engine.read() as session:
            found = session.rows(
                "SELECT material, at, clerk FROM told WHERE ticket_id = ? AND hall = ? ORDER BY at, material",
                (ticket_id, self.hall.id),
            )
        return [Told(material, from_text(at), clerk) for material, at, clerk in found]

    def second_visit(self, ticket_id: int, post: Post, *, missing: str, was_told: bool) -> None:
        """This visitor came again because of missing papers; unless told of them before it counts against the hall.

        Said again for the same ticket it corrects what was said.
        """
        with self._engine.write() as session:
            self._load(session, ticket_id)
            now, name = self._now(session), clean(missing, REASON_LENGTH)
            session.run(
                "INSERT INTO second_visit (ticket_id, hall, at, missing, was_told) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (ticket_id) DO UPDATE SET missing = excluded.missing, was_told = excluded.was_told",
                (ticket_id, self.hall.id, to_text(now), name, int(was_told)),
            )
            data = {"ticket": ticket_id, "missing": name, "was_told": was_told}
            self._note(session, now, post, "second_visit", data)
