"""Sessions of people who signed in where no terminal stands for them, such as a page in a browser."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_store.acts import Act
from queue_store.books.pins import end_sessions
from queue_store.books.staff import Colleague, SignedIn, Staff, colleagues, note_sign_in
from queue_store.clock import to_text
from queue_store.ledger import Ledger

LONGEST = timedelta(hours=12)
"""How long a session lasts at most: a shift, and what comes before and after it."""


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A session; whoever has its token is the person."""

    token: str
    """256 random bits; only their SHA-256 is kept."""
    expires_at: datetime
    signed_in: SignedIn


class Sessions:
    """Opened with a PIN; over at a time, when they are ended, and with another PIN or the person's removal."""

    def __init__(self, ledger: Ledger, staff: Staff) -> None:
        self._ledger = ledger
        self._staff = staff
        ledger.at_new_day.append(_forget_expired)

    def open(self, staff_id: str, pin: str, *, terminal: str = "", lasts: timedelta = LONGEST) -> StaffSession:
        """Sign in; refuses as `Staff.sign_in` does. `terminal` says where, for the record."""
        confirmed = self._staff.confirmed(staff_id, pin, terminal=terminal)
        token = secrets.token_urlsafe(32)
        with self._ledger.act() as act:
            signed_in = note_sign_in(act, confirmed, terminal)
            expires_at = act.now + min(lasts, LONGEST)
            act.session.run(
                "INSERT INTO staff_session (hall, token_hash, staff_id, expires_at) VALUES (?, ?, ?, ?)",
                (act.hall, _hashed(token), signed_in.colleague.id, to_text(expires_at)),
            )
            act.note("session_opened", {"staff": signed_in.colleague.id})
        return StaffSession(token, expires_at, signed_in)

    def whose(self, token: str) -> Colleague | None:
        """Whose session a token opens; None when it opens none, or none any more.

        One that would last longer than any was opened before the hall's time was put back, and is over.
        """
        with self._ledger.look() as look:
            found = look.row(
                "SELECT staff_id FROM staff_session WHERE hall = ? AND token_hash = ? AND expires_at > ? "
                "AND expires_at <= ?",
                (look.hall, _hashed(token), to_text(look.now), to_text(look.now + LONGEST)),
            )
            here = [each for each in colleagues(look) if each.removed_at is None] if found else []
        return next((each for each in here if found and each.id == found[0]), None)

    def end(self, token: str) -> None:
        """Sign out; nothing when the session is over."""
        with self._ledger.act() as act:
            found = act.row(
                "DELETE FROM staff_session WHERE hall = ? AND token_hash = ? RETURNING staff_id",
                (act.hall, _hashed(token)),
            )
            if found is not None:
                act.note("session_ended", {"staff": found[0]})

    def end_all(self, staff_id: str, *, by: str = "") -> int:
        """End every session of a person; how many there were."""
        with self._ledger.act() as act:
            count = end_sessions(act, staff_id)
            if count:
                act.note("sessions_ended", {"staff": staff_id, "by": by, "count": count})
        return count


def _hashed(token: str) -> str:
    """What is kept of a token: without a salt, for nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _forget_expired(act: Act, _: bool) -> None:
    act.session.run("DELETE FROM staff_session WHERE hall = ? AND expires_at <= ?", (act.hall, act.at))
