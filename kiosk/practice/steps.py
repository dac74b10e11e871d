"""The steps of a practice visit, each found from how the visit stands, whichever key brought it there."""

from __future__ import annotations

from enum import StrEnum

from queue_store import State, Ticket


class Step(StrEnum):
    """What comes next. Its words are `practice.step.STEP`."""

    CALL = "call"
    GREET = "greet"
    START = "start"
    PAPERS = "papers"
    FINISH = "finish"
    FAREWELL = "farewell"
    """The visit is over: only its last words are left."""


ACT_OF_STEP = {
    Step.CALL: "next",
    Step.GREET: "apologise",
    Step.START: "start",
    Step.PAPERS: "tell",
    Step.FINISH: "finish",
}
"""Id of the act of the desk that leads on from a step."""


def step_of(ticket: Ticket | None, *, met: bool, papers: bool) -> Step:
    """Tell what comes next for the visitor at the counter.

    `met` says whether one was called already, `papers` whether what to bring is still to be told.
    """
    if ticket is None:
        return Step.FAREWELL if met else Step.CALL
    if ticket.state is State.CALLED:
        return Step.GREET if ticket.apology_due and ticket.apology_said_at is None else Step.START
    return Step.PAPERS if papers else Step.FINISH


def steps_of(*, papers: bool) -> tuple[Step, ...]:
    """Return the numbered steps of a visit, with or without papers to tell of."""
    return tuple(step for step in ACT_OF_STEP if papers or step is not Step.PAPERS)
