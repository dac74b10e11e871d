"""What a clerk looks up, and how the screen looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from kiosk.desk import sentences
from kiosk.desk.acts.conditions import nobody_here, nobody_waiting
from kiosk.desk.asking import read_out
from kiosk.desk.service_card import service_card
from kiosk.screens.act import act
from kiosk.text.clerks import clerk_text
from kiosk.text.figures import figure_rows
from kiosk.widgets.dialogs import InfoDialog
from kiosk.widgets.typeset import pad, wrap

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_HELP_INDENT = 22
"""Columns before what a key does."""


@act("card", "m", why_not=nobody_here, local=True)
def card(desk: DeskScreen) -> None:
    """What the visitor must bring and which forms there are (R26, R43)."""
    body = service_card(desk.words, desk.station.config, desk.view.current)
    read_out(desk, desk.words("desk.act.card.name"), body)


@act("why", "w", why_not=nobody_waiting)
async def why(desk: DeskScreen) -> None:
    """Why the next visitor is the next (R06)."""
    found = await desk.do(desk.store.why_next, desk.post)
    if found is None:
        desk.refuse(desk.words("desk.cannot.nobody"))
        return
    sentence = sentences.why_sentence(desk.words, desk.station.config, found)
    read_out(desk, desk.words("desk.why.title", label=found.ticket.label), Content(sentence))


@act("figures", "y", area="courtesy")
async def figures(desk: DeskScreen) -> None:
    """Today's own courtesy figures, each with its definition, for this clerk's eyes."""
    words, store = desk.words, desk.store
    since, until = store.day_bounds(store.business_day())
    found = await desk.do(store.reports.courtesy, since, until, clerk=desk.post.clerk)
    rows = [Content.styled(words("courtesy.only_you"), "$quiet"), Content("")]
    for row in figure_rows(found, words, own=True):
        rows.append(Content.assemble((f"{row.value}  ", "bold $primary"), (row.name, "bold")))
        rows.append(Content.styled(f"    {row.meaning}", "$quiet"))
    read_out(
        desk,
        words("courtesy.own_title", clerk=clerk_text(words, desk.post.counter, desk.post.clerk)),
        Content("\n").join(rows),
    )


@act("language", "l", local=True)
def language(desk: DeskScreen) -> None:
    """Go on to the hall's next language."""
    desk.station_app.next_language()
    desk.status(desk.words(f"common.language.{desk.words.language}"))


@act("contrast", "k", local=True)
def contrast(desk: DeskScreen) -> None:
    """Normal or high contrast."""
    desk.station_app.other_contrast()


@act("help", "h,question_mark", "h", local=True)
def show_help(desk: DeskScreen) -> None:
    """All the keys, with what each does."""
    room = max(12, InfoDialog.room(desk.app.size.width) - _HELP_INDENT)
    rows = [
        Content.assemble(
            (f"{each.shown:<8}", "bold $primary"),
            (pad(desk.words(each.name), _HELP_INDENT - 8), "bold"),
            ("\n" + " " * _HELP_INDENT).join(wrap(desk.words(each.tip), room)),
        )
        for each in desk.ACTS
        if desk.offers(each)
    ]
    read_out(desk, desk.words("desk.act.help.name"), Content("\n").join(rows))
