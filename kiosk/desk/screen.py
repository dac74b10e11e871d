"""The desk itself: whom I serve, what to say, who waits, what each key does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from kiosk.desk import sentences, strip
from kiosk.desk.acts import ACTS, GROUPS, VISIT_ROW, WORDS_ROW
from kiosk.desk.alerts import Alerts
from kiosk.desk.apology import RECORD_APOLOGY, shows_wait_apology
from kiosk.desk.body import DeskBody
from kiosk.desk.expected import ExpectedCalls
from kiosk.desk.interruption import Interruption
from kiosk.desk.languages import beside, lines_in, other_language
from kiosk.desk.owing import owed_counts
from kiosk.desk.panel import VisitorPanel
from kiosk.desk.prompt import Prompt, ShownMoment
from kiosk.desk.said import Value
from kiosk.desk.service_card import service_card
from kiosk.desk.shown_lines import lines_up, moment_up, prompt_labels, title_up
from kiosk.desk.view import blank_view, is_paused
from kiosk.hall import ServiceConfig
from kiosk.screens.act import Act, with_keys
from kiosk.screens.acting import ActingScreen
from kiosk.screens.asked_twice import AskedTwice
from kiosk.screens.worker import start_worker
from kiosk.text.clerks import clerk_text
from kiosk.text.coming_back import back_text
from kiosk.text.counters import counter_name
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.line import Line
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.widgets.typeset import clean, pad
from kiosk.widgets.waiting_list import WaitingList
from prompts import Script, Spoken
from queue_store import DeskView, Post, QueueError, Store, Ticket

FLASH_SECONDS = 2.0
"""How long the strip is inverted."""


class DeskScreen(ActingScreen[DeskView]):
    """One counter, painted from the last view; its keys are the acts of `kiosk.desk.acts`."""

    ACTS: ClassVar[tuple[Act[Any], ...]] = ACTS
    ROWS: ClassVar[tuple[tuple[str, ...], ...]] = (VISIT_ROW, WORDS_ROW)
    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = GROUPS

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post
        self.prompt = Prompt()
        self.signed_in = False
        """The clerk sits here: the counter ought to be this clerk's."""
        self.leaving = AskedTwice()
        self.missing = AskedTwice()
        self.alert: str | None = None
        """What the strip flashes for, in a few words; None while it does not flash."""
        self._alerts = Alerts(post)
        self._flash: Timer | None = None
        self.apologies_on_record: set[tuple[int, int]] = set()
        """Ticket and leg of every apology that is on record as shown."""
        self.exchanges_led: set[tuple[int, str]] = set()
        """Ticket and moment of every exchange that was led to its end."""
        self._rows_wanted = 1
        self._rows_read = 1

    def compose(self) -> ComposeResult:
        yield Line(id="hall")
        yield Static(id="stale")
        yield Line(id="strip")
        yield VisitorPanel(id="visitor")
        with DeskBody(id="body"):
            yield Teleprompter(id="prompter")
            with Vertical(id="side"):
                yield WaitingList(id="waiting")
                yield Line(id="card")
                yield Line(id="mine")
        yield StatusLine(id="status")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.view = blank_view(self.post, self.now)
        self.interruption = Interruption(self.station.config.limits.interruption)
        self.expected = ExpectedCalls(self.store, self.post.counter)
        super().on_mount()

    def on_unmount(self) -> None:
        self.expected.close()

    def sit_down(self, post: Post) -> None:
        """The clerk of this counter is known from now on; nothing has happened here yet."""
        self.post, self._alerts = post, Alerts(post)
        self.refresh_view()

    def key_bindings(self) -> list[Binding]:
        return super().key_bindings() + [
            Binding(
                keys,
                f"scroll_lines({direction})",
                self.words(f"desk.scroll.{name}"),
                tooltip=self.words("desk.scroll.tip"),
                id=f"desk.lines_{name}",
                show=False,
            )
            for keys, direction, name in (("pagedown,space", 1, "down"), ("pageup", -1, "up"))
        ]

    def action_scroll_lines(self, direction: int) -> None:
        """Show more of lines that do not fit."""
        self.query_one(Teleprompter).scroll_relative(y=direction * 3, animate=False)

    # What acts use.

    @property
    def store(self) -> Store:
        """The hall's store; acts call it through `do`."""
        return self.station.store

    @property
    def now(self) -> datetime:
        """The station's time."""
        return self.station_app.now

    @property
    def shown(self) -> ShownMoment:
        """The moment whose lines are up."""
        return self.prompt.shown

    @property
    def current(self) -> Ticket:
        """Whom this counter calls or serves; acts that need it are greyed out without it."""
        assert self.view.current is not None
        return self.view.current

    @property
    def service(self) -> ServiceConfig | None:
        """What the visitor at the counter came for; None when the hall has dropped it since."""
        ticket = self.view.current
        return self.station.config.find_service(ticket.service) if ticket else None

    @property
    def visitor(self) -> Ticket | None:
        """To whom the lines that are up are said: also one who is just being seen off; None for somebody else."""
        return None if self.shown.to_another else self.shown.ticket or self.view.current

    @property
    def visitors_language(self) -> str:
        """The language of that visitor where it is not the clerk's; empty otherwise."""
        return other_language(self.station.config, self.visitor, self.words.language)

    def happened(
        self, key: str, ticket: Ticket, *, moment: str, named: Mapping[str, Value] | None = None, brief: bool = False,
        **fields: str,
    ) -> None:  # fmt: skip
        """Say what happened to a ticket, and put up its lines; `named` is what those name, `brief` as in `Prompt`."""
        self.status(self.words(f"desk.happened.{key}", label=ticket.label, **fields))
        self.prompt.put_up(moment, ticket, named, brief=brief)

    # The view.

    def view_reader(self) -> Callable[[], DeskView]:
        self._rows_read = self._rows_wanted
        return partial(self.store.desk_view, self.post, self._rows_wanted)

    def take_view(self, view: DeskView) -> None:
        self.view = view
        self.station_app.meet(view.colleagues)
        gone = self.prompt.follow(view.current)
        if gone is not None and not self.station_app.lane.busy:
            self.status(self.words("desk.gone", label=gone.label))
        if RECORD_APOLOGY.why_not(self) == "" and self.is_active:
            self.station_app.lane.press(self, RECORD_APOLOGY)
        self._look_for_news()
        if self.expected.wanted():
            start_worker(self, self._read_expected, group="expected")

    async def _read_expected(self) -> None:
        await self.expected.read()
        if self.query(WaitingList):  # gone when the screen is closing
            self._show_side()

    @property
    def acts(self) -> tuple[Act[Any], ...]:
        return with_keys(self.ACTS, self.station.config.moved_keys)

    def tick(self) -> None:
        self._look_for_news()
        super().tick()

    def _look_for_news(self) -> None:
        """Ring and flash once for what is new, as far as the hall wants it."""
        if not self.signed_in:
            return
        config, lane = self.station.config, self.station_app.lane
        news = self._alerts.news(self.words, config, self.view, self.now, own=lane.busy and not lane.asking)
        if config.desk.bell and any(alert.rings for alert in news):
            self.app.bell()
        if config.desk.flash and news:
            self.alert = "   ".join(filter(None, (alert.text for alert in news)))
            if self._flash is not None:
                self._flash.stop()
            self._flash = self.set_timer(FLASH_SECONDS, self._stop_flashing)

    def _stop_flashing(self) -> None:
        self.alert = None
        self.station_app.repaint()

    def key_word(self, act: Act[Any]) -> str:
        """The word of a key; the pause key says what it does now."""
        return self.words("desk.unpause") if act.id == "pause" and is_paused(self.view) else super().key_word(act)

    def offers(self, act: Act[Any]) -> bool:
        if act.id == "lock":
            return self.station_app.lockable
        return act.id != "print_again" or self.station.paper is not None

    @property
    def ticket_here(self) -> Ticket | None:
        """The ticket whose paper may be wanted once more: that of the visitor at the counter."""
        return self.view.current

    def why_not_fields(self) -> dict[str, str]:
        held = sentences.held_text(self.words, self.station.config, self.view.held)
        return {"label": self.view.current.label if self.view.current else "", "held": held}

    def strip_parts(self, *, telephone: bool = True, turns: bool = True) -> list[str]:
        """What goes on beside the visit, in a few words each."""
        words, config, view, now = self.words, self.station.config, self.view, self.now
        keys = strip.CallKeys(*(self.act_of(id).shown for id in ("start", "recall", "no_show")))
        return [
            *([self.alert] if self.alert else []),
            *strip.call_parts(words, config, view, now, keys),
            *strip.language_parts(words, self.visitors_language, self.act_of("turn").shown if turns else ""),
            *strip.help_call_parts(words, config, view, self.post),
            *strip.interruption_parts(words, config, self.interruption, now),
            *(strip.telephone_parts(words, config, view, now) if telephone else []),
            *(strip.paper_parts(words, view) if self.station.paper is not None else []),
            *strip.duty_parts(words, config, view, now),
            *(strip.counter_parts(words, view, self.post, self.station_app.terminal) if self.signed_in else []),
            *strip.hall_parts(words, config, view),
        ]

    # Painting.

    def on_resize(self) -> None:
        self.call_after_refresh(self.repaint)

    @on(WaitingList.Resized)
    def _more_or_fewer_rows(self) -> None:
        self.repaint()
        if self._rows_wanted > self._rows_read:
            self.refresh_view()

    def repaint(self) -> None:
        if not self.is_mounted or not self.query(KeyBar):
            return
        self._rows_wanted = max(1, self.query_one(WaitingList).capacity)
        if self.interruption.lapses(self.now) and self.shown.moment.startswith("interruption"):
            self.prompt.go_back()
        if self.interruption.apology_comes_up(self.now):
            self.prompt.open_by_hand("interruption_back", self.view.current, to_another=True, late=True)
        self._show_stale(self.station_app.outage or self.outage)
        self._show_hall()
        self._show_visitor()
        self._show_lines()
        self._show_strip()
        self._show_side()
        self.show_keys()

    def _show_stale(self, outage: QueueError | None) -> None:
        line = self.query_one("#stale", Static)
        line.display = outage is not None
        if outage:
            line.update(Content(self.words("desk.stale", reason=self.words.error(outage))))

    def _show_hall(self) -> None:
        words, config = self.words, self.station.config
        name = counter_name(config, self.post.counter, words.language)
        left = words(
            "desk.hall",
            hall=config.name.say(words.language),
            counter=self.post.counter,
            clerk=clerk_text(words, self.post.counter, self.post.clerk),
        )
        right = words.clock(self.now, config.zone)
        paused = words("common.counter_state.paused") if is_paused(self.view) else ""
        width = self.app.size.width - 4
        middle = "  ".join(part for part in (left, name, paused) if part)
        self.query_one("#hall", Line).update(Content(pad(middle, width - len(right) - 1) + " " + right))

    def _show_visitor(self) -> None:
        words = self.words
        if is_paused(self.view):
            back = back_text(self.station.config, words, self.view.status, self.now)
            paused = words("desk.idle.paused_back", back=back) if back else words("desk.idle.paused")
            idle = (paused, words("desk.idle.paused_hint"))
        elif self.view.total:
            idle = (words("desk.idle.waiting", count=self.view.total), words("desk.idle.waiting_hint"))
        elif self.view.held:
            who = sentences.held_text(words, self.station.config, self.view.held)
            idle = (words("desk.idle.held", who=who), words("desk.idle.held_hint"))
        else:
            idle = (words("desk.idle.empty"), words("desk.idle.empty_hint"))
        self.query_one(VisitorPanel).show(words, self.station.config, self.view, self.now, idle)

    @property
    def moment(self) -> str:
        """The moment whose lines are up."""
        return moment_up(self)

    @property
    def script(self) -> Script:
        """The lines of the hall in the language on screen."""
        return self.station.courtesy(self.words.language).script

    @property
    def beats(self) -> int:
        """Steps of the exchange that is up; 1 while none is."""
        return self.script.beats(self.moment) if self.shown.by_hand else 1

    def current_lines(self) -> tuple[Spoken, ...]:
        """The lines that are up now."""
        return lines_up(self)

    def _show_lines(self) -> None:
        words, ticket = self.words, self.shown.ticket
        lines = self.current_lines()
        for_wait = shows_wait_apology(self.shown, lines)
        said_at = ticket.apology_said_at if ticket and for_wait else None
        labels = prompt_labels(
            words,
            confirm=words("widgets.confirm", key=self.act_of("apologise").shown) if for_wait else "",
            said=words("widgets.said", clock=words.clock(said_at, self.station.config.zone)) if said_at else "",
        )
        also = beside(lines, lines_in(self, theirs)) if (theirs := self.visitors_language) else {}
        self.query_one(Teleprompter).show(lines, labels, title=title_up(self), said=said_at is not None, also=also)

    def _show_strip(self) -> None:
        parts = self.strip_parts()
        line = self.query_one("#strip", Line)
        line.display = bool(parts)
        line.set_class(self.alert is not None, "-flash")
        line.update(Content(clean("   ".join(parts))))

    def _show_side(self) -> None:
        words, config, view = self.words, self.station.config, self.view
        title = words("desk.waiting.title", count=view.total)
        if view.elsewhere:
            title += "  " + words("desk.waiting.elsewhere", count=view.elsewhere)
        if view.held:
            title += "  " + words("desk.waiting.held", count=len(view.held))
        if late := self.expected.late(self.now):
            title += "  " + words("desk.waiting.late", count=late)
        rows = [
            sentences.waiting_row(words, config, each, self.now, self.expected.of(each.id))
            for each in (*view.waiting, *view.held)
        ]
        self.query_one(WaitingList).show(title, rows, words("desk.waiting.nobody"))
        card = self.query_one("#card", Line)
        card.update(service_card(words, config, view.current))
        card.set_class(view.current is None, "-none")
        mine = self.query_one("#mine", Line)
        lists = self._own_lists()
        mine.display = bool(lists.plain)
        mine.update(lists)

    def _own_lists(self) -> Content:
        """What is owed, who stepped aside, and the open cases of this clerk (R25)."""
        words, view = self.words, self.view
        rows: list[tuple[str, list[str]]] = []
        if counts := owed_counts(words, view.owed, self.now.astimezone(self.station.config.zone)):
            rows.append((counts, []))
        if view.parked:
            rows.append((words("desk.parked"), [ticket.label for ticket in view.parked]))
        others = [ticket.label for ticket in view.mine if not view.current or ticket.id != view.current.id]
        if others:
            rows.append((words("desk.mine", count=len(others)), others))
        lines = [
            Content.assemble((title, "bold $primary"), "  ", ("  ".join(labels[:6]), "$quiet"))
            for title, labels in rows
        ]
        return Content("\n").join(lines)
