"""A ticket kept on the phone: a reminder for the calendar, and a place on the home screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import resources
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from draw_icons import icon
from icalendar import Calendar
from PIL import Image
from playwright.sync_api import Browser, expect
from visits import PHONE, Visit
from web_hall import LANGUAGES, DeskSide, Serving, browsing, wait_for

from kiosk.web.calendar import icalendar
from kiosk.web.manifest import ICON_SIZES
from kiosk.web.reminders import Reminder
from queue_store import Outcome, Visitor

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)


def written(text: str, at: datetime = NOW) -> bytes:
    return icalendar([Reminder(1, at, text, text, text)], text, "secret", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "普通的一句话",
        "a;b,c\\d\ne",
        "END:VEVENT\r\nBEGIN:VALARM",
        "\x1b[31m\x07red",
        "长" * 200,
        "é" * 100 + "𠀀" * 60,
        'BEGIN:VEVENT\\n"quoted";X=1',
        "",
    ],
)
def test_any_text_comes_back_from_a_calendar_as_it_was(text: str) -> None:
    body = written(text)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert body.replace(b"\r\n", b"").find(b"\n") == -1
    [event] = Calendar.from_ical(body).walk("VEVENT")
    shown = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    assert [str(event[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")] == [shown] * 3
    assert len(event.walk("VALARM")) == 1


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_a_time_is_written_in_utc_whatever_the_zone_and_the_hour(hour: int) -> None:
    for zone in ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns"):
        for day in (datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2026, 7, 1)):
            at = day.replace(hour=hour, tzinfo=ZoneInfo(zone))
            body = written("x", at)
            [event] = Calendar.from_ical(body).walk("VEVENT")
            assert event["DTSTART"].dt == at.astimezone(UTC)
            assert f"DTSTART:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode() in body


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_owed_to_a_visitor_can_be_put_into_a_calendar(desk: DeskSide, language: str) -> None:
    mine = desk.issue(visitor=Visitor(language=language, surname="欧阳"))
    desk.call(mine)
    desk.store.start(mine.id, desk.posts[1])
    due = desk.store.now().replace(microsecond=0) + timedelta(days=3)
    desk.store.owed.promise(desk.posts[1], "给欧阳女士 13800000000 回电话", due, ticket_id=mine.id)
    desk.store.owed.promise(desk.posts[1], "别人的事", due, ticket_id=desk.issue().id)
    desk.store.finish(
        mine.id, desk.posts[1], outcome=Outcome.COMPLAINT, reason="态度", case_due=due + timedelta(days=2)
    )
    async with browsing(desk) as (client, _):
        page = await client.get(f"/t/{mine.token}")
        assert f"/t/{mine.token}/calendar.ics" in page.text
        assert f"{due.astimezone(desk.config.zone):%H:%M}" in page.text
        answer = await client.get(f"/t/{mine.token}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == f'attachment; filename="{mine.label}.ics"'
    promise, case = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [promise["DTSTART"].dt, case["DTSTART"].dt] == [due, due + timedelta(days=2)]
    assert promise["UID"] != case["UID"]
    assert str(promise["LOCATION"]) == desk.config.name.say(language)
    assert mine.label in promise["SUMMARY"]
    for secret in (mine.token, mine.token.lower(), "13800000000", "欧阳", "态度"):
        assert secret.encode() not in answer.content.replace(b"\r\n ", b"")


async def test_a_number_from_afar_reminds_of_the_time_until_which_it_is_kept(desk: DeskSide) -> None:
    mine = desk.bring_to("booked")
    async with browsing(desk) as (client, _):
        answer = await client.get(f"/t/{mine.token}/calendar.ics")
        assert f"{mine.kept_until.astimezone(desk.config.zone):%H:%M}" in (await client.get(f"/t/{mine.token}")).text
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt == mine.kept_until.replace(microsecond=0)
    [alarm] = event.walk("VALARM")
    assert "请在这时以前到前台报到" in event["DESCRIPTION"]
    assert alarm["TRIGGER"].dt == -timedelta(minutes=15)


async def test_without_anything_owed_there_is_no_calendar(desk: DeskSide) -> None:
    waiting, finished = desk.issue(), desk.bring_to("finished")
    kept = desk.bring_to("serving")
    owed = desk.store.owed.promise(desk.posts[1], "回电话", desk.store.now() + timedelta(days=1), ticket_id=kept.id)
    desk.store.owed.settle(owed.id, desk.posts[1])
    async with browsing(desk) as (client, _):
        for ticket in (waiting, finished, kept):
            assert "calendar.ics" not in (await client.get(f"/t/{ticket.token}")).text
            assert (await client.get(f"/t/{ticket.token}/calendar.ics")).status_code == 404
        assert (await client.get(f"/t/{'0' * 26}/calendar.ics")).status_code == 404


async def test_a_ticket_on_the_home_screen_opens_in_the_browser_and_tells_nobody(desk: DeskSide) -> None:
    mine = desk.issue()
    async with browsing(desk) as (client, _):
        page = (await client.get(f"/t/{mine.token}")).text
        assert f'<link rel="manifest" href="/t/{mine.token}/manifest.json"' in page
        answer = await client.get(f"/t/{mine.token}/manifest.json")
        content = answer.json()
        assert answer.headers["content-type"] == "application/manifest+json"
        assert answer.headers["cache-control"] == "no-store"
        assert content["start_url"] == f"/t/{mine.token}"
        assert content["display"] == "browser"
        assert mine.label in content["name"]
        for entry in content["icons"]:
            picture = await client.get(entry["src"])
            assert picture.headers["content-type"] == "image/png"
            with Image.open(BytesIO(picture.content)) as drawn:
                assert f"{drawn.width}x{drawn.height}" == entry["sizes"]
        assert (await client.get(f"/t/{'0' * 26}/manifest.json")).status_code == 404


@pytest.mark.parametrize("size", ICON_SIZES)
def test_the_icons_are_the_drawn_ones(size: int) -> None:
    kept = resources.files("kiosk.web") / "static" / f"icon-{size}.png"
    with Image.open(BytesIO(kept.read_bytes())) as picture:
        assert picture.convert("RGB").tobytes() == icon(size).convert("RGB").tobytes()


def test_the_phone_takes_the_manifest_and_the_file(
    browser: Browser, desk: DeskSide, server: Serving, tmp_path: Path
) -> None:
    mine = desk.bring_to("serving")
    with Visit(browser, **PHONE, accept_downloads=True) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        read = page.context.new_cdp_session(page).send("Page.getAppManifest")
        assert read["errors"] == []
        assert read["url"].endswith("/manifest.json")
        wait_for(lambda: len(server.web.hub))
        desk.store.owed.promise(desk.posts[1], "回电话", desk.store.now() + timedelta(days=1), ticket_id=mine.id)
        desk.store.finish(mine.id, desk.posts[1])
        visit.at("finished")
        with page.expect_download() as started:
            page.get_by_role("link", name="加到手机日历").tap()
        started.value.save_as(tmp_path / "a.ics")
        assert Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VEVENT")
        expect(page.locator("main")).to_have_attribute("data-kind", "finished")
        assert visit.complaints == []
