"""The screen turned to a visitor who speaks another language: the sentence, large, and answers to point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.widgets.answering import AnsweringModal
from kiosk.widgets.bitmap_font import STRETCH, can_draw, drawn
from kiosk.widgets.typeset import balance, clean, shorten

_READS_WELL_FROM = 10
"""Characters side by side from which drawn letters read as words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing to point at."""

    text: str
    """In the visitor's language."""
    meaning: str
    """In the clerk's."""


@dataclass(frozen=True, slots=True)
class TurnedCard:
    """What the visitor reads."""

    heading: str
    """Number and hall, in the visitor's language."""
    sentences: tuple[str, ...]
    point: str
    """Asks to point at an answer."""
    answers: tuple[Answer, ...]
    back: str
    """How the clerk goes back, in the clerk's language."""


class TurnedScreen(AnsweringModal[None]):
    """Fills the screen; any key or click goes back to the desk."""

    DEFAULT_CSS = """
    TurnedScreen { background: $background; }
    TurnedScreen > Vertical { width: 100%; height: 100%; padding: 0 2; background: $background; }
    TurnedScreen #heading, TurnedScreen #back { height: 1; color: $quiet; }
    TurnedScreen #sentence { height: 1fr; content-align: left middle; color: $foreground; }
    TurnedScreen #point { height: 1; color: $primary; text-style: bold; }
    TurnedScreen #answers { height: auto; }
    """

    def __init__(self, card: TurnedCard) -> None:
        super().__init__()
        self._card = card

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(clean(self._card.heading)), id="heading")
            yield Static(id="sentence")
            yield Static(Content(clean(self._card.point)), id="point")
            yield Static(id="answers")
            yield Static(Content(clean(self._card.back)), id="back")

    def on_resize(self) -> None:
        width, height = self.app.size.width - 4, self.app.size.height
        answers = _answer_rows(self._card.answers, width)
        room = height - len(answers) - 3
        rows = sentence_rows(self._card.sentences, width, room)
        if len(rows) + len(answers) < room:
            answers = [part for row in answers for part in (row, Content(""))]
        self.query_one("#answers", Static).update(Content("\n").join(answers))
        self.query_one("#sentence", Static).update(Content("\n").join(rows))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.answer(None)

    def on_click(self) -> None:
        self.answer(None)


def sentence_rows(sentences: Sequence[str], width: int, room: int) -> list[Content]:
    """The sentences in the largest letters that fit: drawn eight rows high, else set apart with air, else close."""
    across = width // STRETCH
    if across >= _READS_WELL_FROM and all(can_draw(clean(each)) for each in sentences):
        lines = [drawn(words) for each in sentences for words in balance(each, across)]
        roomy = [row for line in lines for row in (*line, "")][:-1]
        large = roomy if len(roomy) <= room else [row for line in lines for row in line]
        if len(large) <= room:
            return [Content.styled(row, "$foreground") for row in large]
    apart = [balance(each, width, apart=True) for each in sentences]
    airy = [row for lines in apart for line in lines for row in (line, "")][:-1]
    if len(airy) <= room:
        return _bold(airy)
    return _bold([line for each in sentences for line in balance(each, width)])


def _bold(rows: Sequence[str]) -> list[Content]:
    return [Content.styled(row, "bold $foreground") for row in rows]


def _answer_rows(answers: Sequence[Answer], width: int) -> list[Content]:
    """Each answer in a field of its own, whole before its meaning for the clerk, which stands at the end."""
    rows: list[Content] = []
    for answer in answers:
        text = shorten(answer.text, width - 4)
        meaning = shorten(answer.meaning, max(0, min(width // 3, width - cell_len(text) - 8)))
        gap = " " * (width - cell_len(text) - cell_len(meaning) - 4)
        said = (f"  {text}", "bold $foreground on $chip")
        rows.append(Content.assemble(said, (f"{gap}{meaning}  ", "$quiet on $chip")))
    return rows
