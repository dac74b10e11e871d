"""The choice of lines, fallback between languages, the hall's own lines over the shipped ones."""

import shutil
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import (
    LANGUAGES,
    PLACEHOLDERS,
    Kind,
    MissingField,
    Part,
    Script,
    ScriptError,
    Situation,
    TimeOfDay,
    UnknownMoment,
    load_script,
    negotiate,
)
from prompts.pack import PACKS

FIELDS = {name: f"<{name}>" for name in PLACEHOLDERS if name != "greeting"}
SCRIPTS = {language: load_script(language) for language in LANGUAGES}
BOOLEANS = ("long_wait", "known", "returning", "assistance", "several_errands")


def situations() -> st.SearchStrategy[Situation]:
    flags = {name: st.booleans() for name in BOOLEANS}
    return st.builds(Situation, **flags, time_of_day=st.sampled_from(TimeOfDay), fields=st.just(FIELDS))


def overlay(tmp_path: Path, text: str, language: str = "zh-Hans", name: str = "own.toml") -> Path:
    path = tmp_path / name
    path.write_text(f'language = "{language}"\n{text}', encoding="utf-8")
    return path


def say(script: Script, moment: str, **conditions: object) -> list[str]:
    return [spoken.say for spoken in script.lines(moment, Situation(fields=FIELDS, **conditions))]  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_moment_in_every_situation_has_words(language: str) -> None:
    script = SCRIPTS[language]
    for flags in product((False, True), repeat=len(BOOLEANS)):
        for time in TimeOfDay:
            situation = Situation(**dict(zip(BOOLEANS, flags, strict=True)), time_of_day=time, fields=FIELDS)
            for moment in script.moments():
                spoken = script.lines(moment.id, situation)
                assert [line.part for line in spoken].count(Part.MAIN) == 1
                for line in spoken:
                    assert line.language == language
                    assert line.say
                    assert line.do
                    assert line.never
                    assert "{" not in line.say + line.do + line.never


@given(st.sampled_from(LANGUAGES), situations(), st.data())
def test_choice_depends_on_nothing_but_the_situation(language: str, situation: Situation, data: st.DataObject) -> None:
    moment = data.draw(st.sampled_from(SCRIPTS[language].moments())).id
    spoken = SCRIPTS[language].lines(moment, situation)
    assert spoken == load_script(language).lines(moment, situation)
    assert [line.part for line in spoken] == sorted((line.part for line in spoken), key=list(Part).index)
    for line in spoken:
        variants = [v for v in SCRIPTS[language].line_variants(moment) if v.part is line.part]
        holding = [v for v in variants if all(getattr(situation, k) == x for k, x in v.when.items())]
        assert len(line.why) == max(len(v.when) for v in holding)


def test_apology_leads_only_after_a_long_wait() -> None:
    for script in SCRIPTS.values():
        spoken = script.lines("call", Situation(long_wait=True, fields=FIELDS))
        assert [line.part for line in spoken] == [Part.LEAD, Part.MAIN]
        assert spoken[0].rules == ("R04",)
        assert spoken[0].why == ("long_wait",)
        assert Part.LEAD not in [line.part for line in script.lines("call", Situation(fields=FIELDS))]


def test_known_and_returning_visitor_is_welcomed_back_by_name() -> None:
    fields = {**FIELDS, "address": "王先生"}
    for moment in ("call", "resume"):
        spoken = SCRIPTS["zh-Hans"].lines(moment, Situation(known=True, returning=True, fields=fields))
        assert spoken[0].say.startswith("王先生，您回来了")


def test_who_moves_with_difficulty_is_met() -> None:
    (spoken,) = SCRIPTS["zh-Hans"].lines("call", Situation(assistance=True, known=False, fields=FIELDS))
    assert "我到您那边去" in spoken.say
    assert "R22" in spoken.rules


def test_greeting_follows_the_time_of_day() -> None:
    morning, evening = (
        say(SCRIPTS["en"], "call", time_of_day=time)[0] for time in (TimeOfDay.MORNING, TimeOfDay.EVENING)
    )
    assert morning.startswith("Good morning")
    assert evening.startswith("Good evening")


def test_values_are_never_read_as_placeholders() -> None:
    fields = {**FIELDS, "address": "{clerk}{0}[/red]\x1b[2J"}
    (spoken,) = SCRIPTS["en"].lines("resume", Situation(known=True, fields=fields))
    assert "{clerk}{0}[/red][2J" in spoken.say


def test_line_without_its_value_gives_way_to_a_plainer_one(tmp_path: Path) -> None:
    path = overlay(
        tmp_path, '[[moment]]\nid = "thanks"\n[[moment.line]]\nwhen = {known = true}\nsay = "{surname}，不客气"\n'
    )
    script = load_script("zh-Hans", [path])
    assert script.lines("thanks", Situation(known=True))[0].say == "不用谢 / 不客气 / 没关系"
    assert script.lines("thanks", Situation(known=True, fields={"surname": "王"}))[0].say == "王，不客气"


def test_value_that_no_line_can_do_without_is_asked_for() -> None:
    with pytest.raises(MissingField, match="label"):
        SCRIPTS["zh-Hans"].lines("issued", Situation(fields={"zone": "A"}))


def test_what_is_not_known_is_left_out_of_the_words_and_nothing_is_made_up() -> None:
    fields = {"label": "A001", "zone": "", "form": ""}
    issued = SCRIPTS["zh-Hans"].lines("issued", Situation(fields=fields))[0].say
    assert issued == "您的号是A001，请您先坐一会儿，叫到号会告诉您去哪个窗口。"
    form = SCRIPTS["zh-Hans"].lines("form", Situation(fields=fields))[0].say
    assert form == "这张单子请您填写，不明白的地方我给您讲。"
    assert SCRIPTS["zh-Hans"].lines("forbidden", Situation())[0].say.startswith("您的难处我理解")


def test_a_line_leaves_out_what_is_not_known_step_by_step() -> None:
    def promised(**fields: str) -> str:
        return SCRIPTS["zh-Hans"].lines("promise", Situation(fields=fields))[0].say

    assert "因为要等核对。3月10日前" in promised(reason="要等核对", due="3月10日")
    assert promised(due="3月10日").startswith("这件事现在还办不完，3月10日前")
    assert "日" in promised(reason="要等核对")
    assert "要等核对" not in promised(reason="要等核对"), "no reason without a date"


@pytest.mark.parametrize("value", ["证件过期", "证件过期。", "证件过期。。", "证件过期！ "])
def test_a_value_that_ends_with_a_stop_does_not_double_that_of_the_line(value: str) -> None:
    spoken = SCRIPTS["zh-Hans"].lines("forbidden", Situation(fields={"reason": value.strip()}))[0].say
    assert spoken.endswith("原因是：证件过期。")


def test_own_line_without_its_value_gives_way_to_the_plain_words_that_are_shipped(tmp_path: Path) -> None:
    own = '[[moment]]\nid = "forbidden"\n[[moment.line]]\nsay = "不能办，因为{reason}，请您谅解。"\n'
    script, known = load_script("zh-Hans", [overlay(tmp_path, own)]), Situation(fields={"reason": "证件过期"})
    assert script.lines("forbidden", known)[0].say == "不能办，因为证件过期，请您谅解。"
    assert script.lines("forbidden", Situation())[0].say == SCRIPTS["zh-Hans"].lines("forbidden", Situation())[0].say


def test_unknown_moment_is_an_error_of_its_own() -> None:
    with pytest.raises(UnknownMoment):
        SCRIPTS["en"].lines("dance", Situation())


def test_own_line_replaces_the_shipped_one_and_keeps_what_it_leaves_out(tmp_path: Path) -> None:
    path = overlay(tmp_path, '[[moment]]\nid = "finish"\n[[moment.line]]\nsay = "谢谢您光临，请慢走。"\n')
    script = load_script("zh-Hans", [path])
    (spoken,) = script.lines("finish", Situation(fields=FIELDS))
    (shipped,) = SCRIPTS["zh-Hans"].lines("finish", Situation(fields=FIELDS))
    assert spoken.say == "谢谢您光临，请慢走。"
    assert (spoken.do, spoken.never, spoken.rules) == (shipped.do, shipped.never, shipped.rules)
    assert say(script, "finish", known=True) == say(SCRIPTS["zh-Hans"], "finish", known=True)
    assert say(load_script("en", [path]), "finish") == say(SCRIPTS["en"], "finish")


def test_new_situation_is_an_entry_and_nothing_else(tmp_path: Path) -> None:
    path = overlay(
        tmp_path, '[[moment]]\nid = "rain"\ntitle = "下雨借伞"\n[[moment.line]]\nsay = "外面下雨，这把伞请您拿去用。"\n'
    )
    script = load_script("zh-Hans", [path])
    assert script.moment("rain").kind is Kind.SITUATION
    assert script.moment("rain").initials == "xyjs"
    assert script.find("xyj")[0].id == "rain"
    assert say(script, "rain") == ["外面下雨，这把伞请您拿去用。"]
    english = load_script("en", [path]).lines("rain", Situation(fields=FIELDS))
    assert (english[0].say, english[0].language) == ("外面下雨，这把伞请您拿去用。", "zh-Hans")


def test_later_file_wins(tmp_path: Path) -> None:
    files = [
        overlay(
            tmp_path, f'[[moment]]\nid = "finish"\n[[moment.line]]\nsay = "{words}，请慢走。"\n', name=f"{words}.toml"
        )
        for words in ("甲", "乙")
    ]
    assert say(load_script("zh-Hans", files), "finish") == ["乙，请慢走。"]


def test_own_words_that_break_the_norms_keep_the_script_from_loading(tmp_path: Path) -> None:
    path = overlay(tmp_path, '[[moment]]\nid = "advice"\n[[moment.line]]\nsay = "这与我无关"\n')
    with pytest.raises(ScriptError) as refused:
        load_script("zh-Hans", [path])
    (fault,) = refused.value.faults
    assert (fault.where, fault.rule, fault.word) == ("own.toml: line 5", "R14", "这与我无关")


def test_long_line_loads_with_a_warning(tmp_path: Path) -> None:
    path = overlay(tmp_path, f'[[moment]]\nid = "advice"\n[[moment.line]]\nsay = "{"好" * 500}"\n')
    script = load_script("zh-Hans", [path])
    assert say(script, "advice") == ["好" * 500]
    assert [fault.serious for fault in script.warnings] == [False]


def test_language_with_half_of_the_lines_borrows_the_rest(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    for name in ("situations", "phone", "shift"):
        (packs / "en" / f"{name}.toml").unlink()
    script = load_script("en", packs=packs)
    assert {moment.id for moment in script.moments()} == {moment.id for moment in SCRIPTS["en"].moments()}
    assert script.lines("call", Situation(fields=FIELDS))[0].language == "en"
    assert script.lines("thanks", Situation(fields=FIELDS))[0].language == "zh-Hans"
    assert script.readiness() == SCRIPTS["zh-Hans"].readiness()
    traditional = load_script("zh-Hant", packs=packs)
    assert traditional.lines("thanks", Situation(fields=FIELDS))[0].language == "zh-Hant"


def test_chinese_falls_back_to_english(tmp_path: Path) -> None:
    path = overlay(tmp_path, '[[moment]]\nid = "tour"\ntitle = "Tour"\n[[moment.line]]\nsay = "This way."\n', "en")
    for language in LANGUAGES:
        assert say(load_script(language, [path]), "tour") == ["This way."]


def test_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ScriptError, match="zh-Hant"):
        load_script("fr")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("zh-Hant", "zh-Hant"),
        ("zh_TW.UTF-8", "zh-Hant"), ("zh-Hant-CN", "zh-Hant"), ("zh-Hans-HK", "zh-Hans"), ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"), ("zh_SG", "zh-Hans"), ("ZH-hant", "zh-Hant"), ("en-GB", "en"), ("de", "en"), ("", "en"),
        ("zhx", "en"), ("zh-CN,zh;q=0.9", "zh-Hans"), ("C.UTF-8", "en"),
    ],
)  # fmt: skip
def test_negotiation(tag: str, language: str) -> None:
    assert negotiate(tag) == language


@given(st.text())
def test_any_tag_gives_a_language(tag: str) -> None:
    assert negotiate(tag) in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_principles_come_round_and_stay_for_the_day(language: str) -> None:
    script, day = SCRIPTS[language], date(2026, 2, 27)
    fortnight = [script.principle(day + timedelta(days=n)) for n in range(14)]
    assert len(set(fortnight)) == 14
    assert script.principle(day) == script.principle(day)
    assert all(principle.title and principle.act for principle in fortnight)


@pytest.mark.parametrize(
    ("letters", "moment"),
    [("dfdx", "thanks"), ("DFDX", "thanks"), ("duifangdaoxie", "thanks"), ("道谢", "thanks"), ("lkts", "complaint"),
     ("tousu", "complaint"), ("zzzz", None), ("投诉", "complaint"), ("xtgz", "system_down"),
     ("cannot_explain", "cannot_explain")],
)  # fmt: skip
def test_moments_are_found_by_letters(letters: str, moment: str | None) -> None:
    found = [candidate.id for candidate in SCRIPTS["zh-Hans"].find(letters)]
    assert (found[0] if found else None) == moment


def test_all_moments_are_found_by_nothing_and_none_by_nonsense() -> None:
    assert SCRIPTS["en"].find(" ") == SCRIPTS["en"].moments()
    assert SCRIPTS["en"].find("qqqqq") == ()


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_letters_can_be_looked_for(letters: str, language: str) -> None:
    assert set(SCRIPTS[language].find(letters)) <= set(SCRIPTS[language].moments())
