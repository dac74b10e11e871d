"""The tone of a sentence: what hurts a visitor though no taboo phrase is in it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prompts import LANGUAGES, check_text, in_language
from prompts.measure import CORPUS, found_of, read_written, table, wilson
from prompts.pack import shipped_pack
from prompts.taboo import Verdict, judge
from prompts.tone import WEIGHTS, hurts, pack, rude, tone

COLD = (
    ("zh-Hans", "您这点小钱就别跑来存了，浪费大家的时间。"),
    ("zh-Hant", "這麼簡單的表格您也看不懂，我不想再教了。"),
    ("en", "Honestly, my grandmother could fill this in faster than you."),
)
KIND = (
    ("zh-Hans", "您别着急，慢慢填，不清楚的地方我帮您问。"),
    ("zh-Hant", "您別著急，慢慢填，不清楚的地方我幫您問。"),
    ("en", "There is no hurry at all, I can help you with the form."),
)
PLAIN = (
    ("zh-Hans", "身份证过期"), ("zh-Hans", "户籍业务"), ("zh-Hans", "我帮你。"), ("zh-Hant", "資料不齊"),
    ("en", "Gas bill payment"), ("en", "ID expired"),
)  # fmt: skip


@pytest.mark.parametrize(("language", "text"), COLD)
def test_a_hurtful_sentence_without_a_taboo_phrase_is_one_to_think_about(language: str, text: str) -> None:
    assert judge(text) is Verdict.INNOCENT
    (fault,) = check_text(text, language)
    assert (fault.key, fault.rule, fault.serious) == ("tone", "R40", False)
    for shown in LANGUAGES:
        said = in_language(fault, shown)
        assert said.what
        assert said.advice


@pytest.mark.parametrize(("language", "text"), [*KIND, *PLAIN])
def test_courteous_sentences_names_and_short_reasons_are_left_alone(language: str, text: str) -> None:
    assert check_text(text, language) == []


def test_a_phrase_to_think_about_is_left_alone_in_a_courteous_sentence() -> None:
    text = "不清楚的地方您随时问我，我马上帮您问清楚。"
    assert not any(fault.serious for fault in check_text(text, "zh-Hans"))
    assert check_text("不知道您方不方便，请您先坐，我帮您问一下。", "zh-Hans") == []


def test_a_prescribed_taboo_is_found_in_the_sweetest_sentence() -> None:
    text = "您好，请坐，谢谢您的耐心等候，请您慢走，这与我无关。"
    assert [fault.rule for fault in check_text(text, "zh-Hans")] == ["R14"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_shipped_line_is_warned_about(language: str) -> None:
    lines = shipped_pack(language).lines.values()
    assert [(line.say, found.what) for line in lines for found in check_text(line.say, language)] == []


def test_weights_are_small_and_survive_writing_and_reading() -> None:
    assert WEIGHTS.stat().st_size <= 1_000_000
    assert pack(tone()) == WEIGHTS.read_bytes()


@given(st.text(), st.sampled_from([*LANGUAGES, "fr"]))
@example("\ud800", "en")
@example("", "zh-Hans")
@example("{" * 200 + "}", "zh-Hant")
def test_any_text_has_a_probability(text: str, language: str) -> None:
    assert 0 < rude(text, language) < 1
    assert hurts(text, language) in (True, False)


def test_both_ways_of_writing_chinese_sound_the_same() -> None:
    assert rude("請您稍候，我馬上幫您辦。", "zh-Hant") == rude("请您稍候，我马上帮您办。", "zh-Hans")


def test_interval_is_that_of_wilson() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)


def test_figures_of_an_empty_share_are_a_dash() -> None:
    rows = [one for one in read_written(CORPUS) if not one.bad][:3]
    assert "-" in table("none", found_of([(one, False) for one in rows], lambda one: one.language))
