"""What is still missing stands on the ticket page (R26)."""

from __future__ import annotations

from web_hall import DeskSide, browsing

from queue_store import Post


async def test_the_slip_is_on_the_ticket_page_in_the_visitors_language(desk: DeskSide) -> None:
    ticket = desk.issue("A")
    service = next(each for each in desk.config.services if each.code == "A")
    first, second = service.materials[:2]
    desk.store.told.note_missing(ticket.id, Post(3, "c3"), [first.say(desk.config.language), "<b>x"])
    async with browsing(desk, Cookie=f"{desk.cookie('lang')}=en") as (client, _):
        page = (await client.get(f"/t/{ticket.token}")).text
    slip = page[page.index("Still needed") :].partition("</section>")[0]
    assert f"<li>{first.say('en')}</li>" in slip
    assert second.say("en") not in slip
    assert "&lt;b&gt;x" in slip


async def test_without_a_slip_nothing_is_said_to_be_missing(desk: DeskSide) -> None:
    ticket = desk.issue("A")
    async with browsing(desk, Cookie=f"{desk.cookie('lang')}=en") as (client, _):
        assert "Still needed" not in (await client.get(f"/t/{ticket.token}")).text
