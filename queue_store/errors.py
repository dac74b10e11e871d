"""What can go wrong, as sentences.

    QueueError              refused: the sentence says what, where and what to do; nothing was changed
    ├── UnknownThing        a service, counter, ticket or priority class that this hall does not have
    ├── NotAllowed          a verb that the ticket's state does not allow
    ├── AlreadyTaken        somebody else was faster
    ├── CounterBusy         the counter still has an active ticket
    ├── CounterTaken        the counter is another clerk's
    └── StoreUnavailable    the database cannot be used: locked, read-only, full, damaged, moved away, closed …

Screens translate by `key` and `fields`; `str(error)` is the English sentence for scripts and logs.
"""

from __future__ import annotations


class QueueError(Exception):
    """A refusal: `key` names the sentence in the catalogues, `fields` fills it."""

    def __init__(self, key: str, sentence: str, **fields: object) -> None:
        super().__init__(sentence.format(**fields) if fields else sentence)
        self.key = key
        """Catalogue key, for example `counter_busy`."""
        self.fields = fields
        """Values for the sentence's placeholders."""


class UnknownThing(QueueError):
    """A service, counter, ticket or priority class that this hall does not have."""


class NotAllowed(QueueError):
    """A verb that the ticket's state does not allow."""


class AlreadyTaken(QueueError):
    """Somebody else changed the ticket first."""


class CounterBusy(QueueError):
    """The counter still has an active ticket."""


class CounterTaken(QueueError):
    """The counter is another clerk's until released, taken over by name, or left unattended."""


class StoreUnavailable(QueueError):
    """The database cannot be used; nothing that was acknowledged is lost."""


def closed(path: str) -> StoreUnavailable:
    """The sentence for a use after closing."""
    return StoreUnavailable("closed", "The database {path} was closed. Open it again.", path=path)
