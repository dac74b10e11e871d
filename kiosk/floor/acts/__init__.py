"""What a supervisor can do from the floor, one key each: the table that keys, key bar and help all read."""

from __future__ import annotations

from typing import Any

from kiosk.floor.acts.alerts import note, snooze, take
from kiosk.floor.acts.hall import end_day, help_call, message
from kiosk.floor.acts.looking import (
    contrast,
    first,
    language,
    last,
    leave,
    next_list,
    page_down,
    page_up,
    plots,
    show_help,
    up,
)
from kiosk.floor.acts.looking import down as down_
from kiosk.floor.acts.services import move_counter, service
from kiosk.floor.acts.visitors import call, send
from kiosk.screens.act import Act

ACTS: tuple[Act[Any], ...] = (
    take, snooze, note, help_call, call, send, move_counter, service, message, end_day,
    next_list, up, down_, page_up, page_down, first, last, plots, language, contrast, show_help, leave,
)  # fmt: skip

ROWS = (
    ("take", "snooze", "note", "help_call", "call", "send"),
    ("move", "service", "message", "end_day", "next_list", "help", "plots", "leave", "language"),
)
"""Acts in the rows of the key bar: alerts and visitors, then the hall."""
