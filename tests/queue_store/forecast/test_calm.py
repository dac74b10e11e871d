"""A range that was told counts down while it holds, and changes only for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from store_hall import MORNING

from queue_store import Estimate
from queue_store.forecast.calm import calm
from queue_store.forecast.floor import Basis

BASIS = Basis(counters=(1, 2), ahead=5, service_seconds=240.0, precedence_rate=0.0)
FEWER = replace(BASIS, counters=(1,))
LATER = MORNING + timedelta(minutes=5)


def wait(*minutes: float, **more: object) -> Estimate:
    """A wait told at nine, or five minutes later: low end, middle, high end in minutes."""
    low, centre, high = (timedelta(minutes=each) for each in minutes)
    made = Estimate(low, high, 5, 2, "drain", MORNING, centre)
    return replace(made, **more)  # type: ignore[arg-type]


def ends(estimate: Estimate) -> list[float]:
    return [end.total_seconds() / 60 for end in estimate.ends or ()]


TOLD = wait(10, 15, 20)


@pytest.mark.parametrize("fresh", [(5, 10, 15), (4, 8, 14), (7, 12, 16), (8, 11, 15)])
def test_while_it_holds_it_counts_down_and_nothing_new_is_told(fresh: tuple[float, float, float]) -> None:
    said, is_new = calm(TOLD, wait(*fresh, made_at=LATER, ahead=4), BASIS, BASIS)
    assert (ends(said), is_new) == ([5, 10, 15], False)
    assert (said.ahead, said.made_at, said.because) == (4, LATER, "")


@pytest.mark.parametrize(
    "fresh",
    [
        pytest.param((12, 18, 25), id="later than what was told"),
        pytest.param((1, 2, 6), id="sooner than what was told"),
        pytest.param((6, 12, 22), id="much later at the most"),
        pytest.param((9, 10, 11), id="much narrower"),
    ],
)
def test_where_it_does_not_hold_the_fresh_one_is_told(fresh: tuple[float, float, float]) -> None:
    said, is_new = calm(TOLD, wait(*fresh, made_at=LATER), BASIS, BASIS)
    assert (ends(said), is_new) == ([*fresh], True)


@pytest.mark.parametrize(
    ("now", "because"),
    [
        (FEWER, "fewer_counters"), (replace(BASIS, ahead=6), "more_ahead"), (replace(FEWER, ahead=6), "fewer_counters"),
        (replace(BASIS, service_seconds=270.0), "longer_visits"), (replace(BASIS, service_seconds=260.0), ""),
        (BASIS, ""),
    ],
)  # fmt: skip
def test_a_longer_wait_says_what_changed_in_the_hall(now: Basis, because: str) -> None:
    said, _ = calm(TOLD, wait(15, 20, 30, made_at=LATER), BASIS, now)
    assert said.because == because


def test_a_shorter_wait_says_nothing_and_the_reason_stays_as_long_as_the_range() -> None:
    shorter, _ = calm(TOLD, wait(1, 2, 6, made_at=LATER), BASIS, FEWER)
    assert shorter.because == ""
    longer, _ = calm(TOLD, wait(15, 20, 30, made_at=LATER), BASIS, FEWER)
    held, is_new = calm(longer, wait(13, 18, 28, made_at=LATER + timedelta(minutes=2)), FEWER, FEWER)
    assert (ends(held), held.because, is_new) == ([13, 18, 28], "fewer_counters", False)


def test_a_range_never_counts_below_now() -> None:
    said, is_new = calm(TOLD, wait(0, 0.5, 1, made_at=MORNING + timedelta(minutes=19)), BASIS, BASIS)
    assert (ends(said), is_new) == ([0, 0, 1], False)


def test_that_nothing_can_be_said_any_more_is_news_with_its_reason() -> None:
    nothing = replace(TOLD, low=None, centre=None, high=None, made_at=LATER)
    assert calm(TOLD, nothing, BASIS, FEWER) == (replace(nothing, because="fewer_counters"), True)
    assert calm(nothing, nothing, BASIS, BASIS) == (nothing, False)
    fresh = wait(5, 10, 15, made_at=LATER)
    assert calm(nothing, fresh, BASIS, BASIS) == (fresh, True)
