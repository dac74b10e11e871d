"""The parts by themselves: big numbers, QR codes, set lines, the waiting list."""

from __future__ import annotations

import pytest
from codes import codes_in
from hypothesis import given
from hypothesis import strategies as st
from picture import picture, text
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widget import Widget

from kiosk.screens.theme import NORMAL, THEMES
from kiosk.ticket import qr_matrix
from kiosk.widgets.big_number import BigNumber
from kiosk.widgets.dialogs import Choice, DialogLabels, DialogTitle, PickDialog
from kiosk.widgets.glyphs import GLYPHS, HEIGHT, WIDTH
from kiosk.widgets.key_bar import KeyBar, KeyHint
from kiosk.widgets.qr_code import QrCode
from kiosk.widgets.typeset import balance, clean, pad, shorten, wrap
from kiosk.widgets.waiting_list import WaitingList, WaitingRow, WaitLevel


class Showing(App[None]):
    """An app with one widget."""

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = NORMAL

    def compose(self) -> ComposeResult:
        yield from self._widgets


def test_every_letter_and_digit_is_drawn_and_no_two_alike() -> None:
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") <= set(GLYPHS)
    assert all(len(rows) == HEIGHT and all(len(row) == WIDTH for row in rows) for rows in GLYPHS.values())
    assert len(set(GLYPHS.values())) == len(GLYPHS)


@pytest.mark.parametrize("label", ["A001", "Z999", "\uff21\uff10\uff10\uff11", "燃007", "👪01"])
async def test_numbers_never_jump(label: str) -> None:
    number = BigNumber("B000")
    async with Showing(number).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = number.region
        number.value = label
        await pilot.pause()
        assert number.region == before
        assert all(cell_len(line) <= 80 for line in text(pilot.app).splitlines())


async def test_full_width_forms_are_drawn_and_chinese_stands_in_its_place() -> None:
    number = BigNumber("\uff21\uff10", room=3)
    async with Showing(number).run_test(size=(80, 24)) as pilot:
        assert number.characters == "A0"
        number.value = "燃1"
        await pilot.pause()
        assert "燃" in text(pilot.app)


@pytest.mark.parametrize(("size", "cells"), [((100, 50), 2), ((60, 24), 1)])
async def test_the_qr_is_read_from_the_screen(size: tuple[int, int], cells: int) -> None:
    address = "HTTP://192.168.1.23:8080/T/0123456789ABCDEFGHJKMNPQRS"
    code = QrCode(qr_matrix(address))
    async with Showing(code).run_test(size=size) as pilot:
        assert code.fit(*size)
        await pilot.pause()
        assert code.size.width == len(code.matrix) * cells
        [found] = codes_in(picture(pilot.app))
        assert found == address


async def test_a_qr_without_room_is_not_shown_in_part() -> None:
    code = QrCode(qr_matrix("HTTP://192.168.1.23:8080/T/0123456789ABCDEFGHJKMNPQRS"))
    async with Showing(code).run_test(size=(30, 12)) as pilot:
        assert not code.fit(30, 12)
        await pilot.pause()
        assert not code.display


@given(st.text(max_size=300), st.integers(2, 90), st.booleans())
def test_no_line_is_wider_than_its_room(words: str, width: int, apart: bool) -> None:
    for setter in (wrap, balance):
        lines = setter(words, width, apart=apart)
        assert all(cell_len(line) <= width for line in lines)
        assert "".join("".join(lines).split()) == "".join(clean(words).split())


@given(st.text(max_size=100), st.integers(1, 60))
def test_padding_is_exact(words: str, width: int) -> None:
    assert cell_len(pad(words, width)) == width
    assert cell_len(shorten(words, width)) <= width


def test_marks_stay_with_their_words() -> None:
    lines = wrap("请您到三号窗口，我们马上为您办理。谢谢“配合”！", 12)
    assert not any(line[0] in "，。！”" for line in lines)
    assert not any(line[-1] in "“" for line in lines)


def test_lines_break_where_a_speaker_breathes() -> None:
    assert balance("好的，我马上给您办开户，大约几步，我边办边告诉您。", 30) == [
        "好的，我马上给您办开户，",
        "大约几步，我边办边告诉您。",
    ]


@pytest.mark.parametrize(
    ("words", "set_apart"),
    [
        ("您的号是A001，请到3号窗口", "您 的 号 是 A001 ， 请 到 3 号 窗 口"),
        ("先生/小姐,您好!请问", "先 生 / 小 姐, 您 好! 请 问"),
        ("办(两件)事", "办(两 件) 事"),
        ("Good morning, Ms Shan", "Good morning, Ms Shan"),
        ("到 3 号窗口", "到 3 号 窗 口"),
    ],
)
def test_lines_set_apart_are_spaced_evenly_around_latin_words_and_digits(words: str, set_apart: str) -> None:
    assert wrap(words, 80, apart=True) == [set_apart]


async def test_keys_that_do_not_fit_go_from_the_back_and_the_last_one_stays() -> None:
    hints = [KeyHint(f"k{n}", "x", "word", True) for n in range(20)]
    hints += [KeyHint("idle", "i", "idle", False), KeyHint("help", "h", "help", True, last=True)]
    bar = KeyBar()
    async with Showing(bar).run_test(size=(60, 10)) as pilot:
        bar.show(hints)
        await pilot.pause()
        shown = [hint.action for row in bar._rows(bar.size.width) for hint in row]
        assert shown == [*(f"k{n}" for n in range(len(shown) - 1)), "help"]
        assert text(pilot.app).count("word") == len(shown) - 1
        assert "h help" in text(pilot.app)


async def test_the_waiting_list_shows_no_more_than_it_has_room_for() -> None:
    listing = WaitingList()
    rows = [WaitingRow(id, f"A{id:03}", "开户", "3 分", WaitLevel.FINE, "正常") for id in range(5000)]
    async with Showing(listing).run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        listing.show("等候 5000 人", rows, "")
        await pilot.pause()
        shown = text(pilot.app).splitlines()
        assert shown[0].strip() == "等候 5000 人"
        assert [line.split()[0] for line in shown[1:]] == [f"A{id:03}" for id in range(9)]


async def test_the_waiting_list_keeps_its_place_while_it_changes() -> None:
    listing = WaitingList()
    rows = [WaitingRow(id, f"A{id:03}", "开户", "3 分", WaitLevel.FINE, "正常") for id in range(5)]
    async with Showing(listing).run_test(size=(60, 10)) as pilot:
        listing.show("等候 5 人", rows, "")
        await pilot.pause()
        before = text(pilot.app).splitlines()
        rows[2] = WaitingRow(2, "A002", "开户", "16 分", WaitLevel.OVER, "先致歉")
        listing.show("等候 5 人", rows, "")
        await pilot.pause()
        after = text(pilot.app).splitlines()
        assert [place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [3]
        assert "先致歉" in after[3]


async def test_no_line_of_a_dialogs_title_begins_with_a_full_stop() -> None:
    title = "字" * 25 + "。"
    async with Showing().run_test(size=(60, 20)) as pilot:
        await pilot.app.push_screen(
            PickDialog(title, [Choice("a", "甲", ask="几句"), Choice("b", "乙")], DialogLabels(""))
        )
        await pilot.pause()
        shown = pilot.app.screen.query_one(DialogTitle)
        lines = [line.strip() for line in text(pilot.app).splitlines() if "字" in line or "。" in line]
        assert lines == ["字" * 24, "字。"]
        assert shown.size.height == 2
        await pilot.press("1")
        await pilot.pause()
        assert "甲" in text(pilot.app), "what was picked stands in the title while words are asked for"
