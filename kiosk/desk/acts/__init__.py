"""What a clerk can do, one key each: the table that keys, key bar, help and greying out all read."""

from __future__ import annotations

from typing import Any

from kiosk.desk.acts.address import address
from kiosk.desk.acts.counter import leave, pause, supervisor
from kiosk.desk.acts.left_over import left_over
from kiosk.desk.acts.looking_up import card, contrast, figures, language, show_help, why
from kiosk.desk.acts.out_of_turn import choose, resume
from kiosk.desk.acts.paper import print_again
from kiosk.desk.acts.side import call_out, owed, phone, tell
from kiosk.desk.acts.situations import back, backward, interrupt, onward, situations
from kiosk.desk.acts.transfer import transfer
from kiosk.desk.acts.visit import apologise, call_next, finish, no_show, park, recall, start, undo
from kiosk.screens.act import Act

VISIT_ACTS: tuple[Act[Any], ...] = (
    call_next, start, recall, apologise, no_show, finish, back, onward, backward,
)  # fmt: skip
"""The steps of a visit."""

OTHER_ACTS: tuple[Act[Any], ...] = (
    resume, park, transfer, tell, situations, interrupt, phone, supervisor, undo, choose, owed, pause, address, card,
    why, print_again, call_out, left_over, figures, language, contrast, leave, show_help,
)  # fmt: skip

ACTS = (*VISIT_ACTS, *OTHER_ACTS)
"""In the order of the key bar: what is likely next comes first, and the help, which lists the others, last."""
