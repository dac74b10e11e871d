"""Who may do what: every command of the program is decided, does what the table says, and stands so on the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from test_staff_commands import LI, PINS, WANG, ZHOU, opened, staffed  # noqa: F401

from kiosk.access import ACCESS, May, may
from kiosk.cli.commands import WordGroup
from kiosk.cli.root import cli
from queue_store import Role

PAGE = (Path(__file__).parents[3] / "docs" / "staff.md").read_text(encoding="utf-8")
WHO = {WANG: Role.CLERK, LI: Role.SUPERVISOR, ZHOU: Role.AUDITOR}

SCREENS = {"kiosk", "desk", "reception", "reception.greeter", "board", "floor", "serve", "demo", "practice", "rehearse"}
"""Not run here: what they ask is played on the screens themselves."""

LINES = {
    "rehearse.own": "rehearse",
    "issue": "issue A",
    "issue.named": "issue A --surname 王",
    "next": "next --counter 3",
    "call": "call A001 --counter 3 --reason x",
    "recall": "recall A001 --counter 3",
    "start": "start A001 --counter 3",
    "apologise": "apologise A001 --counter 3",
    "park": "park A001 --counter 3",
    "resume": "resume A001 --counter 3",
    "no-show": "no-show A001 --counter 3",
    "rejoin": "rejoin A001",
    "transfer": "transfer A001 --to-service B --counter 3",
    "finish": "finish A001 --counter 3",
    "cancel": "cancel A001",
    "undo": "undo --counter 3",
    "print": "print A001",
    "print.test": "print test",
    "ticket": "ticket A001",
    "why-next": "why-next --counter 3",
    "estimate": "estimate A",
    "open": "open --counter 4",
    "pause": "pause --counter 4",
    "unpause": "unpause --counter 4",
    "close": "close --counter 4",
    "message.change": "message 您好",
    "day.close": "day close --waiting expire",
    "export": "export waits",
    "report": "report --day 2026-01-05 --output -",
    "whatif": "whatif --counters 1",
    "clock.adopt": "clock --adopt",
    "staff.add": "staff add c10 --name Bob --no-pin",
    "staff.change": "staff change c09 --office 工",
    "staff.remove": "staff remove c09",
    "staff.pin": "staff pin {clerk}",
    "staff.pin.another": "staff pin c09 --no-pin",
    "staff.unlock": "staff unlock c09",
    "staff.recover": "staff recover li",
    "restore": "restore nowhere",
    "init": "init elsewhere --yes",
    "script.check": "script check nowhere.toml",
}
"""What is typed for an act, where it is more than its name."""


def commands(group: WordGroup, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command and group under a group, by its name as the table has it."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        yield ".".join((*path, name))
        if isinstance(found, WordGroup):
            yield from commands(found, (*path, name))


def test_every_command_is_decided_and_nothing_else() -> None:
    assert isinstance(cli, WordGroup)
    every = {"kiosk", *commands(cli)}
    groups = {name.rpartition(".")[0] for name in every}
    for name in every - groups:
        assert may(name)
    assert {act if act in every else act.rpartition(".")[0] for act in ACCESS} <= every
    with pytest.raises(KeyError):
        may("new")


def test_what_works_on_the_files_is_told_apart_from_what_anybody_may_do() -> None:
    assert [each.name for each in May] == list(May.__members__), "no second name of another"
    assert {act for act in ACCESS if may(act) is May.FILE_OWNER} == {
        "audit.head", "audit.verify", "backup", "restore", "staff.recover",
    }  # fmt: skip


def refusal(kiosk, line: str, clerk: str = "") -> str:
    """The key of the refusal of a line; empty where nothing is refused."""
    words = line.format(clerk=clerk or WANG).split()
    from click.testing import CliRunner

    run = CliRunner().invoke(cli, [*words, *(("--clerk", clerk) if clerk else ())])
    said = run.stderr
    for key, words_of in (("who_acts", "say who acts with --clerk"), ("role_may_not", "this takes the role of")):
        if words_of in said:
            return key
    return ""


@pytest.mark.parametrize("act", sorted(act for act in ACCESS if act not in SCREENS))
def test_every_command_asks_whom_the_table_says(staffed: Path, kiosk, monkeypatch, act: str) -> None:  # noqa: F811
    line = LINES.get(act, act.replace(".", " "))
    monkeypatch.chdir(staffed)
    asks = may(act).asks
    if act != "rehearse.own":  # without a name it is nobody's
        unnamed = "" if not asks or act == "staff.pin" else "role_may_not" if act == "staff.pin.another" else "who_acts"
        assert refusal(kiosk, line) == unnamed
    if not asks:
        return
    for clerk, role in WHO.items():
        monkeypatch.setenv("KIOSK_PIN", PINS[clerk])
        assert refusal(kiosk, line, clerk) == ("" if role in may(act).roles else "role_may_not"), (line, clerk)
        monkeypatch.setenv("KIOSK_PIN", "9999999")
        if role in may(act).roles:
            told = kiosk(*line.format(clerk=clerk).split(), "--clerk", clerk, code=1).stderr
            assert "PIN is not right" in told, (line, clerk)


def test_the_page_says_what_the_table_says() -> None:
    table = [row.split("|")[1:-1] for row in PAGE.splitlines() if row.startswith("|")]
    roles = [Role(cell.strip().strip("`")) for cell in table[0][1:]]
    rows = {row[0].partition(":")[0].strip(): row for row in table[2:]}
    for first, left_to in (("serve", May.SERVING), ("manage", May.MANAGING), ("take out", May.EXPORTING)):
        cells = rows[first]
        assert {role for role, cell in zip(roles, cells[1:], strict=True) if cell.strip() == "yes"} == left_to.roles
        named = {name.split(" --")[0] for name in re.findall(r"`([^`]+)`", cells[0])}
        named |= {f"staff {name}" for name in named} | {name.removeprefix("staff ") for name in named}
        verbs = {
            "next",
            "call",
            "recall",
            "start",
            "apologise",
            "park",
            "resume",
            "no-show",
            "transfer",
            "finish",
            "undo",
        }
        for act, who in ACCESS.items():
            if who is left_to and act not in verbs:
                said = act.rpartition(".")[0] if act.rpartition(".")[0] in ACCESS else act
                assert said.replace(".", " ") in named, act
    free = PAGE.partition("Nobody is asked:")[2].partition("## ")[0]
    for_anybody, _, on_files = free.partition("- for what works on the hall's files")
    for left_to, said in ((May.ANYBODY, for_anybody), (May.FILE_OWNER, on_files)):
        named = {*re.findall(r"`([^`]+)`", said)}
        for act, who in ACCESS.items():
            if who is left_to:
                assert {act.replace(".", " "), act.partition(".")[0]} & named, act


def test_what_is_done_without_a_counter_is_on_record_with_who_did_it(staffed: Path, kiosk, monkeypatch) -> None:  # noqa: F811
    label = json.loads(kiosk("issue", "A", "--json").stdout)["label"]
    monkeypatch.setenv("KIOSK_PIN", PINS[WANG])
    kiosk("cancel", label, "--clerk", WANG)
    kiosk("issue", "A", "--surname", "王", "--clerk", WANG)
    monkeypatch.setenv("KIOSK_PIN", PINS[LI])
    kiosk("message", "今天系统升级", "--clerk", LI)
    kiosk("backup")
    store = opened(staffed)
    log = store.changes(0)
    assert [(each.kind, each.clerk) for each in log if each.kind in ("issue", "cancel", "message_set")] == [
        ("issue", None), ("cancel", WANG), ("issue", WANG), ("message_set", LI),
    ]  # fmt: skip
    (made,) = [each for each in log if each.kind == "backup_made"]
    assert made.changes is not None
    assert made.changes["user"], "the PC's user: nobody is asked for a PIN"
    store.close()
