"""Everything a clerk can do with one key can be taken back, or is asked first."""

from __future__ import annotations

import pytest
from stations import OTHER, POST, Scene, driven, keys

from kiosk.desk.acts import ACTS
from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.front.screen import FrontScreen
from kiosk.screens.act import TakenBack
from queue_store import OPEN, Post, Ticket

BY_UNDO: dict[str, tuple[str, str]] = {
    "next": ("", "n"),
    "start": ("n", "s"),
    "recall": ("n", "r"),
    "apologise": ("n", "a"),
    "no_show": ("n", "x x"),
    "finish": ("n s", "f 4 enter"),
    "park": ("n s", "p"),
    "transfer": ("n s", "t b enter"),
    "resume": ("n s p", "u"),
    "choose": ("", "c enter 1"),
    "issue": ("", "i 1"),
    "redo": ("n z", "ctrl+y"),
}
"""What is pressed before, and for the act itself."""

BY_THE_SAME_KEY: dict[str, tuple[str, str, str]] = {
    "pause": ("", "b 1 2", "b"),
    "supervisor": ("", "g", "g"),
    "interrupt": ("", "q", "q"),
    "address": ("n e 1 enter", "e 2 enter", "e 1 enter"),
}
"""The same, and what takes it back."""


def hall(scene: Scene) -> object:
    """What a visitor or a colleague would see of the hall."""

    def of(ticket: Ticket) -> object:
        return (
            ticket.label, ticket.state, ticket.counter, ticket.service, ticket.queue_at, ticket.calls, ticket.outcome,
            ticket.apology_said_at, ticket.visitor.address,
        )  # fmt: skip

    store = scene.store
    tickets = {ticket.id: ticket for ticket in (*store.waiting(), *store.now_serving(), *store.parked(POST))}
    return (
        sorted(str(of(ticket)) for ticket in tickets.values() if ticket.state in OPEN),
        [(status.counter, status.state) for status in store.counters()],
        [owed.what for owed in store.owed.rows()],
        [call.counter for call in store.help.open()],
    )


def marked(how: TakenBack) -> set[str]:
    return {act.id for act in FrontScreen.ACTS if act.taken_back is how}


def test_every_act_says_how_it_is_taken_back() -> None:
    assert marked(TakenBack.UNDO) == set(BY_UNDO)
    assert marked(TakenBack.SAME_KEY) == set(BY_THE_SAME_KEY)
    assert marked(TakenBack.ASKED_FIRST) == {"leave", "left_over"}
    assert marked(TakenBack.ON_ITS_SCREEN) == {"phone"}
    assert {act.id for act in ACTS} <= {act.id for act in FrontScreen.ACTS}


@pytest.mark.parametrize("act", BY_UNDO)
async def test_undo_takes_it_back(crowd: Scene, act: str) -> None:
    before, press = BY_UNDO[act]
    app = FrontApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *before.split())
        was = hall(crowd)
        await keys(pilot, *press.split())
        assert hall(crowd) != was
        await keys(pilot, "z", *(["1"] if act == "finish" else []))
        assert hall(crowd) == was


@pytest.mark.parametrize("act", BY_THE_SAME_KEY)
async def test_the_same_key_takes_it_back(crowd: Scene, act: str) -> None:
    before, press, again = BY_THE_SAME_KEY[act]
    crowd.store.open_counter(Post(6, "s01"))
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *before.split())
        was, held = hall(crowd), app.screen.interruption.since
        await keys(pilot, *press.split())
        assert (hall(crowd), app.screen.interruption.since) != (was, held)
        await keys(pilot, *again.split())
        assert (hall(crowd), app.screen.interruption.since) == (was, held)


@pytest.mark.parametrize("press", ["d", "d o"])
async def test_a_call_ends_on_its_own_screen(crowd: Scene, press: str) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *press.split())
        assert len(crowd.store.calls.open(POST)) == 1
        await keys(pilot, "e")
        assert crowd.store.calls.open(POST) == []


@pytest.mark.parametrize("before", ["", "n s"], ids=["alone", "with a visitor"])
async def test_leaving_is_asked_first(crowd: Scene, before: str) -> None:
    crowd.store.open_counter(OTHER)
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *before.split())
        was = hall(crowd)
        await keys(pilot, "ctrl+q")
        assert app.is_running
        assert hall(crowd) == was
