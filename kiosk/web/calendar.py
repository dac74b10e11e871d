"""Reminders for the visitor's own calendar, as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kiosk.web.context import both_cases, web_of
from kiosk.web.pages import find_ticket
from kiosk.web.reminders import Reminder, reminders_of

_LINE = 75
"""Octets of a line at most, its end left out (3.1)."""


def icalendar(reminders: Iterable[Reminder], place: str, secret: str, now: datetime) -> bytes:
    """Write the file: one event for each reminder, at its time in UTC, with an alarm.

    `secret` makes the events of two tickets different; it cannot be read from them.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reception-kiosk//calendar//EN", "METHOD:PUBLISH"]
    for reminder in reminders:
        name = hashlib.sha256(f"{secret}.{reminder.id}".encode()).hexdigest()[:32]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{name}",
            f"DTSTAMP:{_time(now)}",
            f"DTSTART:{_time(reminder.at)}",
            f"SUMMARY:{_escaped(reminder.title)}",
            f"DESCRIPTION:{_escaped(reminder.note)}",
            f"LOCATION:{_escaped(place)}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:-PT{reminder.ahead // timedelta(minutes=1)}M",
            f"DESCRIPTION:{_escaped(reminder.title)}",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Write a text (3.3.11); signs that control a terminal or end a line are left out."""
    shown = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    for sign in "\\;,":
        shown = shown.replace(sign, f"\\{sign}")
    return shown.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Break a line between signs; what follows the first part begins with a space (3.1)."""
    part = b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > _LINE:
            yield part
            part = b" "
        part += octets
    yield part


async def calendar_file(request: Request) -> Response:
    """Give the reminders of a ticket as a file; 404 when there is none."""
    web, ticket = web_of(request), await find_ticket(request)
    words = web.words(request, ticket.visitor.language)
    reminders = await web.reader.run(partial(reminders_of, ticket, web.config, words))
    if not reminders:
        raise HTTPException(404)
    body = icalendar(reminders, web.config.name.say(words.language), ticket.token, web.clock())
    headers = {"content-disposition": f'attachment; filename="{ticket.label}.ics"'}
    return Response(body, media_type="text/calendar", headers=headers)


ROUTES = both_cases("/t/{token}/calendar.ics", calendar_file)
