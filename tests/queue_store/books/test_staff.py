"""People with names, offices, roles and PINs; what is guessed is slowed, what is secret stays out of the log."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from store_hall import ANN, HALL, MORNING, Clock, Machine

from queue_store import AlreadyTaken, NotAllowed, QueueError, Recovery, Role, Store, UnknownThing, open_store
from queue_store.books import pins

LI, WANG = "li", "c07"
LI_PIN, WANG_PIN = "sunflower", "2580"


@pytest.fixture
def staffed(store: Store) -> Store:
    """A hall with a supervisor, a clerk with a PIN and one without."""
    store.staff.add(LI, name="李敏", surname="李", office="主任", role=Role.SUPERVISOR, pin=LI_PIN)
    store.staff.add(WANG, name="王建国", surname="王", office="工", pin=WANG_PIN, by=LI)
    store.staff.add("c09", name="Ann", by=LI)
    return store


def guess(store: Store, times: int, pin: str = "9999x") -> list[str]:
    """Type a wrong PIN so often; which sentences come."""
    said = []
    for _ in range(times):
        with pytest.raises(QueueError) as refused:
            store.staff.confirm(WANG, pin)
        said.append(refused.value.key)
    return said


def log_text(store: Store) -> str:
    with store._ledger.look() as look:
        return str(look.rows("SELECT * FROM log"))


def test_a_hall_without_people_asks_for_nothing(store: Store) -> None:
    assert store.staff.all() == []
    assert store.desk_view(ANN).colleagues == ()


def test_people_are_kept_with_names_offices_and_roles(staffed: Store) -> None:
    assert [(each.id, each.role, each.has_pin) for each in staffed.staff.all()] == [
        (WANG, Role.CLERK, True), ("c09", Role.CLERK, False), (LI, Role.SUPERVISOR, True),
    ]  # fmt: skip
    wang = staffed.staff.find("ｃ０７")
    assert (wang.name, wang.surname, wang.office) == ("王建国", "王", "工")
    changed = staffed.staff.change(WANG, office="经理", by=LI)
    assert (changed.name, changed.office, changed.role) == ("王建国", "经理", Role.CLERK)
    assert staffed.desk_view(ANN).colleagues[0] == changed


def test_every_change_is_on_record_without_names_or_pins(staffed: Store) -> None:
    staffed.staff.change(WANG, name="王建军", by=LI)
    staffed.staff.set_pin(WANG, "7412", by=LI)
    staffed.staff.sign_in(WANG, "7412", terminal="pc #1")
    staffed.staff.remove(WANG, by=LI)
    with staffed._ledger.look() as look:
        kinds = [kind for (kind,) in look.rows("SELECT kind FROM log ORDER BY seq")]
        hashed = look.rows("SELECT hash FROM pin WHERE staff_id = ?", (LI,))[0][0]
    assert kinds[-5:] == ["staff_added", "staff_changed", "pin_set", "signed_in", "staff_removed"]
    said = log_text(staffed)
    assert not [secret for secret in ("王", "李", LI_PIN, WANG_PIN, "7412", hashed) if secret in said]
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("pin", ["123", "1111", "4321", "2345", "x" * 65, ""])
def test_a_pin_that_is_tried_first_is_refused(staffed: Store, pin: str) -> None:
    with pytest.raises(QueueError, match="A PIN has 4 to 64 characters"):
        staffed.staff.set_pin(WANG, pin, by=LI)
    assert staffed.staff.confirm(WANG, WANG_PIN).id == WANG


def test_a_pin_typed_in_full_width_digits_is_the_same(staffed: Store) -> None:
    assert staffed.staff.confirm(WANG, "２５８０").id == WANG


def test_somebody_has_to_be_able_to_manage_the_others(store: Store) -> None:
    with pytest.raises(NotAllowed, match="Add a supervisor first"):
        store.staff.add(WANG, name="王建国", pin=WANG_PIN)
    with pytest.raises(NotAllowed, match="needs a PIN"):
        store.staff.add(LI, name="李敏", role=Role.SUPERVISOR)
    store.staff.add(LI, name="李敏", role=Role.SUPERVISOR, pin=LI_PIN)
    store.staff.add(WANG, name="王建国", pin=WANG_PIN)
    for refused in (
        lambda: store.staff.remove(LI),
        lambda: store.staff.change(LI, role=Role.CLERK),
        lambda: store.staff.set_pin(LI, None),
    ):
        with pytest.raises(NotAllowed):
            refused()
    store.staff.remove(WANG)
    store.staff.remove(LI)
    assert store.staff.all() == [], "the last one may go: the hall runs as it did before"


def test_whoever_may_do_more_has_a_longer_pin(staffed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotAllowed, match="6 characters or more"):
        staffed.staff.change(WANG, role=Role.SUPERVISOR, by=LI)
    assert staffed.staff.find(WANG).role is Role.CLERK
    really = pins.hash_pin

    def promoted_meanwhile(pin: str, least: int) -> pins.NewPin:
        monkeypatch.setattr(pins, "hash_pin", really)
        staffed.staff.set_pin(WANG, "longer-one", by=LI)
        staffed.staff.change(WANG, role=Role.SUPERVISOR, by=LI)
        return really(pin, least)

    monkeypatch.setattr(pins, "hash_pin", promoted_meanwhile)
    with pytest.raises(NotAllowed, match="6 characters or more"):
        staffed.staff.set_pin(WANG, "8642", by=LI)
    assert staffed.staff.confirm(WANG, "longer-one").role is Role.SUPERVISOR


def test_whoever_is_removed_stays_readable_until_the_retention_and_keeps_the_id(staffed: Store, clock: Clock) -> None:
    clock.turn(days=3)
    staffed.forget()
    assert staffed.staff.find(WANG).name == "王建国", "who works here is not forgotten"
    staffed.staff.change(WANG, name="王建军", by=LI)
    staffed.staff.remove(WANG, by=LI)
    with pytest.raises(UnknownThing, match="Choose one of: c09, li"):
        staffed.staff.confirm(WANG, WANG_PIN)
    with pytest.raises(NotAllowed, match="another person's"):
        staffed.staff.add(WANG, name="赵六", by=LI)
    assert staffed.staff.add(WANG, name="王建军", by=LI).removed_at is None, "the same person comes back"
    staffed.staff.remove(WANG, by=LI)
    clock.turn(days=1)
    staffed.forget()
    assert staffed.staff.all(removed=True)[0].name == "王建军"
    clock.turn(days=2)
    staffed.forget()
    gone = staffed.staff.all(removed=True)[0]
    assert (gone.id, gone.name, gone.surname) == (WANG, "", "")
    with staffed._ledger.look() as look:
        assert "王" not in str(look.rows("SELECT text FROM free_text"))


def test_wrong_pins_are_slowed_more_and_more_and_a_right_one_ends_it(staffed: Store, clock: Clock) -> None:
    assert guess(staffed, 3) == ["pin_wrong", "pin_wrong", "pin_wrong_slowed"]
    with pytest.raises(NotAllowed, match=r"After 3 wrong PINs for c07 the next try is in 0:00:15"):
        staffed.staff.confirm(WANG, WANG_PIN)
    assert staffed.staff.confirm(LI, LI_PIN).id == LI, "others are not slowed"
    clock.turn(seconds=16)
    assert guess(staffed, 2) == ["pin_wrong_slowed", "pin_slowed"]
    clock.turn(seconds=16)
    assert guess(staffed, 1) == ["pin_slowed"], "the delay has doubled"
    clock.turn(seconds=16)
    assert staffed.staff.sign_in(WANG, WANG_PIN).colleague.wrong_pins == 4, "the person is told of them"
    assert staffed.staff.find(WANG).wrong_pins == 0
    assert guess(staffed, 1) == ["pin_wrong"]


def test_the_delay_has_an_end() -> None:
    assert [pins.delay_after(wrong).total_seconds() for wrong in (0, 2, 3, 4, 5, 10, 11, 5000)] == [
        0, 0, 15, 30, 60, 1920, 3600, 3600,
    ]  # fmt: skip


def test_a_supervisor_ends_the_delay(staffed: Store) -> None:
    guess(staffed, 3)
    staffed.staff.unlock(WANG, by=LI)
    assert staffed.staff.confirm(WANG, WANG_PIN).id == WANG
    assert '"by":"li"' in log_text(staffed).replace(" ", "")


def test_a_right_pin_gets_no_answer_beside_a_wrong_one(staffed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many guesses at once: only the one that is counted first is answered."""
    really = pins.matches

    def another_guesses_meanwhile(hashed: str, pin: str) -> bool:
        monkeypatch.setattr(pins, "matches", really)
        guess(staffed, 1)
        return really(hashed, pin)

    monkeypatch.setattr(pins, "matches", another_guesses_meanwhile)
    with pytest.raises(AlreadyTaken):
        staffed.staff.confirm(WANG, WANG_PIN)
    assert staffed.staff.confirm(WANG, WANG_PIN).wrong_pins == 1


GUESSER = """
import sys
from datetime import timedelta
from store_hall import HALL, MORNING
from queue_store import QueueError, open_store
store = open_store(sys.argv[1], HALL, clock=lambda: MORNING + timedelta(minutes=1))
try:
    store.staff.confirm("c07", sys.argv[2])
except QueueError as error:
    print(error.key)
"""


def test_terminals_together_have_as_many_tries_as_one(path: Path, staffed: Store) -> None:
    """The clock of all stands still, so that no delay is over while the machine is slow."""
    staffed.close()
    guessers = [
        subprocess.Popen(
            [sys.executable, "-c", GUESSER, str(path), f"99{number:02}x"],
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
        )
        for number in range(8)
    ]  # fmt: skip
    said = Counter(process.communicate(timeout=120)[0].strip() for process in guessers)
    counted = said["pin_wrong"] + said["pin_wrong_slowed"]
    assert said.keys() <= {"pin_wrong", "pin_wrong_slowed", "pin_slowed", "changed_meanwhile"}
    assert 1 <= counted <= pins.FREE_TRIES + 1, said
    store = open_store(path, HALL, clock=lambda: MORNING + timedelta(minutes=1))
    assert store.staff.find(WANG).wrong_pins == counted, "whoever was not counted got no answer"
    left = guess(store, 8)
    assert left.count("pin_slowed") == 8 - (pins.FREE_TRIES + 1 - counted), "those that are left, and no more"
    with pytest.raises(NotAllowed, match="the next try is in"):
        store.staff.confirm(WANG, WANG_PIN)
    store.close()


def test_a_forgotten_pin_is_set_anew_and_everybody_is_told_once(staffed: Store, clock: Clock) -> None:
    staffed.staff.sign_in(WANG, WANG_PIN)
    clock.turn(minutes=1)
    staffed.staff.recover(LI, "moonlight", user="root")
    clock.turn(minutes=1)
    with pytest.raises(NotAllowed, match="no supervisor"):
        staffed.staff.recover(WANG, "moonlight", user="root")
    (told,) = staffed.staff.sign_in(WANG, WANG_PIN).recovered
    assert told == Recovery(told.at, LI, "root")
    assert staffed.staff.sign_in(WANG, WANG_PIN).recovered == ()
    assert len(staffed.staff.sign_in(LI, "moonlight").recovered) == 1
    assert len(staffed.staff.sign_in("c09", "").recovered) == 1


def test_sessions_are_kept_hashed_expire_and_can_be_ended(staffed: Store, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        staffed.sessions.open(LI, "wrong-one")
    first, second = (staffed.sessions.open(LI, LI_PIN, lasts=timedelta(hours=1)) for _ in range(2))
    assert staffed.sessions.whose(first.token) == staffed.staff.find(LI)
    assert staffed.sessions.whose("no-such-token") is None
    with staffed._ledger.look() as look:
        kept = str(look.rows("SELECT * FROM staff_session"))
    assert first.token not in kept + log_text(staffed)
    staffed.sessions.end(first.token)
    assert staffed.sessions.whose(first.token) is None
    assert staffed.sessions.whose(second.token) is not None
    clock.turn(minutes=61)
    assert staffed.sessions.whose(second.token) is None
    clock.turn(days=1)
    staffed.issue("A")
    with staffed._ledger.look() as look:
        assert look.rows("SELECT 1 FROM staff_session") == []


@pytest.mark.parametrize("ending", ["another_pin", "removed", "ended"])
def test_sessions_end_with_what_they_stand_on(staffed: Store, ending: str) -> None:
    token = staffed.sessions.open(WANG, WANG_PIN).token
    if ending == "another_pin":
        staffed.staff.set_pin(WANG, "8642x", by=LI)
    elif ending == "removed":
        staffed.staff.remove(WANG, by=LI)
    else:
        assert staffed.sessions.end_all(WANG, by=LI) == 1
    assert staffed.sessions.whose(token) is None


@pytest.mark.parametrize("way", ["sign_in", "session"])
def test_a_pin_that_is_another_one_by_then_signs_nobody_in(
    way: str, staffed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = pins.check

    def set_anew_after_it(*given: Any) -> str:
        met = really(*given)
        staffed.staff.set_pin(WANG, "8642x", by=LI)
        return met

    monkeypatch.setattr(pins, "check", set_anew_after_it)
    with pytest.raises(AlreadyTaken):
        (staffed.staff.sign_in if way == "sign_in" else staffed.sessions.open)(WANG, WANG_PIN)
    with staffed._ledger.look() as look:
        assert look.rows("SELECT 1 FROM staff_session") == []
    assert '"signed_in"' not in log_text(staffed)


def test_a_clock_that_was_a_year_ahead_locks_nobody_out_and_keeps_nobody_in(path: Path) -> None:
    machine = Machine(MORNING + timedelta(days=365))
    store = open_store(path, HALL, clock=machine)
    store.staff.add(LI, name="李敏", role=Role.SUPERVISOR, pin=LI_PIN)
    store.staff.add(WANG, name="王建国", pin=WANG_PIN, by=LI)
    token = store.sessions.open(LI, LI_PIN, lasts=timedelta(days=9)).token
    assert store.sessions.whose(token) is not None
    assert guess(store, 4)[-1] == "pin_slowed"
    machine.set_clock(days=-365)
    store.adopt_clock()
    assert store.sessions.whose(token) is None
    assert store.staff.sign_in(WANG, WANG_PIN).colleague.wrong_pins == 3
    store.close()
