"""More choices than digits: eight on a page, and the ninth digit turns it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_Thing = TypeVar("_Thing")

TURN = "9"
"""Key that turns the page where there is more than one."""
_ON_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Pages:
    """How many things stand on which page."""

    count: int
    room: int = 9
    """Digits for them where no page is turned."""

    @property
    def several(self) -> bool:
        """Whether one page does not do."""
        return self.count > self.room

    def after(self, page: int) -> int:
        """The page that follows; the first one after the last."""
        return (page + 1) % -(-self.count // _ON_A_PAGE) if self.several else 0

    def cut(self, things: Sequence[_Thing], page: int) -> Sequence[_Thing]:
        """What stands on a page; a page that is no more has nothing."""
        return things[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE] if self.several else things
