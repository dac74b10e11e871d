"""Step by step: through an exchange that is up, else through the visit (R07-R09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import nowhere_to_go_on
from kiosk.desk.asking import expect_visitor
from kiosk.desk.cash import ask_cash
from kiosk.desk.habits import EXCHANGE_DONE
from kiosk.desk.said import Value
from kiosk.desk.steps import Step, visit_steps
from kiosk.screens.act import LEAFING, act

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


@act("onward", also="right", repeat_gap=LEAFING, area="situations", why_not=nowhere_to_go_on)
async def onward(desk: DeskScreen) -> None:
    """Go on to the next step of the exchange that is up, else to the lines of the next step of this visit."""
    if desk.beats == 1:
        await _next_step(desk)
    elif _turn(desk, 1) and desk.shown.beat == desk.beats:
        ticket, moment = desk.view.current, desk.moment
        data = {"moment": moment, "ticket": ticket.id if ticket else None}
        if ticket is not None:
            desk.exchanges_led.add((ticket.id, moment))
        await desk.do(desk.store.journal.record, desk.post, EXCHANGE_DONE, data)


@act("backward", also="left", repeat_gap=LEAFING, area="situations", why_not=nowhere_to_go_on, local=True)
def backward(desk: DeskScreen) -> None:
    """Go back to the step before."""
    if desk.beats > 1:
        _turn(desk, -1)
        return
    steps = visit_steps(desk.service, desk.script)
    place = max(0, _place(desk, steps)) - 1
    if place < 0:
        desk.status(desk.words("situations.first_step"))
    else:
        _put_up(desk, steps, place, {})


def _turn(desk: DeskScreen, by: int) -> bool:
    """Turn to another step of the exchange; False when there is none."""
    beat, beats = desk.shown.beat + by, desk.beats
    if not 1 <= beat <= beats:
        desk.status(desk.words("situations.exchange_over" if by > 0 else "situations.first_step"))
        return False
    desk.prompt.turn_to(beat)
    title = desk.script.moment(desk.moment).title
    desk.status(desk.words("situations.exchange", title=title, place=beat, count=beats))
    return True


async def _next_step(desk: DeskScreen) -> None:
    """Put up the next step; before money is counted in, the clerk is asked how much it is (R09)."""
    steps = visit_steps(desk.service, desk.script)
    place = _place(desk, steps) + 1
    if place >= len(steps):
        desk.status(desk.words("situations.last_step"))
        return
    sums: Mapping[str, Value] = dict(desk.prompt.of_visit.fields) if steps[place].beat > 1 else {}
    if steps[place] == Step("cash"):
        visitor = desk.view.current
        asked = await ask_cash(desk, desk.script.moment("cash").title)
        if asked is None:
            return
        await expect_visitor(desk, visitor)
        sums = asked
    _put_up(desk, steps, place, sums)


def _place(desk: DeskScreen, steps: list[Step]) -> int:
    """Place of the step whose lines the visit has reached; -1 before the first."""
    reached = desk.prompt.of_visit
    form = dict(reached.fields).get("form", "")
    here = Step(reached.moment, form if isinstance(form, str) else "", reached.beat)
    return steps.index(here) if here in steps else -1


def _put_up(desk: DeskScreen, steps: list[Step], place: int, named: Mapping[str, Value]) -> None:
    step = steps[place]
    fields = {**named, **({"form": step.form} if step.form else {})}
    desk.prompt.put_up(step.moment, desk.view.current, fields, beat=step.beat)
    title = desk.script.moment(step.moment).title
    desk.status(desk.words("situations.step", title=title, place=place + 1, count=len(steps)))
