"""The cards of a rehearsal: one for each thing that the book has words for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from kiosk.courtesy import Courtesy
from kiosk.rehearsal.facts import example_facts, example_name
from kiosk.words import Words
from prompts import Kind, MissingField, Script, Spoken
from queue_store import Post

CONDITIONS = ("long_wait", "known", "returning", "assistance", "several_errands")
"""What may be special about a visitor, in the order in which cards ask for it; the time of day is none of these."""


@dataclass(frozen=True, slots=True)
class Card:
    """A situation: a moment of the book, a step of its exchange, something special about the visitor."""

    moment: str
    beat: int = 1
    condition: str = ""
    """One of `CONDITIONS`; empty for any visitor."""

    @property
    def id(self) -> str:
        """What a clerk's memory of it is kept under: `complaint.2`, `call+long_wait`."""
        step = f".{self.beat}" if self.beat > 1 else ""
        return self.moment + step + (f"+{self.condition}" if self.condition else "")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card in the language on screen."""

    title: str
    """The moment, and the step of its exchange."""
    happens: str
    """What the visitor does, or says in quotation marks."""
    special: str
    """What is special about the visitor; empty for nothing."""
    spoken: tuple[Spoken, ...]
    """The words of the norms."""


def deck(script: Script) -> tuple[Card, ...]:
    """All cards of a book in its order, first those that ask for nothing special; notices are no words to say."""
    spoken = [moment for moment in script.moments() if moment.kind is not Kind.NOTICE]
    plain = [Card(moment.id, beat) for moment in spoken for beat in range(1, script.beats(moment.id) + 1)]
    special = [
        Card(card.moment, card.beat, condition)
        for card in plain
        for condition in CONDITIONS
        if condition in _conditions(script, card)
    ]
    return (*plain, *special)


def _conditions(script: Script, card: Card) -> set[str]:
    """Conditions that alone change the words of a step."""
    lines = (line for line in script.line_variants(card.moment) if line.beat == card.beat)
    return {name for line in lines if len(line.when) == 1 for name, value in line.when.items() if value is True}


@dataclass(frozen=True)
class CardBook:
    """Says cards in one language, with this hall's own names and numbers wherever the words name one."""

    courtesy: Courtesy
    words: Words
    post: Post
    now: datetime

    def shown(self, card: Card) -> Shown:
        """A card as it is put up."""
        script, words = self.courtesy.script, self.words
        moment, beats = script.moment(card.moment), script.beats(card.moment)
        return Shown(
            title=words("rehearsal.step", title=moment.title, beat=card.beat, beats=beats)
            if beats > 1
            else moment.title,
            happens=self._happens(card) or moment.title,
            special=words(f"rehearsal.when.{card.condition}", name=example_name(words)) if card.condition else "",
            spoken=self.spoken(card),
        )

    def spoken(self, card: Card) -> tuple[Spoken, ...]:
        """The words of a card; none where the hall's own line names what is not known here."""
        named = card.condition == "known"
        facts = self._named_facts if named else self._facts
        situation = self.courtesy.situation(None, self.post, now=self.now, **facts)
        special = replace(
            situation,
            long_wait=card.condition == "long_wait",
            known=named,
            returning=card.condition == "returning",
            assistance=card.condition == "assistance",
            several_errands=card.condition == "several_errands",
        )
        try:
            return self.courtesy.script.lines(card.moment, special, card.beat)
        except MissingField:
            return ()

    def _happens(self, card: Card) -> str:
        """What the visitor does; at a later step of an exchange, what the step before makes the visitor say."""
        if card.beat > 1:
            before = self.spoken(replace(card, beat=card.beat - 1))
            said = next((spoken.likely for spoken in before if spoken.likely), "")
            return self.words("rehearsal.visitor", said=said) if said else ""
        key = f"rehearsal.situation.{card.moment}"
        return self.words(key) if key in self.words else ""

    @cached_property
    def _facts(self) -> dict[str, str]:
        return example_facts(self.courtesy.config, self.words, self.post, self.now)

    @cached_property
    def _named_facts(self) -> dict[str, str]:
        return {**self._facts, "address": example_name(self.words)}
