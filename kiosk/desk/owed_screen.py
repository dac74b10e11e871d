"""Promises, complaints, timed duties and the note for the next shift, in one list (R25, R27, R45, R46)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kiosk.desk.owed_acts import OWED_ACTS
from kiosk.desk.owed_words import words_for
from kiosk.desk.owing import due_text, spoken_due, standing
from kiosk.desk.shown_lines import prompt_labels
from kiosk.desk.side_screen import SideScreen
from kiosk.text.clerks import clerk_text
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.widgets.typeset import pad, shorten
from queue_store import Owed

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_STANDS = {"overdue": "bold $error", "today": "bold $primary", "later": "$quiet", "note": "$quiet"}


class OwedScreen(SideScreen):
    """What the hall owes, and the words that belong to the row that is highlighted."""

    ACTS = OWED_ACTS
    DEFAULT_CSS = """
    OwedScreen OptionList { height: 1fr; min-height: 3; }
    OwedScreen #prompter { height: auto; }
    """

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__(desk)
        self.touched: list[int] = []
        """What this screen changed and has not taken back, the last one last."""
        self._made: int | None = None
        """What was entered here last: a promise is told to the visitor at once."""
        self._why = ""
        """Why that cannot be done today, as the clerk wrote it."""
        self._shown_new: int | None = None
        """What was highlighted because it was entered here."""
        self._listed: list[Content] = []

    def parts(self) -> Iterable[Widget]:
        yield OptionList(markup=False, compact=True)
        yield Teleprompter(id="prompter")

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

    def entered(self, owed: Owed, *, why: str = "") -> None:
        """This was entered just now; `why` is the reason for which it cannot be done today."""
        self._made, self._why = owed.id, why

    def heading(self) -> str:
        words = self.words
        stands = [standing(owed, self._local) for owed in self.rows]
        counts = words("promises.counts", today=stands.count("today"), overdue=stands.count("overdue"))
        return f"{words('promises.title')}  {counts}"

    def show_parts(self) -> None:
        listing = self.query_one(OptionList)
        listed = [self._row(owed) for owed in self.rows]
        if listed != self._listed or not listing.option_count:
            self._listed, place = listed, listing.highlighted
            nothing = Content.styled("  " + self.words("promises.none"), "$quiet")
            listing.set_options([Option(row) for row in listed] or [Option(nothing, disabled=True)])
            listing.highlighted = min(place or 0, len(self.rows) - 1) if self.rows else None
        self._highlight_new(listing)
        self._show_words()

    def _highlight_new(self, listing: OptionList) -> None:
        """Go to the row that was just entered here, once it is listed."""
        place = next((place for place, owed in enumerate(self.rows) if owed.id == self._made), None)
        if place is not None and self._made != self._shown_new:
            self._shown_new = self._made
            listing.highlighted = place

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._show_words()

    def _show_words(self) -> None:
        """What to say, or to see to, for the row that is highlighted."""
        words, owed, prompter = self.words, self.chosen, self.query_one(Teleprompter)
        just_made = owed is not None and owed.id == self._made
        moment = words_for(owed, self._local, just_made=just_made) if owed else ""
        prompter.display = bool(moment)
        if owed is None or not moment:
            return
        fields = {"due": spoken_due(words, owed.due, self._local)} if owed.due else {}
        fields |= {"reason": self._why} if just_made and self._why else {}
        prompter.limit(max(3, self.app.size.height // 2 - 3))
        title = self.station.courtesy(words.language).script.moment(moment).title
        late = standing(owed, self._local) == "overdue"
        lines = self.station_app.lines(moment, None, self.post, late=late, beat=1, **fields)
        prompter.show(lines, prompt_labels(words), title=title)

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
