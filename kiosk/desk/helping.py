"""Who can come when a clerk asks for the supervisor (R21), and whom to turn to where nobody can."""

from __future__ import annotations

from datetime import datetime

from kiosk.hall import HallConfig
from kiosk.text.clerks import clerk_text
from kiosk.text.coming_back import back_text
from kiosk.text.counters import counter_name
from kiosk.words import Words
from queue_store import CounterStatus, DeskView, Post


def answers(config: HallConfig, counter: int) -> bool:
    """Whether a counter answers calls for help: a supervisor's does, in a hall that has none every counter."""
    return config.is_supervisors(counter) or not any(each.supervisor for each in config.counters)


def who_can_come(config: HallConfig, view: DeskView, post: Post) -> tuple[CounterStatus, ...]:
    """The other counters at which somebody sits who answers calls for help."""
    return tuple(each for each in _others(view, post) if each.state == "open" and answers(config, each.counter))


def nobody_comes(words: Words, config: HallConfig, view: DeskView, post: Post, now: datetime) -> str:
    """Say that nobody can come, when a supervisor will be back, and which colleagues are there."""
    said = [words("situations.nobody_comes")]
    for each in _others(view, post):
        if each.state == "paused" and answers(config, each.counter):
            name = counter_name(config, each.counter, words.language)
            back = back_text(config, words, each, now)
            where = "  ".join(filter(None, (name, words("common.counter_state.paused"), back)))
            said.append(words("situations.comes_back", counter=each.counter, where=where))
    colleagues = [each for each in _others(view, post) if each.state == "open" and each.clerk]
    if colleagues:
        first = colleagues[0]
        clerk = clerk_text(words, first.counter, first.clerk or "")
        said.append(words("situations.ask_colleague", counter=first.counter, clerk=clerk))
    else:
        said.append(words("situations.alone"))
    return "".join(said)


def _others(view: DeskView, post: Post) -> list[CounterStatus]:
    return [each for each in view.counters if each.counter != post.counter]
