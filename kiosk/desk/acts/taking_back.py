"""Taking back, doing again, and the list of what can be: a clerk sees what undo would do before a visit is undone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from kiosk.desk import sentences
from kiosk.desk.asking import pick, read_out
from kiosk.screens.act import TakenBack, act
from kiosk.text.acts import act_text
from kiosk.widgets.dialogs import Choice
from kiosk.widgets.typeset import clean
from queue_store import ActDone, ActsOfPost, Verb

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

FRESH = timedelta(minutes=1)
"""An act so new is taken back without a question, unless it ended a visit."""

_YES, _LIST, _NO = "yes", "list", "no"


@act("undo")
async def undo(desk: DeskScreen) -> None:
    """Take back the last act of this desk, whole; asks before one that ended a visit or is no longer fresh.

    The question is answered with another key than the one that asks it, so that no held or leant-on key goes on.
    """
    acts = await desk.do(desk.store.acts_of, desk.post)
    expected = acts.undoable[0].act if acts.undoable else None
    if acts.undoable and _is_asked_first(desk, acts.undoable[0]) and not await _may_take_back(desk, acts):
        return
    undone = await desk.do(desk.store.undo, desk.post, expected=expected)
    desk.prompt.put_up("")
    words, more = desk.words, len(acts.undoable) - 1
    done = words("desk.undo.done", what=act_text(words, undone))
    if undone.verb is Verb.ISSUE and desk.station.paper is not None:
        done += words("desk.undo.slip")
    desk.status(done + (words("desk.undo.more", count=more) if more else words("desk.undo.last")))


@act("redo", taken_back=TakenBack.UNDO)
async def redo(desk: DeskScreen) -> None:
    """Do again what was just taken back."""
    redone = await desk.do(desk.store.redo, desk.post)
    desk.prompt.put_up("")
    desk.status(desk.words("desk.redo.done", what=act_text(desk.words, redone)))


@act("acts")
async def acts(desk: DeskScreen) -> None:
    """The acts of this shift, the newest first: which one undo takes back next, and what redo would do again."""
    _show(desk, await desk.do(desk.store.acts_of, desk.post))


def _is_asked_first(desk: DeskScreen, act: ActDone) -> bool:
    return act.verb is Verb.FINISH or desk.now - act.at > FRESH


async def _may_take_back(desk: DeskScreen, acts: ActsOfPost) -> bool:
    """Show what would be taken back and how many acts are behind it, and ask."""
    words, act, more = desk.words, acts.undoable[0], len(acts.undoable) - 1
    title = words(
        "desk.undo.ask",
        what=act_text(words, act),
        clock=words.clock(act.at, desk.station.config.zone),
        ago=sentences.minutes(words, desk.now - act.at),
    )
    choices = [
        Choice(_YES, words("desk.undo.yes"), words("desk.undo.behind", count=more) if more else ""),
        Choice(_LIST, words("desk.undo.list")),
        Choice(_NO, words("desk.undo.no")),
    ]
    picked = await pick(desk, title, choices)
    if picked is not None and picked.id == _LIST:
        _show(desk, acts)
    return picked is not None and picked.id == _YES


def _show(desk: DeskScreen, acts: ActsOfPost) -> None:
    words = desk.words
    rows = [(acts.again, words("desk.acts.again"))] if acts.again else []
    marks = dict.fromkeys((act.act for act in acts.undoable), words("desk.acts.later"))
    marks |= dict.fromkeys((act.act for act in acts.kept), words("desk.acts.kept"))
    if acts.undoable:
        marks[acts.undoable[0].act] = words("desk.acts.next")
    standing = sorted((*acts.undoable, *acts.kept), key=lambda act: -act.act)
    rows += [(act, marks[act.act]) for act in standing]
    body = Content("\n").join(_row(desk, act, mark) for act, mark in rows)
    read_out(
        desk, words("desk.acts.title", count=len(acts.undoable)), body if rows else Content(words("desk.acts.none"))
    )


def _row(desk: DeskScreen, act: ActDone, mark: str) -> Content:
    words, zone = desk.words, desk.station.config.zone
    what = clean(act_text(words, act))
    return Content.assemble((f"{words.clock(act.at, zone)}  ", "$quiet"), what, (f"  {mark}", "bold $primary"))
