"""Which verb is allowed in which state, and where it leads. Every pair is decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from queue_store.errors import NotAllowed
from queue_store.model import State, Verb

_GRID = """
verb        booked     waiting    called     serving    parked     finished   no_show    cancelled  expired    left_over
issue       -          -          -          -          -          -          -          -          -          -
book        -          -          -          -          -          -          -          -          -          -
check_in    waiting    -          -          -          -          -          -          -          -          waiting
call        -          called     -          -          called     -          called     -          -          -
recall      -          -          called     -          -          -          -          -          -          -
start       -          -          serving    -          -          -          -          -          -          -
park        -          -          parked     parked     -          -          -          -          -          -
resume      -          -          -          -          serving    -          -          -          -          -
no_show     -          -          no_show    -          no_show    -          -          -          -          -
rejoin      -          -          -          -          waiting    -          waiting    -          -          -
delay       -          waiting    -          -          -          -          -          -          -          -
back_early  -          waiting    -          -          -          -          -          -          -          -
transfer    -          waiting    waiting    waiting    waiting    -          -          -          -          -
finish      -          -          finished   finished   finished   -          -          -          -          -
cancel      cancelled  cancelled  cancelled  -          cancelled  -          -          -          -          cancelled
leave_over  left_over  left_over  left_over  -          left_over  -          -          -          -          -
expire      expired    expired    expired    expired    expired    -          -          -          -          expired
carry_over  booked     waiting    waiting    -          waiting    -          -          -          -          waiting
undo        -          -          -          -          -          -          -          -          -          -
name        booked     waiting    called     serving    parked     -          no_show    -          -          left_over
apologise   -          -          called     serving    -          -          -          -          -          -
"""


def _read_grid(grid: str) -> dict[tuple[State, Verb], State | None]:
    header, *lines = (line.split() for line in grid.strip().splitlines())
    return {
        (State(state), Verb(line[0])): None if cell == "-" else State(cell)
        for line in lines
        for state, cell in zip(header[1:], line[1:], strict=True)
    }


MOVES: Mapping[tuple[State, Verb], State | None] = _read_grid(_GRID)
"""State after a verb, None where the verb is refused.

`issue` and `book` begin a ticket and so follow no state; `undo` leads back to where the undone verb came from.
"""

BEGINNINGS: Mapping[Verb, State] = {Verb.ISSUE: State.WAITING, Verb.BOOK: State.BOOKED}
"""States in which a ticket begins."""


def advance(state: State, verb: Verb, label: str) -> State:
    """The state after a verb; refuses with a sentence where the table has none."""
    target = MOVES[state, verb]
    if target is None:
        raise NotAllowed(
            "not_allowed",
            "Ticket {label} is {state}, so `{verb}` is not possible. Look at the ticket again and choose another act.",
            label=label,
            state=state.value,
            verb=verb.value,
        )
    return target
