"""How many numbers are left for who asks from afar, and who that is."""

from __future__ import annotations

import hashlib

from starlette.requests import Request

from kiosk.hall import opening
from kiosk.web.context import Web, web_of
from kiosk.web.guard import address_of
from kiosk.words import Words
from queue_store import BookingsLeft

LAPSE_EVERY = 1.0
"""Seconds between two looks for numbers whose time is over."""


def why_no_number(web: Web) -> str:
    """Return why no number is given out from afar now, as a key; empty when it is."""
    if not web.config.web.join or not web.config.web.join_daily:
        return "off"
    return "" if opening(web.config, web.clock()).today else "closed"


async def source_of(request: Request) -> str:
    """Return the name under which the numbers taken by one address are counted; the address cannot be read from it."""
    secret = await web_of(request).secret()
    return hashlib.sha256(secret + b"source:" + address_of(request).encode()).hexdigest()


async def bookings_left(request: Request) -> BookingsLeft:
    """Ask how many numbers can be taken now."""
    web, source = web_of(request), await source_of(request)
    return await web.reader.run(lambda store: store.bookings_left(source))


def none_left_text(web: Web, words: Words, left: BookingsLeft) -> str:
    """Say that no number is left just now, why, and when to look again; empty when there is one."""
    if left.here:
        return ""
    why = words("web.join.many_from_here" if left.free else "web.join.full_text")
    if left.again_at is None:
        return why
    again = words("web.join.again_at", clock=words.clock(left.again_at, web.config.zone))
    return words("web.ticket.sentences", first=why, then=again)
