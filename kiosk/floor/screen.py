"""The supervisor's one screen: services, counters and alerts, each a list that keeps its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.directing.alerts import Found, now_so
from kiosk.directing.deeds import Deeds
from kiosk.floor import rows
from kiosk.floor.acts import ACTS, ROWS
from kiosk.floor.foresight import AlertKeeper, Foresight
from kiosk.screens.act import Act
from kiosk.screens.acting import ActingScreen
from kiosk.screens.worker import start_worker
from kiosk.text.clerks import clerk_text
from kiosk.text.floor import Said
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.line import Line
from kiosk.widgets.row_list import RowList
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.typeset import pad, wrap
from queue_store import Alert, CounterLoad, FloorView, Post, ServiceQueue, Store

_LOOK_AGAIN = timedelta(seconds=15)
"""A view so old is read again although nothing was committed: by time alone a wait becomes too long."""
_MARK = 2
"""Cells before each row of a list."""
_LEAST_ALERTS = 5
"""Rows that stay for the alerts, however many counters there are."""


class FloorScreen(ActingScreen[FloorView]):
    """The whole floor; painted from the last view, which is read in a thread of its own."""

    ACTS: ClassVar[tuple[Act[Any], ...]] = ACTS
    ROWS: ClassVar[tuple[tuple[str, ...], ...]] = ROWS

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post
        """The supervisor, at no counter."""
        self.view: FloorView | None = None
        """The floor as it was last read; None before the first time."""
        self.found: Found = {}
        """What a supervisor should know, as of that view."""
        self._active = "alerts"
        self._foresight: Foresight | None = None
        self._keeper: AlertKeeper | None = None
        self._confirmed_at: datetime | None = None
        self._known: frozenset[int] | None = None
        """Alerts that called in the last view; None before the first one."""

    def compose(self) -> ComposeResult:
        yield Line(id="hall")
        yield Static(id="stale")
        yield Static(id="strip")
        with Vertical(id="body"):
            with Vertical(id="left"):
                yield RowList(id="services")
                yield RowList(id="counters")
            with Vertical(id="right"):
                yield RowList(id="alerts")
                yield Static(id="in-full", markup=False)
        yield StatusLine(id="status")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        super().on_mount()
        self._foresight, self._keeper = Foresight(self.store), AlertKeeper(self.store)

    def on_unmount(self) -> None:
        for beside in (self._foresight, self._keeper):
            if beside is not None:
                beside.close()

    # What acts use.

    @property
    def store(self) -> Store:
        """The hall's store; acts call it through `do`."""
        return self.station.store

    @property
    def said(self) -> Said:
        """What the floor is said with now."""
        return Said(self.words, self.station.config, self.station_app.now)

    @property
    def deeds(self) -> Deeds:
        """What the supervisor does; acts call it through `do`."""
        return Deeds(self.store, self.post, self.said)

    @property
    def active(self) -> str:
        """The list whose cursor moves."""
        return self._active

    def list_of(self, id: str) -> RowList:
        """One of the lists."""
        return self.query_one(f"#{id}", RowList)

    def activate(self, id: str) -> None:
        """Let the cursor of another list move."""
        self._active = id

    @property
    def service(self) -> ServiceQueue | None:
        """The service under the cursor of its list."""
        cursor = self.list_of("services").cursor
        return next((each for each in self.view.services if each.service == cursor), None) if self.view else None

    @property
    def counter(self) -> CounterLoad | None:
        """The counter under the cursor of its list."""
        cursor = self.list_of("counters").cursor
        return next((each for each in self.view.counters if str(each.number) == cursor), None) if self.view else None

    @property
    def alert(self) -> Alert | None:
        """The alert under the cursor of its list."""
        cursor = self.list_of("alerts").cursor
        return next((each for each in self.view.alerts if str(each.id) == cursor), None) if self.view else None

    def name_of(self, post: Post) -> str:
        """How the supervisor is called on the screen."""
        return self.said.supervisor(post.clerk)

    @property
    def working(self) -> bool:
        """Forecasts are being read, or alerts written."""
        beside = (self._foresight, self._keeper)
        return bool((beside[0] and beside[0].reading) or (beside[1] and beside[1].writing))

    # The view.

    def view_reader(self) -> Callable[[], FloorView]:
        return self.store.floor_view

    def take_view(self, view: FloorView) -> None:
        self.view, self._confirmed_at = view, self.station_app.now
        self.station_app.meet(view.colleagues)
        self._compare()
        if self._foresight is not None and self._foresight.wanted():
            start_worker(self, self._foresee, group="foresight")

    def _compare(self) -> None:
        """Work out what should be known now, and let the store's alerts follow."""
        view, beside, keeper = self.view, self._foresight, self._keeper
        if view is None or beside is None or keeper is None:
            return
        limits = self.station.config.floor.limits
        self.found = now_so(view, beside.known, limits, pages_silent=self.station.pages_silent())
        settle = partial(keeper.settle, view, self.found, beside.known)
        start_worker(self, settle, group="alerts")
        self._ring(view)

    def _ring(self, view: FloorView) -> None:
        """Ring the bell for alerts that call anew, after a rest too; not for those that did when it was opened."""
        calling = frozenset(alert.id for alert in view.alerts if alert.calls(view.now))
        if self._known is not None and calling - self._known and self.station.config.desk.bell:
            self.app.bell()
        self._known = calling

    async def _foresee(self) -> None:
        if self._foresight is not None and await self._foresight.read() and self.is_attached:
            self._compare()
            self.repaint()

    def on_resize(self) -> None:
        """Fit what the lists say to their new width."""
        self.call_after_refresh(self.repaint)

    def tick(self) -> None:
        """A second went by; an old view is read again."""
        if self.view is not None and self.station_app.now - self.view.now >= _LOOK_AGAIN:
            self.refresh_view()
        super().tick()

    # Painting.

    def repaint(self) -> None:
        if not self.is_mounted or not self.query(KeyBar):
            return
        self._show_top()
        if self.view is not None:
            self._show_lists(self.view)
        self.show_keys()

    def _show_top(self) -> None:
        words, config, now, view = self.words, self.station.config, self.station_app.now, self.view
        left = words("floor.hall", hall=config.name.say(words.language), who=self.name_of(self.post))
        serving = sum(load.status.ticket is not None for load in view.counters) if view else 0
        counts = words("floor.counts", waiting=view.waiting, serving=serving, parked=view.parked) if view else ""
        right = f"{counts}   {words.clock(now, config.zone)}" if counts else words.clock(now, config.zone)
        self.query_one("#hall", Line).update(Content(_between(left, right, self.app.size.width - 4)))
        stale = self.outage or self.station_app.outage
        line = self.query_one("#stale", Static)
        line.display = stale is not None
        since = words.clock(self._confirmed_at, config.zone) if self._confirmed_at else "--:--"
        line.update(Content(words("floor.stale", clock=since)))
        parts = self._strip(view) if view else []
        strip = self.query_one("#strip", Static)
        strip.display = bool(parts)
        strip.update(Content("   ".join(parts)))

    def _strip(self, view: FloorView) -> list[str]:
        """What cannot wait: counters that ask for the supervisor, visits of earlier days."""
        words = self.words
        parts = [
            words(
                "floor.help.call" if call.label else "floor.help.call_alone",
                counter=call.counter,
                clerk=clerk_text(words, call.counter, call.clerk),
                label=call.label,
            )
            for call in view.help_calls
        ]
        return parts + ([words("floor.left_over", count=view.left_over)] if view.left_over else [])

    def _show_lists(self, view: FloorView) -> None:
        words, said = self.words, self.said
        outlooks = self._foresight.known if self._foresight is not None else {}
        services = {each.service: each for each in view.services}
        counters = {str(each.number): each for each in view.counters}
        alerts = {str(each.id): each for each in view.alerts}
        listed = self.list_of("services")
        title = rows.service_title(words, max(0, listed.size.width - 2))
        self._show(
            "services", f"  {title}", services,
            lambda id, width: rows.service_row(said, services[id], outlooks.get(id), width),
        )  # fmt: skip
        opened = sum(each.status.state == "open" for each in view.counters)
        self._show(
            "counters", rows.counter_title(words, opened, len(counters)), counters,
            lambda id, width: rows.counter_row(said, counters[id], width),
        )  # fmt: skip
        self._share_rows(len(services), len(counters))
        calling = sum(each.calls(said.now) for each in view.alerts)
        self._show(
            "alerts", words("floor.title.alerts", count=calling), alerts,
            lambda id, width: rows.alert_row(said, alerts[id], self.found, width),
        )  # fmt: skip
        self._show_in_full()

    def _share_rows(self, services: int, counters: int) -> None:
        """Services and counters take the rows that they need, as far as there are some; the alerts have the others."""
        left, listed = self.query_one("#left"), self.list_of("services")
        rows_there = self.query_one("#body").size.height
        if self.has_class("-wide") or not rows_there:
            left.styles.clear_rule("height")
            listed.styles.clear_rule("max_height")
            return
        taken = min(services + counters + 2, max(rows_there * 3 // 5, rows_there - _LEAST_ALERTS))
        left.styles.height = taken
        listed.styles.max_height = max(taken // 2, taken - counters - 1)

    def _show_in_full(self) -> None:
        """Say the alert under the cursor in full where its row had to be cut."""
        alert, width = self.alert, self.list_of("alerts").size.width - _MARK
        text = "" if alert is None or width < 1 else rows.alert_in_full(self.said, alert, self.found, width)
        line = self.query_one("#in-full", Static)
        line.display = bool(text) and self._active == "alerts"
        line.update(Content("\n").join(map(Content, wrap(text, width))))

    def _show(self, id: str, title: str, ids: Mapping[str, object], paint: Callable[[str, int], Content]) -> None:
        empty = self.words(f"floor.empty.{id}")
        self.list_of(id).show(title, tuple(ids), paint, empty, active=id == self._active)

    def why_not_fields(self) -> dict[str, str]:
        counter = self.counter
        return {"counter": "" if counter is None else str(counter.number)}


def _between(left: str, right: str, width: int) -> str:
    """Two texts at both ends of a line."""
    return pad(left, max(0, width - cell_len(right) - 1)) + " " + right
