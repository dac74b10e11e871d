"""Where the hall's pages are being served: every screen of the hall learns it here, whichever process serves them."""

from __future__ import annotations

from queue_store.ledger import Ledger


class Pages:
    """The address at which the hall's pages were last said to be; whoever reads it asks there whether they are."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def address(self) -> str:
        """Where the pages are, empty when nobody serves them elsewhere than the hall's configuration says.

        A server that was killed leaves its address behind.
        """
        with self._ledger.look() as look:
            found = look.row("SELECT address FROM pages WHERE hall = ?", (look.hall,))
        return "" if found is None else str(found[0])

    def served_at(self, address: str) -> None:
        """Say where the pages are from now on; who came last is believed."""
        with self._ledger.act() as act:
            act.session.run(
                "INSERT INTO pages (hall, address) VALUES (?, ?) "
                "ON CONFLICT (hall) DO UPDATE SET address = excluded.address",
                (act.hall, address),
            )
            act.note("pages_served", {"address": address})

    def ended_at(self, address: str) -> None:
        """Say that the pages are there no more; nothing where another server has come since."""
        with self._ledger.act() as act:
            if act.session.run("DELETE FROM pages WHERE hall = ? AND address = ?", (act.hall, address)):
                act.note("pages_ended", {"address": address})
