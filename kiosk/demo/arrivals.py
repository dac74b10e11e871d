"""Who comes to the demo hall, and when."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from kiosk.hall import HallConfig, PriorityConfig, ServiceConfig
from queue_store import Visitor

SURNAMES = (
    *"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇区解查任",
    *("尉迟", "欧阳", "上官", "司徒"),
)

_PEAKS = ((10.0, 1.3, 0.75), (15.0, 1.4, 0.6))
"""Hour, breadth and height of the rush in the morning and in the afternoon."""

_QUIET = 0.4


def rush(hour: float) -> float:
    """Tell how busy an hour of the day is; about 1.15 at the morning peak."""
    return _QUIET + sum(height * math.exp(-(((hour - at) / breadth) ** 2)) for at, breadth, height in _PEAKS)


class Arrivals:
    """A Poisson stream of visitors whose rate follows the hours of the day."""

    def __init__(self, config: HallConfig, rng: Random, per_minute: float) -> None:
        self.config = config
        self.rng = rng
        self.per_minute = per_minute
        """Arrivals per minute when `rush` is 1."""
        self.with_priority = True
        """Some visitors belong to a priority class."""
        self._next: datetime | None = None

    def until(self, moment: datetime) -> Iterator[datetime]:
        """Yield the arrivals up to a moment of hall time."""
        if self._next is None:
            self._next = moment + self._gap()
        while self._next <= moment:
            arrival, self._next = self._next, self._next + self._gap()
            busiest = 1.2
            accepted = self.rng.random() * busiest < rush(arrival.hour + arrival.minute / 60)
            if accepted and self.config.open_at(arrival):
                yield arrival

    def _gap(self) -> timedelta:
        return timedelta(minutes=self.rng.expovariate(self.per_minute * 1.2))

    def service(self, day: date) -> ServiceConfig:
        """Choose what a visitor comes for: what is quick is wanted often."""
        offered = [each for each in self.config.services if self.config.service_open_on(each.code, day)]
        return self.rng.choices(offered, [1 / each.target.total_seconds() for each in offered])[0]

    def visitor(self) -> Visitor:
        """Make up a visitor."""
        rng = self.rng
        priority = self._priority()
        old = priority is not None and priority.id == "elder"
        forms = (("granny", "grandpa") if rng.random() < 0.7 else ("madam", "sir")) if old else ("madam", "sir")
        known = rng.random() < 0.45
        return Visitor(
            surname=rng.choice(SURNAMES) if known else "",
            address=rng.choice(forms) if known else "",
            language=rng.choices(("", "en"), (94, 6))[0],
            priority=priority.id if priority else "",
            errands=rng.choices((1, 2, 3), (80, 15, 5))[0],
            assistance=priority is not None and rng.random() < (0.6 if priority.id == "disabled" else 0.2),
        )

    def _priority(self) -> PriorityConfig | None:
        classes = self.config.priorities
        if not classes or not self.with_priority or self.rng.random() > 0.14:
            return None
        return self.rng.choices(classes, [len(classes) - place for place in range(len(classes))])[0]
