"""Signs of life: every open page hears something every two seconds, so that one whose network died notices by itself.

A connection can die without a word: a phone that leaves the Wi-Fi, a router that forgets it. A browser tells nobody, so
only silence says it. A page that has heard nothing for 3.5 seconds asks, and says that it stands still when there is no
answer within one more (live.js): three to six seconds after the network died.

What that costs: a sign is 29 bytes, 15 in a second, less than 0.2 MB in an hour of waiting with all headers; and 2,000
idle streams took 10 % of one core where signs every ten seconds took 6.5 % (server process, two loaded cores, calls and
waits included). Battery: the radio of a phone sleeps only after about ten seconds of silence, so those kept it awake as
well; and who looks at a page has the screen on, which takes many times that. A page out of sight is stopped by the
phone within minutes, and asks when it is looked at again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from kiosk.web.stream import Hub, event

EVERY = 2.0
"""Seconds between two signs of life of a stream."""
_PARTS = 40
"""Parts of the streams that are told one after another in that time: calls never wait behind all of them."""


State = dict[str, object]
"""What a page is told, before it is written as JSON."""


async def give_signs(hub: Hub, sign: Callable[[], State], board: Callable[[str], State]) -> None:
    """Give every stream its signs for as long as the server runs.

    `sign` says how things stand, `board` what more a television is told of the topic that it listens to.
    """
    while True:
        for part in range(_PARTS):
            await asyncio.sleep(EVERY / _PARTS)
            state = sign()
            plain = event(json.dumps(state))
            for topic in hub.topics():
                if hash(topic) % _PARTS == part:
                    more = board(topic)
                    hub.send(topic, event(json.dumps(state | more)) if more else plain)
