"""What a clerk looks up, and how the screen looks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content

from kiosk.desk import sentences
from kiosk.desk.acts.conditions import nobody_waiting
from kiosk.desk.asking import read_out
from kiosk.desk.directory import directory_of, found_in_directory
from kiosk.desk.directory_dialog import DirectoryDialog, DirectoryLabels
from kiosk.desk.key_list import KeyGroup, KeyListDialog, KeyListLabels, ListedKey
from kiosk.screens.act import Act, act
from kiosk.text.clerks import clerk_text
from kiosk.text.figures import figure_rows
from prompts import initials

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


@act("card", local=True)
def card(desk: DeskScreen) -> None:
    """What to answer: of this visitor's service its papers, steps and answers (R26, R43), and the hall's directory.

    That is whom one is referred to (R24), where complaints go (R46) and what is around (R60). What to say while looking
    it up stands on top.
    """
    words, config, ticket = desk.words, desk.station.config, desk.view.current
    code, today = ticket.service if ticket else "", desk.now.astimezone(config.zone).date()
    service = config.find_service(code)
    name = service.names.say(words.language) if service else ""
    labels = DirectoryLabels(
        words("desk.card.title", service=name) if name else words("desk.directory.title"),
        "  ".join(line.say for line in desk.station_app.lines("look_up", ticket, desk.post)),
        words("desk.directory.find"),
        words("desk.directory.keys"),
        words("situations.nothing"),
    )
    find = partial(found_in_directory, words, config, code, today)
    desk.app.push_screen(DirectoryDialog(directory_of(words, config, code, today), find, labels))


@act("why", why_not=nobody_waiting)
async def why(desk: DeskScreen) -> None:
    """Why the next visitor is the next (R06)."""
    found = await desk.do(desk.store.why_next, desk.post)
    if found is None:
        desk.refuse(desk.words("desk.cannot.nobody"))
        return
    sentence = sentences.why_sentence(desk.words, desk.station.config, found)
    read_out(desk, desk.words("desk.why.title", label=found.ticket.label), Content(sentence))


@act("figures", area="courtesy")
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


@act("language", local=True)
def language(desk: DeskScreen) -> None:
    """Go on to the hall's next language."""
    desk.station_app.next_language()
    desk.status(desk.words("language.name"))


@act("contrast", local=True)
def contrast(desk: DeskScreen) -> None:
    """Normal or high contrast."""
    desk.station_app.other_contrast()


@act("more", "question_mark", "?", local=True)
def more(desk: DeskScreen) -> None:
    """Everything that can be done now, found by a few letters; Enter does it."""
    _choose_from(desk, "desk.keys.more", only_possible=True)


@act("help", also="f1", local=True)
def show_help(desk: DeskScreen) -> None:
    """All the keys by groups, with what each does and why it does nothing now."""
    _choose_from(desk, "desk.keys.help", only_possible=False)


def _choose_from(desk: DeskScreen, title: str, *, only_possible: bool) -> None:
    words = desk.words
    groups = []
    for group, ids in desk.GROUPS.items():
        listed = [_listed(desk, act) for act in desk.acts if act.id in ids and act.keys and desk.offers(act)]
        if keys := tuple(each for each in listed if not (only_possible and each.why_not)):
            groups.append(KeyGroup(words(f"desk.keys.group.{group}"), keys))
    labels = KeyListLabels(words(title), words("desk.keys.find"), words("desk.keys.keys"), words("desk.keys.nothing"))

    def press(picked: str | None) -> None:
        if picked is not None:
            desk.action_act(picked)

    desk.app.push_screen(KeyListDialog(groups, labels), press)


def _listed(desk: DeskScreen, act: Act[Any]) -> ListedKey:
    name, reason = desk.key_word(act), act.why_not(desk)
    why_not = desk.words(reason, **desk.why_not_fields()) if reason else ""
    return ListedKey(act.id, act.shown, name, desk.words(act.tip), why_not, initials(name))
