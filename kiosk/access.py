"""Who may do what in a hall with staff: the one table, which docs/staff.md shows to people.

In a hall without staff nobody is asked. Roles hold for whoever uses this program; whoever may open the database as a
file needs no program for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique

from queue_store import Role


@unique
class May(Enum):
    """Whom an act is left to. Each has a name of its own as well: two with the same roles are not the same."""

    ANYBODY = "anybody", frozenset(Role), False
    """Nobody is asked: nobody's name is shown, and nothing of anybody else's is changed."""
    FILE_OWNER = "file owner", frozenset(Role), False
    """Nobody is asked: it works on the hall's files, for whoever may read and write those, also unattended.

    What it changes is on record with the name of the PC's user.
    """
    STAFF = "staff", frozenset(Role), True
    SERVING = "serving", frozenset({Role.CLERK, Role.SUPERVISOR}), True
    MANAGING = "managing", frozenset({Role.SUPERVISOR}), True
    EXPORTING = "exporting", frozenset({Role.SUPERVISOR, Role.AUDITOR}), True

    def __init__(self, _: str, roles: frozenset[Role], asks: bool) -> None:
        self.roles = roles
        """Roles that may."""
        self.asks = asks
        """Whoever acts says who it is, and shows the PIN."""


ACCESS: Mapping[str, May] = {
    # Screens.
    "kiosk": May.SERVING,
    "desk": May.SERVING,
    "reception": May.ANYBODY,
    "reception.greeter": May.SERVING,
    "board": May.ANYBODY,
    "floor": May.MANAGING,
    "serve": May.ANYBODY,
    "demo": May.ANYBODY,
    "practice": May.ANYBODY,
    "rehearse": May.ANYBODY,
    "rehearse.own": May.STAFF,
    # A ticket.
    "issue": May.ANYBODY,
    "issue.named": May.SERVING,
    "next": May.SERVING,
    "call": May.SERVING,
    "recall": May.SERVING,
    "start": May.SERVING,
    "apologise": May.SERVING,
    "park": May.SERVING,
    "resume": May.SERVING,
    "no-show": May.SERVING,
    "rejoin": May.SERVING,
    "transfer": May.SERVING,
    "finish": May.SERVING,
    "cancel": May.SERVING,
    "undo": May.SERVING,
    "print": May.SERVING,
    "print.test": May.ANYBODY,
    # Looks.
    "waiting": May.ANYBODY,
    "serving": May.ANYBODY,
    "parked": May.ANYBODY,
    "ticket": May.ANYBODY,
    "why-next": May.ANYBODY,
    "estimate": May.ANYBODY,
    "counters": May.ANYBODY,
    "code": May.ANYBODY,
    # A counter.
    "open": May.SERVING,
    "pause": May.SERVING,
    "unpause": May.SERVING,
    "close": May.SERVING,
    # The hall.
    "message": May.ANYBODY,
    "message.change": May.MANAGING,
    "day.show": May.ANYBODY,
    "day.close": May.MANAGING,
    "day.forget": May.MANAGING,
    "export": May.EXPORTING,
    "report": May.EXPORTING,
    "promises": May.STAFF,
    "courtesy": May.ANYBODY,
    "forecast.score": May.ANYBODY,
    "whatif": May.ANYBODY,
    "check": May.ANYBODY,
    "clock": May.ANYBODY,
    "clock.adopt": May.MANAGING,
    "staff.add": May.MANAGING,
    "staff.list": May.ANYBODY,
    "staff.change": May.MANAGING,
    "staff.remove": May.MANAGING,
    "staff.pin": May.STAFF,
    "staff.pin.another": May.MANAGING,
    "staff.unlock": May.MANAGING,
    "staff.recover": May.FILE_OWNER,
    "audit.head": May.FILE_OWNER,
    "audit.verify": May.FILE_OWNER,
    "audit.lookups": May.EXPORTING,
    "backup": May.FILE_OWNER,
    "restore": May.FILE_OWNER,
    "keys": May.ANYBODY,
    "init": May.ANYBODY,
    # The hall's own lines.
    "script.check": May.ANYBODY,
    "script.book": May.ANYBODY,
}
"""By the name of a command, its groups before it; what only some options of a command do has a name behind it.

A group that stands here alone speaks for all its commands.
"""


def may(act: str) -> May:
    """Return whom an act is left to; KeyError when nobody decided it."""
    while act not in ACCESS and "." in act:
        act = act.rpartition(".")[0]
    return ACCESS[act]
