"""The slip of what to bring names where to go besides and where complaints go, in the visitor's language."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from stations import Scene

from kiosk.hall import parse_hall
from kiosk.hall.printer import PrinterConfig
from kiosk.paper.papers import missing_sheet, told_sheet
from kiosk.paper.press import Press
from kiosk.paper.sheet import Row
from kiosk.words import load_words
from queue_store import Outcome, Paper, Post, Visitor

EXAMPLE = parse_hall(
    resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8"), Path("/nowhere/hall.toml")
)
BARE = EXAMPLE.model_copy(update={"offices": (), "complaints": ()})


@pytest.mark.parametrize(
    ("language", "office", "channels"),
    [
        ("zh-Hans", "市不动产登记中心（幸福路 3 号一楼，电话 0535-555 0133，", "意见和投诉：客户服务中心投诉电话（"),
        ("zh-Hant", "市不動產登記中心（幸福路 3 號一樓，電話 0535-555 0133，", "意見和投訴：客戶服務中心投訴專線（"),
        ("en", "City Land Registry (3 Xingfu Road, ground floor, ", "Suggestions and complaints: Customer Service"),
    ],
)
def test_slip_and_list_name_them(tmp_path: Path, language: str, office: str, channels: str) -> None:
    scene = Scene(tmp_path, EXAMPLE)
    words, ticket = load_words(language), scene.issue("A", language=language)
    for sheet in (
        missing_sheet(EXAMPLE, words, ticket, ["户主身份证"], scene.clock.now),
        told_sheet(EXAMPLE, words, ticket, ["户主身份证"], scene.clock.now),
    ):
        rows = [block.text for block in sheet if isinstance(block, Row)]
        assert any(row.startswith(office) for row in rows), rows
        assert any(row.startswith(channels) for row in rows), rows
    scene.store.close()


def test_whoever_was_referred_reads_that_office_and_no_other(tmp_path: Path) -> None:
    scene, post = Scene(tmp_path, EXAMPLE), Post(3, "c07")
    ticket = scene.store.start(scene.store.call(scene.issue("A").id, post).id, post)
    ended = scene.store.finish(ticket.id, post, outcome=Outcome.REFERRED, reason="市供热公司服务厅")
    sheet = missing_sheet(EXAMPLE, load_words("en"), ended, ["户主身份证"], scene.clock.now)
    rows = [block.text for block in sheet if isinstance(block, Row)]
    assert any("City Heating Company (21 Jiefang Road" in row for row in rows)
    assert not any("Land Registry" in row for row in rows)
    scene.store.close()


def test_a_paper_is_longer_by_what_the_directory_says_and_differs_by_language(tmp_path: Path) -> None:
    printer = PrinterConfig.model_validate({"to": f"file:{tmp_path}/out/", "width": 80})
    lengths: dict[tuple[bool, str], bytes] = {}
    for number, config in enumerate((BARE, EXAMPLE)):
        (tmp_path / str(number)).mkdir()
        scene = Scene(tmp_path / str(number), config)
        for language in ("zh-Hans", "en"):
            ticket = scene.store.issue("A", visitor=Visitor(language=language))
            scene.store.prints.ask(ticket.id, Paper.MISSING, station="test")
            job = scene.store.prints.take("test")
            assert job is not None
            press = Press(scene.store, printer, lambda ticket: "")
            lengths[config is EXAMPLE, language] = press.bytes_of(config, job)
            scene.store.prints.printed(job)
        scene.store.close()
    for language in ("zh-Hans", "en"):
        assert len(lengths[True, language]) > len(lengths[False, language])
    assert lengths[True, "en"] != lengths[True, "zh-Hans"]
