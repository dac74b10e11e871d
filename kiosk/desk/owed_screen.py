"""Promises, complaints, timed duties and the note for the next shift, in one list (R25, R27, R45, R46)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kiosk.desk.owed_acts import OWED_ACTS
from kiosk.desk.owing import due_text, standing
from kiosk.desk.side_screen import SideScreen
from kiosk.text.clerks import clerk_text
from kiosk.widgets.typeset import pad, shorten
from queue_store import Owed

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_STANDS = {"overdue": "bold $error", "today": "bold $primary", "later": "$quiet", "note": "$quiet"}


class OwedScreen(SideScreen):
    """What the hall owes."""

    ACTS = OWED_ACTS

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__(desk)
        self.touched: list[int] = []
        """What this screen changed and has not taken back, the last one last."""
        self._listed: list[Content] = []

    def parts(self) -> Iterable[Widget]:
        yield OptionList(markup=False, compact=True)

    @property
    def rows(self) -> tuple[Owed, ...]:
        """What is owed, in the order of the list."""
        return self.desk.view.owed

    @property
    def chosen(self) -> Owed | None:
        """The row that is highlighted."""
        place = self.query_one(OptionList).highlighted
        return self.rows[place] if place is not None and place < len(self.rows) else None

    @property
    def _local(self) -> datetime:
        """Now by the hall's clock."""
        return self.now.astimezone(self.station.config.zone)

    def heading(self) -> str:
        words = self.words
        stands = [standing(owed, self._local) for owed in self.rows]
        counts = words("promises.counts", today=stands.count("today"), overdue=stands.count("overdue"))
        return f"{words('promises.title')}  {counts}"

    def show_parts(self) -> None:
        listing = self.query_one(OptionList)
        listed = [self._row(owed) for owed in self.rows]
        if listed == self._listed and listing.option_count:
            return
        self._listed, place = listed, listing.highlighted
        nothing = Content.styled("  " + self.words("promises.none"), "$quiet")
        listing.set_options([Option(row) for row in listed] or [Option(nothing, disabled=True)])
        listing.highlighted = min(place or 0, len(self.rows) - 1) if self.rows else None

    def _row(self, owed: Owed) -> Content:
        words, now = self.words, self._local
        stands = standing(owed, now)
        room = max(12, self.app.size.width - 45)
        whom = "  ".join(filter(None, (owed.whom, clerk_text(self.words, owed.counter, owed.clerk))))
        return Content.assemble(
            ("  " + pad(words(f"promises.stands.{stands}"), 7), _STANDS[stands]),
            pad(due_text(words, owed, now), 12),
            (pad(words(f"promises.kind.{owed.kind}"), 9), "$quiet"),
            pad(owed.what, room),
            (" " + shorten(whom, 11), "$quiet"),
        )
