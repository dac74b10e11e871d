"""Visitors whom the order of the queue would not bring now: back after a missed call, out of turn, gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from picture import squeezed, text
from stations import HALL, POST, Scene, driven, keys, write
from textual.widgets import Input, OptionList

from kiosk.desk.app import DeskApp
from kiosk.hall import parse_hall
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import State, Ticket


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


def at_counter(scene: Scene) -> Ticket | None:
    return next((ticket for ticket in scene.store.now_serving() if ticket.counter == POST.counter), None)


def missed(scene: Scene, label: str) -> Ticket:
    """Somebody was called and did not come."""
    ticket = next(each for each in scene.store.waiting() if each.label == label)
    scene.store.call(ticket.id, POST)
    return scene.store.no_show(ticket.id, POST)


async def test_who_missed_the_call_is_called_at_once_when_the_desk_is_free(crowd: Scene) -> None:
    late = missed(crowd, "A001")
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "u")
        assert "已过号" in text(app)
        await keys(pilot, "1", "1")
        here = at_counter(crowd)
        assert here is not None
        assert (here.id, here.state, here.returning) == (late.id, State.CALLED, True)
        assert here.call_reason == "过号后到窗口"
        assert app.screen.shown.moment == "call"


async def test_who_missed_the_call_goes_back_into_the_queue_from_a_busy_desk(crowd: Scene) -> None:
    late = missed(crowd, "A001")
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        serving = at_counter(crowd)
        await keys(pilot, "u", "1")
        assert crowd.store.ticket(late.id).state is State.WAITING
        assert at_counter(crowd) == serving
        assert "接回队里" in text(app)
        assert "我给您接上" in app.screen.query_one(Teleprompter).text
        await keys(pilot, "escape", "z")
        assert crowd.store.ticket(late.id).state is State.NO_SHOW


async def test_parked_and_missed_are_one_list_and_each_is_taken_up_in_its_way(crowd: Scene) -> None:
    late = missed(crowd, "A001")
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "p")
        [parked] = crowd.store.parked(POST)
        await keys(pilot, "u")
        assert squeezed(app).index(parked.label) < squeezed(app).rindex(late.label)
        await keys(pilot, "1")
        assert at_counter(crowd).id == parked.id  # type: ignore[union-attr]
        assert crowd.store.ticket(late.id).state is State.NO_SHOW


async def test_missed_of_yesterday_are_not_listed(crowd: Scene) -> None:
    missed(crowd, "A001")
    crowd.clock.turn(days=1)
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "u")
        assert "没有暂离、过号的来客" in text(app)


async def test_who_left_is_cancelled_and_can_be_brought_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        await write(pilot, "b003")
        await keys(pilot, "enter")
        assert "来客已经走了，取消这个号" in text(app)
        await keys(pilot, "7")
        gone = crowd.store.ticket_by_label("B003")
        assert gone.state is State.CANCELLED
        assert at_counter(crowd) is None
        assert "已取消 B003" in text(app)
        await keys(pilot, "z")
        assert crowd.store.ticket(gone.id).state is State.WAITING


async def test_who_gives_the_number_back_at_the_counter_is_seen_off(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        await write(pilot, "b003")
        await keys(pilot, "enter", "6")
        assert "B003号给您取消了" in app.screen.query_one(Teleprompter).text
        await keys(pilot, "n", "s", "c")
        await write(pilot, "b002")
        await keys(pilot, "enter", "1")
        assert "B002号给您取消了" in app.screen.query_one(Teleprompter).text
        await keys(pilot, "escape")
        assert app.screen.shown.moment == "start"
    assert crowd.store.ticket_by_label("B002").state is State.CANCELLED


async def test_who_took_a_number_by_phone_checks_in_at_the_counter_and_is_undone(tmp_path: Path) -> None:
    crowd = Scene(tmp_path, parse_hall(HALL.replace("join = false", "join = true"), tmp_path / "hall.toml"))
    booked, _ = crowd.store.book("A"), crowd.issue("A")
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "u")
        assert "手机取号，还没报到" in text(app)
        await keys(pilot, "1")
        assert f"您手机上取的是{booked.label}号" in app.screen.query_one(Teleprompter).text
        assert crowd.store.ticket(booked.id).state is State.WAITING
        await keys(pilot, "escape")
        assert app.screen.shown.moment == "start", "the visitor at the counter is served on"
        await keys(pilot, "z")
        assert crowd.store.ticket(booked.id).state is State.BOOKED
    crowd.store.close()


async def test_a_busy_desk_can_only_cancel(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "c")
        assert "取消哪一位的号" in text(app)
        await write(pilot, "b003")
        await keys(pilot, "enter")
        assert "事情紧急" not in text(app)
        await keys(pilot, "1")
        assert crowd.store.ticket_by_label("B003").state is State.CANCELLED


async def test_waits_and_errands_are_not_what_typing_finds(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        for typed, labels in (("3", {"A003", "B003"}), ("21", set()), ("缴费", {"B001", "B002", "B003"})):
            await keys(pilot, "enter" if typed == "3" else "escape", "c")
            await write(pilot, typed)
            dialog = "\n".join(line[4:] for line in text(app).splitlines()[7:18])
            assert {label for label in ("A001", "A002", "A003", "A004", "B001", "B002", "B003") if label in dialog} == (
                labels
            ), typed
        await keys(pilot, "escape", "c")
        await write(pilot, "尉迟")
        await keys(pilot, "enter", "1")
        assert at_counter(crowd).visitor.surname == "尉迟"  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["b2", "B002", "jf", "缴费"])
async def test_a_visitor_is_found_by_a_short_number_a_name_or_pinyin(crowd: Scene, typed: str) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        app.screen.query_one(Input).value = typed
        await pilot.pause()
        labels = [str(option.prompt).split()[0] for option in app.screen.query_one(OptionList).options]
        assert "B002" in labels
        assert all(label.startswith("B") for label in labels)


async def test_a_visitor_is_found_by_the_initials_of_the_name(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        app.screen.query_one(Input).value = "ycxs"
        await pilot.pause()
        assert len(app.screen.query_one(OptionList).options) == 1


async def test_who_asked_for_time_is_said_and_called_by_hand_alone(scene: Scene) -> None:
    mine = scene.issue("A")
    held = scene.store.delay(mine.token, minutes=20)
    assert held.not_before is not None
    clock = held.not_before.astimezone(scene.station().config.zone).strftime("%H:%M")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert f"{mine.label}留到{clock}" in squeezed(app)
        assert "没有人在等候" not in text(app)
        assert f"要晚一点，留到{clock}" in squeezed(app)
        await keys(pilot, "n")
        assert at_counter(scene) is None
        assert "现在没有可叫的人" in text(app)
        await keys(pilot, "c")
        assert f"A001开户不到1分要晚一点，留到{clock}" in squeezed(app)
        await keys(pilot, "enter", "1")
        here = at_counter(scene)
        assert here is not None
        assert here.id == mine.id


async def test_who_asked_for_time_is_next_when_it_is_over(scene: Scene) -> None:
    mine = scene.issue("A")
    scene.store.delay(mine.token, minutes=20)
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        scene.clock.turn(minutes=21)
        await keys(pilot, "n")
        here = at_counter(scene)
        assert here is not None
        assert here.id == mine.id
