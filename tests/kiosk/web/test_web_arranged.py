"""A service that the supervisor closed for today, and a counter that was moved, as phones see them."""

from __future__ import annotations

from web_hall import DeskSide, browsing

from queue_store import NO_COUNTER, Post

LEAD = Post(NO_COUNTER, "lead")


async def test_phones_go_by_what_is_arranged_for_the_day(desk: DeskSide) -> None:
    async with browsing(desk) as (client, web):
        assert 'value="A"' in (await client.get("/join")).text
        desk.store.directing.close_service("A", LEAD)
        await web.watcher.look()
        page = (await client.get("/join")).text
        assert 'value="A"' not in page or "disabled" in page
        assert not web.config.service_open_on("A", desk.store.business_day())
        desk.store.directing.open_service("A", LEAD)
        await web.watcher.look()
        assert web.config.service_open_on("A", desk.store.business_day())
        number = next(each.number for each in desk.config.counters if "A" not in each.services)
        seen = desk.config.counter(number).services
        desk.store.directing.move_counter(number, (*seen, "A"), LEAD, seen=seen)
        await web.watcher.look()
        assert number in [each.number for each in web.config.counters_for("A")]
        assert web.config.as_written.counter(number).services == seen
