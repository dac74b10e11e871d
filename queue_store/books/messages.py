"""What the hall itself keeps: messages to everybody in it, and secrets made once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from queue_store.books.counters import Counters
from queue_store.clock import from_text, to_text
from queue_store.errors import UnknownThing
from queue_store.model import Post
from queue_store.tickets.rows import REASON_LENGTH, clean


@dataclass(frozen=True, slots=True)
class HallMessage:
    """A sentence for everybody in the hall, shown until it is cleared."""

    id: int
    text: str
    set_at: datetime


class HallWords(Counters):
    """Messages and secrets."""

    def set_message(self, text: str, *, post: Post | None = None) -> HallMessage:
        """Tell everybody in the hall something, for example that the system is down."""
        said = clean(text, REASON_LENGTH)
        with self._engine.write() as session:
            now = self._now(session)
            found = session.row(
                "INSERT INTO message (hall, text, set_at) VALUES (?, ?, ?) RETURNING id",
                (self.hall.id, said, to_text(now)),
            )
            assert found is not None
            self._note(session, now, post, "message_set", {"message": found[0], "text": said})
            return HallMessage(found[0], said, now)

    def clear_message(self, message_id: int, *, post: Post | None = None) -> None:
        """Take a message down."""
        with self._engine.write() as session:
            now = self._now(session)
            cleared = session.row(
                "UPDATE message SET cleared_at = ? WHERE id = ? AND hall = ? AND cleared_at IS NULL RETURNING id",
                (to_text(now), message_id, self.hall.id),
            )
            if cleared is None:
                raise UnknownThing("unknown_message", "There is no message {message} up.", message=message_id)
            self._note(session, now, post, "message_cleared", {"message": message_id})

    def messages(self) -> list[HallMessage]:
        """Messages that are up, oldest first."""
        with self._engine.read() as session:
            found = session.rows(
                "SELECT id, text, set_at FROM message WHERE hall = ? AND cleared_at IS NULL ORDER BY id",
                (self.hall.id,),
            )
        return [HallMessage(number, text, from_text(at)) for number, text, at in found]

    def secret(self, name: str) -> bytes:
        """32 random bytes, made at the first call for a name and the same ever after."""
        query = "SELECT value FROM secret WHERE hall = ? AND name = ?"
        with self._engine.read() as session:
            found = session.row(query, (self.hall.id, name))
        if found is None:
            with self._engine.write() as session:
                session.run(
                    "INSERT INTO secret (hall, name, value) VALUES (?, ?, ?) ON CONFLICT (hall, name) DO NOTHING",
                    (self.hall.id, name, secrets.token_bytes(32)),
                )
                found = session.row(query, (self.hall.id, name))
        assert found is not None
        return bytes(found[0])
