"""The people who work in the hall: names, offices, roles, PINs, and who signed in where.

Without anybody in this book a hall runs without signing in. Names stand in free text that is erased after the
retention once somebody was removed; the id stays, so that the log can be read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queue_store.acts import Act, Look
from queue_store.books import pins
from queue_store.clock import from_text, optional_time
from queue_store.errors import NotAllowed, QueueError, UnknownThing
from queue_store.ledger import Ledger
from queue_store.tickets.rows import Row
from queue_store.typed import NAME_LENGTH, TERMINAL_LENGTH, clean, clerk_name

_COLUMNS = (
    "id", "revision", "number", "role", "person_text", "changed_by", "added_at", "removed_at", "signed_in_at",
    "signed_in_on",
)  # fmt: skip
_PERSON_LENGTH = 4 * NAME_LENGTH * 6
_LEAST_PIN = {"clerk": 4, "supervisor": pins.LONG, "auditor": pins.LONG}
"""Characters of the shortest PIN by role; who can take everything out of the hall has a longer one."""


class Role(StrEnum):
    """What a person may do."""

    CLERK = "clerk"
    """Serves visitors."""
    SUPERVISOR = "supervisor"
    """May do everything a clerk may, and manage staff, figures and days."""
    AUDITOR = "auditor"
    """May look and export, and changes nothing."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person who works in the hall, or did."""

    id: str
    role: Role
    name: str = ""
    """The whole name; empty when it was forgotten."""
    surname: str = ""
    office: str = ""
    """What goes with the surname when colleagues call each other: 主任, 工, 师傅 (R47)."""
    pin_set_at: datetime | None = None
    """When the PIN was set; None without one. Whoever signed in before that has to show the new one."""
    wrong_pins: int = 0
    """Wrong PINs in a row so far."""
    removed_at: datetime | None = None

    @property
    def has_pin(self) -> bool:
        """Somebody without one is believed."""
        return self.pin_set_at is not None


@dataclass(frozen=True, slots=True)
class Recovery:
    """A PIN that was set anew on the hall's PC without the old one."""

    at: datetime
    staff: str
    """Whose PIN."""
    user: str
    """Who was logged in on the PC."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in, and what the person has to know."""

    colleague: Colleague
    """As before it: `wrong_pins` were typed since the last one."""
    recovered: tuple[Recovery, ...]
    """PINs that were set anew without the old one since this person signed in last, anybody's."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody who showed the right PIN, or has none."""

    colleague: Colleague
    """As before it."""
    pin_hash: str
    """Of the PIN that was shown; empty for somebody without one."""


class Staff:
    """The people of a hall. `by` is the id of whoever does it, empty where nobody is known."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def all(self, *, removed: bool = False) -> list[Colleague]:
        """Who works here, by id; with `removed` those too who did."""
        with self._ledger.look() as look:
            return [each for each in colleagues(look) if removed or each.removed_at is None]

    def find(self, staff_id: str) -> Colleague:
        """Who works here under this id; refused when nobody does."""
        with self._ledger.look() as look:
            return _at_work(look, clerk_name(staff_id))

    def add(
        self, staff_id: str, *, name: str, surname: str = "", office: str = "", role: Role = Role.CLERK,
        pin: str | None = None, by: str = "",
    ) -> Colleague:  # fmt: skip
        """Take somebody into the book; the first one is a supervisor, or nobody could take in the next.

        An id stays with its person for good: it may be taken again only under the same name.
        """
        kept = clerk_name(staff_id)
        hashed = None if pin is None else pins.hash_pin(pin, _LEAST_PIN[role])
        with self._ledger.act() as act:
            if role is not Role.SUPERVISOR and not _supervisors(act):
                raise NotAllowed(
                    "first_supervisor", "Add a supervisor first: only a supervisor can add others afterwards."
                )
            _refuse_pin(role, hashed is not None, hashed is not None)
            person = _person(name, surname, office)
            row = _row(act, kept)
            if row is None:
                number = act.new_id()
                values = {
                    "id": kept, "number": number, "role": role.value, "changed_by": by, "added_at": act.at,
                    "person_text": act.keep_text(person, "staff", number, _PERSON_LENGTH), "removed_at": None,
                    "signed_in_at": None, "signed_in_on": "",
                }  # fmt: skip
                act.put("staff", values, "staff_added")
            else:
                _take_again(act, row, person, role, by)
            if hashed is not None:
                pins.keep_pin(act, kept, hashed)
            return _at_work(act, kept)

    def change(
        self, staff_id: str, *, name: str | None = None, surname: str | None = None, office: str | None = None,
        role: Role | None = None, by: str = "",
    ) -> Colleague:  # fmt: skip
        """Change what is said; what is None stays."""
        with self._ledger.act() as act:
            before = _at_work(act, clerk_name(staff_id))
            row = _known_row(act, before.id)
            person = _person(
                before.name if name is None else name,
                before.surname if surname is None else surname,
                before.office if office is None else office,
            )
            after = role or before.role
            _refuse_pin(after, before.has_pin, pins.is_long(act, before.id))
            if after is not Role.SUPERVISOR:
                _refuse_last_supervisor(act, before)
            text = act.keep_text(person, "staff", row["number"], _PERSON_LENGTH)
            act.change("staff", row, {"role": after.value, "person_text": text, "changed_by": by}, "staff_changed")
            return _at_work(act, before.id)

    def remove(self, staff_id: str, *, by: str = "") -> None:
        """Take somebody out of the book: the id stays in the log, the name goes after the retention, the PIN at once.

        The last supervisor goes last of all; after that the hall runs without signing in again.
        """
        with self._ledger.act() as act:
            colleague = _at_work(act, clerk_name(staff_id))
            if len([each for each in colleagues(act) if each.removed_at is None]) > 1:
                _refuse_last_supervisor(act, colleague)
            row = _known_row(act, colleague.id)
            act.change("staff", row, {"removed_at": act.at, "changed_by": by}, "staff_removed")
            pins.drop_pin(act, colleague.id)

    def set_pin(self, staff_id: str, pin: str | None, *, by: str = "") -> None:
        """Give a person another PIN, or, a clerk, none; every session of the person ends."""
        hashed = None if pin is None else pins.hash_pin(pin, _LEAST_PIN[self.find(staff_id).role])
        with self._ledger.act() as act:
            colleague = _at_work(act, clerk_name(staff_id))
            _refuse_pin(colleague.role, hashed is not None, hashed is not None and hashed.length >= pins.LONG)
            if hashed is None:
                pins.drop_pin(act, colleague.id)
            else:
                pins.keep_pin(act, colleague.id, hashed)
            act.note("pin_dropped" if hashed is None else "pin_set", {"staff": colleague.id, "by": by})

    def recover(self, staff_id: str, pin: str, *, user: str) -> None:
        """Give a supervisor another PIN without the old one; everybody is told at the next sign-in.

        Whoever may write the database's file can do that; `user` is the name under which the PC knows them.
        """
        hashed = pins.hash_pin(pin, _LEAST_PIN[Role.SUPERVISOR])
        with self._ledger.act() as act:
            colleague = _at_work(act, clerk_name(staff_id))
            if colleague.role is not Role.SUPERVISOR:
                raise NotAllowed(
                    "recover_supervisor", "{clerk} is no supervisor: a supervisor gives them another PIN.",
                    clerk=colleague.id,
                )  # fmt: skip
            pins.keep_pin(act, colleague.id, hashed)
            act.note("pin_recovered", {"staff": colleague.id, "user": clean(user, NAME_LENGTH)})

    def unlock(self, staff_id: str, *, by: str) -> None:
        """Let a person who typed wrong PINs try again at once."""
        with self._ledger.act() as act:
            colleague = _at_work(act, clerk_name(staff_id))
            act.session.run(
                "UPDATE pin SET wrong = 0, wrong_at = NULL WHERE hall = ? AND staff_id = ?", (act.hall, colleague.id)
            )
            act.note("pin_unlocked", {"staff": colleague.id, "by": by, "wrong": colleague.wrong_pins})

    def confirm(self, staff_id: str, pin: str, *, terminal: str = "") -> Colleague:
        """Who this is, when the PIN is right; somebody without a PIN is believed.

        Refuses somebody unknown, a wrong PIN, and any PIN while wrong ones have to wait (`pin_slowed`).
        """
        return self.confirmed(staff_id, pin, terminal=terminal).colleague

    def sign_in(self, staff_id: str, pin: str, *, terminal: str = "") -> SignedIn:
        """Sign in at a terminal; refuses as `confirm` does."""
        confirmed = self.confirmed(staff_id, pin, terminal=terminal)
        with self._ledger.act() as act:
            return note_sign_in(act, confirmed, terminal)

    def confirmed(self, staff_id: str, pin: str, *, terminal: str = "") -> Confirmed:
        """The same as `confirm`, for an act that stands on it."""
        with self._ledger.look() as look:
            colleague = _at_work(look, clerk_name(staff_id))
        return Confirmed(colleague, pins.check(self._ledger, colleague.id, pin, terminal))


def note_sign_in(act: Act, confirmed: Confirmed, terminal: str) -> SignedIn:
    """Write down that somebody signed in; refused when the person has another PIN since, or works here no more."""
    colleague = confirmed.colleague
    row = _known_row(act, _at_work(act, colleague.id).id)
    pins.refuse_other(act, colleague.id, confirmed.pin_hash)
    told = tuple(_recoveries(act, row["signed_in_at"] or row["added_at"]))
    changes = {"signed_in_at": act.at, "signed_in_on": clean(terminal, TERMINAL_LENGTH)}
    act.change("staff", row, changes, "signed_in")
    return SignedIn(colleague, told)


def colleagues(look: Look) -> list[Colleague]:
    """Everybody who works here or did, by id."""
    found = look.rows(
        "SELECT s.id, s.role, f.text, p.wrong, s.removed_at, p.set_at FROM staff AS s "
        "LEFT JOIN free_text AS f ON f.hall = s.hall AND f.id = s.person_text "
        "LEFT JOIN pin AS p ON p.hall = s.hall AND p.staff_id = s.id WHERE s.hall = ? ORDER BY s.id",
        (look.hall,),
    )
    return [
        Colleague(
            id, Role(role), **json.loads(text or "{}"), pin_set_at=optional_time(pin_set_at), wrong_pins=wrong or 0,
            removed_at=optional_time(removed_at),
        )
        for id, role, text, wrong, removed_at, pin_set_at in found
    ]  # fmt: skip


def _at_work(look: Look, staff_id: str) -> Colleague:
    """Who works here under this id."""
    here = [each for each in colleagues(look) if each.removed_at is None]
    found = next((each for each in here if each.id == staff_id), None)
    if found is None:
        raise UnknownThing(
            "unknown_staff",
            "Nobody works here as {clerk}. Choose one of: {known}.",
            clerk=staff_id,
            known=", ".join(each.id for each in here),
        )
    return found


def _row(look: Look, staff_id: str) -> Row | None:
    found = look.row(f"SELECT {', '.join(_COLUMNS)} FROM staff WHERE hall = ? AND id = ?", (look.hall, staff_id))
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def _known_row(look: Look, staff_id: str) -> Row:
    row = _row(look, staff_id)
    assert row is not None
    return row


def _person(name: str, surname: str, office: str) -> str:
    """What is kept about a person, in one text that can be erased; refused without a name."""
    kept = {"name": name, "surname": surname, "office": office}
    kept = {field: clean(text, NAME_LENGTH) for field, text in kept.items()}
    if not kept["name"]:
        raise QueueError("staff_name", "Say the person's name.")
    return json.dumps(kept, ensure_ascii=False)


def _take_again(act: Act, row: Row, person: str, role: Role, by: str) -> None:
    """Somebody comes back under an id that was theirs."""
    before = next(each for each in colleagues(act) if each.id == row["id"])
    if before.removed_at is None or before.name != json.loads(person)["name"]:
        raise NotAllowed(
            "staff_id_used",
            "The id {clerk} is or was another person's. Choose another id, so that the record stays clear.",
            clerk=row["id"],
        )
    text = act.keep_text(person, "staff", row["number"], _PERSON_LENGTH)
    changes = {"role": role.value, "person_text": text, "changed_by": by, "removed_at": None}
    act.change("staff", row, changes, "staff_added")


def _refuse_pin(role: Role, has_pin: bool, long: bool) -> None:
    """Refuse a role beyond that of a clerk without a PIN, or with a short one."""
    if role is Role.CLERK or long:
        return
    if not has_pin:
        raise NotAllowed("role_needs_pin", "The role of {role} needs a PIN. Set one first.", role=role.value)
    raise NotAllowed(
        "role_needs_long_pin",
        "The role of {role} needs a PIN of {least} characters or more. Set a longer one first.",
        role=role.value,
        least=pins.LONG,
    )


def _supervisors(look: Look) -> list[Colleague]:
    return [each for each in colleagues(look) if each.role is Role.SUPERVISOR and each.removed_at is None]


def _refuse_last_supervisor(look: Look, colleague: Colleague) -> None:
    """Refuse what would leave people whom nobody can manage."""
    if [each.id for each in _supervisors(look)] == [colleague.id]:
        raise NotAllowed(
            "last_supervisor",
            "{clerk} is the only supervisor. Add another one first, or remove everybody else.",
            clerk=colleague.id,
        )


def _recoveries(look: Look, since: str) -> list[Recovery]:
    """PINs that were set anew without the old one after a time."""
    found = look.rows(
        "SELECT at, changes FROM log WHERE hall = ? AND subject = '' AND kind = 'pin_recovered' AND at > ? ORDER BY at",
        (look.hall, since),
    )
    noted = [(from_text(at), json.loads(data)) for at, data in found]
    return [Recovery(at, data["staff"], data["user"]) for at, data in noted]
