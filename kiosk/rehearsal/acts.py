"""What the keys of a rehearsal do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.rehearsal.memory import Grade
from kiosk.screens.act import Act, TakenBack, act
from kiosk.text.days import day_text

if TYPE_CHECKING:
    from kiosk.rehearsal.course import Judged
    from kiosk.rehearsal.screen import RehearsalScreen
    from queue_store import Store

_AREA = "rehearsal"


def _nothing_to_show(screen: RehearsalScreen) -> str:
    return "rehearsal.cannot.show" if screen.course.words_shown else ""


@act("show", "space,enter", "Space", area=_AREA, group="key", why_not=_nothing_to_show, local=True)
def show(screen: RehearsalScreen) -> None:
    """Show the words of the norms; leave once the rehearsal is over."""
    if screen.course.card is not None:
        screen.course = screen.course.show()
        screen.status("")
        screen.repaint()
    elif screen.has_view:
        screen.app.exit()


def _not_to_be_judged(screen: RehearsalScreen) -> str:
    if screen.course.card is None:
        return "rehearsal.cannot.over"
    return "" if screen.course.words_shown else "rehearsal.cannot.grade"


def _grade(grade: Grade) -> Act[Any]:
    """The act that judges the card which is up."""

    async def judge(screen: RehearsalScreen) -> None:
        card = screen.course.card
        assert card is not None
        course = screen.course.judge(screen.remembered.get(card.id), grade, screen.station_app.now)
        last = course.judged[-1]
        if screen.keeps:
            await screen.do(screen.station.store.rehearsals.keep, screen.post.clerk, last.after)
        screen.remembered[card.id], screen.course = last.after, course
        day = last.after.due.astimezone(screen.station.config.zone).date()
        key = "again_soon" if last.again else "again_later"
        screen.status(screen.words(f"rehearsal.{key}", day=day_text(screen.words, day)))
        screen.repaint()

    name = grade.name.lower()
    return Act(
        name, str(grade.value), judge, str(grade.value), why_not=_not_to_be_judged, area=_AREA, group="key",
        taken_back=TakenBack.UNDO,
    )  # fmt: skip


def _nothing_judged(screen: RehearsalScreen) -> str:
    return "" if screen.course.judged else "rehearsal.cannot.undo"


def _restore(store: Store, clerk: str, last: Judged) -> None:
    """Remember of a card what was remembered before it was judged."""
    if last.before is None:
        store.rehearsals.drop(clerk, last.card.id)
    else:
        store.rehearsals.keep(clerk, last.before)


@act("undo", "z", area=_AREA, group="key", why_not=_nothing_judged)
async def undo(screen: RehearsalScreen) -> None:
    """Take the last judgement back: what was remembered before it holds again."""
    last = screen.course.judged[-1]
    if screen.keeps:
        await screen.do(_restore, screen.station.store, screen.post.clerk, last)
    if last.before is None:
        del screen.remembered[last.card.id]
    else:
        screen.remembered[last.card.id] = last.before
    screen.course = screen.course.take_back()
    screen.status(screen.words("rehearsal.taken_back"))
    screen.repaint()


@act("language", "l", area=_AREA, group="key", local=True)
def language(screen: RehearsalScreen) -> None:
    """Go on to the next language."""
    screen.station_app.next_language()


@act("contrast", "k", area=_AREA, group="key", local=True)
def contrast(screen: RehearsalScreen) -> None:
    """Change the theme."""
    screen.station_app.other_contrast()


@act("leave", "escape,ctrl+q", "Esc", area=_AREA, group="key", local=True)
def leave(screen: RehearsalScreen) -> None:
    """Leave; what was judged is kept."""
    screen.app.exit()


REHEARSAL_ACTS: tuple[Act[Any], ...] = (show, *map(_grade, Grade), undo, language, contrast, leave)
"""In the order of the key bar."""
