"""Messages to everybody in the hall, and secrets made once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from queue_store.acts import Look
from queue_store.clock import from_text
from queue_store.errors import QueueError, UnknownThing
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.typed import REASON_LENGTH, clean


@dataclass(frozen=True, slots=True)
class HallMessage:
    """A sentence for everybody in the hall, shown until it is taken down."""

    id: int
    text: str
    set_at: datetime


class Messages:
    """What the hall tells everybody, for example that the system is down."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def put_up(self, text: str, *, post: Post | None = None) -> HallMessage:
        """Tell everybody in the hall something."""
        said = clean(text, REASON_LENGTH)
        if not said:
            raise QueueError("message_empty", "Say what everybody in the hall is to know.")
        with self._ledger.act(post) as act:
            number = act.new_id()
            act.put("message", {"id": number, "text": said, "set_at": act.at, "cleared_at": None}, "message_set")
            return HallMessage(number, said, act.now)

    def take_down(self, message_id: int, *, post: Post | None = None) -> None:
        """Take a message down."""
        with self._ledger.act(post) as act:
            found = act.row(
                "SELECT revision FROM message WHERE hall = ? AND id = ? AND cleared_at IS NULL", (act.hall, message_id)
            )
            if found is None:
                raise UnknownThing("unknown_message", "There is no message {message} up.", message=message_id)
            row = {"id": message_id, "revision": found[0], "cleared_at": None}
            act.change("message", row, {"cleared_at": act.at}, "message_cleared")

    def up(self) -> list[HallMessage]:
        """Messages that are up, oldest first."""
        with self._ledger.look() as look:
            return messages_up(look)


def messages_up(look: Look) -> list[HallMessage]:
    """Messages that are up, oldest first."""
    found = look.rows(
        "SELECT id, text, set_at FROM message WHERE hall = ? AND cleared_at IS NULL ORDER BY id", (look.hall,)
    )
    return [HallMessage(number, text, from_text(at)) for number, text, at in found]


def secret(ledger: Ledger, name: str) -> bytes:
    """32 random bytes, made at the first call for a name and the same ever after."""
    query = "SELECT value FROM secret WHERE hall = ? AND name = ?"
    with ledger.look() as look:
        found = look.row(query, (look.hall, name))
    if found is None:
        with ledger.act() as act:
            act.session.run(
                "INSERT INTO secret (hall, name, value) VALUES (?, ?, ?) ON CONFLICT (hall, name) DO NOTHING",
                (act.hall, name, secrets.token_bytes(32)),
            )
            found = act.row(query, (act.hall, name))
            act.note("secret_made", {"name": name})
    assert found is not None
    return bytes(found[0])
