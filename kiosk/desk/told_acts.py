"""What a clerk does while telling what to bring, one key each (R26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.asking import pick
from kiosk.desk.languages import ask_language
from kiosk.desk.side_screen import back_to_desk
from kiosk.desk.turned import Answer, TurnedCard, TurnedScreen
from kiosk.screens.act import LEAFING, Act, TakenBack, act
from kiosk.text.services import materials_in
from kiosk.text.visitors import visitor_language
from kiosk.ticket.slip import save_slip, slip_page
from kiosk.widgets.dialogs import Choice
from kiosk.words import load_words
from queue_store import Paper

if TYPE_CHECKING:
    from kiosk.desk.told_screen import ToldScreen


def _nothing_to_bring(screen: ToldScreen) -> str:
    return "" if screen.names else "told.cannot.all"


def tick_act(name: str) -> Act[ToldScreen]:
    """Go one step on with a material: not told, told, told and missing, then from the beginning."""

    async def step(screen: ToldScreen) -> None:
        told, missing = name in screen.view.told, name in screen.view.missing
        mark = screen.store.told.mark
        await screen.do(mark, screen.ticket.id, screen.post, name, told=not missing, missing=told and not missing)

    return Act("tick", "", step, "", area="told", group="key")


@act("tick", "", "1-9", area="told", group="key", why_not=_nothing_to_bring, local=True)
def how_to_tick(screen: ToldScreen) -> None:
    """The key bar was clicked: say how it works."""
    screen.status(screen.words("told.key.tick.tip"))


def _one_page(screen: ToldScreen) -> str:
    return "" if screen.pages > 1 else "told.cannot.more"


@act("more", "0", repeat_gap=LEAFING, area="told", group="key", why_not=_one_page, local=True)
def more(screen: ToldScreen) -> None:
    """Show the next nine materials."""
    screen.page = (screen.page + 1) % screen.pages


@act("all", "enter", "Enter", area="told", group="key", why_not=_nothing_to_bring, taken_back=TakenBack.ON_ITS_SCREEN)
async def all_told(screen: ToldScreen) -> None:
    """Everything was told."""
    left = [name for name in screen.names if name not in screen.view.told]
    if left:
        await screen.do(screen.store.told.tell, screen.ticket.id, screen.post, left)
    screen.status(screen.words("told.all_told", count=len(screen.names)))


@act("slip", "s", area="told", group="key", why_not=_nothing_to_bring)
async def slip(screen: ToldScreen) -> None:
    """Save the slip, in the visitor's language, to print: what is missing, or everything while nothing is marked."""
    config = screen.station.config
    spoken = load_words(visitor_language(config, screen.ticket))
    page = slip_page(config, spoken, screen.ticket, screen.view.missing or screen.names, screen.now)
    try:
        file = await screen.do(save_slip, config, screen.ticket, page)
    except OSError as error:
        screen.refuse(screen.words("told.not_saved", reason=error.strerror or str(error)))
        return
    screen.status(screen.words("told.saved", file=str(file)))


def _no_paper(screen: ToldScreen) -> str:
    return _nothing_to_bring(screen) if screen.station.paper is not None else "paper.cannot.no_printer"


async def _print(screen: ToldScreen, paper: Paper) -> None:
    printing, words = screen.station.paper, screen.words
    if printing is not None:
        job = await screen.do(printing.print_ticket, screen.ticket.id, paper, screen.post)
        screen.status(words("paper.status.asked", label=job.label, paper=words(f"paper.status.{paper.value}")))


@act("print_slip", "p", area="paper", group="key", why_not=_no_paper)
async def print_slip(screen: ToldScreen) -> None:
    """Print the slip: what is missing, or everything while nothing is marked."""
    await _print(screen, Paper.MISSING)


@act("print_told", "t", area="paper", group="key", why_not=_no_paper)
async def print_told(screen: ToldScreen) -> None:
    """Print what to bring, ticked where it was told."""
    await _print(screen, Paper.TOLD)


PRINTING_ACTS = (print_slip, print_told)
"""Acts that need a printer."""


@act("again", "a", area="told", group="key", taken_back=TakenBack.SAME_KEY)
async def came_again(screen: ToldScreen) -> None:
    """The visitor came again for want of something: what, and had anybody told them of it?"""
    words = screen.words
    names = [*screen.names, ""]
    shown = [*screen.in_language(screen.names), words("told.other")]
    ask = words("told.what_else")
    choices = [
        Choice(str(place), label, ask="" if name else ask, needed=not name)
        for place, (name, label) in enumerate(zip(names, shown, strict=True))
    ]
    what = await pick(screen, words("told.again_title"), choices)
    if what is None:
        return
    answers = [Choice("no", words("told.was_not_told")), Choice("yes", words("told.was_told"))]
    was = await pick(screen, words("told.was_title"), answers)
    if was is None:
        return
    missing, was_told = names[int(what.id)] or what.text, was.id == "yes"
    await screen.do(screen.store.told.second_visit, screen.ticket.id, screen.post, missing=missing, was_told=was_told)
    screen.status(words("told.counted_told" if was_told else "told.counted"))


def _nothing_to_turn(screen: ToldScreen) -> str:
    return "" if len(screen.station.config.languages) > 1 else "desk.cannot.turn"


@act("turn", area="told", group="key", why_not=_nothing_to_turn)
async def turn(screen: ToldScreen) -> None:
    """Show what to bring in the visitor's language, who points at what is missing."""
    config, words, ticket = screen.station.config, screen.words, screen.ticket
    language = await ask_language(screen, ticket)
    if not language:
        return
    theirs = load_words(language)
    answers = [
        *map(Answer, materials_in(config, ticket.service, screen.names, language), screen.in_language(screen.names)),
        Answer(theirs("told.turned.all"), words("told.turned.all")),
    ]
    card = TurnedCard(
        heading=f"{ticket.label}  {config.name.say(language)}",
        sentences=tuple(line.say for line in screen.lines_in(language)),
        point=theirs("told.turned.point"),
        answers=tuple(answers),
        back=words("desk.turned.back"),
    )
    await screen.ask(TurnedScreen(card))


TOLD_ACTS = (how_to_tick, more, all_told, slip, *PRINTING_ACTS, came_again, turn, back_to_desk("told"))
"""In the order of the key bar."""
