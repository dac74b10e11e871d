"""Breaking sentences into rows: nothing is lost, nothing sticks out, and no row begins with a comma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.paper.setting import balance, wrap


def cells(text: str) -> float:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("请在东侧等候，听到叫号", 12, ["请在东侧等", "候，听到叫号"]),
        ("Please wait here: East side", 12, ["Please wait", "here: East", "side"]),
        ("到 1、3 号窗口", 8, ["到 1、3", "号窗口"]),
        ("开户（新装）", 6, ["开户", "（新", "装）"]),
        ("Antragsformular", 6, ["Antrag", "sformu", "lar"]),
        ("", 10, []),
        ("  ", 10, []),
    ],
)
def test_rows(text: str, width: int, rows: list[str]) -> None:
    assert wrap(text, width, cells) == rows


@given(st.text(st.sampled_from("号票窗口，。、（）abc de.-1 "), max_size=60), st.integers(6, 40))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: int) -> None:
    rows = wrap(text, width, cells)
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert all(row.strip() and cells(row) <= width for row in rows)


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("补齐后直接来找我们，不用从头说起。", 32, ["补齐后直接来找我们，", "不用从头说起。"]),
        ("Expected wait: 30 to 80 min", 24, ["Expected wait:", "30 to 80 min"]),
        ("A Verbrauchsabrechnungen", 24, ["A Verbrauchsabrechnungen"]),
        ("für Verbrauchsabrechnungen x", 24, ["für", "Verbrauchsabrechnungen x"]),
    ],
)
def test_rows_of_about_the_same_length(text: str, width: int, rows: list[str]) -> None:
    assert balance(text, width, cells) == rows


@given(st.text(st.sampled_from("号票窗口，。（）abc de-1 "), max_size=60), st.integers(6, 40))
def test_balancing_takes_no_more_rows_and_cuts_no_more_words(text: str, width: int) -> None:
    rows = balance(text, width, cells)
    assert len(rows) == len(wrap(text, width, cells))
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert all(cells(row) <= width for row in rows)
