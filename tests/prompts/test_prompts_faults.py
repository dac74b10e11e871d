"""What is wrong in a script is said in every language."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from prompts import LANGUAGES, check_script, check_text, in_language
from prompts.faults import FAULTS

CATALOGUE = tomllib.loads(FAULTS.read_text(encoding="utf-8"))
TEXTS = {key: texts for key, texts in CATALOGUE.items() if key != "places"}


@pytest.mark.parametrize("key", TEXTS)
def test_every_fault_has_the_same_words_to_fill_in_in_every_language(key: str) -> None:
    names = {
        language: [{name for _, name, _, _ in Formatter().parse(text) if name is not None} for text in texts]
        for language, texts in TEXTS[key].items()
    }
    assert set(names) == set(LANGUAGES)
    assert all(each == names["en"] for each in names.values())


def test_every_fault_of_the_catalogue_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in FAULTS.parent.parent.glob("*.py"))
    quoted = set(re.findall(r'"([a-z_]+)"', code))
    assert [key for key in TEXTS if key not in quoted and not key.startswith(("lacks_", "tone_"))] == []


def test_fault_is_told_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'language = "zh-Hans"\n[[moment]]\nid = "call"\n[[moment.line]]\nsay = "{adress}请坐"\n', encoding="utf-8"
    )
    (fault,) = check_script(path)
    told = in_language(fault, "zh-Hans")
    assert told.where == "own.toml: 第5行"
    assert told.what == "有不认识的占位符 {adress}。"
    assert "surname" in told.advice
    assert in_language(told, "en").what == fault.what
    assert (told.word, told.serious, told.rule) == (fault.word, fault.serious, fault.rule)


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_never_read_as_placeholders(language: str) -> None:
    (fault,) = check_text("{0}不知道{x}", "zh-Hans")
    assert "不知道" in in_language(fault, language).what
