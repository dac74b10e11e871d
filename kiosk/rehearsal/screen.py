"""The screen of a rehearsal: a situation, and after it was answered aloud the words of the norms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content

from kiosk.rehearsal.acts import REHEARSAL_ACTS
from kiosk.rehearsal.cards import Card, CardBook, deck
from kiosk.rehearsal.choice import chosen
from kiosk.rehearsal.course import Course, begun
from kiosk.rehearsal.met import Met, met_lately
from kiosk.screens.act import Act
from kiosk.screens.acting import ActingScreen
from kiosk.text.clerks import unnamed_clerk
from kiosk.text.days import day_text
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.line import Line
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.teleprompter import PromptLabels, Teleprompter
from kiosk.widgets.typeset import balance, clean, pad, wrap
from queue_store import Post, Rehearsed, Stage, Store


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """What the hall has to tell."""

    waiting: int = 0
    """How many wait for this counter."""
    remembered: tuple[Rehearsed, ...] = ()
    """What the clerk has rehearsed so far; read when the rehearsal begins."""
    met: Met = field(default_factory=Met)


def _read(store: Store, post: Post, *, keeps: bool, first: bool) -> RehearsalView:
    waiting = store.count_at(post.counter)
    if not first:
        return RehearsalView(waiting)
    return RehearsalView(waiting, tuple(store.rehearsals.of(post.clerk)) if keeps else (), met_lately(store))


class RehearsalScreen(ActingScreen[RehearsalView]):
    """One card at a time; Escape leaves at any time."""

    ACTS: ClassVar[tuple[Act[Any], ...]] = REHEARSAL_ACTS

    DEFAULT_CSS = """
    RehearsalScreen { background: $background; }
    RehearsalScreen #head { height: 1; padding: 0 2; background: $panel; text-wrap: nowrap; }
    RehearsalScreen #people { height: auto; padding: 0 2; color: $near; text-style: bold; display: none; }
    RehearsalScreen #situation { height: auto; padding: 1 2; }
    RehearsalScreen #hint { height: auto; padding: 0 2; color: $quiet; }
    RehearsalScreen #words { height: 1fr; }
    RehearsalScreen #space { height: 1fr; }
    RehearsalScreen #status { height: 1; padding: 0 2; background: $panel; text-wrap: nowrap; }
    RehearsalScreen #status.-problem { color: $error; text-style: bold; }
    RehearsalScreen.-short #situation, RehearsalScreen.-short #hint { padding: 0 2; }
    """

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post
        self.keeps = post.clerk != unnamed_clerk(post.counter)
        """The clerk gave a name, under which progress is kept."""
        self.course: Course = begun(())
        self.remembered: dict[str, Rehearsed] = {}
        self._all = 0
        """Cards of the whole book."""
        self._met = Met()
        self._waiting = 0

    def compose(self) -> ComposeResult:
        yield Line(id="head")
        yield Line(id="people")
        yield Line(id="situation")
        yield Line(id="hint")
        yield Teleprompter(id="words")
        yield Line(id="space")
        yield StatusLine(id="status")
        yield KeyBar(id="keys")

    def key_word(self, act: Act[Any]) -> str:
        over = act.id == "show" and self.has_view and self.course.card is None
        return self.words("rehearsal.key.leave.name") if over else super().key_word(act)

    # What is rehearsed.

    def view_reader(self) -> Callable[[], RehearsalView]:
        return partial(_read, self.station.store, self.post, keeps=self.keeps, first=not self.has_view)

    def take_view(self, view: RehearsalView) -> None:
        self._waiting = view.waiting
        if self._all:
            return
        self.remembered = {each.card: each for each in view.remembered}
        self._met = view.met
        store, book = self.station.store, self._book(self.station.config.language)
        cards = [card for card in deck(book.courtesy.script) if book.spoken(card)]
        kinds = {moment.id: moment.kind.value for moment in book.courtesy.script.moments()}
        day = store.day_bounds(store.business_day())
        self._all = len(cards)
        self.course = begun(chosen(cards, self.remembered, view.met.counts, day, kinds))

    def _book(self, language: str) -> CardBook:
        return CardBook(self.station.courtesy(language), self.words, self.post, self.station_app.now)

    # What is shown.

    def repaint(self) -> None:
        if not self.is_mounted or not self.query("#head") or not self.has_view:
            return
        words, card, width = self.words, self.course.card, max(20, self.app.size.width - 4)
        self._head(width)
        people = self.query_one("#people", Line)
        people.display = bool(self._waiting)
        waiting = wrap(words("rehearsal.waiting", count=self._waiting), width) if self._waiting else []
        people.update(Content("\n").join(map(Content, waiting)))
        if card is None:
            self._end(width)
        else:
            self._card(card, width)
        self.show_keys()

    def _head(self, width: int) -> None:
        words, course = self.words, self.course
        title = words("rehearsal.title", number=course.number, count=len(course.cards))
        title = words("rehearsal.over") if course.card is None else f"{title}  {words('rehearsal.about_three_minutes')}"
        leave = words("rehearsal.leave")
        head = Content.assemble(
            (pad(title, max(0, width - cell_len(leave) - 2)), "bold $primary"), "  ", (leave, "$quiet")
        )
        self.query_one("#head", Line).update(head)

    def _card(self, card: Card, width: int) -> None:
        words, shown = self.words, self._book(self.words.language).shown(card)
        rows = [Content.styled(row, "$primary") for row in wrap(shown.title, width)]
        for text in filter(None, (shown.happens, shown.special)):
            rows += [Content.styled(row, "bold $foreground") for row in balance(text, width)]
        rows += [Content.styled(row, "$secondary") for row in wrap(self._met_text(card), width)]
        self.query_one("#situation", Line).update(Content("\n").join(rows))
        hint = words("rehearsal.judge" if self.course.words_shown else "rehearsal.aloud")
        self.query_one("#hint", Line).update(Content("\n").join(map(Content, wrap(hint, width))))
        self._show_words(self.course.words_shown)
        labels = PromptLabels(words("widgets.apology"), "", "", words("widgets.do"), words("widgets.never"))
        self.query_one(Teleprompter).show(shown.spoken if self.course.words_shown else (), labels)

    def _show_words(self, shown: bool) -> None:
        self.query_one("#words").display = shown
        self.query_one("#space").display = not shown

    def _met_text(self, card: Card) -> str:
        """How often the hall met this; empty when it did not."""
        first = Card(card.moment, condition=card.condition)
        count, day = self._met.counts.get(first, 0), self._met.day
        if not count or day is None:
            return ""
        key = "rehearsal.met_once" if count == 1 else "rehearsal.met"
        return self.words(key, day=day_text(self.words, day), count=count)

    def _end(self, width: int) -> None:
        words, store = self.words, self.station.store
        spoken = len({judged.card for judged in self.course.judged})
        said = [words("rehearsal.done", count=spoken) if spoken else words("rehearsal.nothing_left")]
        if self.keeps:
            today = store.business_day()
            _, ends = store.day_bounds(today)
            tomorrow = ends + (ends - store.day_bounds(today)[0])
            known = [each for each in self.remembered.values() if each.stage is Stage.REVIEW and each.due >= ends]
            due = [each for each in self.remembered.values() if each.due < tomorrow]
            said += [
                words("rehearsal.known", all=self._all, known=len(known), due=len(due)),
                words("rehearsal.private"),
            ]
        else:
            said.append(words("rehearsal.not_kept"))
        rows = [Content("\n").join(Content.styled(row, "bold $foreground") for row in balance(said[0], width))]
        rows += [Content("\n").join(map(Content, wrap(text, width))) for text in said[1:]]
        self.query_one("#situation", Line).update(Content("\n\n").join(rows))
        self.query_one("#hint", Line).update(Content(clean(words("rehearsal.cannot.over"))))
        self._show_words(False)
