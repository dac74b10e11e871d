"""People of the hall on the command line: taken in at a terminal, and held to their roles by their PINs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from at_terminal import Answers, at_terminal

from kiosk.cli.staff import _refuse_others_file
from kiosk.hall import load_hall
from queue_store import Role, Store, open_store

LI, WANG, ZHOU = "li", "c07", "zhou"
PINS = {LI: "sunflower", WANG: "2580", ZHOU: "moonlight"}
NEW, AGAIN = "New PIN", "once more"


def opened(hall: Path) -> Store:
    config = load_hall(hall)
    return open_store(config.database_path, config.rules())


@pytest.fixture
def staffed(hall: Path) -> Path:
    """A hall with a supervisor, a clerk, an auditor and a clerk without a PIN."""
    store = opened(hall)
    store.staff.add(LI, name="李敏", surname="李", office="主任", role=Role.SUPERVISOR, pin=PINS[LI])
    store.staff.add(WANG, name="王建国", surname="王", office="工", pin=PINS[WANG])
    store.staff.add(ZHOU, name="周正", surname="周", role=Role.AUDITOR, pin=PINS[ZHOU])
    store.staff.add("c09", name="Ann")
    store.close()
    return hall


def refused(result) -> str:
    return json.loads(result.stderr)["error"]


def test_people_are_taken_in_at_a_terminal_and_then_asked(hall: Path, data) -> None:
    pin = [Answers(NEW, "sunflower"), Answers(AGAIN, "sunflower")]
    add = ("staff", "add", LI, "--name", "李敏", "--office", "主任", "--role", "supervisor")
    assert at_terminal(hall, pin, *add)[0] == 0
    asked = [Answers("PIN of Li Min", "sunflower"), Answers(NEW, "2580"), Answers(AGAIN, "2580")]
    code, seen = at_terminal(hall, asked, "staff", "add", WANG, "--name", "王建国", "--office", "工", "--clerk", LI)
    assert code == 0, seen
    assert "sunflower" not in seen
    assert "2580" not in seen
    assert [(each["id"], each["surname"], each["role"], each["pin"]) for each in data("staff", "list")] == [
        (WANG, "王", "clerk", True), (LI, "李", "supervisor", True),
    ]  # fmt: skip
    code, seen = at_terminal(hall, [Answers("PIN of Wang Jianguo", "2580")], "open", "--counter", "3", "--clerk", WANG)
    assert code == 0, seen
    code, seen = at_terminal(hall, [Answers("PIN of Wang Jianguo", "wrong")], "open", "--counter", "4", "--clerk", WANG)
    assert (code, "That PIN is not right" in seen) == (1, True)


def test_two_different_pins_change_nothing(hall: Path, data) -> None:
    answers = [Answers(NEW, "sunflower"), Answers(AGAIN, "sunflowers")]
    code, seen = at_terminal(hall, answers, "staff", "add", LI, "--name", "Li", "--role", "supervisor")
    assert (code, "not the same" in seen) == (2, True)
    assert data("staff", "list") == []


def test_a_new_pin_is_never_taken_from_elsewhere_than_a_terminal(kiosk, hall: Path) -> None:
    add = kiosk("staff", "add", LI, "--name", "Li", "--role", "supervisor", "--json", code=2)
    assert refused(add) == "new_pin_terminal"


def test_whoever_acts_at_a_counter_shows_the_pin(staffed: Path, kiosk, data, monkeypatch, tmp_path: Path) -> None:
    data("issue", "A")
    act = ("next", "--counter", "3", "--json")
    assert refused(kiosk(*act, code=2)) == "who_acts"
    assert refused(kiosk(*act, "--clerk", WANG, code=2)) == "pin_needed"
    assert refused(kiosk(*act, "--clerk", "nobody", code=2)) == "unknown_staff"
    monkeypatch.setenv("KIOSK_PIN", "9999")
    assert refused(kiosk(*act, "--clerk", WANG, code=1)) == "pin_wrong"
    file = tmp_path / "pin"
    file.write_bytes(b"\xff\xfe")
    wrong = kiosk(*act, "--clerk", WANG, "--pin-file", str(file), code=1)
    assert refused(wrong) == "pin_wrong", "not a sentence about the database"
    file.write_text(PINS[WANG] + "\nnothing else\n")
    called = json.loads(kiosk(*act, "--clerk", WANG, "--pin-file", str(file)).stdout)
    assert (called["label"], called["clerk"]) == ("A001", WANG)
    monkeypatch.setenv("KIOSK_PIN", PINS[WANG])
    assert data("start", "--counter", "3")[0]["state"] == "serving", "the clerk who opened the counter is asked"
    assert data("why-next", "--counter", "3") == [], "nobody is asked in order to look"
    monkeypatch.delenv("KIOSK_PIN")
    assert data("open", "--counter", "4", "--clerk", "c09")[0]["clerk"] == "c09", "without a PIN"


SUPERVISORS = (
    ("day", "close", "--waiting", "expire"), ("day", "forget"), ("clock", "--adopt"), ("staff", "remove", "c09"),
    ("staff", "unlock", "c09"), ("staff", "change", "c09", "--office", "工"), ("staff", "pin", "c09", "--no-pin"),
    ("staff", "add", "c10", "--name", "Bob", "--no-pin"),
)  # fmt: skip


@pytest.mark.parametrize("command", SUPERVISORS)
def test_what_only_a_supervisor_may_do(staffed: Path, kiosk, monkeypatch, command: tuple[str, ...]) -> None:
    for clerk in (WANG, ZHOU):
        monkeypatch.setenv("KIOSK_PIN", PINS[clerk])
        assert refused(kiosk(*command, "--json", "--clerk", clerk, code=1)) == "role_may_not"
    monkeypatch.setenv("KIOSK_PIN", "9999999")
    assert refused(kiosk(*command, "--json", "--clerk", LI, code=1)) == "pin_wrong"
    monkeypatch.setenv("KIOSK_PIN", PINS[LI])
    kiosk(*command, "--clerk", LI)


def test_an_auditor_exports_on_record_and_changes_nothing(staffed: Path, kiosk, monkeypatch) -> None:
    monkeypatch.setenv("KIOSK_PIN", PINS[ZHOU])
    kiosk("export", "waits", "--clerk", ZHOU)
    assert refused(kiosk("open", "--counter", "3", "--clerk", ZHOU, "--json", code=1)) == "role_may_not"
    monkeypatch.setenv("KIOSK_PIN", PINS[WANG])
    kiosk("export", "waits", "--clerk", WANG, code=1)
    store = opened(staffed)
    (exported,) = [entry for entry in store.changes(0) if entry.kind == "export"]
    assert exported.changes is not None
    assert exported.changes["by"] == ZHOU
    store.close()


def test_guesses_from_the_command_line_are_slowed_in_words(staffed: Path, kiosk, monkeypatch) -> None:
    monkeypatch.setenv("KIOSK_PIN", "9999")
    for _ in range(3):
        said = kiosk("open", "--counter", "3", "--clerk", WANG, code=1).stderr
    assert "3 wrong in a row for Wang Jianguo" in said
    assert "in 15 s" in said
    monkeypatch.setenv("KIOSK_PIN", PINS[LI])
    kiosk("staff", "unlock", WANG, "--clerk", LI)
    monkeypatch.setenv("KIOSK_PIN", PINS[WANG])
    kiosk("open", "--counter", "3", "--clerk", WANG)


def test_colleagues_are_listed_by_name(staffed: Path, kiosk, monkeypatch) -> None:
    monkeypatch.setenv("KIOSK_PIN", PINS[WANG])
    kiosk("open", "--counter", "3", "--clerk", WANG)
    assert "Wang Jianguo" in kiosk("counters").stdout
    assert "王工" in kiosk("--language", "zh-Hans", "counters").stdout
    assert "王工" in kiosk("--language", "zh-Hant", "staff", "list").stdout
    assert json.loads(kiosk("counters", "--json").stdout.splitlines()[2])["clerk"] == WANG


def test_ones_own_pin_is_changed_with_the_old_one(staffed: Path, kiosk, monkeypatch) -> None:
    answers = [Answers("PIN of Wang Jianguo", PINS[WANG]), Answers(NEW, "7412"), Answers(AGAIN, "7412")]
    code, seen = at_terminal(staffed, answers, "staff", "pin", WANG)
    assert code == 0, seen
    monkeypatch.setenv("KIOSK_PIN", "7412")
    kiosk("open", "--counter", "3", "--clerk", WANG)
    assert refused(kiosk("staff", "pin", WANG, "--no-pin", "--json", code=1)) == "role_may_not"


def test_a_supervisor_who_forgot_the_pin_gets_another_from_the_owner_of_the_file(staffed: Path, monkeypatch) -> None:
    answers = [Answers(NEW, "starlight"), Answers(AGAIN, "starlight")]
    code, seen = at_terminal(staffed, answers, "staff", "recover", LI)
    assert code == 0, seen
    store = opened(staffed)
    (told,) = store.staff.sign_in(LI, "starlight").recovered
    assert told.staff == LI
    assert told.user
    store.close()


def test_nobody_else_gets_one(staffed: Path, monkeypatch) -> None:
    from kiosk.cli.problems import Refusal

    file = staffed / "hall.db"
    _refuse_others_file(file)
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 4242)
    with pytest.raises(Refusal) as refusal:
        _refuse_others_file(file)
    assert refusal.value.key == "recover_owner"
