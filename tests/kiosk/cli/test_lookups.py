"""Who exported, looked up or printed what names visitors is on record, and is listed (R41)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kiosk.cli.audit_lookups import lookups
from kiosk.cli.session import Session
from kiosk.hall import load_hall
from queue_store import Post, Role, open_store
from queue_store.books.lookups import MOST_NAMED


def listed(*words: str) -> str:
    result = CliRunner().invoke(lookups, list(words), obj=Session())
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def looked_at(hall: Path, kiosk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Promises were listed and waits exported from this PC, and a clerk looked at names."""
    monkeypatch.setattr("getpass.getuser", lambda: "lin")
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    post = Post(3, "c07")
    store.open_counter(post)
    store.owed.promise(post, "回电话", datetime(2099, 1, 1, tzinfo=UTC), whom="欧阳")
    store.owed.promise(post, "送发票", datetime(2099, 1, 1, tzinfo=UTC))
    store.lookups.note("visitors", ["A001", "B007"], post=post)
    store.close()
    kiosk("promises")
    kiosk("export", "waits", "--clerk", "li")
    return hall


def test_every_look_says_who_when_and_what(looked_at: Path) -> None:
    rows = [json.loads(line) for line in listed("--json").splitlines()]
    assert [(row["who"], row["counter"], row["exported"], row["what"], row["count"]) for row in rows] == [
        ("c07", 3, False, "visitors", 2), ("lin", None, False, "promises", 1), ("li", None, True, "waits", 0),
    ]  # fmt: skip
    assert rows[0]["labels"] == ["A001", "B007"]
    assert rows[2]["since"] < rows[2]["until"]
    said = listed().splitlines()
    for word, line in zip(("A001, B007", "promises", "export waits"), said, strict=True):
        assert word in line
    assert "欧阳" not in "".join(said)
    assert listed("--since", "2020-01-01", "--until", "2020-12-31") == ""


def test_only_supervisors_and_auditors_read_it(looked_at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_hall(looked_at)
    store = open_store(config.database_path, config.rules())
    store.staff.add("li", name="李敏", role=Role.SUPERVISOR, pin="sunflower")
    store.staff.add("c07", name="王建国", surname="王", office="工", pin="2580")
    many = [f"A{number:03}" for number in range(MOST_NAMED + 50)]
    store.lookups.note("visitors", many, post=Post(3, "c07"))
    store.close()
    monkeypatch.setenv("KIOSK_PIN", "2580")
    refused = CliRunner().invoke(lookups, ["--clerk", "c07"], obj=Session())
    assert getattr(refused.exception, "key", "") == "role_may_not"
    monkeypatch.setenv("KIOSK_PIN", "sunflower")
    said = listed("--clerk", "li")
    assert "Wang Jianguo" in said
    assert "and others, 150 in all" in said


def test_a_look_is_on_record_before_anything_is_shown(hall: Path, kiosk: Callable[..., Any]) -> None:
    """Printing a ticket of somebody who gave a name needs no name on the paper to be on record."""
    from kiosk.cli.session import FILE_NAME

    file = hall / FILE_NAME
    papers = hall / "papers"
    papers.mkdir()
    text, mark = file.read_text(encoding="utf-8"), "# 业务。code"
    file.write_text(text.replace(mark, f'[printer]\nto = "file:{papers}/"\n\n{mark}', 1), encoding="utf-8")
    kiosk("issue", "A", "--surname", "欧阳")
    kiosk("issue", "A")
    kiosk("print", "A001")
    kiosk("print", "A002")
    (row,) = [json.loads(line) for line in listed("--json").splitlines()]
    assert (row["what"], row["labels"]) == ("print", ["A001"])
