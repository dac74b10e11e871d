"""What to say now, what to do with the body, what never to do: the one big thing of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

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


_NO_LABELS = PromptLabels("", "", "", "", "")
_ROOMY, _EVEN, _TIGHT = 2, 1, 0


class Teleprompter(VerticalScroll):
    """Shows the lines of one moment: the apology first in its own frame, then the words, then the body.

    The roomiest setting that fits is taken: Chinese characters set apart with air between the lines, then the same
    without air, then close together with the do and never parts gathered below. What still does not fit scrolls.
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

    def compose(self) -> ComposeResult:
        yield Line(id="page")

    def show(self, spoken: Sequence[Spoken], labels: PromptLabels, *, title: str = "", said: bool = False) -> None:
        """Put up the lines of a moment; `said` calms the apology down because the clerk has said it."""
        fresh = tuple(spoken) != self._spoken
        self._spoken, self._labels, self._title, self._said = tuple(spoken), labels, title, said
        self._set()
        if fresh:
            self.scroll_home(animate=False)

    def on_resize(self, event: events.Resize) -> None:
        self._set()

    @property
    def text(self) -> str:
        """Everything that is to be said, in order."""
        return "\n".join(clean(line.say) for line in self._spoken)

    @property
    def apologising(self) -> bool:
        """The apology leads and was not said yet."""
        return not self._said and any(line.part is Part.LEAD for line in self._spoken)

    def _set(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        inset = 4 if self.size.width >= 60 else 1
        for density in (_ROOMY, _EVEN, _TIGHT):
            width = self.scrollable_content_region.width
            rows = _Page(self._labels, self._said, width, inset, density).rows(self._spoken, self._title)
            if len(rows) <= self.size.height:
                break
        self.query_one("#page", Line).update(Content("\n").join(rows))


@dataclass(frozen=True, slots=True)
class _Page:
    """Sets lines to rows of one width."""

    labels: PromptLabels
    said: bool
    width: int
    inset: int
    density: int

    def rows(self, spoken: Sequence[Spoken], title: str) -> list[Content]:
        rows = [Content.styled(pad(title, self.width), "$quiet")] if title else []
        for line in spoken:
            rows += self._spoken_rows(line, air=bool(rows))
        if self.density == _TIGHT:
            rows += self._body(
                _joined([line.do for line in spoken]),
                _joined([line.never for line in spoken]),
            )
        return rows

    def _spoken_rows(self, line: Spoken, *, air: bool) -> list[Content]:
        before = [Content("")] * (1 if air and self.density == _ROOMY else 0)
        body = self._body(line.do, line.never) if self.density != _TIGHT else []
        if line.part is not Part.LEAD:
            say = [Content.styled(" " * self.inset + row, "bold $foreground") for row in self._say(line, self.inset)]
            return [*before, *self._airy(say, Content("")), *self._gap(body), *body]
        return [*before, *self._lead(line), *self._gap(body), *body]

    def _gap(self, body: Sequence[Content]) -> list[Content]:
        return [Content("")] if body and self.density == _ROOMY else []

    def _say(self, line: Spoken, inset: int) -> list[str]:
        return balance(line.say, self.width - 2 * inset, apart=self.density != _TIGHT)

    def _airy(self, rows: list[Content], blank: Content) -> list[Content]:
        """A blank row between rows of words where there is room for it."""
        if self.density != _ROOMY:
            return rows
        return [part for row in rows for part in (row, blank)][:-1]

    def _lead(self, line: Spoken) -> list[Content]:
        """The apology: a frame painted with its own colour, its title on top and the key that confirms it below."""
        if self.said:
            title = [Content.styled(pad("  " + self.labels.said, self.width), "$quiet on $panel")]
            return title + [Content.styled(" " * self.inset + row, "$quiet") for row in self._say(line, self.inset)]
        inner = self.width - 4
        bar = Content.styled("  ", "on $apology")
        ground = "bold $foreground on $apology-ground"
        inset = max(1, self.inset - 2)
        say = [
            Content.assemble(bar, (pad(" " * inset + row, inner), ground), bar) for row in self._say(line, inset + 3)
        ]
        blank = Content.assemble(bar, (" " * inner, ground), bar)
        inside = [blank, *self._airy(say, blank), blank] if self.density == _ROOMY else say
        return [
            self._band(self.labels.apology, self.labels.confirm),
            *inside,
            *([Content.styled(" " * self.width, "on $apology")] if self.density == _ROOMY else []),
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
