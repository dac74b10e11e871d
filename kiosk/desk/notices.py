"""Notices for the clerk who signs in: how to begin the day, and that the manager receives today (R29, R38, R64)."""

from __future__ import annotations

from kiosk.hall import HallConfig
from kiosk.screens.station import StationApp
from prompts import Spoken
from queue_store import Post


def sign_in_notices(app: StationApp, post: Post) -> tuple[Spoken, ...]:
    """What a clerk reads before the shift."""
    config = app.station.config
    today = ("manager_today",) if _manager_receives(config, app) else ()
    return tuple(line for moment in ("sign_in", *today) for line in app.lines(moment, None, post))


def _manager_receives(config: HallConfig, app: StationApp) -> bool:
    day = app.now.astimezone(config.zone).date()
    return any(each.month_days and config.service_open_on(each.code, day) for each in config.services)
