"""`kiosk init`: five questions or flags become a hall.toml that passes `kiosk check`, in the hall's language."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path

import pytest
from at_terminal import Answers, at_terminal
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.cli.answers import BadAnswer, read_counters, read_hours, read_language, read_name, read_services, read_yes
from kiosk.cli.init import TEMPLATE_NAMES
from kiosk.cli.new_hall import TEMPLATES
from kiosk.cli.root import cli
from kiosk.hall import HallConfig, load_hall
from kiosk.hall.doubts import HARMLESS, doubts_about
from kiosk.words import load_words
from queue_store import Span, open_store

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
TODAY = date(2026, 11, 23)


def made(folder: Path, *flags: str) -> HallConfig:
    """The hall that `kiosk init` writes, after `kiosk check` found nothing wrong with its hall.toml."""
    result = CliRunner().invoke(cli, ["init", str(folder), *flags])
    assert result.exit_code == 0, result.output
    checked = CliRunner().invoke(cli, ["--hall", str(folder), "check"])
    assert not [line for line in checked.stdout.splitlines() if "hall.toml" in line and "WRONG" in line]
    config = load_hall(folder)
    assert [doubt for doubt in doubts_about(config, TODAY) if doubt.key not in HARMLESS] == []
    return config


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KIOSK_HALL", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    monkeypatch.setenv("TZ", "UTC")


@pytest.mark.parametrize("template", TEMPLATE_NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_in_every_language_makes_a_hall_that_opens(tmp_path: Path, language: str, template: str) -> None:
    config = made(tmp_path / "hall", "--language", language, "--template", template, "--split", "--counters", "4")
    assert config.languages == (language,)
    words = load_words(language)
    assert [each.names.say(language) for each in config.services] == [
        words(f"init.{template}.{each.code}.name") for each in config.services
    ]
    assert {code for counter in config.counters for code in counter.services} == {each.code for each in config.services}
    store = open_store(config.database_path, config.rules())
    assert store.issue("A").label == "A001"
    store.close()


def test_the_templates_are_those_of_the_flag() -> None:
    assert tuple(TEMPLATES) == TEMPLATE_NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_comments_are_in_the_language_of_the_hall(tmp_path: Path, language: str) -> None:
    made(tmp_path, "--language", language, "--yes")
    text = (tmp_path / "hall.toml").read_text(encoding="utf-8")
    comments = re.findall(r"#[^\n\"]*", text)
    assert len(comments) > 15
    assert bool(re.search("[一-鿿]", "".join(comments))) == (language != "en")
    assert load_words(language)("init.comment.company") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_there_to_uncomment_can_be_used(tmp_path: Path, language: str) -> None:
    made(tmp_path, "--language", language, "--yes")
    file = tmp_path / "hall.toml"
    text = file.read_text(encoding="utf-8")
    uncommented = re.sub(r"^# (?=\[\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)
    assert uncommented.count("\n[[") - text.count("\n[[") == 9
    file.write_text(uncommented, encoding="utf-8")
    config = load_hall(tmp_path)
    assert config.hours.sat
    assert all(service.materials for service in config.services)
    assert [doubt for doubt in doubts_about(config, TODAY) if doubt.key not in HARMLESS] == []


def test_flags_answer_every_question(tmp_path: Path) -> None:
    config = made(
        tmp_path, "--language", "zh-Hant", "--name", "蘭亭廳", "--service", "繳費", "--service", "報修, 急件",
        "--counters", "4", "--hours", "8:30-12:00，13:30–17:00",
    )  # fmt: skip
    assert config.name.say("zh-Hant") == "蘭亭廳"
    assert config.id == "lan-ting-ting"
    assert config.timezone == "Asia/Taipei"
    assert [service.names.say("zh-Hant") for service in config.services] == ["繳費", "報修, 急件"]
    assert [counter.services for counter in config.counters] == [("A", "B")] * 4
    assert [counter.number for counter in config.counters if counter.supervisor] == [4]
    assert [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in config.hours.fri] == ["08:30-12:00", "13:30-17:00"]
    assert config.hours.sat == ()


def test_a_hall_that_never_closes_ends_its_day_at_midnight(tmp_path: Path) -> None:
    config = made(tmp_path, "--hours", "0:00-24:00")
    assert config.cutover.hour == 0


_text = st.text(max_size=230)


@settings(deadline=None, max_examples=60)
@given(name=_text, services=st.lists(_text, min_size=1, max_size=4), counters=st.integers(-1, 120))
@example(name='"\\', services=['"""', "'''", "{x}"], counters=1)
@example(name="🙂🏳️‍🌈" * 20, services=["# a", "]]\t", "= 1"], counters=99)
@example(name="长" * 200, services=["\u200b", "é"], counters=2)
@example(name="\ud800", services=["a"], counters=2)
def test_odd_names_are_written_as_they_are_or_refused_in_a_sentence(
    name: str, services: list[str], counters: int
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "hall"
        flags = [f"--name={name}", f"--counters={counters}", *(f"--service={each}" for each in services)]
        result = CliRunner().invoke(cli, ["init", str(folder), *flags])
        if result.exit_code == 0:
            config = load_hall(folder)
            assert config.name.en == name.strip()
            assert [each.names.en for each in config.services] == [each.strip() for each in services]
            assert [doubt for doubt in doubts_about(config, TODAY) if doubt.key not in HARMLESS] == []
        else:
            assert result.exit_code == 2
            assert result.stderr.count("\n") == 1
            assert not folder.exists()


def test_it_never_overwrites(kiosk, tmp_path: Path) -> None:
    folder = tmp_path / "新大厅"
    told = kiosk("init", str(folder)).stdout
    assert f"kiosk --hall {folder} check" in told.replace("'", "")
    (folder / "hall.toml").write_text("mine", encoding="utf-8")
    assert "is already there" in kiosk("init", str(folder), code=1).stderr
    assert (folder / "hall.toml").read_text(encoding="utf-8") == "mine"
    assert [entry.name for entry in folder.iterdir()] == ["hall.toml"]


def test_templates_and_names_exclude_each_other(kiosk, tmp_path: Path) -> None:
    told = kiosk("init", str(tmp_path / "x"), "--template", "gas", "--service", "Tea", code=2).stderr
    assert "not both" in told


def test_at_a_terminal_it_asks_until_each_answer_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "my hall"
    answers = (
        Answers("Which language", "klingon"), Answers("no language", "2"),
        Answers("大廳叫什麼", "   "), Answers("不能空著", "蘭亭廳"),
        Answers("辦哪些業務", "繳費、繳費"), Answers("寫了兩次", "瓦斯"),
        Answers("幾個櫃檯", "零"), Answers("整數", "５"), Answers("全部業務", "n"),
        Answers("幾點開門", "早上"), Answers("不是服務時間", "8:30至12:00"),
    )  # fmt: skip
    code, seen = at_terminal(None, answers, "init", str(folder))
    assert code == 0, seen
    assert f"kiosk --hall '{folder}' check" in seen
    config = load_hall(folder)
    assert config.name.zh_hant == "蘭亭廳"
    assert [service.names.zh_hant for service in config.services] == ["開戶", "繳費", "報修", "諮詢", "申訴"]
    assert [counter.services for counter in config.counters] == [("A",), ("B",), ("C",), ("D",), ("E",)]


def test_leaving_the_questions_writes_nothing(tmp_path: Path) -> None:
    code, _ = at_terminal(None, (Answers("Which language", "\x03"),), "init", str(tmp_path / "hall"))
    assert code == 130
    assert not (tmp_path / "hall").exists()


@pytest.mark.parametrize(
    ("read", "text", "key"),
    [
        (read_language, "fr", "language"), (read_name, " ", "empty"), (read_name, "x" * 201, "long"),
        (read_name, "a\x07", "control"), (read_name, "\udcff", "control"), (read_counters, "0", "counters"),
        (read_counters, "1.5", "counters"), (read_counters, "100", "counters"), (read_counters, "two", "counters"),
        (read_yes, "maybe", "yes_no"), (read_hours, "", "hours"), (read_hours, "17:00-8:00", "hours"),
        (read_hours, "9:00-9:10", "short"), (read_hours, "8-17", "hours"),
        (read_hours, "9:00-12:00,11:00-13:00", "hours"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_used_is_refused_in_one_sentence(read, text: str, key: str, language: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        read(text)
    assert refused.value.key == key
    assert "\n" not in refused.value.sentence(load_words(language))


@pytest.mark.parametrize("text", ["9:00-12:00", "9:00～12:00", "9：00—12：00", " 09:00 - 12:00 ", "9:00至12:00"])
def test_hours_as_people_write_them(text: str) -> None:
    [span] = read_hours(text)
    assert (span.start.hour, span.end.hour) == (9, 12)
    assert isinstance(span, Span)


@pytest.mark.parametrize("text", ["town hall", "Town-Hall", "town  hall"])
def test_a_template_is_known_by_its_name(text: str) -> None:
    assert len(read_services(text, load_words("en"))) == 5
