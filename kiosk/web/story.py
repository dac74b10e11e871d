"""What a visitor is told of the way a visit took: that it was transferred, and how it ended."""

from __future__ import annotations

from kiosk.hall import HallConfig
from kiosk.text.days import day_text
from kiosk.text.directory import complaint_channels, office_named, refusal_named
from kiosk.text.services import service_name
from kiosk.text.ways import way_named
from kiosk.words import Words
from queue_store import Outcome, OwedKind, State, Store, Ticket, Verb

_ENTERING = frozenset({Verb.ISSUE, Verb.CHECK_IN, Verb.TRANSFER, Verb.RESUME, Verb.REJOIN, Verb.NO_SHOW})
"""Verbs after which a ticket that waits got its place."""


def story_of(ticket: Ticket, config: HallConfig, words: Words, store: Store) -> list[str]:
    """Return the sentences, the most important first; none where there is nothing to tell."""
    if ticket.state is State.WAITING and ticket.legs > 1:
        return _transferred(ticket, config, words, store)
    if ticket.state is State.FINISHED and ticket.outcome is not None:
        return _ended(ticket, ticket.outcome, config, words, store)
    return []


def _transferred(ticket: Ticket, config: HallConfig, words: Words, store: Store) -> list[str]:
    entered = [event.verb for event in store.events(ticket.id) if event.verb in _ENTERING]
    if not entered or entered[-1] is not Verb.TRANSFER:
        return []
    return [words("web.story.transferred", service=service_name(config, ticket.service, words.language))]


def _ended(ticket: Ticket, outcome: Outcome, config: HallConfig, words: Words, store: Store) -> list[str]:
    """What was said is told again: where to go; why not, and what else can be done. A complaint is not repeated."""
    told = []
    if outcome is Outcome.REFERRED and ticket.reason:
        told.append(words("web.story.referred.reason", reason=office_named(config, words, ticket.reason)))
    if outcome is Outcome.DECLINED and ticket.reason:
        reason = refusal_named(config, ticket.service, ticket.reason, words.language)
        told.append(words("web.story.declined.reason", reason=reason))
    if outcome is Outcome.DECLINED and ticket.way:
        way = way_named(config, ticket.service, ticket.way, words.language)
        told.append(words("web.story.declined.way", way=way))
    if outcome is Outcome.COMPLAINT:
        due = [case.due for case in store.owed.rows(OwedKind.CASE, state=None) if case.ticket_id == ticket.id]
        told += [
            words("web.story.complaint.due", day=day_text(words, each.astimezone(config.zone).date()))
            for each in due
            if each is not None
        ]
        if channels := complaint_channels(config, words):
            told.append(words("web.story.complaint.channels", channels=channels))
    return [*told, words(f"web.story.{outcome}.then", label=ticket.label)]
