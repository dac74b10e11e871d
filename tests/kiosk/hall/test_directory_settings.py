"""The directory in hall.toml: what it says, what is wrong in it, what is probably not meant."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from kiosk.cli.directory import check_directory
from kiosk.hall import HallConfig, HallFileError, parse_hall
from kiosk.hall.doubts import doubts_about
from kiosk.words import load_words

EXAMPLE = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
TODAY = date(2026, 3, 3)


def hall(*changes: tuple[str, str]) -> HallConfig:
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_hall(text, Path("/nowhere/hall.toml"))


def test_the_example_has_a_whole_directory() -> None:
    config = hall()
    assert [office.names.say("en") for office in config.offices_for("A")] == [
        "City Land Registry", "City Heating Company",
    ]  # fmt: skip
    assert [office.names.say("en") for office in config.offices_for("B")] == ["City Heating Company"]
    assert config.find_office("市不动产登记中心").telephone == "0535-555 0133"
    assert config.find_office("City Land Registry") is None, "the log has names in the hall's own language"
    assert config.complaints[1].telephone == "12345"
    assert config.find_service("A").answers[0].question.say("zh-Hant") == "租房子的能開戶嗎？"
    assert len(config.find_service("A").steps) == 3


def test_managers_take_turns_and_a_single_day_comes_first() -> None:
    config = hall(("# dates = [", "dates = ["))
    assert config.receiving_on("M", date(2026, 11, 10)).names.say("zh-Hans") == "李主任"
    assert config.receiving_on("M", date(2026, 11, 25)).names.say("zh-Hans") == "周经理"
    assert config.receiving_on("M", date(2026, 12, 10)).names.say("zh-Hans") == "周经理"
    assert config.receiving_on("M", date(2026, 11, 11)) is None
    assert config.receiving_on("A", date(2026, 11, 10)) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('services = ["A"]\nmatters', 'services = ["Z"]\nmatters', "offices[0].services[0] (市不动产登记中心): There"),
        ('service = "M"', 'service = "Q"', 'rota[0].service (李主任): There is no service "Q".'),
        ('telephone = "12345"', 'telephone = "ring us"', "complaints[1].telephone (市政务服务热线): ring us is not"),
        ('telephone = "12345"\n', "", "complaints[1] (市政务服务热线): Neither a place nor a telephone number"),
        ('zh-Hans = "市供热公司服务厅"', 'zh-Hans = "市不动产登记中心"', "offices[1].names (市不动产登记中心): "),
        ("month_days = [10]\n\n", "\n", "rota[0] (李主任): No days stand here."),
        ("month_days = [10]\n\n", "month_days = [41]\n\n", "rota[0].month_days[0] (李主任)"),
        ('en = "21 Jiefang Road"', 'en = ""', "offices[1].place.en (市供热公司服务厅)"),
        ('en = "Replacing a lost title deed"', 'en = ""', "offices[0].matters[0].en"),
        ('en = "Can a tenant open an account?"', 'en = " "', "services[0].answers[0].question.en (A)"),
        ('hours = ["00:00-24:00"]', 'hours = ["24"]', "complaints[1].hours[0]"),
        ('"fri"]\n\n[[complaints]]', '"Friday"]\n\n[[complaints]]', "complaints[0].days[4]"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_that_names_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(HallFileError) as caught:
        hall((old, new))
    sentences = caught.value.sentences(load_words("en"))
    assert len(sentences) == 2, sentences
    assert said in sentences[1]
    for language in ("zh-Hans", "zh-Hant"):
        assert caught.value.sentences(load_words(language))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("month_days = [10]\n\n", "month_days = [10, 11]\n\n", "Service M is not given on these days: 11."),
        ("month_days = [10]\n\n", "month_days = [10, 25]\n\n", "On 25 somebody else receives too: rota[0]."),
        ("month_days = [10]\n\n", 'dates = ["2026-03-10"]\n\n', "Nobody is down to receive visitors on 2026-04-10."),
        ('# dates = ["2026-12-10"]', 'dates = ["2026-02-10"]', "Days that are over: 1"),
        ('# dates = ["2026-12-10"]', 'dates = ["2026-12-11"]', "Service M is not given on these days: 2026-12-11."),
    ],
)
def test_a_quiet_mistake_of_the_rota_is_named(old: str, new: str, said: str) -> None:
    doubts = doubts_about(hall((old, new)), TODAY)
    assert [doubt.sentence(load_words("en")) for doubt in doubts if said in doubt.sentence(load_words("en"))]
    assert len(doubts) == 1
    for language in ("zh-Hans", "zh-Hant"):
        assert doubts[0].sentence(load_words(language))


def test_check_says_what_the_directory_holds() -> None:
    words = load_words("en")
    [finding] = check_directory(hall())
    assert finding.sentence(words).startswith("The directory names offices: 2, complaint channels: 2, local facts: 4")
    bare = EXAMPLE[: EXAMPLE.index("[[complaints]]")]
    [finding] = check_directory(parse_hall(bare, Path("/nowhere/hall.toml")))
    assert finding.key == "directory_empty"
    offices = bare + EXAMPLE[EXAMPLE.index("[[offices]]") :]
    keys = [finding.key for finding in check_directory(parse_hall(offices, Path("/nowhere/hall.toml")))]
    assert keys == ["directory_ok", "directory_no_complaints"]


def test_an_answer_that_breaks_the_norms_is_named_once() -> None:
    config = hall(("窗口当场可以开；电子发票发到您的手机或邮箱。", "不知道，你自己看。"))
    found = [*doubts_about(config, TODAY), *check_directory(config)]
    (named,) = [each.sentence(load_words("en")) for each in found if "不知道" in each.sentence(load_words("en"))]
    assert "services[1].answers[0].answer" in named


def test_what_a_clerk_says_is_looked_at_as_a_sentence_and_not_as_a_name() -> None:
    config = hall(("窗口当场可以开；电子发票发到您的手机或邮箱。", "这个事你跟我说没用，爱办不办。"))
    assert [
        each
        for each in doubts_about(config, TODAY)
        if each.sentence(load_words("en")).startswith("services[1].answers[0]")
    ]
