"""Copies of a hall's database: made while the hall works, looked through, put in the hall's place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from queue_store.books.rehearsal import who_rehearsed
from queue_store.chain import BEGINNING
from queue_store.engines.engine import Session
from queue_store.errors import QueueError
from queue_store.ledger import Ledger
from queue_store.tickets.days import last_forgotten


@dataclass(frozen=True, slots=True)
class CopyFigures:
    """What a hall's database holds at one moment; two copies of that moment have the same."""

    seq: int
    """Entries of the hall's log."""
    head: str
    """Head of the log, 64 hexadecimal digits."""
    visits: int
    """Tickets of the hall, those taken back not counted."""
    waits: int
    """Rows of the log of waits: one for each time that a ticket queued."""


class Copies:
    """Copies of the database in use."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def make(self, target: Path, told: Callable[[int, int], None] | None = None) -> CopyFigures:
        """Copy the database into a new file as it is now, and look through the copy; returns its figures.

        The hall goes on working meanwhile, and the copy takes at most about half of the disk's time. `told` hears how
        many bytes of how many are copied. A copy that does not hold what the hall holds is refused.
        """
        hall = self._ledger.rules.hall.id
        figures = self._ledger.engine.copy(target, lambda session: _figures(session, hall), told or _told_nobody)
        if look_at_copy(target, hall) != figures:
            raise QueueError(
                "copy_differs", "The copy {path} does not hold what the hall holds. Check the disk.", path=target
            )
        return figures

    def remembers_more(self, copy: Path) -> bool:
        """Whether a copy holds what the hall has forgotten of people since; the file is not looked through."""
        from queue_store.engines.sqlite import read_copy

        with read_copy(copy) as session:
            return any(self._forgotten(session))

    def forget_in(self, copy: Path) -> None:
        """Take out of a copy what the hall has forgotten since, from its bytes too.

        A process that dies meanwhile leaves a file that is worth nothing: change a copy of the copy.
        """
        from queue_store.engines.sqlite import change_copy

        with change_copy(copy) as session:
            texts, bookings, clerks = self._forgotten(session)
            hall = self._ledger.rules.hall.id
            for number in texts:
                session.run("DELETE FROM free_text WHERE hall = ? AND id = ?", (hall, number))
            for number in bookings:
                session.run(
                    "UPDATE booking SET device = '', source = '' WHERE hall = ? AND ticket_id = ?", (hall, number)
                )
            for clerk in clerks:
                session.run("DELETE FROM rehearsal WHERE hall = ? AND clerk = ?", (hall, clerk))

    def _forgotten(self, session: Session) -> tuple[list[int], list[int], list[str]]:
        """What a copy still holds of people: texts that the hall kept long enough and has no more, bookings that name a
        device, and clerks whose rehearsals are kept no more."""
        with self._ledger.look() as look:
            rehearsing = who_rehearsed(look.session, look.hall)
            old_days = (last_forgotten(look).isoformat(), look.today.isoformat())
            kept = {number for (number,) in look.rows("SELECT id FROM free_text WHERE hall = ?", (look.hall,))}
        old = session.rows("SELECT id FROM free_text WHERE hall = ? AND (day <= ? OR day > ?)", (look.hall, *old_days))
        named = session.rows(
            "SELECT ticket_id FROM booking WHERE hall = ? AND device || source <> '' "
            "AND (business_day <= ? OR business_day > ?)",
            (look.hall, *old_days),
        )
        return (
            [number for (number,) in old if number not in kept],
            [number for (number,) in named],
            sorted(who_rehearsed(session, look.hall) - rehearsing),
        )

    def go_on_after(self, numbers: Mapping[str, int]) -> dict[str, int]:
        """Give out no number of today up to these, by series, though no ticket has them: they are on paper somewhere.

        Returns those that were behind.
        """
        with self._ledger.act() as act:
            day = act.today.isoformat()
            behind: dict[str, int] = {}
            for series, last in numbers.items():
                found = act.row(
                    "INSERT INTO series (hall, business_day, series, last) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (hall, business_day, series) DO UPDATE SET last = excluded.last "
                    "WHERE excluded.last > series.last RETURNING last",
                    (act.hall, day, series, last),
                )
                if found is not None:
                    behind[series] = last
            if behind:
                act.note("numbers_skipped", {"last": behind})
            return behind


def look_at_copy(path: Path, hall: str) -> CopyFigures:
    """Look through a copy that nobody uses; one that is damaged, no hall's, another's or a newer version's is refused.

    The whole file is read. That the log's last entry has the hash with which the hall's row ends is looked at too; the
    chain itself is for `Audit.verify`.
    """
    from queue_store.engines.sqlite import opened_copy  # here, so that the values can be had without a database

    with opened_copy(path) as session:
        halls = [str(id) for (id,) in session.rows("SELECT id FROM hall ORDER BY id")]
        if halls and hall not in halls:
            raise QueueError(
                "copy_of_other_hall", "{path} is a copy of the hall {halls}, not of {hall}.",
                path=path, halls=", ".join(halls), hall=hall,
            )  # fmt: skip
        return _figures(session, hall)


def last_numbers(path: Path, hall: str, day: date) -> dict[str, int] | None:
    """The last number of each series that a database which nobody uses gave out on a business day, or later.

    None where it cannot be read.
    """
    from queue_store.engines.sqlite import read_copy

    try:
        with read_copy(path) as session:
            found = session.rows(
                "SELECT series, max(last) FROM series WHERE hall = ? AND business_day >= ? GROUP BY series",
                (hall, day.isoformat()),
            )
            return {str(series): int(last) for series, last in found}
    except QueueError:
        return None


def replace_database(copy: Path, database: Path, kept: Path) -> None:
    """Put a copy that was looked through in the place of a hall's database; the old one is kept under another name.

    A process that is killed meanwhile leaves either the old one or the new one. Refused while any program has the old
    one open (`hall_running`).
    """
    from queue_store.engines.sqlite import replace_file

    replace_file(copy, database, kept)


def _figures(session: Session, hall: str) -> CopyFigures:
    found = session.row("SELECT seq, head FROM hall WHERE id = ?", (hall,))
    seq, head = (0, BEGINNING) if found is None else (int(found[0]), bytes(found[1]))
    last = session.row("SELECT hash FROM log WHERE hall = ? ORDER BY seq DESC LIMIT 1", (hall,))
    if last is not None and bytes(last[0]) != head:
        raise QueueError("log_differs", "The log does not end with what the hall wrote last. Run: kiosk audit verify")
    visits = session.row("SELECT count(*) FROM ticket WHERE hall = ? AND void = 0", (hall,))
    waits = session.row("SELECT count(*) FROM wait_log WHERE hall = ?", (hall,))
    assert visits is not None
    assert waits is not None
    return CopyFigures(seq, head.hex(), int(visits[0]), int(waits[0]))


def _told_nobody(_: int, __: int) -> None:
    pass
