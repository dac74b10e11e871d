"""Which language a page speaks."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from prompts import negotiate

COOKIE = "lang"


def language_of(request: Request, offered: Sequence[str], picked: str, ticket_language: str) -> str:
    """Choose among the hall's languages: the one picked here, then the one picked at reception, then the phone's."""
    if picked in offered:
        return picked
    if ticket_language in offered:
        return ticket_language
    for tag in _accepted(request.headers.get("accept-language", "")):
        language = negotiate(tag)
        if language in offered and (language != "en" or tag.lower().startswith("en")):
            return language
    return offered[0]


def _accepted(header: str) -> list[str]:
    """Language tags of an Accept-Language header, most wanted first."""
    wanted: list[tuple[float, str]] = []
    for part in header[:400].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if tag and weight > 0:
            wanted.append((-weight, tag))
    return [tag for _, tag in sorted(wanted, key=lambda each: each[0])]
