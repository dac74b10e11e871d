"""What is wrong in a script file is said in one sentence, with its place and what to do."""

from pathlib import Path

import pytest

from prompts import PLACEHOLDERS, Fault, ScriptError, check_script, load_script
from prompts.pack import read_pack

GOOD = """\
language = "zh-Hans"

[[moment]]
id = "call"

[[moment.line]]
when = { known = true }
say = "{address}，请坐！"
"""


def faults_of(tmp_path: Path, text: str | bytes, name: str = "own.toml") -> list[Fault]:
    """Read a file and check that loading a script with it refuses it for the same reasons."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    faults = [fault for fault in check_script(path) if fault.serious]
    if faults:
        with pytest.raises(ScriptError) as refused:
            load_script("zh-Hans", [path])
        assert set(faults) <= set(refused.value.faults)
    else:
        load_script("zh-Hans", [path])
    return faults


def only(faults: list[Fault]) -> Fault:
    assert len(faults) == 1, faults
    assert faults[0].where
    assert faults[0].advice
    return faults[0]


def test_good_file_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, GOOD) == []


def test_byte_order_mark_of_a_windows_editor_is_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("{address}", "{adress}", 8, "{adress}"),
        ("{address}", "{address!r}", 8, "{address!r}"),
        ("{address}", "{address.__class__}", 8, "{address.__class__}"),
        ("{address}", "{0}", 8, "{0}"),
        ("{address}", "{}", 8, "{}"),
        ("{address}", "{address", 8, "{"),
        ("known = true", "knwon = true", 7, "knwon"),
        ("known = true", 'known = "yes"', 7, "known"),
        ("known = true", 'time_of_day = "midnight"', 7, "midnight"),
        ("say =", "sya =", 6, "sya"),
        ("say = ", "say = 1 # ", 8, "say"),
        ('id = "call"', 'id = "Call me"', 3, ""),
        ('id = "call"', 'id = "call"\nkind = "dance"', 5, "dance"),
        ('id = "call"', 'id = "call"\nrules = ["7"]', 5, "7"),
        ("when = {", 'part = "middle"\nwhen = {', 6, "middle"),
        ("请坐", "请坐\\u001b[2J", 8, "say"),
        ("请坐", "请坐\\u202e", 8, "say"),
        ('"zh-Hans"', '"fr"', None, "fr"),
    ],
)
def test_one_fault_names_place_and_word(tmp_path: Path, old: str, new: str, line: int | None, word: str) -> None:
    assert old in GOOD
    fault = next(iter(faults_of(tmp_path, GOOD.replace(old, new, 1))))
    assert fault.where == (f"own.toml: line {line}" if line else "own.toml")
    assert fault.word == word


def test_unknown_placeholder_is_told_the_known_ones(tmp_path: Path) -> None:
    fault = only(faults_of(tmp_path, GOOD.replace("{address}", "{adress}")))
    assert all(name in fault.advice for name in PLACEHOLDERS)
    assert str(fault).startswith("own.toml: line 8: has an unknown placeholder, {adress}.")


def test_two_lines_for_the_same_moment_and_conditions(tmp_path: Path) -> None:
    twice = GOOD + '\n[[moment.line]]\nwhen = { known = true }\nsay = "请坐！"\n'
    fault = only(faults_of(tmp_path, twice))
    assert fault.where == "own.toml: line 10"
    assert "line 8" in fault.advice


def test_same_moment_twice(tmp_path: Path) -> None:
    assert only(faults_of(tmp_path, GOOD + '\n[[moment]]\nid = "call"\n')).where == "own.toml: line 10"


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    fault = only(faults_of(tmp_path, GOOD.replace('请坐！"', "请坐！")))
    assert fault.where == "own.toml: line 8"
    assert "TOML" in fault.what


def test_nesting_too_deep_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    assert only(faults_of(tmp_path, "a = " + "[" * 100_000)).where.startswith("own.toml")


@pytest.mark.parametrize(
    ("encoding", "guess"), [("gbk", "GBK"), ("utf-16", "UTF-16"), ("big5", "")], ids=["gbk", "utf-16", "big5"]
)
def test_wrong_encoding_names_the_line_and_the_likely_encoding(tmp_path: Path, encoding: str, guess: str) -> None:
    text = GOOD.replace("请", "請") if encoding == "big5" else GOOD
    fault = only(faults_of(tmp_path, text.encode(encoding)))
    assert "UTF-8" in fault.what
    assert guess in fault.what
    assert fault.where == f"own.toml: line {1 if encoding == 'utf-16' else 8}"


def test_file_without_a_language_takes_it_from_its_name(tmp_path: Path) -> None:
    text = GOOD.split("\n", 1)[1]
    assert faults_of(tmp_path, text, "zh-Hans.toml") == []
    assert "language" in only(faults_of(tmp_path, text)).what


def test_missing_file_and_folder_without_files(tmp_path: Path) -> None:
    assert "no such file" in only(check_script(tmp_path / "none.toml")).what
    assert "no script file" in only(check_script(tmp_path)).what
    with pytest.raises(ScriptError, match=r"none\.toml"):
        load_script("zh-Hans", [tmp_path / "none.toml"])


@pytest.mark.parametrize("chain", ['["zh-Hans"]', '["en", "en"]'])
def test_cyclic_fallback_is_refused(tmp_path: Path, chain: str) -> None:
    text = GOOD.replace('language = "zh-Hans"', f'language = "zh-Hans"\nfallback = {chain}')
    assert "circle" in only(faults_of(tmp_path, text)).what


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("{address}", "{adress}").replace("known", "knwon") + 'unknown = 1\n[[moment]]\nid = "!"\n'
    assert len(faults_of(tmp_path, text)) == 4


def test_new_moment_needs_a_title(tmp_path: Path) -> None:
    fault = only(faults_of(tmp_path, GOOD.replace('"call"', '"cal"')))
    assert "cal" in fault.what
    assert "title" in fault.advice


def test_headers_inside_a_long_text_do_not_shift_the_lines(tmp_path: Path) -> None:
    text = GOOD.replace("[[moment]]", 'readiness = ["""\n[[moment]]\n[[moment.line]]\n"""]\n[[moment]]', 1)
    assert only(faults_of(tmp_path, text.replace("{address}", "{adress}"))).where == "own.toml: line 12"


def test_files_of_one_folder_must_agree_on_the_language(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('language = "en"\n')
    (tmp_path / "b.toml").write_text('language = "zh-Hans"\n')
    assert any("zh-Hans" in fault.what for fault in read_pack(tmp_path).faults)
