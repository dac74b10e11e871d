"""The store of a hall: one object with every verb and every question."""

from __future__ import annotations

import os

from queue_store.books.messages import HallWords
from queue_store.books.names import Naming
from queue_store.books.told import Telling
from queue_store.errors import StoreUnavailable
from queue_store.forecast.estimate import Forecast
from queue_store.model import Hall
from queue_store.reports.courtesy import Manners
from queue_store.tickets.days import Days
from queue_store.tickets.ledger import Clock, utc_now
from queue_store.tickets.remote import Remote
from queue_store.tickets.serving import Serving
from queue_store.tickets.undoing import Undoing


class Store(Serving, Remote, Undoing, Forecast, Days, Telling, Naming, Manners, HallWords):
    """A hall's tickets in a database; any thread may use it.

    Each verb is one transaction that writes one event; it raises a `QueueError` and changes nothing when refused.
    """


def open_store(where: str | os.PathLike[str], hall: Hall, *, clock: Clock = utc_now) -> Store:
    """Open a hall's database by path or SQLite URL, making or updating it first; the hall's rules may have changed."""
    address = os.fspath(where)
    scheme, mark, _ = address.partition("://")
    if mark and scheme != "sqlite" and not address.startswith("file:"):
        raise StoreUnavailable(
            "unknown_database",
            "Databases of the kind {scheme} are not supported. Give the path of a file.",
            scheme=scheme,
        )
    from queue_store.engines.sqlite.engine import (
        SqliteEngine,  # here, so that the values can be had without loading a database
    )

    return Store(SqliteEngine(address), hall, clock)
