"""Told once (R26): what the visitor must bring, ticked while telling; the slip; a visitor who had to come again."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.desk.side_screen import BACK, SideKey, SideScreen
from kiosk.text.services import materials_in
from kiosk.ticket.slip import missing_of, note_missing, save_slip, slip_page
from kiosk.widgets.dialogs import Choice, DialogLabels, PickDialog, Picked
from kiosk.widgets.teleprompter import PromptLabels, Teleprompter
from kiosk.widgets.typeset import fold, pad
from queue_store import Post, Ticket

_MOST = 9


class ToldScreen(SideScreen):
    """A digit ticks one material as told, again marks it missing, again takes both back; Enter tells all."""

    AREA = "told"
    KEYS = (
        SideKey("tick", "", "1-9"),
        SideKey("all", "enter", "Enter"),
        SideKey("slip", "s", "s"),
        SideKey("again", "a", "a"),
        BACK,
    )
    DEFAULT_CSS = """
    ToldScreen #materials { height: auto; max-height: 60%; padding: 0 2; background: $surface; }
    ToldScreen #prompter { height: 1fr; }
    """

    def __init__(self, post: Post, ticket: Ticket) -> None:
        super().__init__(post)
        self.ticket = ticket
        self._told: dict[str, str] = {}
        self._missing: list[str] = []

    def parts(self) -> Iterable[Widget]:
        yield Static(id="materials")
        yield Teleprompter(id="prompter")

    @property
    def names(self) -> list[str]:
        """Materials of the service, by their names in the hall's own language."""
        config = self.station.config
        service = config.find_service(self.ticket.service)
        return [each.say(config.language) for each in service.materials][:_MOST] if service else []

    def said(self, names: Iterable[str]) -> list[str]:
        """Materials in the language on screen."""
        config = self.station.config
        return materials_in(config, self.ticket.service, names, self.words.language)

    def key_bindings(self) -> list[Binding]:
        name, tip = self.words("told.key.tick.name"), self.words("told.key.tick.tip")
        digits = range(1, _MOST + 1)
        ticks = [Binding(str(n), f"tick({n})", name, tooltip=tip, id=f"told.tick_{n}", show=False) for n in digits]
        return [*super().key_bindings(), *ticks]

    def action_tick(self, digit: int) -> None:
        """Go one step on with the material of this digit."""
        if digit <= len(self.names):
            self._step(self.names[digit - 1])
            self.repaint()
        else:
            self.status(self.words("told.cannot.tick"), problem=True)

    def can(self, id: str) -> bool:
        return bool(self.names) if id in {"tick", "all", "slip"} else True

    def heading(self) -> str:
        return self.words("told.title", label=self.ticket.label)

    def show_parts(self) -> None:
        store, words, zone = self.station.store, self.words, self.station.config.zone
        told = self.attempt(lambda: store.told(self.ticket.id))
        if told is not None:
            self._told = {each.material: words.clock(each.at, zone) for each in told}
        missing = self.attempt(lambda: missing_of(store, self.ticket))
        self._missing = missing if missing is not None else self._missing
        rows = [self._row(place, name) for place, name in enumerate(self.names, 1)]
        if rows:
            rows.append(Content.styled(words("told.hint"), "$quiet"))
        none = [Content.styled(words("desk.card.nothing"), "$quiet")]
        self.query_one("#materials", Static).update(Content("\n").join(rows or none))
        self._show_lines()

    def _row(self, place: int, name: str) -> Content:
        words = self.words
        [shown] = self.said([name])
        if name in self._missing:
            state, colour = words("told.missing"), "bold $error"
        elif name in self._told:
            state, colour = words("told.told", clock=self._told[name]), "$success"
        else:
            state, colour = words("told.not_yet"), "$quiet"
        room = max(16, self.app.size.width - 26)
        return Content.assemble((f"{place}  ", "bold $primary"), (pad(state, 15), colour), fold(shown, room))

    def _show_lines(self) -> None:
        words = self.words
        moment = "missing_papers" if self._missing else "told"
        names = self.said(self._missing or self.names)
        fields = {"materials": words("common.counters.separator").join(names)} if names else {}
        lines = self.station_app.lines(moment, self.ticket, self.post, late=False, **fields)
        labels = PromptLabels(words("widgets.apology"), "", "", words("widgets.do"), words("widgets.never"))
        self.query_one(Teleprompter).show(lines, labels)

    def do_tick(self) -> None:
        """The key bar was clicked: say how it works."""
        self.status(self.words("told.key.tick.tip"))

    def _step(self, name: str) -> None:
        """Not told, told, told and missing, then from the beginning."""
        store = self.station.store
        if name in self._missing:
            self._note([each for each in self._missing if each != name])
            self.attempt(lambda: store.untell(self.ticket.id, self.post, name))
        elif name in self._told:
            self._note([*self._missing, name])
        else:
            self.attempt(lambda: store.tell(self.ticket.id, self.post, [name]))

    def _note(self, missing: list[str]) -> None:
        self.attempt(lambda: note_missing(self.station.store, self.post, self.ticket, missing))

    def do_all(self) -> None:
        """Everything was told."""
        left = [name for name in self.names if name not in self._told]
        if left:
            self.attempt(lambda: self.station.store.tell(self.ticket.id, self.post, left))
        self.status(self.words("told.all_told", count=len(self.names)))

    def do_slip(self) -> None:
        """Save the slip as a page to print: what is missing, or everything while nothing is marked."""
        config = self.station.config
        page = slip_page(config, self.words, self.ticket, self._missing or self.names, self.station_app.now)
        try:
            file = save_slip(config.folder, self.ticket, page)
        except OSError as error:
            self.refuse(self.words("told.not_saved", reason=error.strerror or str(error)))
            return
        self.status(self.words("told.saved", file=str(file)))

    async def do_again(self) -> None:
        """The visitor came again for want of something: what, and had anybody told them of it?"""
        words = self.words
        labels = DialogLabels(
            keys=words("desk.dialog.keys"), needed=words("desk.dialog.needed"), write=words("desk.dialog.write")
        )
        names = [*self.names, ""]
        shown = [*self.said(self.names), words("told.other")]
        ask = words("told.what_else")
        choices = [
            Choice(str(place), label, ask="" if name else ask, needed=not name)
            for place, (name, label) in enumerate(zip(names, shown, strict=True))
        ]
        what = await self.app.push_screen_wait(PickDialog(words("told.again_title"), choices, labels))
        if not isinstance(what, Picked):
            return
        answers = [Choice("no", words("told.was_not_told")), Choice("yes", words("told.was_told"))]
        was = await self.app.push_screen_wait(PickDialog(words("told.was_title"), answers, labels))
        if not isinstance(was, Picked):
            return
        missing, was_told = names[int(what.id)] or what.text, was.id == "yes"
        again = self.station.store.second_visit

        def note() -> bool:
            again(self.ticket.id, self.post, missing=missing, was_told=was_told)
            return True

        if self.attempt(note):
            self.status(words("told.counted_told" if was_told else "told.counted"))
