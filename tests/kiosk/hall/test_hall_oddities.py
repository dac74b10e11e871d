"""Whatever stands in hall.toml, the answer is a hall or a list of faults, never a crash."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hall import HallConfig, HallFileError, parse_hall
from kiosk.words import load_words

LINES = (Path(__file__).parents[3] / "kiosk" / "example" / "hall.toml").read_text(encoding="utf-8").splitlines()
SETTINGS = [number for number, line in enumerate(LINES) if " = " in line and not line.startswith((" ", "#"))]
ODD = (
    '""', '"\\u001b[2J"', '"[/red]"', '"{x}{0}"', "true", "-1", "0", "9" * 30, "1.5", "nan", "[]", "[[]]", "[1, true]",
    '["A", 1]', "{}", "{ a = { b = 1 } }", "[{}]", "1979-05-27", "07:32:00", '"\\uffff"', '"' + "x" * 10_000 + '"',
    '["zz"]', '["en", "en"]', '[{ en = "x" }]', '"mysql://db"', '"24:00"', '["00:00-24:00", "00:00-24:00"]',
)  # fmt: skip


def read(text: str) -> HallConfig | HallFileError:
    try:
        return parse_hall(text, Path("hall.toml"))
    except HallFileError as error:
        return error


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(SETTINGS), st.sampled_from(ODD)), min_size=1, max_size=4))
def test_odd_values_are_faults_with_a_sentence_in_every_language(changes: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for number, value in changes:
        lines[number] = f"{lines[number].split(' = ')[0]} = {value}"
    answer = read("\n".join(lines))
    if isinstance(answer, HallConfig):
        answer.rules()
        return
    assert answer.faults
    for language in ("zh-Hans", "zh-Hant", "en"):
        sentences = answer.sentences(load_words(language))
        assert len(sentences) == len(answer.faults) + 1
        assert all("\x1b" not in sentence and len(sentence) < 700 for sentence in sentences)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60), st.integers(0, 5000))
def test_damaged_files_are_faults(rubbish: bytes, place: int) -> None:
    text = "\n".join(LINES)
    damaged = text[:place] + rubbish.decode("latin-1") + text[place + len(rubbish) :]
    answer = read(damaged)
    assert isinstance(answer, HallConfig) or answer.faults
    assert "\x1b" not in str(answer)


def test_brackets_without_end_are_a_fault_of_the_file() -> None:
    with pytest.raises(HallFileError, match="is not TOML"):
        parse_hall("id = " + "[" * 100_000, Path("hall.toml"))
