"""Colleagues as people name them: 王工 and 李主任 in Chinese, by the name in English, and nobody by a staff number.

In Chinese colleagues go by surname with office (R47). English has no such offices, and Mr or Ms is never guessed: the
name is what a native would say, a Chinese one in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING

from kiosk.words import Words
from prompts import latin_name

if TYPE_CHECKING:
    from queue_store import Colleague, Post, SignedIn

_CODE = re.compile(r"[\W_]*[A-Za-z]*[\W_]*\d+[\W_]*")
"""What a staff number looks like, such as `c07`: nobody is called so."""


def unnamed_clerk(counter: int) -> str:
    """Return under which name the log keeps what an unnamed clerk of a counter did."""
    return f"counter-{counter}"


def colleague_text(words: Words, colleague: Colleague) -> str:
    """Say a colleague as others do; empty when the name was forgotten."""
    if not _in_chinese(words) or not (colleague.surname and colleague.office):
        return name_text(words, colleague)
    office = f"staff.office.{colleague.office}"
    return colleague.surname + (words(office) if office in words else colleague.office)


def name_text(words: Words, colleague: Colleague) -> str:
    """Say a colleague's whole name, as clerks say their own."""
    return colleague.name if _in_chinese(words) else latin_name(colleague.name)


def _in_chinese(words: Words) -> bool:
    return words.language.startswith("zh")


def names_of(words: Words, colleagues: Iterable[Colleague]) -> Mapping[str, str]:
    """Return how each colleague is called in a language, by id."""
    return {each.id: colleague_text(words, each) for each in colleagues if each.name}


def spoken_clerk(words: Words, colleagues: Iterable[Colleague], post: Post, *, own: bool = False) -> Mapping[str, str]:
    """Return what lines call the clerk of a post, `own` as clerks name themselves; nothing where no name is known."""
    clerk = next((each for each in colleagues if each.id == post.clerk and each.name), None)
    return {} if clerk is None else {"clerk": name_text(words, clerk) if own else colleague_text(words, clerk)}


def sign_in_news(words: Words, signed_in: SignedIn, zone: tzinfo) -> list[str]:
    """Say what somebody who signed in has to know of PINs: wrong ones, and those set anew without the old one."""
    wrong = signed_in.colleague.wrong_pins
    said = [words("staff.who.wrong", count=wrong)] if wrong else []
    for each in signed_in.recovered:
        when = f"{each.at.astimezone(zone):%m-%d %H:%M}"
        whose = words.names.get(each.staff, each.staff)
        said.append(words("staff.who.recovered", when=when, user=each.user, clerk=whose))
    return said


def clerk_text(words: Words, counter: int, clerk: str) -> str:
    """Say who sits at a counter; an unnamed clerk is simply the clerk, one whose name is not known goes by the id."""
    return words("common.clerk") if clerk == unnamed_clerk(counter) else words.names.get(clerk, clerk)


def is_spoken_name(post: Post) -> bool:
    """Tell whether the id of a post's clerk is a name that can be said aloud; a staff number is none."""
    return post.clerk != unnamed_clerk(post.counter) and not _CODE.fullmatch(post.clerk)
