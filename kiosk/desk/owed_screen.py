"""Promises, complaints, timed duties and the note for the next shift, in one list (R25, R27, R45, R46)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kiosk.desk import sentences
from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.side_screen import BACK, SideKey, SideScreen
from kiosk.text.days import day_text
from kiosk.text.due import BadDue, Due, closing, read_due
from kiosk.widgets.typeset import fold, pad
from kiosk.words import Words
from queue_store import Owed, Post

_STANDS = {"overdue": "bold $error", "today": "bold $primary", "later": "$quiet", "note": "$quiet"}


def standing(owed: Owed, now: datetime) -> str:
    """How it stands: `overdue`, `today`, `later`, or `note` when nothing is due."""
    if owed.due is None:
        return "note"
    if owed.overdue(now):
        return "overdue"
    return "today" if owed.due.astimezone(now.tzinfo).date() == now.date() else "later"


def due_text(words: Words, owed: Owed, now: datetime) -> str:
    """When it is due: the time today, else the day."""
    if owed.due is None:
        return ""
    due = owed.due.astimezone(now.tzinfo)
    return f"{due:%H:%M}" if due.date() == now.date() else f"{due:%m-%d %H:%M}"


class OwedScreen(SideScreen):
    """What the hall owes. Every step can be taken back."""

    AREA = "promises"
    KEYS = (
        SideKey("promise", "n", "n"),
        SideKey("duty", "t", "t"),
        SideKey("handover", "b", "b"),
        SideKey("settle", "k", "k"),
        SideKey("withdraw", "x", "x"),
        SideKey("undo", "z", "z"),
        BACK,
    )

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self.rows: tuple[Owed, ...] = ()
        self._last: list[int] = []
        """What this screen touched, the last one last."""

    def parts(self) -> Iterable[Widget]:
        yield OptionList(markup=False, compact=True)

    @property
    def local(self) -> datetime:
        """Now by the hall's clock."""
        return self.station_app.now.astimezone(self.station.config.zone)

    def heading(self) -> str:
        words = self.words
        stands = [standing(owed, self.local) for owed in self.rows]
        counts = words("promises.counts", today=stands.count("today"), overdue=stands.count("overdue"))
        return f"{words('promises.title')}  {counts}"

    def can(self, id: str) -> bool:
        if id in {"settle", "withdraw"}:
            return bool(self.rows)
        return bool(self._last) if id == "undo" else True

    def show_parts(self) -> None:
        rows = self.attempt(self.station.store.owed)
        if rows is None:
            return
        listing = self.query_one(OptionList)
        place = listing.highlighted
        if tuple(rows) != self.rows or listing.option_count != max(1, len(rows)):
            self.rows = tuple(rows)
        listing.set_options(
            [Option(self._row(owed)) for owed in self.rows]
            or [Option(Content.styled("  " + self.words("promises.none"), "$quiet"), disabled=True)]
        )
        listing.highlighted = min(place or 0, len(self.rows) - 1) if self.rows else None
        self.put("title", self.heading())

    def _row(self, owed: Owed) -> Content:
        words, now = self.words, self.local
        stands = standing(owed, now)
        room = max(12, self.app.size.width - 45)
        whom = "  ".join(filter(None, (owed.whom, owed.clerk)))
        return Content.assemble(
            ("  " + pad(words(f"promises.stands.{stands}"), 7), _STANDS[stands]),
            pad(due_text(words, owed, now), 12),
            (pad(words(f"promises.kind.{owed.kind}"), 9), "$quiet"),
            pad(owed.what, room),
            (" " + fold(whom, 11), "$quiet"),
        )

    def _chosen(self) -> Owed | None:
        place = self.query_one(OptionList).highlighted
        return self.rows[place] if place is not None and place < len(self.rows) else None

    def _check(self, written: Mapping[str, str]) -> Verdict:
        words = self.words
        if not written["what"]:
            return Verdict(problem=words("promises.ask.needed"))
        try:
            due = read_due(written["due"], self.station.config, self.station_app.now)
        except BadDue as error:
            return Verdict(problem=error.sentence(words))
        remarks = due.remarks(words)
        if due.moved_to is not None:
            remarks.append(words("promises.ask.moved", day=day_text(words, due.moved_to)))
        return Verdict(remark=" ".join([*remarks, words("promises.ask.again")]) if remarks else "")

    def _due(self, text: str) -> datetime:
        due: Due = read_due(text, self.station.config, self.station_app.now)
        if due.moved_to is None:
            return due.at
        at: time = closing(self.station.config, due.moved_to)
        return datetime.combine(due.moved_to, at, self.station.config.zone)

    async def _fill(self, kind: str, *fields: str) -> dict[str, str] | None:
        words = self.words
        asked = [
            Field(field, words(f"promises.ask.{field}"), words(f"promises.hint.{kind}_{field}"), self._given(field))
            for field in fields
        ]
        check = self._check if "due" in fields else self._needs_what
        title = words(f"promises.key.{kind}.tip")
        answer: Any = await self.app.push_screen_wait(FormDialog(title, asked, check, words("promises.ask.keys")))
        return answer if isinstance(answer, dict) else None

    def _needs_what(self, written: Mapping[str, str]) -> Verdict:
        missing = not all(written.values())
        return Verdict(problem=self.words("promises.ask.needed") if missing else "")

    def _given(self, field: str) -> str:
        ticket = self.current_ticket()
        return sentences.visitor_name(self.words, ticket) or ticket.label if field == "whom" and ticket else ""

    def _made(self, owed: Owed | None, key: str) -> None:
        if owed is not None:
            self._last.append(owed.id)
            due = owed.due.astimezone(self.station.config.zone) if owed.due else None
            self.status(self.words(f"promises.{key}", what=owed.what, due=f"{due:%Y-%m-%d %H:%M}" if due else ""))

    async def do_promise(self) -> None:
        """Promise something to a visitor."""
        ticket, written = self.current_ticket(), await self._fill("promise", "what", "whom", "due")
        if written is not None:
            due, id = self._due(written["due"]), ticket.id if ticket else None
            make = self.station.store.promise
            self._made(
                self.attempt(lambda: make(self.post, written["what"], due, whom=written["whom"], ticket_id=id)),
                "promised",
            )

    async def do_duty(self) -> None:
        """Set a duty of the desk for a time."""
        if (written := await self._fill("duty", "what", "due")) is not None:
            due = self._due(written["due"])
            self._made(self.attempt(lambda: self.station.store.add_duty(self.post, written["what"], due)), "set")

    async def do_handover(self) -> None:
        """Leave a note for the next shift."""
        if (written := await self._fill("handover", "what")) is not None:
            self._made(self.attempt(lambda: self.station.store.hand_over(self.post, written["what"])), "left")

    def do_settle(self) -> None:
        """Kept, answered, done."""
        if owed := self._chosen():
            self._made(self.attempt(lambda: self.station.store.settle(owed.id, self.post)), "settled")

    async def do_withdraw(self) -> None:
        """Not owed any more, with a reason."""
        owed = self._chosen()
        if owed is not None and (written := await self._fill("withdraw", "reason")) is not None:
            withdraw = self.station.store.withdraw
            self._made(self.attempt(lambda: withdraw(owed.id, self.post, reason=written["reason"])), "withdrawn")

    def do_undo(self) -> None:
        """Take the last step back."""
        id = self._last.pop()
        if owed := self.attempt(lambda: self.station.store.take_back(id, self.post)):
            self.status(self.words("promises.undone", what=owed.what))
