"""Every reception rule with the features that serve it; one that goes away fails here.

That the lines of each rule are seen is held by `test_book_is_shown.py`.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from kiosk.cli.root import SECTIONS
from kiosk.desk.acts import ACTS
from kiosk.front.screen import FrontScreen

RULES = tuple(f"R{number:02}" for number in range(1, 66))

SERVED: dict[str, tuple[str, ...]] = {
    "R01": ("kiosk.reception.welcome:WelcomeScreen", "key next"),
    "R02": ("kiosk.reception.ticket_view:TicketView", "kiosk.board.screen:CallRow"),
    "R03": ("kiosk.hall:LimitsConfig.seat_offer", "kiosk.reception.ticket_view:TicketView"),
    "R04": ("key apologise", "kiosk.courtesy:Courtesy", "queue_store:Store.apologise"),
    "R05": ("key interrupt", "kiosk.hall:LimitsConfig.interruption"),
    "R06": (
        "key why",
        "queue_store:Store.why_next",
        "queue_store:Store.overtakes",
        "kiosk.desk.overtaken:overtaken_text",
    ),
    "R07": ("key onward", "kiosk.desk.steps:visit_steps"),
    "R08": ("key onward", "kiosk.hall:ServiceConfig.forms"),
    "R09": ("key onward", "kiosk.hall:ServiceConfig.cash", "kiosk.desk.cash:ask_cash"),
    "R10": ("key finish", "key choose"),
    "R11": ("key resume", "queue_store:Store.resume"),
    "R12": ("key address", "kiosk.desk.acts.address:address", "prompts:surname_reading"),
    "R13": ("prompts:check_text", "kiosk.desk.acts.address:address", "command script"),
    "R14": ("prompts:check_script", "command script"),
    "R15": ("key situations",),
    "R16": ("key situations",),
    "R17": ("key situations",),
    "R18": ("key situations",),
    "R19": ("key situations",),
    "R20": ("key situations",),
    "R21": ("key supervisor", "queue_store:HelpCall"),
    "R22": ("queue_store:Visitor.assistance", "kiosk.reception.details:detail_taps"),
    "R23": ("key transfer", "key supervisor", "kiosk.hall:CounterConfig.supervisor"),
    "R24": ("key finish", "queue_store:Outcome.REFERRED"),
    "R25": ("queue_store:Ticket.responsible", "queue_store:Store.responsibilities"),
    "R26": (
        "key tell",
        "key card",
        "kiosk.desk.told_acts:all_told",
        "kiosk.desk.told_acts:came_again",
        "kiosk.ticket.slip:slip_page",
    ),
    "R27": ("key owed", "kiosk.desk.owed_acts:promise", "command promises"),
    "R28": ("key finish", "queue_store:Outcome.DECLINED", "kiosk.text.ways:ways_out"),
    "R29": (
        "kiosk.hall:ServiceConfig.month_days",
        "kiosk.text.days:service_day_text",
        "kiosk.desk.notices:sign_in_notices",
    ),
    "R30": ("kiosk.hall:ServiceConfig.target", "kiosk.widgets.meter:Meter"),
    "R31": ("key phone", "kiosk.desk.telephone:rings"),
    "R32": ("kiosk.desk.telephone:RINGS",),
    "R33": ("kiosk.desk.phone_acts:second_call",),
    "R34": ("kiosk.desk.phone_acts:dial", "kiosk.hall:HallConfig.may_call_out"),
    "R35": ("kiosk.desk.telephone:THREE_MINUTES",),
    "R36": ("kiosk.desk.phone_acts:note",),
    "R37": ("kiosk.desk.phone_acts:end_call",),
    "R38": ("kiosk.desk.sign_in:SignInScreen", "prompts:Script.readiness"),
    "R39": ("prompts:Spoken.do", "prompts:Spoken.never"),
    "R40": ("prompts:Script.principle", "kiosk.desk.sign_in:SignInScreen"),
    "R41": ("queue_store:Store.forget", "kiosk.hall:HallConfig.retention"),
    "R42": ("key pause", "queue_store:CounterStatus"),
    "R43": ("key card", "kiosk.hall:ServiceConfig.materials"),
    "R44": ("kiosk.web.join:join", "queue_store:Store.check_in", "queue_store:Store.book", "key resume"),
    "R45": (
        "key owed",
        "kiosk.desk.owed_acts:add_duty",
        "kiosk.desk.owed_acts:hand_over",
        "kiosk.desk.owed_words:words_for",
    ),
    "R46": ("key finish", "kiosk.desk.owing:case_due", "kiosk.hall:LimitsConfig.case_days"),
    "R47": ("key address", "prompts:forms_of_address"),
    "R50": ("kiosk.desk.call_again:agree_on_a_time",),
    "R52": ("key interrupt", "kiosk.desk.interruption:Interruption"),
    "R59": ("key situations",),
    "R61": ("key owed", "kiosk.desk.owed_words:words_for"),
    "R63": ("kiosk.desk.sign_in:SignInScreen", "prompts:Script.readiness"),
    "R64": ("kiosk.hall:ServiceConfig.month_days", "kiosk.desk.notices:sign_in_notices"),
}
"""Per rule: keys of the desk, commands and importable names that carry it out."""

WORDS_ALONE = {"R48", "R49", "R51", "R53", "R54", "R55", "R56", "R57", "R58", "R60", "R62", "R65"}
"""Rules that the say, do and never parts of lines carry out, with no feature of their own."""


def stands(feature: str) -> bool:
    """Whether a feature is still there."""
    kind, _, name = feature.partition(" ")
    if kind == "key":
        return name in {act.id for act in ACTS} and name in {act.id for act in FrontScreen.ACTS}
    if kind == "command":
        return any(name in commands for commands in SECTIONS.values())
    module, _, path = feature.partition(":")
    thing: object = import_module(module)
    for part in path.split("."):
        fields = getattr(thing, "model_fields", {}) or getattr(thing, "__dataclass_fields__", {})
        if part in fields:
            return True
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def test_every_rule_is_listed() -> None:
    assert {*SERVED, *WORDS_ALONE} == set(RULES)


@pytest.mark.parametrize("rule", sorted(SERVED))
def test_features_of_the_rule_are_there(rule: str) -> None:
    assert [feature for feature in SERVED[rule] if not stands(feature)] == []


def test_a_feature_that_goes_away_is_noticed() -> None:
    assert not stands("key nothing")
    assert not stands("command nothing")
    assert not stands("queue_store:Store.nothing")
    assert not stands("kiosk.hall:LimitsConfig.nothing")
