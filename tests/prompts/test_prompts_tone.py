"""The tone of a sentence: what hurts a visitor though no taboo phrase is in it."""

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prompts import LANGUAGES, check_text, in_language
from prompts.faults import FAULTS
from prompts.features import features
from prompts.kinds import kinds
from prompts.measure import CORPUS, JUDGES, TEST_WRITERS, Found, Written, found_of, main, read_written, table, wilson
from prompts.pack import shipped_pack
from prompts.taboo import TONE_RULE, Verdict, judge
from prompts.tone import GROUPS, WEIGHTS, Sound, hear, hurts, kind_of, pack, rude, tone, unpack
from prompts.train import Judged, catalogue_texts, learn, limit_of, small_parts

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
WRITTEN = read_written(CORPUS)


KINDS = (
    ("zh-Hans", "保证今天就给您办好，百分之百没问题，我打包票。", "promise", "R27"),
    ("zh-Hant", "保證今天就幫您辦好，百分之百沒問題，我打包票。", "promise", "R27"),
    ("en", "I can absolutely guarantee it will be sorted today, one hundred per cent.", "promise", "R27"),
    ("zh-Hans", "您邻居上个月也欠费了，欠了三百多呢。", "gossip", "R41"),
    ("en", "Between us, the lady before you is getting divorced, poor thing.", "gossip", "R41"),
    ("zh-Hans", "您能不能写快一点，后面还有好多人等着呢。", "hurry", "R40"),
    ("en", "Quickly now, please, there are people waiting behind you.", "hurry", "R40"),
)
UNFIT = (
    ("zh-Hans", "不好意思，这是您自己填错的，跟我们没有关系哦。"),
    ("zh-Hans", "他呀，临时工，什么都不懂，您别问他。"),
    ("en", "I'm sorry, I simply don't know. Next, please."),
    ("en", "No offence, but did you finish school?"),
)
"""Sentences that hurt in another way than the phrase in them usually does."""


def found_on_test(writer: str) -> dict[str, Found]:
    """What patterns and tone together find in a test writer's sentences, by language."""
    judged = [(one, JUDGES["both"](one)) for one in WRITTEN if one.writer == writer]
    return found_of(judged, lambda one: one.language)


FOUND = {writer: found_on_test(writer) for writer in TEST_WRITERS}


@pytest.mark.parametrize(("language", "text"), COLD)
def test_a_hurtful_sentence_without_a_taboo_phrase_is_one_to_think_about(language: str, text: str) -> None:
    assert judge(text) is Verdict.INNOCENT
    (fault,) = check_text(text, language)
    assert (fault.key.partition("_")[0], fault.serious) == ("tone", False)
    for shown in LANGUAGES:
        said = in_language(fault, shown)
        assert said.what
        assert said.advice


@pytest.mark.parametrize(("language", "text", "kind", "rule"), KINDS)
def test_the_kind_of_hurt_is_named_with_its_rule(language: str, text: str, kind: str, rule: str) -> None:
    (fault,) = check_text(text, language)
    assert (fault.key.rpartition("+")[2], fault.rule) == (f"tone_{kind}", rule)
    for shown in LANGUAGES:
        said = in_language(fault, shown)
        assert rule in said.what
        assert said.advice


def test_every_intention_that_hurts_is_of_one_kind_and_every_kind_has_texts() -> None:
    bad = {one.intention for one in WRITTEN if one.bad}
    assert sorted(intention for kind in kinds().values() for intention in kind.intentions) == sorted(bad)
    data = tomllib.loads(FAULTS.read_text(encoding="utf-8"))
    assert {f"tone_{name}" for name in kinds()} == {key for key in data if key.startswith("tone_")}
    for group in GROUPS:
        weights = tone().groups[group]
        assert set(weights.intentions[: weights.bad]) == bad


def test_a_kind_that_is_not_sure_is_not_named() -> None:
    unsure = dict.fromkeys(kinds(), 1 / len(kinds()))
    assert kind_of(Sound(9.0, unsure)) == ""
    assert kind_of(Sound(9.0, {**dict.fromkeys(kinds(), 0.0), "hurry": 1.0})) == "hurry"
    assert TONE_RULE not in {kind.rule for name, kind in kinds().items() if name in ("wall", "gossip")}


@pytest.mark.parametrize(("language", "text"), UNFIT)
def test_better_words_that_do_not_fit_the_sentence_are_not_given(language: str, text: str) -> None:
    faults = check_text(text, language)
    assert faults
    for fault in faults:
        first, _, second = fault.key.partition("+")
        assert first == "form" or second or first.startswith("tone"), fault.advice
        for shown in LANGUAGES:
            assert in_language(fault, shown).advice
            assert dict(fault.values).get("better", "-") not in in_language(fault, shown).advice


def test_better_words_are_given_to_the_phrase_alone_and_where_they_fit() -> None:
    for text in ("不知道", "我不知道", "没听说过这个政策，可能有吧可能没有。"):
        (fault,) = check_text(text, "zh-Hans")
        assert "我马上帮您问清楚" in fault.advice
    (fault,) = check_text("No.", "en")
    assert (fault.rule, "Apologise, give the reason" in fault.advice) == ("R30", True)
    assert "have a seat" not in check_text("What? Who's this?", "en")[0].advice


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_visitors_read_of_the_product_is_not_warned_about(language: str) -> None:
    texts = [one.text for one in catalogue_texts() if one.language == language]
    assert len(texts) > 100
    assert [(text, found.what) for text in texts for found in check_text(text, language)] == []


@pytest.mark.parametrize(("language", "text"), [*KIND, *PLAIN])
def test_courteous_sentences_names_and_short_reasons_are_left_alone(language: str, text: str) -> None:
    assert check_text(text, language) == []


def test_a_name_and_a_catchword_have_no_tone() -> None:
    assert check_text("policy", "en") == []
    rude, language = COLD[0][1], COLD[0][0]
    assert check_text(rude, language, is_name=True) == []
    assert check_text("Our policy on gas meters", "en", is_name=True) == []
    assert [fault.rule for fault in check_text("老太婆专窗", "zh-Hans", is_name=True)] == ["R13"]


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
    packed = pack(tone())
    assert packed == WEIGHTS.read_bytes()
    assert hear(COLD[2][1], "en") == unpack(packed).groups["en"].hear(features(COLD[2][1]))


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
    rows = [one for one in WRITTEN if not one.bad][:3]
    assert "-" in table("none", found_of([(one, False) for one in rows], lambda one: one.language))


@pytest.mark.parametrize("writer", sorted({one.writer for one in WRITTEN} & {*TEST_WRITERS}))
def test_nothing_is_learned_from_a_sentence_of_a_test_writer(writer: str) -> None:
    texts = {one.text for one in WRITTEN if one.writer == writer}
    assert len(texts) > 500
    assert not texts & {one.text for one in WRITTEN if one.writer not in TEST_WRITERS}


@pytest.mark.parametrize(
    ("writer", "language", "precision", "recall"),
    [
        ("T", "all", 0.959, 0.898), ("T", "zh-Hans", 0.945, 0.887), ("T", "zh-Hant", 0.957, 0.897),
        ("T", "en", 0.908, 0.830), ("U", "all", 0.956, 0.935), ("U", "zh-Hans", 0.961, 0.900),
        ("U", "zh-Hant", 0.914, 0.888), ("U", "en", 0.915, 0.929),
    ],
)  # fmt: skip
def test_figures_on_the_test_writers_are_within_what_is_reported(
    writer: str, language: str, precision: float, recall: float
) -> None:
    found = FOUND[writer][language]
    assert found.right / (found.right + found.wrong) >= precision
    assert found.right / (found.right + found.missed) >= recall


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("I'll", "I will"), ("I’m", "I am"), ("im", "I am"), ("You're", "you are"), ("theyre", "they are"),
        ("don't", "do not"), ("DONT", "do not"), ("can't", "cannot"), ("won't", "will not"), ("it`s", "it is"),
        ("let's", "let us"), ("we've", "we have"), ("she'd", "she would"), ("gotta", "got to"),
    ],
)  # fmt: skip
def test_a_contraction_is_heard_as_what_it_stands_for(short: str, whole: str) -> None:
    assert features(f"{short} wait here") == features(f"{whole} wait here")


def test_a_word_that_looks_like_a_contraction_is_left_alone() -> None:
    assert features("well were ill") == features("WELL WERE ILL") != features("we will we are I will")


def test_a_limit_is_not_found_on_writers_who_wrote_much_of_a_language() -> None:
    much = [Written("A", True, "hurry", "en", f"text {place}") for place in range(7)]
    little = [Written("D", True, "hurry", "en", "short"), Written("E", True, "hurry", "en", "brief")]
    chinese = [Written(name, True, "hurry", "zh-Hant", "快") for name in "ABCDEF"]
    sentences = [*much, *little, *chinese]
    judged = [Judged(one, Sound(0.0, {"hurry": 1.0}), by_phrase=False) for one in sentences]
    assert [one.sentence for one in small_parts(judged, sentences)] == [*little, *chinese]


def test_learning_twice_gives_the_same_weights() -> None:
    few = [one for one in WRITTEN if one.language == "en" and one.writer == "E"]
    assert learn(few) == learn(few)


def test_limit_is_the_lowest_score_that_keeps_the_precision() -> None:
    bad = [(True, 1.0 + place) for place in range(100)]
    good = [(False, 0.0 - place) for place in range(20)]
    assert limit_of([*good, *bad], 0.92) == -7.0
    assert limit_of([(False, 1.0)], 0.92) == float("inf")


def test_measuring_prints_patterns_model_and_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert all(f"{name}, by language" in printed for name in JUDGES)
    assert "both, by intention" in printed
