"""What is counted of the legs of a group: one pass over the rows, memory that does not grow with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from queue_store.reports.distribution import Distribution
from queue_store.reports.waits import WaitRow

STILL_OPEN = frozenset({"waiting", "called", "serving", "parked", "left_over"})
"""States of a leg whose visit is not over."""


class Tally:
    """Counts and spans of the legs of a group. What they mean stands with the metrics made of them."""

    def __init__(self, rows: Iterable[WaitRow] = ()) -> None:
        self.legs = 0
        self.first_legs = 0
        self.recalls = 0
        """Calls after the first call of their leg."""
        self.recalled = 0
        """Legs that were called more than once."""
        self.states: Counter[str] = Counter()
        """Legs by how they ended, or how they stand."""
        self.outcomes: Counter[str] = Counter()
        """Finished legs by outcome."""
        self.left_queue = 0
        self.over_limit = 0
        self.apologies_due = 0
        self.apologies_said = 0
        self.chosen = 0
        self.overtaken = 0
        self.overtakes = 0
        self.first_call = Distribution()
        """Waits of called legs to the first call."""
        self.last_call = Distribution()
        self.start = Distribution()
        self.left = Distribution()
        """Waits of legs that ended without a call, by the visitor or by the end of their day."""
        self.waiting = Distribution()
        """Waits so far of legs that were not called yet and go on."""
        self.asked = Distribution()
        """Time asked for, of legs in which the visitor asked for some."""
        self.served = Distribution()
        """Finish less start less time aside, of finished legs."""
        for row in rows:
            self.add(row)

    def add(self, row: WaitRow) -> None:
        """Count a leg; whether it was overtaken is counted by `add_overtakes`."""
        self.legs += 1
        self.first_legs += row.leg == 1
        self.states[row.state] += 1
        self.over_limit += row.over_limit
        if row.asked:
            self.asked.add(row.asked)
        if row.called_at is None:
            self.left_queue += row.state == "cancelled"
            (self.waiting if row.ended_at is None else self.left).add(row.wait_first_call)
            return
        self.first_call.add(row.wait_first_call)
        self.last_call.add(row.wait_last_call or 0.0)
        self.recalls += row.calls - 1
        self.recalled += row.calls > 1
        self.chosen += row.chosen
        if row.apology_due:
            self.apologies_due += 1
            self.apologies_said += row.apology_said_at is not None
        if row.wait_start is not None:
            self.start.add(row.wait_start)
        elif row.state == "cancelled":
            self.left_queue += 1
        if row.state == "finished":
            self._add_finished(row)

    def _add_finished(self, row: WaitRow) -> None:
        if row.outcome is not None:
            self.outcomes[row.outcome.value] += 1
        if row.started_at is not None and row.ended_at is not None:
            self.served.add(max(0.0, (row.ended_at - row.started_at).total_seconds() - row.away))

    def add_overtakes(self, count: int) -> None:
        """One of these legs was overtaken so many times."""
        self.overtaken += 1
        self.overtakes += count

    def merge(self, other: Tally) -> None:
        """Count the legs of another group too."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, Distribution):
                mine.merge(value)
            elif isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)

    @property
    def uncalled(self) -> Distribution:
        """Lower bounds: waits that ended without a call, and waits so far of those who still wait for one."""
        both = Distribution()
        both.merge(self.left)
        both.merge(self.waiting)
        return both
