"""Told once (R26): what the visitor must bring, ticked while telling; the slip; a visitor who had to come again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.desk.languages import beside, other_language
from kiosk.desk.shown_lines import prompt_labels
from kiosk.desk.side_screen import SideScreen
from kiosk.desk.told_acts import PRINTING_ACTS, TOLD_ACTS, more, tick_act, turn
from kiosk.screens.act import Act, with_keys
from kiosk.screens.worker import start_worker
from kiosk.text.services import materials_in, materials_text
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.widgets.typeset import pad, shorten
from kiosk.words import load_words
from prompts import Spoken
from queue_store import QueueError, Store, Ticket

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_PAGE = 9
"""Materials with a digit of their own; 0 turns to the next ones."""


@dataclass(frozen=True, slots=True)
class ToldView:
    """What a visitor was told, by the names that the hall's own language has."""

    told: Mapping[str, datetime] = field(default_factory=dict)
    """When each material was told."""
    missing: tuple[str, ...] = ()


def read_told(store: Store, ticket: Ticket) -> ToldView:
    """Read what a visitor was told."""
    told = {each.material: each.at for each in store.told.of(ticket.id)}
    return ToldView(told, tuple(store.told.missing(ticket.id)))


class ToldScreen(SideScreen):
    """A digit ticks one material as told, again marks it missing, again takes both back; Enter tells all."""

    ACTS = TOLD_ACTS
    TURNS = True
    DEFAULT_CSS = """
    ToldScreen #materials { height: auto; max-height: 60%; padding: 0 2; background: $surface; }
    ToldScreen #prompter { height: 1fr; }
    """

    def __init__(self, desk: DeskScreen, ticket: Ticket) -> None:
        super().__init__(desk)
        self.ticket = ticket
        self.view = ToldView()
        self.page = 0

    def parts(self) -> Iterable[Widget]:
        yield Static(id="materials")
        yield Teleprompter(id="prompter")

    @property
    def acts(self) -> tuple[Act[Any], ...]:
        return with_keys(self.ACTS, self.station.config.moved_keys)

    @property
    def visitors_language(self) -> str:
        """The visitor's language where it is not the clerk's; empty otherwise."""
        return other_language(self.station.config, self.ticket, self.words.language)

    @property
    def names(self) -> list[str]:
        """Materials of the service, by their names in the hall's own language."""
        config = self.station.config
        return materials_text(config, self.ticket.service, config.language)

    @property
    def pages(self) -> int:
        """How many times nine materials there are."""
        return max(1, -(-len(self.names) // _PAGE))

    @property
    def _on_page(self) -> list[str]:
        return self.names[self.page * _PAGE : (self.page + 1) * _PAGE]

    def in_language(self, names: Iterable[str]) -> list[str]:
        """Materials in the language on screen."""
        return materials_in(self.station.config, self.ticket.service, names, self.words.language)

    def key_bindings(self) -> list[Binding]:
        name, tip = self.words("told.key.tick.name"), self.words("told.key.tick.tip")
        digits = range(1, _PAGE + 1)
        ticks = [Binding(str(n), f"tick({n})", name, tooltip=tip, id=f"told.tick_{n}", show=False) for n in digits]
        return [*super().key_bindings(), *ticks]

    def action_tick(self, digit: int) -> None:
        """Go one step on with the material of this digit."""
        if digit <= len(self._on_page):
            self.station_app.lane.press(self, tick_act(self._on_page[digit - 1]))
        else:
            self.refuse(self.words("told.cannot.tick"))

    def heading(self) -> str:
        page = f"  {self.page + 1}/{self.pages}" if self.pages > 1 else ""
        return self.words("told.title", label=self.ticket.label) + page

    def refresh_view(self) -> None:
        super().refresh_view()
        start_worker(self, self._read_told, group="told", exclusive=True)

    async def read_view_now(self) -> None:
        await self._read_told()
        await super().read_view_now()

    async def _read_told(self) -> None:
        try:
            self.view = await self.station_app.reader.start(read_told, self.store, self.ticket)
        except QueueError as error:
            self.refuse(self.words.error(error))
            return
        if self.is_attached:
            self.repaint()

    def offers(self, act: Act[Any]) -> bool:
        if act in PRINTING_ACTS:
            return self.station.paper is not None
        if act is turn:
            return bool(self.visitors_language)
        return act is not more or self.pages > 1

    def show_parts(self) -> None:
        rows = [self._row(place, name) for place, name in enumerate(self._on_page, 1)]
        if rows:
            rows.append(Content.styled(self.words("told.hint"), "$quiet"))
        none = [Content.styled(self.words("desk.card.nothing"), "$quiet")]
        self.query_one("#materials", Static).update(Content("\n").join(rows or none))
        self._show_lines()

    def _row(self, place: int, name: str) -> Content:
        words, zone = self.words, self.station.config.zone
        [shown] = self.in_language([name])
        if theirs := self.visitors_language:
            shown += "  " + "".join(materials_in(self.station.config, self.ticket.service, [name], theirs))
        if name in self.view.missing:
            state, colour = words("told.missing"), "bold $error"
        elif name in self.view.told:
            state, colour = words("told.told", clock=words.clock(self.view.told[name], zone)), "$success"
        else:
            state, colour = words("told.not_yet"), "$quiet"
        room = max(16, self.app.size.width - 26)
        return Content.assemble((f"{place}  ", "bold $primary"), (pad(state, 15), colour), shorten(shown, room))

    def lines_in(self, language: str) -> tuple[Spoken, ...]:
        """What is said while telling, in a language."""
        missing = self.view.missing
        names = materials_in(self.station.config, self.ticket.service, missing or self.names, language)
        fields = {"materials": load_words(language)("common.counters.separator").join(names)} if names else {}
        moment = "missing_papers" if missing else "told"
        return self.station_app.lines(moment, self.ticket, self.post, late=False, beat=1, language=language, **fields)

    def _show_lines(self) -> None:
        words, theirs = self.words, self.visitors_language
        lines = self.lines_in(words.language)
        also = beside(lines, self.lines_in(theirs)) if theirs else {}
        self.query_one(Teleprompter).show(lines, prompt_labels(words), also=also)
