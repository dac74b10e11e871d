"""What comes out of a printer: read back from the bytes, decoded, and compared letter by letter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from codes import codes_in
from paper_hall import MakeScene
from PIL import Image, ImageChops, ImageDraw
from printer_bytes import Printout, parse
from stations import POST, Scene

from kiosk.paper.faults import Patience
from kiosk.paper.fonts import FontFile, Typeface, typeface
from kiosk.paper.papers import date_text, sheet_of
from kiosk.paper.press import Press
from kiosk.paper.raster import DARK, PIXELS, draw
from kiosk.paper.sheet import Code, Item, Number, Row, Sheet, Size
from kiosk.reception.details import TicketRequest
from kiosk.reception.issuing import issue_number
from kiosk.text.waits import outlook
from kiosk.words import Words, load_words
from queue_store import Paper, PrintJob, Ticket, Visitor

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def page_of(ticket: Ticket) -> str:
    return f"HTTP://192.168.1.23:8080/T/{ticket.token}"


def queued(scene: Scene, paper: Paper = Paper.TICKET, language: str = "zh-Hans") -> PrintJob:
    """A ticket of a visitor, its paper asked for and taken."""
    ticket = scene.store.issue("A", visitor=Visitor(language=language, surname="单"))
    scene.store.prints.ask(ticket.id, paper, station="test")
    job = scene.store.prints.take("test")
    assert job is not None
    return job


def printed(scene: Scene, job: PrintJob) -> Printout:
    assert scene.config.printer is not None
    return parse(Press(scene.store, scene.config.printer, page_of).bytes_of(scene.config, job))


def sheet_for(scene: Scene, words: Words, job: PrintJob) -> Sheet:
    return sheet_of(scene.store, scene.config, words, job, scene.store.ticket(job.ticket_id), "")


def holds(image: Image.Image, text: str, size: Size, language: str, *, bold: bool = False) -> bool:
    """Whether a line stands somewhere in a picture exactly as its font draws it."""
    pixels = PIXELS[image.width][size]
    font = typeface(language).font(pixels, bold=bold)
    line = Image.new("L", (round(font.getlength(text)) + 4, round(pixels * 1.35)), 255)
    ImageDraw.Draw(line).text((0, round(pixels * 1.08)), text, fill=0, font=font, anchor="ls")
    wanted = ImageChops.invert(line.point([255 if grey > DARK else 0 for grey in range(256)], "1").convert("L"))
    box = wanted.getbbox()
    assert box is not None
    pattern, where = wanted.crop(box), ImageChops.invert(image.convert("L"))
    rows = pattern.tobytes()
    for top in range(where.height - pattern.height + 1):
        strip = where.crop((0, top, where.width, top + pattern.height))
        left = (strip.getbbox() or (0, 0, 0, 0))[0]
        if strip.crop((left, 0, left + pattern.width, pattern.height)).tobytes() == rows:
            return True
    return False


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [58, 80])
def test_a_ticket_read_back_from_its_bytes(printing_hall: MakeScene, width: int, language: str) -> None:
    scene = printing_hall(width=width)
    scene.crowd()
    job = queued(scene, language=language)
    ticket, words = scene.store.ticket(job.ticket_id), load_words(language)
    out = printed(scene, job)
    assert out.image.width == {58: 384, 80: 576}[width]
    assert (out.cuts, out.fed) == (1, 4)
    assert codes_in(out.image.convert("L")) == [page_of(ticket)]

    told = outlook(words, scene.store.forecast.tell(ticket.id, "reception"), scene.config.zone)
    assert holds(out.image, scene.config.name.say(language), Size.NORMAL, language, bold=True)
    assert holds(out.image, scene.config.find_service("A").names.say(language), Size.LARGE, language, bold=True)
    assert holds(out.image, told.place, Size.NORMAL, language), "the very words of the screen"
    for material in scene.config.find_service("A").materials:
        assert holds_item(out.image, material.say(language), language)
    assert holds(out.image, date_text(scene.config, words, ticket.issued_at), Size.SMALL, language)
    assert not holds(out.image, "单", Size.NORMAL, language), "no name stands on paper"


def holds_item(image: Image.Image, text: str, language: str) -> bool:
    """Whether an entry stands behind its box."""
    indent = 8 + round(PIXELS[image.width][Size.NORMAL] * 1.3) - 2
    return holds_right_of(image, indent, text, language)


def holds_right_of(image: Image.Image, left: int, text: str, language: str) -> bool:
    right = Image.new("1", image.size, 1)
    right.paste(image.crop((left, 0, image.width, image.height)), (0, 0))
    return holds(right, text, Size.NORMAL, language)


@pytest.mark.usefixtures("chinese_font")
def test_the_picture_tells_other_letters_apart(printing_hall: MakeScene) -> None:
    out = printed(printing_hall(), queued(printing_hall()))
    assert holds(out.image, "开户", Size.LARGE, "zh-Hans", bold=True)
    assert not holds(out.image, "开卢", Size.LARGE, "zh-Hans", bold=True)


def test_paper_and_screen_tell_the_same_wait(printing_hall: MakeScene) -> None:
    scene = printing_hall()
    scene.crowd()
    issued = issue_number(scene.store, TicketRequest("A", Visitor()), "once")
    job = scene.store.prints.ask(issued.ticket.id, Paper.TICKET, station="test")
    words = load_words("zh-Hans")
    sheet = sheet_for(scene, words, job)
    told = outlook(words, issued.estimate, scene.config.zone)
    rows = [block.text for block in sheet if isinstance(block, Row)]
    assert told.place in rows
    assert words("paper.ticket.wait", wait=told.wait) in rows
    assert Number(issued.ticket.label) in sheet
    assert not [block for block in sheet if isinstance(block, Code)], "no QR that leads nowhere"


def test_a_ticket_printed_again_says_when(printing_hall: MakeScene) -> None:
    scene = printing_hall()
    job = queued(scene)
    scene.store.prints.printed(job)
    scene.clock.turn(minutes=7)
    again = scene.store.prints.ask(job.ticket_id, Paper.TICKET, station="test")
    rows = texts(sheet_for(scene, load_words("zh-Hans"), again))
    assert "09:07 重新打印" in rows
    assert "2026年3月3日 星期二 09:00" in rows, "the number is still of then"


def test_a_visitor_who_was_called_is_told_no_wait(printing_hall: MakeScene) -> None:
    scene = printing_hall()
    job = queued(scene)
    scene.store.call(job.ticket_id, POST)
    rows = texts(sheet_for(scene, load_words("en"), job))
    assert not [row for row in rows if "wait:" in row or "ahead" in row or "next" in row]


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slip_and_the_list_of_what_was_told(printing_hall: MakeScene, language: str) -> None:
    scene, words = printing_hall(), load_words(language)
    missing = queued(scene, Paper.MISSING, language)
    scene.store.prints.printed(missing)
    told = queued(scene, Paper.TOLD, language)
    for job in (missing, told):
        scene.store.start(scene.store.call(job.ticket_id, POST).id, POST)
        scene.store.told.tell(job.ticket_id, POST, ["房产证"])
        scene.store.told.note_missing(job.ticket_id, POST, ["身份证"])
        scene.store.finish(job.ticket_id, POST)
    card, deed = (each.say(language) for each in scene.config.find_service("A").materials)
    assert items(sheet_for(scene, words, missing)) == [(card, False)]
    assert items(sheet_for(scene, words, told)) == [(card, False), (deed, True)]
    out = printed(scene, missing)
    assert holds_item(out.image, card, language)
    assert not holds_item(out.image, deed, language)
    assert holds(out.image, words("told.slip.title"), Size.LARGE, language, bold=True)


def test_while_nothing_is_marked_the_slip_lists_everything(printing_hall: MakeScene) -> None:
    scene = printing_hall()
    sheet = sheet_for(scene, load_words("zh-Hans"), queued(scene, Paper.MISSING))
    assert [text for text, _ in items(sheet)] == ["身份证", "房产证"]


def test_without_a_chinese_font_the_number_prints_and_the_words_are_english(
    printing_hall: MakeScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Typeface(FontFile(), FontFile())
    monkeypatch.setattr("kiosk.paper.press.typeface", lambda language, named: bare)
    scene = printing_hall()
    out = printed(scene, queued(scene, language="zh-Hans"))
    [code] = codes_in(out.image.convert("L"))
    assert code.startswith("HTTP://")
    only_number = draw((Number("A001"),), 384, bare)
    assert ImageChops.invert(only_number.convert("L")).getbbox() is not None
    whole, wanted = out.image.tobytes(), only_number.tobytes()
    assert wanted[400:-400] in whole, "the number stands there as large as ever"
    assert bare.has("New account")
    assert not bare.has("开户")


def test_a_row_that_cannot_be_set_is_left_out_not_printed_as_boxes() -> None:
    bare = Typeface(FontFile(), FontFile())
    assert draw((Row("开户"), Row("A")), 384, bare).tobytes() == draw((Row("A"),), 384, bare).tobytes()


@pytest.mark.parametrize("label", ["A001", "M999", "AB1000", "W888"])
@pytest.mark.parametrize("dots", [384, 576])
def test_any_number_fits_and_is_large(label: str, dots: int) -> None:
    box = ImageChops.invert(draw((Number(label),), dots, typeface("en")).convert("L")).getbbox()
    assert box is not None
    assert 0 < box[0] < box[2] < dots
    assert box[2] - box[0] > dots * 0.6
    assert box[3] - box[1] > dots * 0.15, "millimetres high"


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_hall_writes_stays_on_the_paper(printing_hall: MakeScene, language: str) -> None:
    long = "（换表、拆改、违约用气处理，Antragsformularunterlagenverzeichnis）" * 3
    sheet: Sheet = (Row(long), Item(long), Row(long, Size.LARGE, bold=True, centred=True))
    image = draw(sheet, 384, typeface(language))
    box = ImageChops.invert(image.convert("L")).getbbox()
    assert box is not None
    assert box[0] >= 4
    assert box[2] <= 380


@pytest.mark.usefixtures("chinese_font")
def test_a_page_for_cups_is_as_large_as_the_paper(printing_hall: MakeScene, tmp_path: Path) -> None:
    from kiosk.paper.drivers import pdf

    image = draw((Row("兰亭"),), 576, typeface("zh-Hans"))
    page = pdf(image)
    assert page.startswith(b"%PDF")
    width = 576 / 203 * 72
    assert f"{width:.3f}"[:5].encode() in page


def texts(sheet: Sheet) -> list[str]:
    return [block.text for block in sheet if isinstance(block, Row)]


def items(sheet: Sheet) -> list[tuple[str, bool]]:
    return [(block.text, block.ticked) for block in sheet if isinstance(block, Item)]


def test_dates_by_language(printing_hall: MakeScene) -> None:
    scene = printing_hall()
    night = scene.clock.now + timedelta(hours=15, minutes=5)
    assert [date_text(scene.config, load_words(language), night) for language in LANGUAGES] == [
        "2026年3月4日 星期三 00:05",
        "2026年3月4日 星期三 00:05",
        "Wednesday 4 March 2026, 00:05",
    ]


def test_a_job_is_carried_out_to_the_file(printing_hall: MakeScene, tmp_path: Path) -> None:
    scene = printing_hall()
    assert scene.config.printer is not None
    press = Press(scene.store, scene.config.printer, page_of)
    assert press.carry_out(scene.config, queued(scene), Patience()).state == "printed"
    [file] = (tmp_path / "out").iterdir()
    assert file.name == "2026-03-03-A001-ticket-1.bin"
    assert parse(file.read_bytes()).cuts == 1
