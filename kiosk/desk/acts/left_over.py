"""Visits of earlier days that are still open: what becomes of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.desk.asking import pick
from kiosk.desk.sentences import left_over_text
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


def _nobody(desk: DeskScreen) -> str:
    return "" if desk.view.left_over else "desk.cannot.left_over"


@act("left_over", why_not=_nobody, taken_back=TakenBack.ASKED_FIRST)
async def left_over(desk: DeskScreen) -> None:
    """Say for all of them whether they end or keep their place today."""
    words = desk.words
    choices = [Choice(each, words(f"desk.left_over.choice.{each}")) for each in ("expire", "carry_over")]
    picked = await pick(desk, left_over_text(words, desk.view.left_over), choices)
    if picked is not None:
        closed = await desk.do(partial(desk.store.close_day, waiting=picked.id))
        desk.status(words(f"desk.left_over.{picked.id}", count=len(closed)))
