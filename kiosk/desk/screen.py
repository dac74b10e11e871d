"""The desk itself: whom I serve, what to say, who waits, what each key does."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.desk import sentences
from kiosk.desk.acts import Act
from kiosk.desk.addressing import Addressing
from kiosk.desk.interruption import Interruption
from kiosk.desk.owing import Owing
from kiosk.desk.own_figures import OwnFigures
from kiosk.desk.panel import VisitorPanel
from kiosk.desk.picking import Picking
from kiosk.desk.shown import Shown
from kiosk.desk.situations import Situations
from kiosk.desk.telephone import Telephone
from kiosk.desk.telling import Telling
from kiosk.desk.transferring import Transferring
from kiosk.desk.view import EMPTY, DeskView, read_desk
from kiosk.text.clerks import clerk_text
from kiosk.text.counters import counter_name
from kiosk.widgets.key_bar import KeyBar, KeyHint
from kiosk.widgets.line import Line
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.teleprompter import PromptLabels, Teleprompter
from kiosk.widgets.typeset import clean, pad
from kiosk.widgets.waiting_list import WaitingList
from prompts import Part, Spoken
from queue_store import OPEN, Post, QueueError, State, Ticket


class DeskScreen(Situations, Interruption, Telephone, Owing, Telling, Addressing, Picking, Transferring, OwnFigures):
    """One counter. Everything on it is read from the store again whenever anybody commits."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post
        self.view: DeskView = EMPTY
        self._recorded: set[tuple[int, int]] = set()
        """Legs whose apology is already on record as shown."""

    def compose(self) -> ComposeResult:
        yield Line(id="hall")
        yield Static(id="stale")
        yield Line(id="beside")
        yield VisitorPanel(id="visitor")
        with Horizontal(id="body"):
            yield Teleprompter(id="prompter")
            with Vertical(id="side"):
                yield WaitingList(id="waiting")
                yield Line(id="card")
                yield Line(id="mine")
        yield StatusLine(id="status")
        yield KeyBar(id="keys")

    def key_bindings(self) -> list[Binding]:
        return [
            Binding(
                act.keys,
                f"act('{act.id}')",
                self.words(act.name),
                tooltip=self.words(act.tip),
                key_display=act.shown,
                id=f"desk.{act.id}",
                priority=act.id == "leave",
            )
            for act in self.ACTS
        ] + [
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what cannot be done now."""
        if action != "act":
            return True
        return True if self._act(str(parameters[0])).can(self.view) else None

    def action_scroll_lines(self, direction: int) -> None:
        """Show more of lines that do not fit."""
        self.query_one(Teleprompter).scroll_relative(y=direction * 3, animate=False)

    def show_moment(self, moment: str, ticket: Ticket | None = None, **fields: str) -> None:
        """Put up the lines of a moment."""
        self.shown = Shown(moment, ticket, tuple(fields.items()))
        self.before = ()
        self.query_one(Teleprompter).scroll_home(animate=False)

    def status(self, sentence: str, *, problem: bool = False) -> None:
        """Say what just happened, in the line above the keys."""
        self.query_one(StatusLine).say(sentence, problem=problem)

    def refuse(self, sentence: str) -> None:
        """Say a refusal in that line too: nothing may cover the words to be spoken."""
        self.status(sentence, problem=True)

    def on_resize(self) -> None:
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        if not self.is_mounted or not self.query(KeyBar):
            return
        narrow = self.app.size.width < 76 or self.app.size.height < 23
        self.query_one(VisitorPanel).set_class(narrow, "-small")
        waiting = self.query_one(WaitingList)
        outage = self.station_app.outage
        try:
            self.view = read_desk(self.station.store, self.post, max(1, waiting.capacity), self.station_app.now)
        except QueueError as error:
            outage = error
        self._show_stale(outage)
        self.watch_interruption()
        self._follow_current()
        self.view = replace(self.view, aside=self.shown.aside)
        self._show_hall()
        self._show_visitor()
        self._show_lines()
        self._show_beside()
        self._show_side(waiting)
        self._show_keys()
        self.refresh_bindings()

    def _show_stale(self, outage: QueueError | None) -> None:
        line = self.query_one("#stale", Static)
        line.display = outage is not None
        if outage:
            line.update(Content(self.words("desk.stale", reason=self.words.error(outage))))

    def _follow_current(self) -> None:
        """Keep the lines in step with the visitor, also when somebody else moved the ticket."""
        current, shown = self.view.current, self.shown
        if shown.aside:
            if (shown.ticket.id if shown.ticket else None) == (current.id if current else None):
                self.shown = replace(shown, ticket=current)
                return
            self.shown = shown = self.before[0] if self.before else Shown()
            self.before = ()
        if current is None:
            if shown.ticket and shown.moment in {"call", "recall", "start", "resume"}:
                self.status(self.words("desk.gone", label=shown.ticket.label))
                self.shown = Shown()
            return
        if shown.ticket is None or shown.ticket.id != current.id or shown.ticket.state != current.state:
            keep = shown.ticket is not None and shown.ticket.id == current.id and shown.moment not in {"call", "recall"}
            self.shown = shown if keep else Shown("start" if current.started_at else "call", current)
        self.shown = replace(self.shown, ticket=current)

    def _show_hall(self) -> None:
        words, config = self.words, self.station.config
        name = counter_name(config, self.post.counter, words.language)
        left = words(
            "desk.hall",
            hall=config.name.say(words.language),
            counter=self.post.counter,
            clerk=clerk_text(words, self.post),
        )
        right = words.clock(self.station_app.now, config.zone)
        paused = words("common.counter_state.paused") if self.view.paused else ""
        width = self.app.size.width - 4
        middle = "  ".join(part for part in (left, name, paused) if part)
        self.query_one("#hall", Line).update(Content(pad(middle, width - len(right) - 1) + " " + right))

    def _show_visitor(self) -> None:
        words = self.words
        if self.view.paused:
            idle = (words("desk.idle.paused"), words("desk.idle.paused_hint"))
        elif self.view.total:
            idle = (words("desk.idle.waiting", count=self.view.total), words("desk.idle.waiting_hint"))
        else:
            idle = (words("desk.idle.empty"), words("desk.idle.empty_hint"))
        ticket = self.view.current
        self.query_one(VisitorPanel).show(words, self.station.config, ticket, self.station_app.now, idle)

    def current_lines(self) -> tuple[Spoken, ...]:
        """The lines that are up now."""
        shown = self.shown
        ticket = None if shown.stranger else shown.ticket
        lines = self.station_app.lines(self.moment, ticket, self.post, late=shown.late, **dict(shown.fields))
        return (*self._apology_owed(lines), *lines)

    def _apology_owed(self, lines: tuple[Spoken, ...]) -> tuple[Spoken, ...]:
        """The apology that was not said before the visit began, until it is said or the visit ends (R04)."""
        shown, ticket = self.shown, self.shown.ticket
        if ticket is None or shown.aside or ticket.state is not State.SERVING:
            return ()
        if not ticket.apology_due or ticket.apology_said_at or any(line.part is Part.LEAD for line in lines):
            return ()
        called = self.station_app.lines("call", ticket, self.post)
        return tuple(line for line in called if line.part is Part.LEAD)

    @property
    def moment(self) -> str:
        """The moment whose lines are up; with nobody here, that of whoever comes up to the counter (R01)."""
        return self.shown.moment or ("pause" if self.view.paused else "arrival")

    def _show_lines(self) -> None:
        words, ticket = self.words, self.shown.ticket
        lines = self.current_lines()
        for_wait = not self.shown.stranger and any("long_wait" in line.why for line in lines)
        said_at = ticket.apology_said_at if ticket and for_wait else None
        labels = PromptLabels(
            apology=words("widgets.apology"),
            confirm=words("widgets.confirm", key=self._act("apologise").shown) if for_wait else "",
            said=words("widgets.said", clock=words.clock(said_at, self.station.config.zone)) if said_at else "",
            do=words("widgets.do"),
            never=words("widgets.never"),
        )
        self.query_one(Teleprompter).show(lines, labels, title=self._title(lines), said=said_at is not None)
        if for_wait:
            self._record_apology(ticket, lines)

    def _title(self, lines: tuple[Spoken, ...]) -> str:
        """Visitor and moment; lines opened by hand also say which rules they carry out."""
        shown = self.shown
        moment = self.station.courtesy(self.words.language).script.moment(self.moment)
        parts = [shown.ticket.label if shown.ticket and not shown.stranger else "", moment.title]
        if shown.aside:
            rules = dict.fromkeys(rule for line in lines for rule in line.rules)
            parts.append(self.words("situations.rules", rules=" ".join(rules)))
        return "  ".join(part for part in parts if part)

    def _show_beside(self) -> None:
        """What goes on beside the visit, in one strip: who asks for the supervisor, who was asked to hold on."""
        parts = self.beside()
        strip = self.query_one("#beside", Line)
        strip.display = bool(parts)
        strip.update(Content(clean("   ".join(parts))))

    def _record_apology(self, ticket: Ticket | None, lines: tuple[Spoken, ...]) -> None:
        """Keep on record, once a leg, that the clerk was shown the apology (R04)."""
        if ticket is None or ticket.state not in OPEN or not any(line.part is Part.LEAD for line in lines):
            return
        key = (ticket.id, ticket.legs)
        if ticket.apology_due and key not in self._recorded:
            self._recorded.add(key)
            self.attempt(
                lambda: self.station.store.record(
                    self.post,
                    "apology_shown",
                    {"ticket": ticket.id, "leg": ticket.legs, "moment": self.shown.moment},
                )
            )

    def _show_side(self, waiting: WaitingList) -> None:
        words, config, view = self.words, self.station.config, self.view
        title = words("desk.waiting.title", count=view.total)
        if view.elsewhere:
            title += "  " + words("desk.waiting.elsewhere", count=view.elsewhere)
        rows = [sentences.waiting_row(words, config, ticket) for ticket in view.waiting]
        waiting.show(title, rows, words("desk.waiting.nobody"))
        self.query_one("#card", Line).update(self.service_card())
        self.query_one("#card").set_class(view.current is None, "-none")
        mine = self.query_one("#mine", Line)
        duties = self._duties()
        mine.display = bool(duties.plain)
        mine.update(duties)

    def _duties(self) -> Content:
        words, view = self.words, self.view
        rows = []
        if view.parked:
            rows.append((words("desk.parked"), [ticket.label for ticket in view.parked]))
        others = [ticket for ticket in view.mine if not view.current or ticket.id != view.current.id]
        if others:
            rows.append((words("desk.mine", count=len(others)), [ticket.label for ticket in others]))
        if counts := self.owed_counts():
            rows.insert(0, (counts, []))
        lines = [
            Content.assemble((title, "bold $primary"), "  ", ("  ".join(labels[:6]), "$quiet"))
            for title, labels in rows
        ]
        return Content("\n").join(lines)

    def service_card(self) -> Content:
        """What the visitor must bring and which forms there are (R26, R43)."""
        words, ticket = self.words, self.view.current
        service = next((each for each in self.station.config.services if ticket and each.code == ticket.service), None)
        if service is None:
            return Content("")
        language = words.language
        lines = [Content.styled(words("desk.card.title", service=service.names.say(language)), "bold $primary")]
        parts = (("desk.card.bring", service.materials), ("desk.card.forms", service.forms))
        for key, names in parts:
            if names:
                lines.append(Content.styled(words(key), "$quiet"))
                lines += [Content(f"  - {clean(each.say(language))}") for each in names]
        if len(lines) == 1:
            lines.append(Content.styled(words("desk.card.nothing"), "$quiet"))
        return Content("\n").join(lines)

    def _show_keys(self) -> None:
        self.query_one(KeyBar).show(
            [
                KeyHint(act.id, act.shown, self._key_word(act), act.can(self.view), last=act.id == "help")
                for act in self.ACTS
            ]
        )

    def _key_word(self, act: Act) -> str:
        """The word of a key; the pause key says what it does now."""
        paused = act.id == "pause" and self.view.paused
        return self.words("desk.unpause" if paused else act.name)
