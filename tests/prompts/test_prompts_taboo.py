"""The lint of what is never said to a visitor."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prompts import check_text
from prompts.measure import main, measure, read_labelled
from prompts.taboo import Verdict, find, judge, lexicon

LABELLED = Path(__file__).with_name("labelled.tsv")
SENTENCES = read_labelled(LABELLED)

FORBIDDEN = (
    "喂", "老头儿", "老太婆", "伙计", "老板", "头儿", "哥们", "这与我无关", "不知道", "不清楚",
    "不是我办理的业务我不知道",
)  # fmt: skip
PHRASES = (
    *FORBIDDEN,
    "你去投诉好了",
    "别啰嗦",
    "不归我管",
    "規定就是規定",
    "沒看見我正忙著嗎",
    "老闆",
    "您問我，我問誰",
)
ENGLISH = (
    "that's not my job",
    "I don't know",
    "calm down",
    "none of my business",
    "ask someone else",
    "rules are rules",
)
WIDE = str.maketrans({letter: chr(ord(letter) + 0xFEE0) for letter in "abcdefghijklmnopqrstuvwxyzIT"})


def serious(text: str) -> bool:
    return any(fault.serious for fault in check_text(text, "zh-Hans"))


def test_labelled_set_is_large_and_balanced() -> None:
    assert len(SENTENCES) >= 300
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)
    labels = Counter(sentence.label for sentence in SENTENCES)
    assert min(labels[Verdict.TABOO], labels[Verdict.INNOCENT]) >= 120
    assert {sentence.language for sentence in SENTENCES} == {"zh-Hans", "zh-Hant", "en"}
    assert sum(sentence.split == "held" for sentence in SENTENCES) >= 100


@pytest.mark.parametrize("split", ["held", "tune"])
def test_precision_and_recall(split: str) -> None:
    figures = measure(sentence for sentence in SENTENCES if sentence.split == split)
    assert figures.precision >= 0.97
    assert figures.recall >= 0.97
    assert figures.false_alarms <= 0.05


def test_figures_are_printed_with_every_miss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "few.tsv"
    rows = (
        "split\tlabel\tlanguage\ttext",
        "held\ttaboo\tzh-Hans\t不知道",
        "held\ttaboo\tzh-Hans\t您请坐",
        "held\tinnocent\ten\tHello",
    )
    path.write_text("\n".join(rows), encoding="utf-8")
    assert main([str(path)]) == 0
    printed = capsys.readouterr().out
    assert "held                     3      1.000   0.500         0.000" in printed
    assert "held: taboo judged innocent: 您请坐" in printed
    assert main([str(path), str(path)]) == 2


@pytest.mark.parametrize("phrase", FORBIDDEN)
def test_what_the_norms_forbid_is_found_with_a_rule_and_better_words(phrase: str) -> None:
    (fault,) = check_text(phrase, "zh-Hans")
    assert fault.serious
    assert fault.word == phrase
    assert fault.rule in ("R13", "R14")
    assert fault.advice.startswith("Better: ")
    assert not [hit for hit in find(fault.advice.removeprefix("Better: ")) if hit.serious]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("不知道", Verdict.TABOO), ("我不知道您是否方便", Verdict.THINK), ("您知道吗", Verdict.INNOCENT),
        ("老板电器的维修点", Verdict.INNOCENT), ("里头儿请", Verdict.INNOCENT), ("喂奶室", Verdict.INNOCENT),
        ("不　知　道", Verdict.TABOO), ("不\u200b知\u200b道", Verdict.TABOO), ("**不知道**", Verdict.TABOO),
        ("对不起，我不知道。", Verdict.TABOO), ("請問老闆", Verdict.THINK), ("這與我無關", Verdict.TABOO),
        ("您请先坐下。一个小时后我来请您。", Verdict.INNOCENT), ("", Verdict.INNOCENT), ("{address}", Verdict.INNOCENT),
        ("NOT MY JOB!!!", Verdict.TABOO), ("It is not. My job is to help.", Verdict.INNOCENT),
        ("我们不说“这与我无关”", Verdict.THINK),
    ],
)  # fmt: skip
def test_verdicts(text: str, verdict: Verdict) -> None:
    assert judge(text) is verdict


def test_place_and_word_are_those_of_the_text_as_written() -> None:
    (fault,) = check_text("对不起，不 知 道。", "zh-Hans")
    assert (fault.where, fault.word) == ("character 5", "不 知 道")


def test_traditional_text_is_answered_in_traditional_characters() -> None:
    assert "幫您" in check_text("不知道", "zh-Hant")[0].advice
    assert "帮您" in check_text("不知道", "zh-Hans")[0].advice


def test_every_better_wording_is_free_of_taboos() -> None:
    for taboo in lexicon()[0]:
        for better in filter(None, (taboo.better, taboo.hant)):
            assert not [hit for hit in find(better) if hit.serious], better


@given(st.sampled_from(PHRASES), st.data())
def test_spacing_and_punctuation_do_not_hide_a_phrase(phrase: str, data: st.DataObject) -> None:
    filler = st.text(alphabet=" \t　,.!?;:、，。！？·*_-~\u200b\u2060", max_size=3)
    hidden = "".join(letter + data.draw(filler) for letter in phrase)
    assert serious(hidden), hidden


@given(
    st.sampled_from(ENGLISH), st.sampled_from([" ", "  ", " - ", "_", ", ", ". ", "…"]), st.booleans(), st.booleans()
)
def test_case_width_and_spacing_do_not_hide_english(phrase: str, gap: str, upper: bool, wide: bool) -> None:
    hidden = gap.join(phrase.split())
    hidden = hidden.upper() if upper else hidden.translate(WIDE) if wide else hidden
    assert serious(hidden), hidden


@given(st.text(), st.sampled_from(["zh-Hans", "zh-Hant", "en"]))
@example("ß" * 50 + "㎡" * 50, "en")
@example("\ud800", "en")
@example("{" * 100 + "不知道", "zh-Hans")
def test_any_text_can_be_checked(text: str, language: str) -> None:
    for fault in check_text(text, language):
        assert fault.word in text
        assert fault.advice


@given(st.text(alphabet="不知道我您你的了老板是，。 abc", max_size=40))
def test_checking_twice_says_the_same(text: str) -> None:
    assert check_text(text, "zh-Hans") == check_text(text, "zh-Hans")


def test_long_text_is_checked_quickly() -> None:
    hits = find("请您稍候，我马上给您办。" * 400 + "不知道")
    assert [hit.serious for hit in hits] == [True]


def test_a_name_has_no_tone_but_holds_no_taboo() -> None:
    """What a service or a paper is called is judged by its phrases alone, and nobody is asked to think it over."""
    assert check_text("这是公司的规定", "zh-Hans")
    assert check_text("这是公司的规定", "zh-Hans", is_name=True) == []
    assert check_text("不知道", "zh-Hans", is_name=True)
