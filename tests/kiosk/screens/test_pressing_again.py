"""A key that comes again: held down, pressed on purpose, or pressed to confirm."""

from __future__ import annotations

import pytest
from stations import key_event

from kiosk.screens.asked_twice import CONFIRM_WITHIN, AskedTwice
from kiosk.screens.held_key import HeldKey


def test_a_keyboard_repeats_after_two_thirds_of_a_second_at_the_latest_and_nobody_presses_again_so_soon() -> None:
    held = HeldKey()
    arrived = [("z", 10.0), ("z", 10.66), ("z", 10.69), ("z", 11.5), ("n", 11.6), ("z", 11.7)]
    assert [held.repeats(key_event(key, at)) for key, at in arrived] == [False, True, True, False, False, False]


def test_a_key_that_is_held_goes_nowhere_else_until_it_is_pressed_anew() -> None:
    held, first, second = HeldKey(), object(), object()
    assert not held.repeats_elsewhere(key_event("1", 10.0), first)
    assert not held.repeats_elsewhere(key_event("1", 10.5), first)
    assert held.repeats_elsewhere(key_event("1", 10.6), second)
    assert not held.repeats_elsewhere(key_event("1", 12.0), second)


@pytest.mark.parametrize(("later", "confirms"), [(0.0, True), (CONFIRM_WITHIN, True), (CONFIRM_WITHIN + 0.1, False)])
def test_a_question_stands_as_long_as_it_can_be_read(later: float, confirms: bool) -> None:
    now = [100.0]
    asked = AskedTwice(lambda: now[0])
    assert not asked.standing
    assert not asked.confirmed("A001"), "the first press asks"
    now[0] += later
    assert asked.standing is confirms
    assert asked.confirmed("A001") is confirms


def test_a_question_is_confirmed_once_and_for_what_it_was_about() -> None:
    asked = AskedTwice(lambda: 100.0)
    assert [asked.confirmed(about) for about in ("A001", "A002", "A002", "A002")] == [False, False, True, False]
    asked.drop()
    assert not asked.confirmed("A002")
