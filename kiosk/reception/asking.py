"""The two questions at reception that need a list: which priority, which name."""

from __future__ import annotations

from dataclasses import replace

from kiosk.hall import HallConfig
from kiosk.widgets.dialogs import Choice, DialogLabels, PickDialog, Picked
from kiosk.words import Words
from prompts import forms_of_address
from queue_store import Visitor


def question(words: Words, config: HallConfig, what: str) -> PickDialog:
    """The dialog that asks for `priority` or `name`."""
    labels = DialogLabels(keys=words("reception.dialog_keys"), write=words("desk.dialog.write"))
    if what == "priority":
        choices = [Choice(each.id, each.names.say(words.language)) for each in config.priorities]
        choices.append(Choice("", words("reception.no")))
    else:
        ask = words("reception.surname")
        choices = [Choice(form.id, form.title, ask=ask, letters=True) for form in forms_of_address(words.language)]
    return PickDialog(words(f"reception.ask_{what}"), choices, labels)


def answered(visitor: Visitor, what: str, answer: Picked | None) -> Visitor:
    """The visitor with what was answered; unchanged when nothing was."""
    if answer is None:
        return visitor
    if what == "priority":
        return replace(visitor, priority=answer.id)
    return replace(visitor, address=answer.id, surname=answer.text)
