"""A hall's own lines are held against the norms."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import Fault, check_script
from prompts.check import norms
from prompts.pack import PACKS, read_pack, shipped_pack


def check(folder: Path, moment: str, say: str, *, language: str = "zh-Hans", head: str = "") -> list[Fault]:
    path = folder / "own.toml"
    path.write_text(
        f'language = "{language}"\n[[moment]]\nid = "{moment}"\n[[moment.line]]\n{head}\nsay = "{say}"\n',
        encoding="utf-8",
    )
    return check_script(path)


def test_taboo_is_named_with_line_word_rule_and_better_words(tmp_path: Path) -> None:
    (fault,) = check(tmp_path, "advice", "这个我不清楚")
    assert (fault.where, fault.word, fault.rule, fault.serious) == ("own.toml: line 6", "不清楚", "R14", True)
    assert fault.advice == "Better: 我马上帮您问清楚，请您稍候。"
    assert str(fault) == f"own.toml: line 6: {fault.what} {fault.advice}"


def test_taboo_in_what_is_never_said_is_no_fault(tmp_path: Path) -> None:
    assert check(tmp_path, "advice", "请您说，我听着。", head='never = "不说“不知道”，不叫“老板”。"') == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_ni_is_told_to_be_nin(tmp_path: Path, language: str) -> None:
    (fault,) = check(tmp_path, "advice", "我帮你。" if language == "zh-Hans" else "我幫妳。", language=language)
    assert fault.rule == "R12"
    assert "帮您" in fault.advice or "幫您" in fault.advice


def test_prescribed_greeting_is_no_fault(tmp_path: Path) -> None:
    assert check(tmp_path, "walk_up", "你好,需要办什么业务") == []


@pytest.mark.parametrize(
    ("moment", "say", "language", "head", "rule", "what"),
    [
        ("cooperate_thanks", "好了，请坐。", "zh-Hans", "", "R15", "thanks"),
        ("cooperate_thanks", "All done, please sit down.", "en", "", "R15", "thanks"),
        ("phone_goodbye", "您说的我都记下了，再见。", "zh-Hans", "", "R37", "thanks"),
        ("phone_goodbye", "Thank you for calling.", "en", "", "R37", "goodbye"),
        ("call", "您请坐。", "zh-Hans", 'part = "lead"\nwhen = { long_wait = true }', "R04", "apology"),
        ("finish", "都办好了。", "zh-Hans", "", "R10", "goodbye"),
        ("form", "请您填写。", "zh-Hans", "", "R08", "{form}"),
        ("declined", "很抱歉，这件事不能办理。", "zh-Hans", "", "R28", "{reason}"),
        ("phone_out", "您好，我是{clerk}。", "zh-Hans", "", "R34", "{company}"),
    ],
)
def test_what_the_rule_wants_is_missed(
    tmp_path: Path, moment: str, say: str, language: str, head: str, rule: str, what: str
) -> None:
    (fault,) = (found for found in check(tmp_path, moment, say, language=language, head=head) if found.serious)
    assert (fault.rule, fault.serious) == (rule, True)
    assert what in fault.what
    assert fault.advice.startswith("Better: ")


@pytest.mark.parametrize(("language", "say"), [("zh-Hans", "好" * 61), ("en", "Thank you. " * 13)])
def test_line_too_long_for_one_breath_is_one_to_think_about(tmp_path: Path, language: str, say: str) -> None:
    (fault,) = check(tmp_path, "advice", say, language=language)
    assert not fault.serious
    assert "more than" in fault.what
    assert check(tmp_path, "advice", say[:60], language=language) == []


def test_traditional_characters_in_a_simplified_script_are_pointed_out(tmp_path: Path) -> None:
    (fault,) = check(tmp_path, "advice", "請您坐。")
    assert (fault.word, fault.serious) == ("請", False)
    assert fault.advice == "Better: 请您坐。"


def test_new_moment_is_asked_for_in_every_language(tmp_path: Path) -> None:
    for language, title in (("zh-Hans", "借伞"), ("zh-Hant", "借傘")):
        path = tmp_path / f"{language}.toml"
        path.write_text(
            f'[[moment]]\nid = "rain"\ntitle = "{title}"\n[[moment.line]]\nsay = "请您拿好。"\n', encoding="utf-8"
        )
    (tmp_path / "zh-Hant.toml").write_text(
        '[[moment]]\nid = "rain"\ntitle = "借傘"\n[[moment.line]]\nsay = "請您拿好。"\n', encoding="utf-8"
    )
    faults = check_script(tmp_path)
    assert {fault.where for fault in faults} == {"zh-Hans.toml: line 1", "zh-Hant.toml: line 1"}
    assert all("without words in en." in fault.what and not fault.serious for fault in faults)
    (tmp_path / "en.toml").write_text(
        '[[moment]]\nid = "rain"\ntitle = "Rain"\n[[moment.line]]\nsay = "Do take this umbrella."\n', encoding="utf-8"
    )
    assert check_script(tmp_path) == []


def test_folder_with_language_folders_is_read_as_packs() -> None:
    assert check_script(PACKS) == []
    assert check_script(PACKS / "en") == []


def test_norms_speak_of_moments_that_exist_and_of_lines_that_are_there() -> None:
    lines = shipped_pack("zh-Hans").lines
    for norm in norms():
        assert any((moment, beat, part) == (norm.moment, 1, norm.part) for moment, beat, part, _ in lines)
        assert norm.fields or norm.words


@given(st.text(max_size=200))
def test_any_text_as_a_file_gives_faults_and_never_a_crash(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "zh-Hans.toml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    for fault in check_script(path):
        assert str(fault).startswith("zh-Hans.toml")


@given(st.binary(max_size=200))
def test_any_bytes_as_a_file_give_faults_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "own.toml"
    path.write_bytes(raw)
    assert read_pack(path).faults
