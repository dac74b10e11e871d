"""What a clerk can do, one key each. Keys, the key bar, the help and the greying out all read this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.desk.view import DeskView
from queue_store import State


@dataclass(frozen=True, slots=True)
class Act:
    """One act. Its texts are `AREA.act.ID.name` and `.tip`; `AREA.cannot.ID` says why it is not possible now."""

    id: str
    keys: str
    """Keys as Textual names them, separated by commas."""
    shown: str
    """The key as the key bar writes it."""
    can: Callable[[DeskView], bool]
    area: str = "desk"
    """Catalogue that has its texts."""

    @property
    def name(self) -> str:
        """Key of its name."""
        return f"{self.area}.act.{self.id}.name"

    @property
    def tip(self) -> str:
        """Key of what it does, in a sentence."""
        return f"{self.area}.act.{self.id}.tip"

    @property
    def refusal(self) -> str:
        """Key of why it is not possible now."""
        return f"{self.area}.cannot.{self.id}"


def always(view: DeskView) -> bool:
    return True


def _free(view: DeskView) -> bool:
    return view.current is None and not view.paused


def _called(view: DeskView) -> bool:
    return view.current is not None and view.current.state is State.CALLED


def _busy(view: DeskView) -> bool:
    return view.current is not None


def _serving(view: DeskView) -> bool:
    return view.current is not None and view.current.state is State.SERVING


def _apology_open(view: DeskView) -> bool:
    current = view.current
    return current is not None and current.apology_due and current.apology_said_at is None


def _may_come_back(view: DeskView) -> bool:
    return bool(view.missed) or (_free(view) and bool(view.parked))


ACTS = (
    Act("next", "n", "n", lambda view: _free(view) and view.total > 0),
    Act("start", "s", "s", _called),
    Act("recall", "r", "r", _called),
    Act("apologise", "a", "a", _apology_open),
    Act("no_show", "x", "x", _called),
    Act("finish", "f", "f", _busy),
    Act("back", "escape", "Esc", lambda view: view.aside, area="situations"),
    Act("onward", "full_stop,right,ideographic_full_stop", ".", _serving, area="situations"),
    Act("backward", "comma,left,fullwidth_comma", ",", _serving, area="situations"),
    Act("resume", "u", "u", _may_come_back),
    Act("park", "p", "p", _busy),
    Act("transfer", "t", "t", _busy),
    Act("tell", "j", "j", _busy, area="told"),
    Act("situations", "slash,ideographic_comma", "/", always, area="situations"),
    Act("interrupt", "q", "q", always, area="situations"),
    Act("phone", "d", "d", always, area="phone"),
    Act("supervisor", "g", "g", always, area="situations"),
    Act("undo", "z", "z", always),
    Act("choose", "c", "c", lambda view: view.total > 0),
    Act("owed", "o", "o", always, area="promises"),
    Act("pause", "b", "b", lambda view: view.current is None),
    Act("address", "e", "e", _busy, area="addressing"),
    Act("card", "m", "m", _busy),
    Act("why", "w", "w", lambda view: view.total > 0),
    Act("call_out", "D", "D", always, area="phone"),
    Act("figures", "y", "y", always, area="courtesy"),
    Act("language", "l", "l", always),
    Act("contrast", "k", "k", always),
    Act("leave", "ctrl+q", "^q", always),
    Act("help", "h,question_mark", "h", always),
)
"""In the order of the key bar: what is likely next comes first, and the help, which lists the others, last."""
