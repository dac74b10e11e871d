"""The board's one screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.board.rows import in_turn, is_fresh, on_board, rows_for, scale_for, spare_rows
from kiosk.screens.viewing import ViewingScreen
from kiosk.text.coming_back import returns_text
from kiosk.widgets.big_number import BigNumber
from kiosk.widgets.line import Line
from kiosk.widgets.typeset import pad, shorten, wrap
from kiosk.words import Words
from queue_store import HallView, Ticket

_MOST_ROWS = 12


class CallRow(Horizontal):
    """One call: the number, and the counter to go to."""

    DEFAULT_CSS = """
    CallRow { height: auto; padding: 0 2; margin-bottom: 1; }
    CallRow Line { width: auto; height: 100%; content-align: center middle; padding: 0 2; color: $quiet; }
    CallRow .counter { color: $primary; }
    CallRow.-fresh Line { color: $foreground; text-style: bold; }
    CallRow.-fresh { background: $chip; }
    """

    def compose(self) -> ComposeResult:
        yield BigNumber(classes="label")
        yield Line(classes="to")
        yield BigNumber(room=2, classes="counter")
        yield Line(classes="state")

    def show(self, words: Words, ticket: Ticket, scale: int, *, fresh: bool, room: int) -> None:
        """Put up a call; `room` digits are kept for the counter."""
        label, counter = self.query(BigNumber)
        counter.room = room
        label.value, counter.value = ticket.label, str(ticket.counter or "")
        label.scale = counter.scale = scale
        self.set_class(fresh, "-fresh")
        to, state = self.query(Line)
        to.update(Content(words("board.to")))
        state.update(Content(words("board.new") if fresh else words("board.window")))


class BoardScreen(ViewingScreen[HallView]):
    """Last calls, newest first, in numbers that are read from across the hall."""

    def __init__(self) -> None:
        super().__init__()
        self._view: HallView | None = None
        """The hall as it was last read; None before the first time."""
        self._confirmed_at: datetime | None = None
        """When the store last confirmed the view."""

    def compose(self) -> ComposeResult:
        yield Line(id="hall")
        yield Static(id="stale")
        with Vertical(id="calls"):
            for _ in range(_MOST_ROWS):
                yield CallRow()
            yield Static(id="none")
        yield Line(id="earlier")
        yield Line(id="foot")

    def key_bindings(self) -> list[Binding]:
        words = self.words
        keys = (("l", "language"), ("k", "contrast"), ("ctrl+q", "leave"))
        return [
            Binding(
                key, name, words(f"desk.act.{name}.name"), tooltip=words(f"desk.act.{name}.tip"), id=f"board.{name}"
            )
            for key, name in keys
        ]

    def view_reader(self) -> Callable[[], HallView]:
        config = self.station.config
        most = max(config.board.calls, 2 * len(config.counters))
        return partial(self.station.store.hall_view, waiting=0, calls=most)

    def take_view(self, view: HallView) -> None:
        self._view = view

    def on_resize(self) -> None:
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#foot"):
            return
        words, config, now = self.words, self.station.config, self.station_app.now
        stale = (self.outage or self.station_app.outage) is not None
        if self._view is not None and not stale:
            self._confirmed_at = now
        self._show_stale(stale)
        width = self.app.size.width
        clock = words.clock(now, config.zone)
        self._put("hall", pad(config.name.say(words.language), width - len(clock) - 5) + " " + clock)
        self._show_foot(now, self._show_calls(now))

    def _show_foot(self, now: datetime, spare: int) -> None:
        """Who is asked to come where, and the hall's messages, in one line and those that the calls leave free."""
        alarm, messages = self._alarm(), self._messages()
        room = 1 + spare - len(alarm)
        shown = alarm + (in_turn(messages, now, room) if room > 0 else [])
        self.query_one("#foot").set_class(bool(shown), "-told")
        self._put("foot", "\n".join(shown or [self._hint()]))

    def _alarm(self) -> list[str]:
        """Where the supervisor is asked to come."""
        counters = sorted({each.counter for each in self._view.help_calls}) if self._view else []
        numbers = self.words("common.counters.separator").join(map(str, counters))
        return [self.words("situations.board", counter=numbers)] if counters else []

    def _messages(self) -> list[str]:
        """Lines of what the hall tells everybody, the newest first."""
        messages = self._view.messages if self._view else ()
        width = self.app.size.width - 4
        return [
            line
            for message in reversed(messages)
            for line in wrap(self.words("board.message", text=message.text), width)
        ]

    def _hint(self) -> str:
        """Which counters serve again soon, and where people wait, as far as it fits one line."""
        counters = self._view.counters if self._view else ()
        returns = returns_text(self.station.config, self.words, counters, self.station_app.now)
        both, room = "   ".join(filter(None, (returns, self.words("board.zone_hint")))), self.app.size.width - 4
        return both if cell_len(both) <= room else shorten(returns, room)

    def _show_stale(self, stale: bool) -> None:
        since = self.words.clock(self._confirmed_at, self.station.config.zone) if self._confirmed_at else "--:--"
        line = self.query_one("#stale", Static)
        line.display = stale
        line.update(Content(self.words("board.stale", clock=since)))
        self.set_class(stale, "-stale")

    def _show_calls(self, now: datetime) -> int:
        """Put up the calls; returns how many lines they leave free."""
        words = self.words
        calls = [call for call in self._view.recent_calls if call.counter is not None] if self._view else []
        area, foot = self.query_one("#calls").size, self.query_one("#foot").size
        width = self.app.size.width
        height = area.height + foot.height - 1 if area.height else self.app.size.height - 4
        scale = scale_for(width, height)
        room = min(_MOST_ROWS, rows_for(height + 1, scale))
        shown = on_board(calls, now, room)
        digits = max(len(str(counter.number)) for counter in self.station.config.counters)
        for place, row in enumerate(self.query(CallRow)):
            row.display = place < len(shown)
            if row.display:
                row.show(words, shown[place], scale, fresh=is_fresh(shown[place], now), room=digits)
        none = self.query_one("#none", Static)
        none.display = not shown and self._view is not None
        none.update(Content(words("board.none")))
        rest = [call for call in calls if call not in shown][: self.station.config.board.calls]
        earlier = "    ".join(words("board.pair", label=call.label, counter=call.counter) for call in rest)
        self._put("earlier", shorten(earlier, width - 4))
        return spare_rows(height, scale, len(shown))

    def _put(self, id: str, text: str) -> None:
        self.query_one(f"#{id}", Line).update(Content(text))

    def action_language(self) -> None:
        """Go on to the next language."""
        self.station_app.next_language()

    def action_contrast(self) -> None:
        """Change the theme."""
        self.station_app.other_contrast()

    def action_leave(self) -> None:
        """Close the board."""
        self.app.exit()
