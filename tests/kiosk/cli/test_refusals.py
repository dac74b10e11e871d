"""What is refused, in one sentence, with the right exit code: 1 refused, 2 usage, 3 database."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from queue_store.engines.sqlite import connections


def edit(hall: Path, old: str, new: str) -> None:
    file = hall / "hall.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["issue", "Z"], "This hall has no service Z. Choose one of: A, B, C, D, E, M."),
        (["issue", "A", "--priority", "king"], "This hall has no priority class king. Choose one of: elder,"),
        (["issue", "A", "--address", "老板"], "There is no form of address 老板. Choose one of: madam, sir,"),
        (["issue", "A", "--errands", "0"], "--errands must be a number from 1 to 99."),
        (["next", "--counter", "77"], "This hall has no counter 77. Choose one of: 1, 2, 3, 4, 5, 6."),
        (["desk", "--counter", "0"], "--counter must be a whole number of at least 1."),
        (["desk", "--counter", "one"], "--counter must be a whole number"),
        (["finish", "--counter", "1", "--outcome", "well"], "--outcome must be one of: done, referred, declined,"),
        (["issue", "A", "B"], "Too much: B. See kiosk issue --help."),
        (["--language", "fr", "waiting"], "There is no language fr. Choose one of: zh-Hans, zh-Hant, en."),
        (["issue", "A", "--surname"], "--surname needs a value."),
        (["next"], "--counter is missing. See kiosk next --help."),
        (["issue"], "SERVICE is missing. See kiosk issue --help."),
        (["isue"], "There is no command isue. Did you mean issue"),
        (["xyzzy"], "There is no command xyzzy. See kiosk --help."),
        (["issue", "A", "--priorty"], "There is no option --priorty. Did you mean --priority"),
        (["ticket", "A999"], "There is no ticket A999 on "),
        (["ticket", "../../etc"], "There is no ticket ../../etc on "),
        (["day", "show", "--day", "2026-02-30"], "2026-02-30 is not a date or time."),
        (["transfer", "--counter", "3"], "Say to which service or counter the ticket goes."),
    ],
)
def test_usage(kiosk, words: list[str], sentence: str) -> None:
    result = kiosk(*words, code=2)
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_refusals_leave_everything_as_it_was(kiosk, data) -> None:
    data("issue", "A")
    data("issue", "A")
    data("next", "--counter", "3")
    assert "Counter 3 still has ticket A001." in kiosk("next", "--counter", "3", code=1).stderr
    assert "There is no visitor at counter 2." in kiosk("finish", "--counter", "2", code=1).stderr
    assert "Nobody stepped aside from counter 3." in kiosk("resume", "--counter", "3", code=1).stderr
    assert "only that counter can act on it" in kiosk("finish", "A001", "--counter", "1", code=1).stderr
    assert "already called to counter 3" in kiosk("call", "A001", "--counter", "1", code=1).stderr
    assert "needs a reason" in kiosk("finish", "--counter", "3", "--outcome", "declined", code=1).stderr
    assert "nothing that could be undone" in kiosk("undo", "--counter", "5", code=1).stderr
    assert "Name the clerk in 1 to 40 characters" in kiosk("open", "--counter", "5", "--clerk", " ", code=1).stderr
    assert [ticket["state"] for ticket in data("serving")] == ["called"]
    assert [ticket["label"] for ticket in data("waiting")] == ["A002"]


def test_a_group_without_a_command_shows_its_help(kiosk) -> None:
    for group in ("day", "export", "script"):
        shown = kiosk(group, code=2).stderr
        assert shown.startswith(f"Usage: kiosk {group} ")
        assert shown.count("\n") > 5
        assert "�" not in shown


def test_an_unknown_language_in_the_environment_is_told_too(kiosk, monkeypatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "fr")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert kiosk("waiting", code=2).stderr.startswith("There is no language fr.")
    assert kiosk("--language", "zh-TW", "waiting").stderr == ""


def test_a_file_that_cannot_be_written_is_named_as_it_was_given(kiosk, tmp_path: Path) -> None:
    file = tmp_path / "no" / "waits.csv"
    words = ("export", "waits", "--since", "2026-03-01", "--until", "2026-03-02", "--output", str(file))
    told = kiosk(*words, code=1).stderr
    assert told.startswith(f"{file} cannot be written: ")
    assert ".tmp" not in told


def test_calling_out_of_order_needs_a_reason_as_at_the_desk(kiosk, data) -> None:
    data("issue", "A")
    data("issue", "A")
    told = kiosk("call", "A002", "--counter", "1", code=2).stderr
    assert told == "A002 is not next, A001 is. Say with --reason why it is called first.\n"
    assert [ticket["label"] for ticket in data("waiting")] == ["A001", "A002"]
    assert data("call", "A002", "--counter", "1", "--reason", "urgent")[0]["state"] == "called"
    assert data("call", "A001", "--counter", "3")[0]["state"] == "called"


def test_errors_are_json_when_data_is(kiosk) -> None:
    for words, code, key in (
        (["issue", "Z", "--json"], 2, "unknown_service"),
        (["next", "--json"], 2, "usage"),
        (["recall", "--counter", "3", "--json"], 1, "nobody_here"),
    ):
        told = json.loads(kiosk(*words, code=code).stderr)
        assert told["error"] == key
        assert told["message"]


def test_sentences_are_in_the_chosen_language(kiosk, monkeypatch) -> None:
    assert kiosk("--language", "zh-Hans", "issue", "Z", code=2).stderr.startswith("本厅没有业务 Z。")
    assert kiosk("--language", "zh-TW", "issue", "Z", code=2).stderr.startswith("本廳沒有業務 Z。")
    monkeypatch.delenv("KIOSK_LANGUAGE")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_HK.UTF-8")
    assert "本廳" in kiosk("issue", "Z", code=2).stderr
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "This hall" in kiosk("issue", "Z", code=2).stderr
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "本厅" in kiosk("issue", "Z", code=2).stderr


def test_a_broken_hall_file_lists_all_faults(kiosk, hall: Path) -> None:
    edit(hall, 'timezone = "Asia/Shanghai"', 'timezone = "Asia/Shangai"')
    edit(hall, 'services = ["E", "M"]', 'services = ["E", "X"]')
    result = kiosk("issue", "A", code=2)
    assert "timezone" in result.stderr
    assert "counters[5].services[1] (6)" in result.stderr
    assert "services[5] (M)" in result.stderr
    told = json.loads(kiosk("issue", "A", "--json", code=2).stderr)
    assert told["error"] == "hall_file"
    assert len(told["faults"]) == 3
    assert not (hall / "hall.db").exists()


def test_broken_toml_and_a_counter_that_serves_nothing(kiosk, hall: Path, monkeypatch) -> None:
    edit(hall, 'services = ["B"]', "services = []")
    assert "This counter serves nothing." in kiosk("waiting", code=2).stderr
    (hall / "hall.toml").write_text("id = \n", encoding="utf-8")
    assert "Line 1 is not TOML: id =" in kiosk("waiting", code=2).stderr
    (hall / "hall.toml").write_text('id = "x"\nlanguages = ["zh-Hans"]\nname = {\n\n', encoding="utf-8")
    assert "Line 3 is not TOML: name = {" in kiosk("waiting", code=2).stderr
    with monkeypatch.context() as c_locale:
        c_locale.delenv("KIOSK_LANGUAGE")
        c_locale.setenv("LC_ALL", "C")
        assert "不符合 TOML 写法：name = {" in kiosk("check", code=1).stdout
    (hall / "hall.toml").unlink()
    assert "There is no such file." in kiosk("waiting", code=2).stderr


def test_a_service_is_refused_on_days_when_it_is_not_given(kiosk, manager_day: int) -> None:
    refused = kiosk("issue", "M", code=1).stderr
    assert refused.startswith("The manager's reception is not given today. The next day is ")
    assert refused.split()[-2] == str(manager_day), "Tuesday 1 December"


def test_a_file_that_is_no_database(kiosk, hall: Path) -> None:
    (hall / "hall.db").write_bytes(b"this is a letter, not a database" * 200)
    result = kiosk("issue", "A", code=3)
    assert "is not a hall's database" in result.stderr
    assert (hall / "hall.db").read_bytes().startswith(b"this is a letter")


def test_a_database_of_another_program(kiosk, hall: Path) -> None:
    connection = sqlite3.connect(hall / "hall.db")
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()
    assert "belongs to another program" in kiosk("issue", "A", code=3).stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "INSERT INTO _sqlite_migrations VALUES (99, 'queue_store', 'm999_from_the_future', '2030-01-01')",
            "a newer version",
        ),
        ("SELECT 1", "another version"),
        ("INSERT INTO _sqlite_migrations VALUES (98, 'program', '7.2.0', '2030-01-01')", "version 7.2.0"),
    ],
)
def test_a_database_of_another_version(kiosk, data, hall: Path, change: str, said: str) -> None:
    data("issue", "A")
    with closing(sqlite3.connect(hall / "hall.db", isolation_level=None)) as connection:
        connection.execute(change)
        connection.execute("ALTER TABLE counter RENAME COLUMN since TO begun")
    told = kiosk("waiting", code=3).stderr
    assert f"was made by {said} of this program" in told
    assert "Nothing was changed in it." in told
    checked = kiosk("check", code=1).stdout
    assert checked.count(f"made by {said}") == 1, "said once, and in words"
    assert "damaged" not in checked


def test_a_database_that_cannot_be_written(kiosk, data, hall: Path) -> None:
    data("issue", "A")
    edit(hall, 'database = "hall.db"', f'database = "file://{(hall / "hall.db").as_posix()}?mode=ro"')
    assert [ticket["label"] for ticket in data("waiting")] == ["A001"]
    told = json.loads(kiosk("issue", "A", "--json", code=3).stderr)
    assert told["error"] == "read_only"


def test_a_database_locked_by_a_stuck_writer(kiosk, data, hall: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LOCK_TIMEOUT", 0.3)
    data("issue", "A")
    stuck = sqlite3.connect(hall / "hall.db", isolation_level=None)
    stuck.execute("BEGIN IMMEDIATE")
    assert "is locked by another program" in kiosk("issue", "A", code=3).stderr
    stuck.execute("ROLLBACK")
    stuck.close()
    assert data("issue", "A")[0]["label"] == "A002"


def test_a_folder_that_is_not_there(kiosk, hall: Path) -> None:
    edit(hall, 'database = "hall.db"', 'database = "no/such/folder/hall.db"')
    assert "Check that its folder exists." in kiosk("issue", "A", code=3).stderr


@pytest.mark.parametrize("words", [[], ["desk", "--counter", "3"], ["reception"], ["board"], ["demo"]])
def test_screens_need_a_terminal(kiosk, words: list[str]) -> None:
    assert kiosk(*words, code=2).stderr.startswith("Screens need a terminal.")


def test_a_message_that_breaks_the_norms_is_up_and_said_with_better_words(kiosk) -> None:
    said = kiosk("message", "快下班了，后面的明天再来")
    assert "look again" in said.stderr
    assert "快下班了" in said.stderr
    assert "kiosk message --clear" in said.stderr
    assert kiosk("message", "--clear").stdout == ""
    assert kiosk("message", "今天 16:00 起系统维护，缴费请尽早").stderr == ""


def test_words_given_to_a_verb_are_kept_and_what_sounds_wrong_in_them_is_said(kiosk, data) -> None:
    data("issue", "A")
    data("next", "--counter", "1", "--clerk", "c01")
    at = ("--counter", "1", "--clerk", "c01")
    said = kiosk("transfer", "--to-service", "B", "--note", "不知道", *at)
    assert "forbidden answer" in said.stderr
    assert "It is kept as written." in said.stderr
    paused = kiosk("pause", "--reason", "跟我没关系", *at)
    assert "forbidden answer" in paused.stderr
    assert kiosk("pause", "--reason", "换打印纸", *at).stderr == ""
