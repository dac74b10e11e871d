"""PINs: kept as Argon2id hashes, and the harder to guess the more often they were guessed wrong.

Wrong PINs are counted in the database, so over all terminals together. Cost: 19 MiB, two passes, one lane (OWASP
Password Storage Cheat Sheet). Hashing holds no lock: whoever typed a PIN gets an answer only when nobody else's was
counted meanwhile, so that many at once learn no more than one. A right PIN ends the count: whoever knows it gains
nothing by that, and each sign-in of the person, who is told of the wrong ones, gives others `FREE_TRIES` at the most
that slow nothing down.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from queue_store.acts import Act, Look
from queue_store.clock import optional_time
from queue_store.errors import AlreadyTaken, NotAllowed, QueueError
from queue_store.ledger import Ledger
from queue_store.typed import TERMINAL_LENGTH, clean

FREE_TRIES = 2
"""Wrong PINs in a row that slow nothing down: fingers slip."""

FIRST_DELAY = timedelta(seconds=15)
"""Time until the next try after the first wrong PIN beyond those; each further one doubles it."""

LONGEST_DELAY = timedelta(hours=1)

LONG = 6
"""Characters from which on a PIN is long: whoever may do more than serve has such a one."""

LONGEST = 64
"""Characters of the longest PIN or password."""

_MEMORY_KIB, _PASSES, _LANES = 19 * 1024, 2, 1


@dataclass(frozen=True, slots=True)
class KeptPin:
    """A PIN as it is kept."""

    hash: str
    wrong: int
    """Wrong PINs in a row."""
    wrong_at: datetime | None

    def delay(self, now: datetime) -> timedelta:
        """Time until the next PIN may be tried; nothing once the hall's time was put back to before the last one."""
        if self.wrong_at is None or self.wrong_at > now:
            return timedelta()
        return max(timedelta(), self.wrong_at + delay_after(self.wrong) - now)


@dataclass(frozen=True, slots=True)
class NewPin:
    """A PIN that is to be kept."""

    hash: str
    length: int
    """Characters; of which only is kept whether they are `LONG` or more."""


def delay_after(wrong: int) -> timedelta:
    """Time until the next try after so many wrong PINs in a row."""
    beyond = wrong - FREE_TRIES
    return min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(beyond - 1, 30)) if beyond > 0 else timedelta()


def hash_pin(pin: str, least: int) -> NewPin:
    """What is kept of a PIN; refused when it is too short, too long, or the first that anybody would try."""
    from argon2 import PasswordHasher

    plain = _plain(pin)
    if not least <= len(plain) <= LONGEST or _obvious(plain):
        raise QueueError(
            "pin_weak",
            "A PIN has {least} to {most} characters here and is none like 1111, 1234 or 4321. Choose another one.",
            least=least,
            most=LONGEST,
        )
    return NewPin(PasswordHasher(_PASSES, _MEMORY_KIB, _LANES).hash(plain), len(plain))


def matches(hashed: str, pin: str) -> bool:
    """Whether a PIN is the one that is kept."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher(_PASSES, _MEMORY_KIB, _LANES).verify(hashed, _plain(pin)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def kept_pin(look: Look, staff_id: str) -> KeptPin | None:
    """The PIN of a person; None without one."""
    found = look.row("SELECT hash, wrong, wrong_at FROM pin WHERE hall = ? AND staff_id = ?", (look.hall, staff_id))
    return None if found is None else KeptPin(found[0], found[1], optional_time(found[2]))


def is_long(look: Look, staff_id: str) -> bool:
    """Whether a person has a PIN of `LONG` characters or more."""
    return look.row("SELECT 1 FROM pin WHERE hall = ? AND staff_id = ? AND long = 1", (look.hall, staff_id)) is not None


def keep_pin(act: Act, staff_id: str, pin: NewPin) -> None:
    """Set a PIN; whoever was signed in with the one before is not any more."""
    end_sessions(act, staff_id)
    act.session.run(
        "INSERT INTO pin (hall, staff_id, hash, long, set_at, wrong, wrong_at) VALUES (?, ?, ?, ?, ?, 0, NULL) "
        "ON CONFLICT (hall, staff_id) DO UPDATE "
        "SET hash = excluded.hash, long = excluded.long, set_at = excluded.set_at, wrong = 0, wrong_at = NULL",
        (act.hall, staff_id, pin.hash, int(pin.length >= LONG), act.at),
    )


def drop_pin(act: Act, staff_id: str) -> None:
    """Take a PIN away, and end what it opened."""
    end_sessions(act, staff_id)
    act.session.run("DELETE FROM pin WHERE hall = ? AND staff_id = ?", (act.hall, staff_id))


def end_sessions(act: Act, staff_id: str) -> int:
    """End every session of a person; how many there were."""
    return act.session.run("DELETE FROM staff_session WHERE hall = ? AND staff_id = ?", (act.hall, staff_id))


def check(ledger: Ledger, staff_id: str, pin: str, terminal: str) -> str:
    """Refuse a wrong PIN, and any while the last wrong ones have to wait; counts both ways.

    Returns the hash that the PIN met, empty for somebody without one: see `refuse_other`.
    """
    with ledger.look() as look:
        kept, now = kept_pin(look, staff_id), look.now
    if kept is None:
        return ""
    _refuse_slowed(staff_id, kept, now)
    right = matches(kept.hash, pin)
    if right and not kept.wrong:
        with ledger.look() as look:
            _refuse_changed(look, staff_id, kept)
        return kept.hash
    with ledger.act() as act:
        _refuse_changed(act, staff_id, kept)
        wrong, wrong_at = (0, None) if right else (kept.wrong + 1, act.at)
        act.session.run(
            "UPDATE pin SET wrong = ?, wrong_at = ? WHERE hall = ? AND staff_id = ?",
            (wrong, wrong_at, act.hall, staff_id),
        )
        kind = "pin_right" if right else "pin_wrong"
        act.note(kind, {"staff": staff_id, "wrong": wrong or kept.wrong, "terminal": clean(terminal, TERMINAL_LENGTH)})
    if not right:
        _refuse_wrong(staff_id, wrong)
    return kept.hash


def refuse_other(look: Look, staff_id: str, hashed: str) -> None:
    """Refuse when the person has another PIN by now than the one that was met."""
    kept = kept_pin(look, staff_id)
    if hashed != ("" if kept is None else kept.hash):
        raise _changed_meanwhile()


def _refuse_changed(look: Look, staff_id: str, kept: KeptPin) -> None:
    """Refuse when another PIN was counted, or set, since it was read."""
    if kept_pin(look, staff_id) != kept:
        raise _changed_meanwhile()


def _changed_meanwhile() -> AlreadyTaken:
    return AlreadyTaken("changed_meanwhile", "Somebody else changed this at the same moment. Look again, then decide.")


def _refuse_slowed(staff_id: str, kept: KeptPin, now: datetime) -> None:
    if delay := kept.delay(now):
        raise NotAllowed(
            "pin_slowed",
            "After {wrong} wrong PINs for {clerk} the next try is in {wait}. A supervisor can allow it before.",
            clerk=staff_id,
            wrong=kept.wrong,
            wait=_full_seconds(delay),
        )


def _refuse_wrong(staff_id: str, wrong: int) -> None:
    wait = delay_after(wrong)
    if not wait:
        raise NotAllowed("pin_wrong", "The PIN is not right. Type it again.")
    raise NotAllowed(
        "pin_wrong_slowed",
        "The PIN is not right: {wrong} wrong ones for {clerk}. The next try is in {wait}.",
        clerk=staff_id,
        wrong=wrong,
        wait=wait,
    )


def _full_seconds(span: timedelta) -> timedelta:
    """A span as people are told it: never shorter than it is."""
    return timedelta(seconds=-(-span // timedelta(seconds=1)))


def _plain(pin: str) -> str:
    """Full-width digits, which input methods type, are digits."""
    return unicodedata.normalize("NFKC", pin)


def _obvious(pin: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    return len(steps) <= 1 and steps <= {-1, 0, 1}
