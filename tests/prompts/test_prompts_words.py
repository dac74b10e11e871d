"""The shipped words: every reception rule is served, prescribed phrases stand, the three languages match."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from prompts import (
    LANGUAGES,
    PLACEHOLDERS,
    Fault,
    Kind,
    Line,
    Part,
    Script,
    Situation,
    address,
    check_script,
    load_script,
)
from prompts.check import BOTH_SCRIPTS
from prompts.fold import simplified
from prompts.pack import PACKS, fields_in

SCRIPTS = {language: load_script(language) for language in LANGUAGES}

RULES = tuple(f"R{number:02}" for number in range(1, 66))

BESIDES = {
    "R02": "ticket, page and board name the place",
    "R06": "order of the queue, its reason and the report of overtaking",
    "R22": "flag at reception, precedence",
    "R23": "transfer to a supervisor's counter with the note",
    "R25": "responsible clerk kept through transfers",
    "R26": "list of materials on ticket, page and desk; told is logged",
    "R27": "promises with a date, reminders, export",
    "R28": "outcome declined needs a reason",
    "R29": "calendar of the manager's days",
    "R30": "target time at the desk",
    "R38": "checklist at sign-in",
    "R39": "do and never parts of all lines",
    "R40": "principle of the day",
    "R41": "least data, retention, access on record",
    "R42": "pause with a reason",
    "R43": "service card",
    "R44": "joining and booking from the phone",
    "R45": "timed tasks and handover note",
    "R47": "forms of address with an office or trade",
    "R63": "checklist at sign-in",
    "R64": "manager's days in the hall's calendar",
}
"""Rules that features serve besides the lines listed by the coverage test."""

KIOSK_MOMENTS = (
    "arrival", "welcome", "waiting", "call", "recall", "start", "papers", "form", "cash", "park", "resume", "no_show",
    "transfer", "finish", "referred", "declined", "complaint", "cancel", "interruption", "interruption_back",
    "escalate", "told", "promise", "sign_in", "pause", "system_down", "not_open", "thanks", "advice", "favour",
    "misunderstanding", "slip", "provocation", "cooperate", "cooperate_thanks", "cannot_explain",
    "outside_duty", "forbidden", "phone_greet", "phone_wait", "phone_three_minutes", "phone_note",
    "phone_goodbye", "phone_out",
)  # fmt: skip
"""Moments that the screens and the telephone ask for by name."""

PRESCRIBED = (
    "你好", "需要办什么业务", "先生/小姐，您好！请问有什么事需要我们帮助的", "对不起，让您久等了",
    "请稍等", "请稍候", "请慢走",
    "这是开户申请单，请您填写", "这是开户申请单，请您阅读", "王先生/小姐，您回来了", "王先生，您回来了",
    "不用谢", "不客气", "没关系",
    "对不起，打扰您了", "有困难直说，但愿我能给您帮助", "谢谢您的好意，这是我们应该做的，请您理解",
    "不好意思，可能误会了",
    "噢，对不起，我不是那个意思", "请尊敬我们的工作，先生/小姐", "您好，示范燃气公司客户中心",
    "您好，我是示范燃气公司客户中心的小林", "当面点清",
)  # fmt: skip

FIELDS = {
    "address": "先生/小姐", "surname": "王", "label": "A001", "counter": "3", "counters": "3号、4号窗口",
    "service": "开户", "form": "开户申请单", "company": "示范燃气公司", "hall": "客户中心", "clerk": "小林",
    "zone": "A区",
    "minutes": "15", "materials": "身份证、房产证", "where": "规划局", "reason": "房屋未验收", "due": "3月5日",
    "days": "每月10日和25日", "note": "三号楼停气", "amount": "200元", "change": "43.50元",
    "contact": "幸福路 3 号，电话 0535-555 0133",
    "receiving": "3月10日（星期二）由李主任接待", "local": "后院有 12 个车位，办事免费停 1 小时。",
    "way": "请值班主任再看一遍",
}  # fmt: skip

TRADITIONAL_ONLY = "們這個來時說還請問業務辦電話號後幾單據寫讀錯誤認識謝對過開關門間聽見現場應該總給線紙讓麼還話點"
SIMPLIFIED_ONLY = "们这个来时说还请问业务办电话号后几单据写读错误认识谢对过开关门间听见现场应该总给线纸让么还话点"


def all_lines(script: Script) -> Iterator[Line]:
    for moment in script.moments():
        yield from script.line_variants(moment.id)


def said(script: Script, name: str) -> list[str]:
    """Every line that the script can say, filled in for a visitor called by this name."""
    fields = {**FIELDS, "address": name}
    found = []
    for moment in script.moments():
        for known in (False, True):
            for flags in (
                {},
                {"long_wait": True},
                {"returning": True},
                {"assistance": True},
                {"several_errands": True},
            ):
                situation = Situation(known=known, fields=fields, **flags)  # type: ignore[arg-type]
                for beat in range(1, script.beats(moment.id) + 1):
                    found += [spoken.say for spoken in script.lines(moment.id, situation, beat)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_served(language: str) -> None:
    serving: dict[str, list[str]] = defaultdict(list)
    for line in all_lines(SCRIPTS[language]):
        for rule in line.rules:
            serving[rule].append(f"{line.moment}.{line.part}" + "".join(f" {name}" for name in line.when))
    for moment in SCRIPTS[language].moments():
        for rule in moment.rules:
            serving[rule].append(moment.id)
    for rule in RULES:
        print(rule, ", ".join(serving[rule]), "| besides:", BESIDES.get(rule, "–"))
    assert [rule for rule in RULES if not serving[rule]] == []
    assert set(serving) <= set(RULES)
    assert set(BESIDES) <= set(RULES)


def test_moments_that_the_screens_ask_for_exist() -> None:
    known = {moment.id for moment in SCRIPTS["zh-Hans"].moments()}
    assert [moment for moment in KIOSK_MOMENTS if moment not in known] == []


def test_prescribed_phrases_stand_word_for_word() -> None:
    words = (
        said(SCRIPTS["zh-Hans"], "先生/小姐")
        + said(SCRIPTS["zh-Hans"], "王先生")
        + said(SCRIPTS["zh-Hans"], "王先生/小姐")
    )
    assert [phrase for phrase in PRESCRIBED if not any(phrase in line for line in words)] == []


def test_apology_is_nothing_but_the_prescribed_words() -> None:
    for moment in ("call", "interruption_back", "step_back"):
        lead = SCRIPTS["zh-Hans"].lines(moment, Situation(long_wait=True, fields=FIELDS))[0]
        assert (lead.part, lead.say) == (Part.LEAD, "对不起，让您久等了")


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_languages_have_the_same_moments_lines_and_placeholders(language: str) -> None:
    def shape(script: Script) -> list[tuple[object, ...]]:
        return [
            (line.moment, line.part, tuple(line.when.items()), line.rules, bool(line.plain), named(line))
            for line in all_lines(script)
        ]

    def named(line: Line) -> list[str]:
        """Placeholders, but the form of address, which English speaks without where nobody gave a name."""
        return sorted(set(fields_in(line.say)) - {"address"})

    def moments(script: Script) -> list[tuple[object, ...]]:
        return [(moment.id, moment.kind, moment.rules) for moment in script.moments()]

    model, script = SCRIPTS["zh-Hans"], SCRIPTS[language]
    assert moments(script) == moments(model)
    assert shape(script) == shape(model)
    assert len(script.readiness()) == len(model.readiness())
    assert len(script.principles()) == len(model.principles()) == 14
    assert script.layers[0].greetings.keys() == model.layers[0].greetings.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_whole_and_short(language: str) -> None:
    limit = 140 if language == "en" else 60
    for line in all_lines(SCRIPTS[language]):
        assert line.say
        assert line.do
        assert line.never
        assert line.rules
        for text in line.texts:
            assert len(re.sub(r"\{\w+\}", "xxxx", text)) <= limit, text
        assert len(line.do) <= limit, line.do
        assert len(line.never) <= limit, line.never
        assert set(fields_in(line.say + line.do + line.never)) <= set(PLACEHOLDERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_initials_find_their_moment(language: str) -> None:
    script = SCRIPTS[language]
    assert len({moment.title for moment in script.moments()}) == len(script.moments())
    for kind in Kind:
        assert script.moments(kind)
    for moment in script.moments():
        assert re.fullmatch(r"[a-z0-9]+", moment.initials)
        assert moment in script.find(moment.initials)
        assert script.find(moment.title)[0].title.startswith(moment.title)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_initials_are_those_of_the_pinyin(language: str) -> None:
    from pypinyin import Style, lazy_pinyin

    for moment in SCRIPTS[language].moments():
        letters = "".join(part[0] for part in lazy_pinyin(moment.title, style=Style.FIRST_LETTER))
        assert set(moment.initials) <= set(letters), (moment.title, moment.initials, letters)


def text_of(language: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((PACKS / language).glob("*.toml")))


def test_no_traditional_characters_in_simplified_words() -> None:
    folds = simplified()
    odd = {letter for letter in text_of("zh-Hans") if letter in folds and letter not in BOTH_SCRIPTS}
    assert odd == set()
    assert not set(TRADITIONAL_ONLY) - set(SIMPLIFIED_ONLY) & set(text_of("zh-Hans"))


def test_no_simplified_characters_in_traditional_words() -> None:
    only_simplified = set(SIMPLIFIED_ONLY) - set(TRADITIONAL_ONLY)
    assert set(text_of("zh-Hant")) & only_simplified == set()


NOT_TAIWANESE = (
    "窗", "櫃台", "屏幕", "籤", "迴", "揹", "爲", "裏", "説", "信息", "短信", "打印", "話術", "號票", "同志",
    "二維碼", "複印", "撤銷", "材料",
)  # fmt: skip
"""What the mainland writes, and characters that Taiwan does not."""


def test_traditional_words_are_those_of_the_counter() -> None:
    text = text_of("zh-Hant")
    assert "櫃檯" in text
    assert [word for word in NOT_TAIWANESE if word in text] == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_visitors_are_always_nin(language: str) -> None:
    for line in all_lines(SCRIPTS[language]):
        for text in line.texts:
            assert "你" not in text.replace("你好", ""), text


def test_shipped_packs_keep_the_norms() -> None:
    faults: list[Fault] = check_script(PACKS)
    assert faults == []


ALWAYS_KNOWN = {"company": "示范燃气公司", "hall": "客户中心", "counter": "3"}
"""Values that every hall has at every counter."""

OF_A_TICKET = {**ALWAYS_KNOWN, "label": "A001", "service": "开户"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_moment_has_words_for_a_clerk_who_knows_nothing_and_no_value_is_made_up(language: str) -> None:
    script = SCRIPTS[language]
    unknown = address("", "", language)
    for moment in script.moments():
        known = OF_A_TICKET if moment.kind is Kind.FLOW else ALWAYS_KNOWN
        spoken = script.lines(moment.id, Situation(fields={**known, "address": unknown}))
        assert any(line.part is Part.MAIN for line in spoken)
        for line in spoken:
            assert "{" not in line.say + line.do + line.never


@pytest.mark.parametrize("language", LANGUAGES)
def test_visitor_without_a_name_is_never_guessed_at(language: str) -> None:
    unknown = address("", "", language)
    spoken = SCRIPTS[language].lines("arrival", Situation(fields={"address": unknown}))
    assert (
        spoken[0].say
        == {
            "zh-Hans": "先生/小姐，您好！请问有什么事需要我们帮助的吗？",
            "zh-Hant": "先生/小姐，您好！請問有什麼事需要我們幫助的嗎？",
            "en": "Hello. How can I help you today?",
        }[language]
    )


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_chinese_words_have_full_width_punctuation(language: str) -> None:
    for line in all_lines(SCRIPTS[language]):
        for text in (*line.texts, line.do, line.never):
            assert not re.search(r"[,!?:;]", re.sub(r"\{\w+\}", "", text)), text
