"""What to say now, what to do with the body, what never to do: the one big thing of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kiosk.widgets.bitmap_font import STRETCH, can_draw, drawn
from kiosk.widgets.line import Line
from kiosk.widgets.typeset import balance, clean, pad, wrap
from prompts import Part, Spoken


@dataclass(frozen=True, slots=True)
class PromptLabels:
    """The few words around the lines, in the clerk's language."""

    apology: str
    """Title of the apology, for example "Apologise first"."""
    confirm: str
    """Which key confirms it; empty once it was said."""
    said: str
    """Title of an apology that was said."""
    do: str
    never: str
    likely: str = ""
    """Stands before what the visitor is likely to answer."""
    note: str = ""
    """Stands before what is meant for the clerk alone."""


_NO_LABELS = PromptLabels("", "", "", "", "")
_LARGE, _LEAD_LARGE, _ROOMY, _EVEN, _TIGHT = 4, 3, 2, 1, 0
_LARGE_FROM = 120
"""Cells in the width from which lines are drawn large: seven Chinese characters side by side say something."""


class Teleprompter(VerticalScroll):
    """Shows the lines of one moment: the apology first in its own frame, then the words, then the body.

    The largest setting that fits is taken: the words drawn in letters eight rows high, then only the first line of
    them, then Chinese characters set apart with air between the lines, then the same without air, then close together
    with the do and never parts gathered below. What still does not fit scrolls.
    """

    DEFAULT_CSS = """
    Teleprompter {
        background: $surface; padding: 0 2; scrollbar-size-vertical: 1;
        scrollbar-color: $quiet; scrollbar-background: $chip;
        scrollbar-color-hover: $quiet; scrollbar-background-hover: $chip;
    }
    Teleprompter > Line { width: 1fr; height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, can_focus=False)
        self._spoken: tuple[Spoken, ...] = ()
        self._labels = _NO_LABELS
        self._title = ""
        self._said = False
        self._also: Mapping[Part, str] = {}
        self._most_rows = 0

    def compose(self) -> ComposeResult:
        yield Line(id="page")

    def show(
        self,
        spoken: Sequence[Spoken],
        labels: PromptLabels,
        *,
        title: str = "",
        said: bool = False,
        also: Mapping[Part, str] | None = None,
    ) -> None:
        """Put up the lines of a moment; `said` calms the apology down because the clerk has said it.

        `also` is what stands under the words of a part: the same in the language of a visitor who speaks another one.
        """
        fresh = tuple(spoken) != self._spoken
        self._also = dict(also or {})
        self._spoken, self._labels, self._title, self._said = tuple(spoken), labels, title, said
        self._set()
        if fresh:
            self.scroll_home(animate=False)

    def on_resize(self, event: events.Resize) -> None:
        self._set()

    def limit(self, most_rows: int) -> None:
        """Be as high as the lines need, and at most so many rows; 0 fills the room that the layout gives."""
        if most_rows != self._most_rows:
            self._most_rows = most_rows
            if not most_rows:
                self.styles.clear_rule("height")
                self.refresh(layout=True)
            self._set()

    @property
    def text(self) -> str:
        """Everything that is to be said, in order."""
        return "\n".join(clean(line.say) for line in self._spoken if not line.notice)

    @property
    def notices(self) -> str:
        """Everything that is meant for the clerk alone, in order."""
        return "\n".join(clean(line.say) for line in self._spoken if line.notice)

    @property
    def apologising(self) -> bool:
        """The apology leads and was not said yet."""
        return not self._said and any(line.part is Part.LEAD for line in self._spoken)

    def _set(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        width = self.scrollable_content_region.width
        inset = 4 if width >= 58 else 1
        room = self._most_rows or self.size.height
        large = (
            (_LARGE, _LEAD_LARGE) if width >= _LARGE_FROM and all(can_draw(clean(s.say)) for s in self._spoken) else ()
        )
        for density in (*large, _ROOMY, _EVEN, _TIGHT):
            rows = _Page(self._labels, self._said, width, inset, density, self._also).rows(self._spoken, self._title)
            if len(rows) <= room:
                break
        if self._most_rows:
            self.styles.height = max(1, min(len(rows), self._most_rows))
        self.query_one("#page", Line).update(Content("\n").join(rows))


@dataclass(frozen=True, slots=True)
class _Page:
    """Sets lines to rows of one width."""

    labels: PromptLabels
    said: bool
    width: int
    inset: int
    density: int
    also: Mapping[Part, str]

    def rows(self, spoken: Sequence[Spoken], title: str) -> list[Content]:
        rows = [Content.styled(pad(title, self.width), "$quiet")] if title else []
        for place, line in enumerate(spoken):
            large = self.density == _LARGE or (self.density == _LEAD_LARGE and place == 0)
            rows += self._spoken_rows(line, air=bool(rows), large=large)
        if self.density == _TIGHT:
            rows += self._body(
                _joined([line.do for line in spoken]),
                _joined([line.never for line in spoken]),
            )
        return rows

    @property
    def _roomy(self) -> bool:
        return self.density in (_ROOMY, _LARGE)

    def _spoken_rows(self, line: Spoken, *, air: bool, large: bool) -> list[Content]:
        before = [Content("")] * (1 if air and self._roomy else 0)
        body = self._body(line.do, line.never) if self.density != _TIGHT else []
        if line.notice:
            return [*before, *self._part(self.labels.note, line.say, "$primary"), *body]
        if line.part is Part.LEAD:
            lead = self._lead(line, large=large and not self.said)
            return [*before, *lead, *self._in_other_words(line), *self._gap(body), *body]
        rows = self._say(line, self.inset, large=large)
        say = [Content.styled(" " * self.inset + row, "$foreground" if large else "bold $foreground") for row in rows]
        answer, other = self._likely(line), self._in_other_words(line)
        words = [*(say if large else self._airy(say, Content(""))), *other]
        return [*before, *words, *self._gap(answer or body), *answer, *body]

    def _in_other_words(self, line: Spoken) -> list[Content]:
        """The same in the visitor's language, always in view with the words."""
        rows = wrap(self.also.get(line.part, ""), self.width - 2 * self.inset)
        return [Content.styled(" " * self.inset + row, "$number") for row in rows]

    def _likely(self, line: Spoken) -> list[Content]:
        """What the visitor is likely to answer; left out where room is short."""
        if not line.likely or not self.labels.likely or self.density == _TIGHT:
            return []
        rows = wrap(f"{self.labels.likely}{clean(line.likely)}", self.width - 2 * self.inset)
        return [Content.styled(" " * self.inset + row, "$quiet") for row in rows]

    def _gap(self, body: Sequence[Content]) -> list[Content]:
        return [Content("")] if body and self._roomy else []

    def _say(self, line: Spoken, inset: int, *, large: bool) -> list[str]:
        """Rows of words, or of the cells that draw them."""
        room = self.width - 2 * inset
        if large:
            return [row for words in balance(line.say, room // STRETCH) for row in (*drawn(words), "")][:-1]
        return balance(line.say, room, apart=self.density != _TIGHT)

    def _airy(self, rows: list[Content], blank: Content) -> list[Content]:
        """A blank row between rows of words where there is room for it."""
        if not self._roomy:
            return rows
        return [part for row in rows for part in (row, blank)][:-1]

    def _lead(self, line: Spoken, *, large: bool) -> list[Content]:
        """The apology: a frame painted with its own colour, its title on top and the key that confirms it below."""
        if self.said:
            title = [Content.styled(pad("  " + self.labels.said, self.width), "$quiet on $panel")]
            rows = self._say(line, self.inset, large=False)
            return title + [Content.styled(" " * self.inset + row, "$quiet") for row in rows]
        inner = self.width - 4
        bar = Content.styled("  ", "on $apology")
        ground = "$foreground on $apology-ground" if large else "bold $foreground on $apology-ground"
        inset = max(1, self.inset - 2)
        rows = self._say(line, inset + 3, large=large)
        say = [
            Content.assemble(bar, (" " * inset + row + " " * (inner - inset - cell_len(row)), ground), bar)
            for row in rows
        ]
        blank = Content.assemble(bar, (" " * inner, ground), bar)
        inside = [blank, *(say if large else self._airy(say, blank)), blank] if self._roomy else say
        return [
            self._band(self.labels.apology, self.labels.confirm),
            *inside,
            *([Content.styled(" " * self.width, "on $apology")] if self._roomy else []),
        ]

    def _band(self, left: str, right: str) -> Content:
        room = self.width - cell_len(right) - 4
        return Content.styled("  " + pad(left, room) + right + "  ", "bold $apology-ink on $apology")

    def _body(self, do: str, never: str) -> list[Content]:
        return [*self._part(self.labels.do, do, "$success"), *self._part(self.labels.never, never, "$never")]

    def _part(self, label: str, text: str, colour: str) -> list[Content]:
        if not text:
            return []
        chip = f" {label} "
        indent = self.inset + cell_len(chip) + 1
        first, *rest = wrap(text, self.width - indent - 1) or [""]
        head = Content.assemble(" " * self.inset, (chip, f"bold {colour} on $chip"), " ", first)
        return [head, *(Content(" " * indent + row) for row in rest)]


def _joined(texts: Sequence[str]) -> str:
    """Sentences one after the other, with a space between them unless the first ends in a wide mark."""
    whole = ""
    for text in filter(None, map(clean, texts)):
        whole += (" " if whole and cell_len(whole[-1]) == 1 else "") + text
    return whole
