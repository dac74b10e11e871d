"""What goes on beside the visit, each in a few words of one strip: nothing is forgotten while serving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.desk import sentences
from kiosk.desk.helping import answers
from kiosk.desk.interruption import Interruption
from kiosk.desk.owing import due_text
from kiosk.desk.telephone import THREE_MINUTES, is_ringing, rings, talked
from kiosk.hall import HallConfig
from kiosk.text.clerks import clerk_text
from kiosk.words import Words
from queue_store import DeskView, OwedKind, Post, State

_FALL_DUE = (OwedKind.DUTY, OwedKind.PROMISE)
"""What is said in the strip when its time has come."""

COMES_WITHIN = timedelta(seconds=10)
"""Time after a call in which nobody asks yet whether the visitor came."""


@dataclass(frozen=True, slots=True)
class CallKeys:
    """Keys that answer whether a visitor came."""

    here: str
    again: str
    missed: str


def call_parts(words: Words, config: HallConfig, view: DeskView, now: datetime, keys: CallKeys) -> list[str]:
    """Whether the visitor who was called came: how often, how long ago, and what the hall's rule has next."""
    ticket = view.current
    if ticket is None or ticket.state is not State.CALLED:
        return []
    since = sentences.since_call(ticket, now)
    if since < COMES_WITHIN:
        return []
    rule = config.calls
    asked = [words("desk.came.here", key=keys.here)]
    if since >= rule.recall_after:
        asked.append(words("desk.came.again", key=keys.again))
        if ticket.calls >= rule.missed_after:
            asked.append(words("desk.came.missed", key=keys.missed))
    return [words("desk.came.called", count=ticket.calls, ago=words.duration(since)) + "  ".join(asked)]


def language_parts(words: Words, language: str, key: str) -> list[str]:
    """That the visitor speaks another language, and the key that turns the screen to them; empty where none does."""
    if not language:
        return []
    name = sentences.language_name(language)
    return [words("desk.strip.turns" if key else "desk.strip.language", language=name, key=key)]


def help_call_parts(words: Words, config: HallConfig, view: DeskView, post: Post) -> list[str]:
    """Who asks for the supervisor, where that can be answered; and who answered this counter."""
    answered = view.help_answered
    mine = [] if answered is None else [
        words("situations.comes", clerk=clerk_text(words, post.counter, answered.answered_by))
    ]  # fmt: skip
    return mine + [
        words(
            "situations.alarm_mine" if each.counter == post.counter else "situations.alarm",
            counter=each.counter,
            clock=words.clock(each.at, config.zone),
            label=each.label,
        ).strip()
        for each in view.help_calls
        if each.counter == post.counter or answers(config, post.counter)
    ]


def interruption_parts(words: Words, config: HallConfig, interruption: Interruption, now: datetime) -> list[str]:
    """Who was asked to hold on."""
    if interruption.since is None:
        return []
    key = "situations.strip_late" if interruption.is_late(now) else "situations.strip"
    spent, limit = interruption.lasted(now), config.limits.interruption
    return [words(key, spent=sentences.stopwatch(spent), limit=sentences.stopwatch(limit))]


def telephone_parts(words: Words, config: HallConfig, view: DeskView, now: datetime) -> list[str]:
    """Calls that are open."""
    parts = []
    for call in view.calls:
        if is_ringing(call):
            parts.append(words("phone.strip_rings", count=rings(call, config, now)))
        else:
            spent = talked(call, now)
            key = "phone.strip_long" if spent >= THREE_MINUTES else "phone.strip"
            parts.append(words(key, spent=sentences.stopwatch(spent)))
    return parts


def duty_parts(words: Words, config: HallConfig, view: DeskView, now: datetime) -> list[str]:
    """The first duty whose time has come, and the first promise."""
    local = now.astimezone(config.zone)
    due = {kind: [owed for owed in view.owed if owed.kind is kind and owed.overdue(local)] for kind in _FALL_DUE}
    return [
        words(f"promises.{kind}_due", clock=due_text(words, owed, local), what=owed.what)
        for kind, found in due.items()
        for owed in found[:1]
    ]


def counter_parts(words: Words, view: DeskView, post: Post, terminal: str) -> list[str]:
    """That this counter is not this clerk's any more, was closed with its day, or is open on another terminal too."""
    status = view.status
    if status.state == "closed":
        return [words("desk.strip.closed", counter=post.counter)]
    if status.clerk != post.clerk:
        name = clerk_text(words, post.counter, str(status.clerk))
        return [words("desk.strip.taken", counter=post.counter, clerk=name)]
    if status.terminal and status.terminal != terminal:
        return [words("desk.strip.elsewhere", counter=post.counter, terminal=status.terminal)]
    return []


def paper_parts(words: Words, view: DeskView) -> list[str]:
    """Papers that did not come out."""
    if not view.unprinted:
        return []
    first, *others = view.unprinted
    paper, reason = words(f"paper.status.{first.paper.value}"), words(f"paper.reason.{first.reason}")
    said = words("paper.strip.failed", label=first.label, paper=paper, reason=reason)
    return [words("paper.strip.more", first=said, count=len(others)) if others else said]


def hall_parts(words: Words, config: HallConfig, view: DeskView) -> list[str]:
    """Visits of earlier days that wait for an answer, and a clock that differs from the hall's time."""
    parts = []
    if view.left_over:
        parts.append(words("desk.strip.left_over", count=len(view.left_over)))
    if view.clock.differs:
        pc = words.clock(view.clock.wall, config.zone)
        span = words.duration(abs(view.clock.ahead))
        parts.append(words("desk.strip.clock_ahead" if view.clock.wall > view.clock.hall else "desk.strip.clock_behind",
                           pc=pc, span=span))  # fmt: skip
    return parts
