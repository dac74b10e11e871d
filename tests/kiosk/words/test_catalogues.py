"""The word catalogues: complete in every language, and complete for whatever the code says."""

import ast
import re
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.keys import DESK_KEYS
from kiosk.words import load_words
from queue_store import NotAllowed, Outcome, QueueError, State, Verb

ROOT = Path(__file__).parents[3]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
AREAS = sorted({file.name for language in LANGUAGES for file in (ROOT / "kiosk/locale" / language).glob("*.toml")})
ERRORS = {"QueueError", "UnknownThing", "NotAllowed", "AlreadyTaken", "CounterBusy", "StoreUnavailable"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("area", AREAS)
def test_each_language_has_the_same_keys_and_placeholders(area: str) -> None:
    prefix = area.removesuffix(".toml") + "."
    tables = {
        language: {key: text for key, text in load_words(language).texts.items() if key.startswith(prefix)}
        for language in LANGUAGES
    }
    for language in LANGUAGES:
        assert tables[language].keys() == tables["en"].keys(), language
        for key, text in tables[language].items():
            assert bool(text.strip()) == bool(tables["en"][key].strip()), f"{language} {key} is empty"
            assert placeholders(text) == placeholders(tables["en"][key]), f"{language} {key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_plain_names_or_keys_of_the_desk(language: str) -> None:
    pressed = {f"press[{id}]" for id in DESK_KEYS}
    for key, text in load_words(language).texts.items():
        assert all(name.isidentifier() or name in pressed for name in placeholders(text)), key


def test_chinese_catalogues_use_their_own_characters_and_punctuation() -> None:
    hans, hant = load_words("zh-Hans").texts, load_words("zh-Hant").texts
    assert "櫃檯" in hant["cli.section.counter"]
    assert not [key for key, text in hant.items() if any(word in text for word in ("窗", "櫃台", "話術"))]
    assert not [key for key, text in hans.items() if set(text) & set("這個開號業務辦錯誤櫃")]
    assert not [key for key, text in hant.items() if set(text) & set("这个开号业务办错误柜")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_of_the_store_has_a_sentence(language: str) -> None:
    words = load_words(language)
    missing = []
    for file in (ROOT / "queue_store").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS):
                continue
            key = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if isinstance(key, str) and f"errors.{key}" not in words:
                missing.append(f"{file.name}: {key}")
    assert not missing


def test_every_key_that_the_code_names_is_in_the_catalogues() -> None:
    """Keys written out in the code: `words("desk.x")`, `Refusal("x")` and, in commands, `say(session, "x")`."""
    words = load_words("en")
    missing = []
    for file in (ROOT / "kiosk").rglob("*.py"):
        for call in (
            node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        ):
            name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
            prefix, place = {"words": ("", 0), "Refusal": ("errors.", 0), "say": ("cli.say.", 1)}.get(name, ("", 9))
            if name == "say" and file.parent.name != "cli":
                continue
            key = call.args[place] if len(call.args) > place else None
            if isinstance(key, ast.Constant) and f"{prefix}{key.value}" not in words:
                missing.append(f"{file.relative_to(ROOT)}:{call.lineno} {prefix}{key.value}")
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_verbs_and_outcomes_have_names(language: str) -> None:
    words = load_words(language)
    for kind, values in (("state", State), ("verb", Verb), ("outcome", Outcome)):
        for value in values:  # type: ignore[attr-defined]
            assert f"common.{kind}.{value.value}" in words


def test_a_refusal_is_said_in_the_language_with_its_state_and_verb() -> None:
    error = NotAllowed("not_allowed", "{label} {state} {verb}", label="A001", state=State.FINISHED.value, verb="call")
    assert (
        load_words("zh-Hans").error(error) == "A001 目前是：已办结，不能进行这一步：叫号。请再看一下号票，换一个操作。"
    )
    assert load_words("en").error(error).startswith("Ticket A001 is: finished. Not possible now: call.")


def test_an_unknown_refusal_is_said_in_the_stores_own_words() -> None:
    assert load_words("zh-Hans").error(QueueError("brand_new", "Plain {x}.", x="words")) == "Plain words."


def test_what_a_visitor_wrote_is_never_a_placeholder() -> None:
    error = QueueError("unknown_service", "{service}", service="{known}{0.__class__}", known="A")
    assert "{known}{0.__class__}" in load_words("en").error(error)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (-5, "0 s", "0 秒"),
        (59.9, "59 s", "59 秒"),
        (60, "1 min", "1 分钟"),
        (3599, "59 min", "59 分钟"),
        (3600, "1 h", "1 小时"),
        (3900, "1 h 05 min", "1 小时 05 分"),
        (90000, "25 h", "25 小时"),
    ],
)
def test_durations(seconds: float, english: str, chinese: str) -> None:
    assert load_words("en").duration(timedelta(seconds=seconds)) == english
    assert load_words("zh-Hans").duration(timedelta(seconds=seconds)) == chinese


def test_the_clock_is_the_halls() -> None:
    assert load_words("en").clock(datetime(2026, 1, 1, 0, 5, tzinfo=UTC), ZoneInfo("Asia/Shanghai")) == "08:05"


def test_a_key_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_words("en")("cli.no.such.key")


def test_one_word_for_one_thing() -> None:
    """The supervisor, and the code with which a number from the phone is confirmed, each have one name."""
    places = [ROOT / folder / language for folder in ("kiosk/locale", "prompts/packs") for language in LANGUAGES]
    texts = {file: file.read_text(encoding="utf-8") for place in places for file in place.glob("*.toml")}
    assert len(texts) > 50
    other = re.compile("主管(?!部[门門])|签到|簽到|[预預][约約]")
    assert not [
        f"{file.parent.name}/{file.name}: {found[0]}" for file, text in texts.items() if (found := other.search(text))
    ]
    for language in ("zh-Hans", "zh-Hant"):
        words = load_words(language)
        code = words("web.check_in.code")
        assert code in words("reception.code", code="123456")
        assert code in words("cli.command.code")


def test_several_things_of_which_one_will_do() -> None:
    assert load_words("en").either([1, 3, 5]) == "1, 3 or 5"
    assert load_words("en").either([1]) == "1"
    assert load_words("zh-Hans").either([1, 3, 5]) == "1、3 或 5"
    assert load_words("en").either([]) == ""
