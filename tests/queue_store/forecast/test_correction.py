"""What the drain gets wrong day after day is put right for whom it is wrong."""

from __future__ import annotations

from math import exp
from random import Random

import pytest

from queue_store.forecast.correction import Correction, Signs


def signs(made: Correction, service: str, drained: float, precedence: bool) -> tuple[float, ...]:
    """Signs of one who enters; all that is seen of the hall is alike for everybody."""
    return Signs(drained, drained, 300.0, 300.0, 300.0, 4, precedence, made.erred(service)).values()


def taught(longer: dict[tuple[str, bool], float]) -> Correction:
    """A correction that saw waits so many times as long as the drain said, by service and precedence."""
    random, made = Random(5), Correction()
    for _ in range(1500):
        service, precedence = random.choice(sorted(longer))
        values = signs(made, service, random.uniform(100.0, 900.0), precedence)
        truly = exp(values[0]) * longer[service, precedence] * exp(random.gauss(0.0, 0.3))
        made.add(service, values, truly - 15.0)
    return made


def test_a_service_of_which_the_drain_knows_too_little_is_told_longer() -> None:
    made = taught({("A", False): 1.8, ("B", False): 1.0})
    assert made.centre(signs(made, "A", 400.0, False)) == pytest.approx(720.0, rel=0.12)
    assert made.centre(signs(made, "B", 400.0, False)) == pytest.approx(400.0, rel=0.12)


def test_precedence_is_told_as_the_hall_keeps_it() -> None:
    made = taught({("A", False): 1.0, ("A", True): 1.6})
    assert made.centre(signs(made, "A", 400.0, True)) == pytest.approx(640.0, rel=0.12)
    assert made.centre(signs(made, "A", 400.0, False)) == pytest.approx(400.0, rel=0.12)


def test_a_few_waits_of_a_first_morning_do_not_turn_from_the_drain() -> None:
    random, made = Random(7), Correction()
    for _ in range(60):
        values = signs(made, "A", random.uniform(100.0, 900.0), precedence=False)
        made.add("A", values, exp(values[0]) * exp(random.gauss(0.4, 0.6)))
    assert made.centre(signs(made, "A", 400.0, precedence=False)) == pytest.approx(400.0)
