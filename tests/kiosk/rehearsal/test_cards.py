"""The cards of a rehearsal: the whole book, what comes first, how a judgement moves a card on."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from stations import CONFIG, MORNING, OTHER, POST, Scene

from kiosk.rehearsal.cards import CONDITIONS, Card, CardBook, deck
from kiosk.rehearsal.choice import FROM_THE_HALL, MOST, chosen
from kiosk.rehearsal.course import begun
from kiosk.rehearsal.memory import Grade, reviewed
from kiosk.rehearsal.met import Met, met_lately
from kiosk.screens.station import Station
from kiosk.words import load_words
from prompts import CONDITIONS as ALL_CONDITIONS
from prompts import Kind, load_script
from queue_store import Outcome, Rehearsed, Stage

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
SCRIPT = load_script("zh-Hans")
DECK = deck(SCRIPT)
KINDS = {moment.id: moment.kind.value for moment in SCRIPT.moments() if moment.kind is not Kind.NOTICE}
TODAY = (MORNING - timedelta(hours=5), MORNING + timedelta(hours=19))


def book(scene: Scene, language: str) -> CardBook:
    return CardBook(Station(scene.store, CONFIG).courtesy(language), load_words(language), POST, scene.store.now())


def remembered(card: Card, *, due: timedelta, ago: timedelta = timedelta(days=3)) -> Rehearsed:
    return Rehearsed(card.id, Stage.REVIEW, None, 3.0, 5.0, MORNING + due, MORNING - ago)


def test_every_moment_and_every_step_of_an_exchange_is_a_card_and_no_notice_is() -> None:
    steps = {(moment, beat) for moment in KINDS for beat in range(1, SCRIPT.beats(moment) + 1)}
    assert {(card.moment, card.beat) for card in DECK if not card.condition} == steps
    assert len({card.id for card in DECK}) == len(DECK)
    assert Card("call", condition="long_wait") in DECK
    assert {card.condition for card in DECK} == {"", *CONDITIONS}
    assert {*CONDITIONS} < {*ALL_CONDITIONS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_has_a_situation_of_its_own_and_words(scene: Scene, language: str) -> None:
    said = book(scene, language)
    for card in DECK:
        shown = said.shown(card)
        assert shown.spoken, card.id
        assert shown.happens != shown.title, f"{card.id} has no situation"
        assert bool(shown.special) == bool(card.condition)
        for text in (shown.happens, *(line.say for line in shown.spoken)):
            assert not re.search(r"\{|\}|\d{4}-\d\d|\bc\d\d\b", text), text


def test_a_later_step_begins_with_what_the_visitor_answered(scene: Scene) -> None:
    shown = book(scene, "en").shown(Card("complaint", 2))
    assert shown.title == "Complaint (step 2 of 4)"
    assert shown.happens == "Visitor: “I've been here three times for nothing!”"


def test_a_visitor_who_is_known_is_called_by_name_in_each_language(scene: Scene) -> None:
    card = Card("finish", condition="known")
    for language, name in (("zh-Hans", "周女士"), ("zh-Hant", "周女士"), ("en", "Ms Taylor")):
        shown = book(scene, language).shown(card)
        assert name in shown.special
        assert name in shown.spoken[0].say


def test_a_first_rehearsal_takes_something_from_every_part_of_the_book() -> None:
    cards = chosen(DECK, {}, {}, TODAY, KINDS)
    assert len(cards) == MOST
    assert {KINDS[card.moment] for card in cards} == {*KINDS.values()}
    assert not any(card.condition for card in cards)


def test_what_the_hall_met_comes_first_then_what_is_due_then_something_new() -> None:
    due = [Card("thanks"), Card("slip")]
    known = {card.id: remembered(card, due=-timedelta(hours=place + 1)) for place, card in enumerate(due)}
    not_yet = Card("favour")
    known[not_yet.id] = remembered(not_yet, due=timedelta(days=4))
    met = {Card("complaint"): 2, Card("call", condition="long_wait"): 9, Card("cancel"): 1, Card("left"): 1}
    cards = chosen(DECK, known, met, TODAY, KINDS)
    assert cards[:FROM_THE_HALL] == (Card("call", condition="long_wait"), Card("complaint"), Card("cancel"))
    assert cards[FROM_THE_HALL : FROM_THE_HALL + 2] == (Card("slip"), Card("thanks"))
    assert len(cards) == MOST
    assert not_yet not in cards
    assert len(set(cards)) == MOST


def test_of_an_exchange_that_the_hall_met_the_step_comes_that_is_known_least() -> None:
    steps = [Card("complaint", beat) for beat in range(1, 5)]
    known = {steps[0].id: remembered(steps[0], due=timedelta(days=9))}
    assert chosen(DECK, known, {steps[0]: 1}, TODAY, KINDS)[0] == steps[1]
    known = {card.id: remembered(card, due=timedelta(days=9 - card.beat)) for card in steps}
    assert chosen(DECK, known, {steps[0]: 1}, TODAY, KINDS)[0] == steps[3]


def test_nothing_comes_twice_on_a_day() -> None:
    first = chosen(DECK, {}, {Card("complaint"): 1}, TODAY, KINDS)
    known = {card.id: remembered(card, due=timedelta(), ago=timedelta(minutes=5)) for card in first}
    assert not {*first} & {*chosen(DECK, known, {Card("complaint"): 1}, TODAY, KINDS)}


def test_a_moment_that_the_book_has_no_more_is_no_card() -> None:
    gone = Card("gone")
    known = {gone.id: remembered(gone, due=-timedelta(days=1))}
    assert gone not in chosen(DECK, known, {gone: 9}, TODAY, KINDS)


def test_what_the_hall_met_are_sums_of_its_last_day(scene: Scene) -> None:
    store = scene.store
    assert met_lately(store) == Met()
    store.open_counter(POST)
    for outcome in (Outcome.COMPLAINT, Outcome.DECLINED, Outcome.DONE):
        ticket = scene.issue("A")
        scene.clock.turn(minutes=16)
        store.call_next(POST)
        store.start(ticket.id, POST)
        store.finish(ticket.id, POST, outcome=outcome, reason="x")
    for post in (POST, OTHER):
        store.journal.record(post, "line_shown", {"moment": "complaint"})
    day = store.business_day()
    assert met_lately(store) == Met(), "today is not over"
    for days in (1, 2):
        scene.clock.turn(days=days)
        met = met_lately(store)
        assert met.day == day
        assert met.counts == {Card("complaint"): 3, Card("forbidden"): 1, Card("call", condition="long_wait"): 3}
    scene.clock.turn(days=7)
    assert met_lately(store) == Met()


def test_judging_is_without_chance_and_better_answers_come_back_later() -> None:
    dues = [reviewed(None, "call", grade, MORNING).due for grade in Grade]
    assert dues == [reviewed(None, "call", grade, MORNING).due for grade in Grade]
    assert all(first <= second for first, second in pairwise(dues))
    assert dues[0] == MORNING + timedelta(minutes=1)
    assert dues[3] > dues[2] >= MORNING + timedelta(days=1)
    known, now = None, MORNING
    spans = []
    for _ in range(4):
        known = reviewed(known, "call", Grade.GOOD, now)
        spans.append(known.due - now)
        now = known.due
    assert all(later > earlier for earlier, later in pairwise(spans))
    lapsed = reviewed(known, "call", Grade.AGAIN, now)
    assert lapsed.stage is Stage.RELEARNING
    assert known is not None
    assert lapsed.stability < known.stability
    assert reviewed(lapsed, "call", Grade.GOOD, now).stage is Stage.REVIEW


def test_what_was_not_said_comes_once_more_and_a_judgement_is_taken_back() -> None:
    first, second = Card("thanks"), Card("slip")
    course = begun((first, second))
    again = course.show().judge(None, Grade.AGAIN, MORNING)
    assert again.queue == (second, first)
    assert (again.number, again.words_shown) == (2, False)
    rest = again.show().judge(None, Grade.EASY, MORNING)
    assert rest.queue == (first,)
    assert rest.take_back().queue == (second, first)
    assert rest.take_back().words_shown
    assert rest.take_back().take_back() == course.show()
    over = rest.show().judge(rest.judged[0].after, Grade.GOOD, MORNING)
    assert (over.card, over.number) == (None, 2)
