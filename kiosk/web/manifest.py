"""A ticket on the phone's home screen: the web application manifest of its page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.web.context import both_cases, web_of
from kiosk.web.pages import find_ticket, path_of

ICON_SIZES = (192, 512)
"""Pixels of the icons, which are `icon-192.png` and so on among the static files."""


async def manifest(request: Request) -> Response:
    """Describe a ticket's page to the phone.

    It asks to be opened in the browser: an application of its own would be packed by the browser maker's server, which
    would learn the address of the page.
    """
    web, ticket = web_of(request), await find_ticket(request)
    words, path = web.words(request, ticket.visitor.language), path_of(web, ticket)
    content = {
        "name": f"{ticket.label} · {web.config.name.say(words.language)}",
        "short_name": ticket.label,
        "lang": words.language,
        "dir": words("language.direction"),
        "id": path,
        "start_url": path,
        "scope": path,
        "display": "browser",
        "background_color": "#0b4f6c",
        "theme_color": "#0b4f6c",
        "icons": [
            {"src": web.asset(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in ICON_SIZES
            for purpose in ("any", "maskable")
        ],
    }
    return JSONResponse(content, media_type="application/manifest+json")


ROUTES = both_cases("/t/{token}/manifest.json", manifest)
