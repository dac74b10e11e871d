"""A few lines to fill in: Enter goes on, what is wrong or worth knowing is said in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from kiosk.widgets.answering import AnsweringModal
from kiosk.widgets.typeset import clean


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in."""

    id: str
    label: str
    hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said about what was written."""

    problem: str = ""
    """Why it cannot be taken."""
    remark: str = ""
    """What to know first; a second Enter takes it all the same."""


Check = Callable[[Mapping[str, str]], Verdict]


class FormDialog(AnsweringModal[dict[str, str] | None]):
    """Enter on the last line takes the form, Escape none of it."""

    DEFAULT_CSS = """
    FormDialog { align: center bottom; background: $background 30%; }
    FormDialog > Vertical { width: 100%; height: auto; max-height: 90%; background: $panel; padding: 0 2 1 2; }
    FormDialog .title { color: $primary; text-style: bold; height: 1; }
    FormDialog .label { color: $quiet; height: 1; }
    FormDialog Input { border: none; height: 1; padding: 0 1; background: $chip; }
    FormDialog .say { height: auto; min-height: 1; text-style: bold; color: $foreground; }
    FormDialog .say.-problem { color: $error; }
    FormDialog .keys { color: $quiet; height: 1; }
    """

    def __init__(self, title: str, fields: Sequence[Field], check: Check, keys: str, *, remark: str = "") -> None:
        """`remark` is what to know of the values that stand in the lines already."""
        super().__init__()
        self._title, self._fields, self._check, self._keys = title, tuple(fields), check, keys
        self._remark = remark
        self._warned: dict[str, str] | None = None
        """What was written when the remark was said."""
        self._bindings.key_to_bindings.setdefault("escape", []).append(
            Binding("escape", "leave", keys, show=False, id="form.leave", tooltip=keys)
        )

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(clean(self._title)), classes="title")
            for field in self._fields:
                yield Static(Content(field.label), classes="label")
                line = Input(field.value, compact=True, max_length=200, placeholder=field.hint, id=f"field_{field.id}")
                line.cursor_blink = False
                yield line
            yield Static("", classes="say", markup=False)
            yield Static(Content(self._keys), classes="keys")

    def on_mount(self) -> None:
        self.query(Input).first().focus()
        if self._remark:
            self._warned = self.written
            self._say(Verdict(remark=self._remark))

    @property
    def written(self) -> dict[str, str]:
        """What stands in the lines."""
        return {field.id: self.query_one(f"#field_{field.id}", Input).value.strip() for field in self._fields}

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.answered:
            return
        if event.input is not self.query(Input).last():
            self.focus_next(Input)
            return
        verdict, written = self._check(self.written), self.written
        if verdict.problem or (verdict.remark and self._warned != written):
            self._warned = written
            self._say(verdict)
        else:
            new = (written[field.id] for field in self._fields if written[field.id] != field.value)
            self.typed = tuple(filter(None, new))
            self.answer(written)

    def _say(self, verdict: Verdict) -> None:
        line = self.query_one(".say", Static)
        line.set_class(bool(verdict.problem), "-problem")
        line.update(Content(clean(verdict.problem or verdict.remark)))

    def action_leave(self) -> None:
        """Close without taking anything."""
        self.answer(None)
