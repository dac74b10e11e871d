"""What a clerk does with what is owed, one key each; every step can be taken back (R25, R27, R45, R46)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.desk import sentences
from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.owing import exact_due
from kiosk.desk.rewording import what_sounds_wrong
from kiosk.desk.side_screen import back_to_desk
from kiosk.screens.act import TakenBack, act
from kiosk.text.days import day_text
from kiosk.text.due import BadDue, closing, read_due
from queue_store import NotAllowed, Owed, UnknownThing

if TYPE_CHECKING:
    from kiosk.desk.owed_screen import OwedScreen


@act("promise", "n", area="promises", group="key", taken_back=TakenBack.UNDO)
async def promise(screen: OwedScreen) -> None:
    """Promise something to a visitor."""
    ticket, written = screen.desk.view.current, await _fill(screen, "promise", "what", "why", "whom", "due")
    if written is None:
        return
    due, visit = _due(screen, written["due"]), ticket.id if ticket else None
    made = await screen.do(
        screen.store.owed.promise, screen.post, written["what"], due, whom=written["whom"], ticket_id=visit
    )
    screen.entered(made, why=written["why"])
    _say_done(screen, made, "promised")


@act("duty", "t", area="promises", group="key", taken_back=TakenBack.UNDO)
async def add_duty(screen: OwedScreen) -> None:
    """Set a duty of the desk for a time."""
    if (written := await _fill(screen, "duty", "what", "due")) is not None:
        made = await screen.do(screen.store.owed.add_duty, screen.post, written["what"], _due(screen, written["due"]))
        screen.entered(made)
        _say_done(screen, made, "set")


@act("handover", "b", area="promises", group="key", taken_back=TakenBack.UNDO)
async def hand_over(screen: OwedScreen) -> None:
    """Leave a note for the next shift."""
    if (written := await _fill(screen, "handover", "what")) is not None:
        made = await screen.do(screen.store.owed.hand_over, screen.post, written["what"])
        screen.entered(made)
        _say_done(screen, made, "left")


def _nothing_owed(screen: OwedScreen) -> str:
    return "" if screen.rows else "promises.cannot.settle"


@act("settle", "k", area="promises", group="key", why_not=_nothing_owed, taken_back=TakenBack.UNDO)
async def settle(screen: OwedScreen) -> None:
    """Kept, answered, done."""
    if owed := screen.chosen:
        _say_done(screen, await screen.do(screen.store.owed.settle, owed.id, screen.post), "settled")


@act("withdraw", "x", area="promises", group="key", why_not=_nothing_owed, taken_back=TakenBack.UNDO)
async def withdraw(screen: OwedScreen) -> None:
    """Not owed any more, with a reason."""
    owed = screen.chosen
    if owed is not None and (written := await _fill(screen, "withdraw", "reason")) is not None:
        done = await screen.do(screen.store.owed.withdraw, owed.id, screen.post, reason=written["reason"])
        _say_done(screen, done, "withdrawn")


def _nothing_touched(screen: OwedScreen) -> str:
    return "" if screen.touched else "promises.cannot.undo"


@act("undo", "z", area="promises", group="key", why_not=_nothing_touched)
async def undo_owed(screen: OwedScreen) -> None:
    """Take the last step back; one that cannot be taken back any more is not tried again."""
    id = screen.touched[-1]
    try:
        owed = await screen.do(screen.store.owed.take_back, id, screen.post)
    except (NotAllowed, UnknownThing):
        screen.touched.remove(id)
        raise
    screen.touched.remove(id)
    if owed is not None:
        screen.status(screen.words("promises.undone", what=owed.what))


OWED_ACTS = (promise, add_duty, hand_over, settle, withdraw, undo_owed, back_to_desk("promises"))
"""In the order of the key bar."""


def _say_done(screen: OwedScreen, owed: Owed, key: str) -> None:
    screen.touched.append(owed.id)
    words, now = screen.words, screen.now.astimezone(screen.station.config.zone)
    screen.status(words(f"promises.{key}", what=owed.what, due=exact_due(words, owed.due, now) if owed.due else ""))


async def _fill(screen: OwedScreen, kind: str, *fields: str) -> dict[str, str] | None:
    """Ask for what an act needs; None when the clerk leaves the form."""
    words, ticket = screen.words, screen.desk.view.current
    whom = (sentences.visitor_name(words, ticket) or ticket.label) if ticket else ""
    asked = [
        Field(
            field,
            words(f"promises.ask.{field}"),
            words(f"promises.hint.{kind}_{field}"),
            whom if field == "whom" else "",
        )
        for field in fields
    ]

    def check(written: Mapping[str, str]) -> Verdict:
        verdict = _check_due(screen, written) if "due" in fields else _check_filled(screen, written)
        return _with_wording(screen, (written["what"], written["why"]), verdict) if kind == "promise" else verdict

    title = words(f"promises.key.{kind}.tip")
    return await screen.ask(FormDialog(title, asked, check, words("promises.ask.keys")))


def _with_wording(screen: OwedScreen, told: Iterable[str], verdict: Verdict) -> Verdict:
    """The verdict, and the first thing that sounds wrong in what the visitor is told with a promise."""
    wrong = "" if verdict.problem else next(filter(None, (what_sounds_wrong(screen, text) for text in told)), "")
    keep = verdict.remark or screen.words("situations.fact.keep")
    return Verdict(remark=f"{wrong} {keep}") if wrong else verdict


def _check_filled(screen: OwedScreen, written: Mapping[str, str]) -> Verdict:
    return Verdict(problem="" if all(written.values()) else screen.words("promises.ask.needed"))


def _check_due(screen: OwedScreen, written: Mapping[str, str]) -> Verdict:
    words = screen.words
    if not written["what"]:
        return Verdict(problem=words("promises.ask.needed"))
    try:
        due = read_due(written["due"], screen.station.config, screen.now)
    except BadDue as error:
        return Verdict(problem=error.sentence(words))
    remarks = due.remarks(words)
    if due.moved_to is not None:
        remarks.append(words("promises.ask.moved", day=day_text(words, due.moved_to)))
    return Verdict(remark=" ".join([*remarks, words("promises.ask.again")]) if remarks else "")


def _due(screen: OwedScreen, text: str) -> datetime:
    due = read_due(text, screen.station.config, screen.now)
    if due.moved_to is None:
        return due.at
    config = screen.station.config
    return datetime.combine(due.moved_to, closing(config, due.moved_to), config.zone)
