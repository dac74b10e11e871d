"""What a clerk can do, one key each: the table that keys, key bar, help and greying out all read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.desk.acts.address import address
from kiosk.desk.acts.counter import leave, pause, supervisor
from kiosk.desk.acts.interrupting import interrupt
from kiosk.desk.acts.leafing import backward, onward
from kiosk.desk.acts.left_over import left_over
from kiosk.desk.acts.locking import lock
from kiosk.desk.acts.looking_up import card, contrast, figures, language, more, show_help, why
from kiosk.desk.acts.other_language import turn
from kiosk.desk.acts.out_of_turn import choose, resume
from kiosk.desk.acts.paper import print_again
from kiosk.desk.acts.side import owed, phone, tell
from kiosk.desk.acts.situations import back, situations
from kiosk.desk.acts.taking_back import acts, redo, undo
from kiosk.desk.acts.transfer import transfer
from kiosk.desk.acts.visit import apologise, call_next, finish, no_show, park, recall, start
from kiosk.screens.act import Act

ACTS: tuple[Act[Any], ...] = (
    call_next, start, recall, apologise, no_show, finish, park, undo, redo, acts, transfer, resume, choose,
    situations, onward, backward, interrupt, phone, tell, card, address, why, turn, back,
    owed, supervisor, pause, print_again, left_over, figures, language, contrast, lock,
    leave, show_help, more,
)  # fmt: skip

VISIT_ROW = ("next", "start", "recall", "apologise", "no_show", "finish", "park", "undo", "transfer", "resume")
"""Acts in the first row of the key bar: a visit from its call to its end, what is used least at the back."""

WORDS_ROW = ("situations", "onward", "backward", "interrupt", "phone", "tell", "card", "address", "why", "more")
"""Acts in the second row: the words. The last one leads to all the others and is never left out."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "visit": (*VISIT_ROW, "redo", "acts", "issue", "ticket", "choose"),
    "words": (*WORDS_ROW[:-1], "turn", "back"),
    "hall": (
        "owed",
        "supervisor",
        "pause",
        "print_again",
        "left_over",
        "figures",
        "language",
        "contrast",
        "lock",
        "leave",
        "help",
    ),
}
"""Acts by how often they are used, as the lists of keys show them."""
