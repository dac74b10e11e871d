"""Every reception rule, with the lines and the features that serve it; a feature that goes away fails here."""

from __future__ import annotations

from importlib import import_module

import pytest

from kiosk.cli.root import SECTIONS
from kiosk.desk.acts import ACTS
from kiosk.front.screen import FrontScreen
from prompts import LANGUAGES, load_script

RULES = tuple(f"R{number:02}" for number in range(1, 47))

SERVED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "R01": (("arrival", "call", "walk_up"), ("kiosk.reception.welcome:WelcomeScreen", "key next")),
    "R02": (
        ("issued", "waiting", "next_step"),
        ("kiosk.reception.ticket_view:TicketView", "kiosk.board.screen:CallRow"),
    ),
    "R03": (("waiting",), ("kiosk.hall:LimitsConfig.seat_offer", "kiosk.reception.ticket_view:TicketView")),
    "R04": (("call",), ("key apologise", "kiosk.courtesy:Courtesy", "queue_store:Store.apologise")),
    "R05": (("interruption", "interruption_back"), ("key interrupt", "kiosk.hall:LimitsConfig.interruption")),
    "R06": (("queue_jump", "why_later"), ("key why", "queue_store:Store.why_next", "queue_store:Store.overtakes")),
    "R07": (("papers",), ("key onward", "kiosk.desk.steps:visit_steps")),
    "R08": (("form", "form_read", "papers_back"), ("key onward", "kiosk.hall:ServiceConfig.forms")),
    "R09": (("cash",), ("key onward", "kiosk.hall:ServiceConfig.cash")),
    "R10": (("finish", "cancel"), ("key finish",)),
    "R11": (("resume", "rejoin"), ("key resume", "queue_store:Store.resume")),
    "R12": (("surname",), ("key address", "kiosk.desk.acts.address:address", "prompts:surname_reading")),
    "R13": (("arrival", "call"), ("prompts:check_text", "kiosk.desk.acts.address:address", "command script")),
    "R14": (("private_number", "cannot_explain"), ("prompts:check_script", "command script")),
    "R15": (("cooperate", "cooperate_thanks"), ("key situations",)),
    "R16": (("thanks",), ("key situations",)),
    "R17": (("advice",), ("key situations",)),
    "R18": (("favour",), ("key situations",)),
    "R19": (("misunderstanding",), ("key situations",)),
    "R20": (("slip", "sorry_mistake"), ("key situations",)),
    "R21": (("provocation",), ("key supervisor", "queue_store:HelpCall")),
    "R22": (("assist",), ("queue_store:Visitor.assistance", "kiosk.reception.details:detail_taps")),
    "R23": (("escalate", "cannot_explain"), ("key transfer", "key supervisor", "kiosk.hall:CounterConfig.supervisor")),
    "R24": (("referred", "outside_duty"), ("key finish", "queue_store:Outcome.REFERRED")),
    "R25": (("first_asked",), ("queue_store:Ticket.responsible", "queue_store:Store.responsibilities")),
    "R26": (
        ("told", "missing_papers"),
        (
            "key tell", "key card", "kiosk.desk.told_acts:all_told", "kiosk.desk.told_acts:came_again",
            "kiosk.ticket.slip:slip_page",
        ),
    ),
    "R27": (("promise", "promise_due"), ("key owed", "kiosk.desk.owed_acts:promise", "command promises")),
    "R28": (("declined", "forbidden"), ("key finish", "queue_store:Outcome.DECLINED")),
    "R29": (("not_open", "manager_day"), ("kiosk.hall:ServiceConfig.month_days", "kiosk.text.days:service_day_text")),
    "R30": (("start", "urgent", "system_down"), ("kiosk.hall:ServiceConfig.target", "kiosk.widgets.meter:Meter")),
    "R31": (("phone_ring", "phone_greet"), ("key phone", "kiosk.desk.telephone:rings")),
    "R32": (("phone_greet",), ("kiosk.desk.telephone:RINGS",)),
    "R33": (("phone_wait", "phone_second", "phone_back"), ("kiosk.desk.phone_acts:second_call",)),
    "R34": (("phone_out", "phone_out_hours"), ("kiosk.desk.phone_acts:dial", "kiosk.hall:HallConfig.may_call_out")),
    "R35": (("phone_three_minutes",), ("kiosk.desk.telephone:THREE_MINUTES",)),
    "R36": (("phone_note",), ("kiosk.desk.phone_acts:note",)),
    "R37": (("phone_goodbye",), ("kiosk.desk.phone_acts:end_call",)),
    "R38": (("sign_in",), ("kiosk.desk.sign_in:SignInScreen", "prompts:Script.readiness")),
    "R39": (("arrival", "recall"), ("prompts:Spoken.do", "prompts:Spoken.never")),
    "R40": (("sign_in",), ("prompts:Script.principle", "kiosk.desk.sign_in:SignInScreen")),
    "R41": (("secrecy", "privacy"), ("queue_store:Store.forget", "kiosk.hall:HallConfig.retention")),
    "R42": (("pause",), ("key pause", "queue_store:CounterStatus")),
    "R43": (("look_up", "start"), ("key card", "kiosk.hall:ServiceConfig.materials")),
    "R44": (("check_in",), ("kiosk.web.join:join", "queue_store:Store.check_in", "queue_store:Store.book")),
    "R45": (("duty_due", "handover"), ("key owed", "kiosk.desk.owed_acts:add_duty", "kiosk.desk.owed_acts:hand_over")),
    "R46": (
        ("complaint", "upset"),
        ("key finish", "kiosk.desk.owing:case_due", "kiosk.hall:LimitsConfig.case_days"),
    ),
}  # fmt: skip
"""Per rule: moments whose lines carry it out; keys of the desk, commands and importable names that do."""


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
    assert tuple(SERVED) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_lines_of_the_rule_are_there_in_every_language(rule: str) -> None:
    for language in LANGUAGES:
        script = load_script(language)
        for id in SERVED[rule][0]:
            moment = script.moment(id)
            carried = {*moment.rules, *(each for line in script.line_variants(id) for each in line.rules)}
            assert rule in carried, f"{language} {id}"


@pytest.mark.parametrize("rule", RULES)
def test_features_of_the_rule_are_there(rule: str) -> None:
    features = SERVED[rule][1]
    assert features
    assert [feature for feature in features if not stands(feature)] == []


def test_a_feature_that_goes_away_is_noticed() -> None:
    assert not stands("key nothing")
    assert not stands("command nothing")
    assert not stands("queue_store:Store.nothing")
    assert not stands("kiosk.hall:LimitsConfig.nothing")
