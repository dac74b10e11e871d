"""The pages prove to the hall's screens that they are this hall's, so that no QR leads to another one."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kiosk.ticket.identity import PAGES_SECRET, identity_path, identity_proof, is_nonce
from kiosk.web.context import web_of


async def identity(request: Request) -> Response:
    """Answer for a nonce; 404 for anything else."""
    nonce = request.path_params["nonce"]
    if not is_nonce(nonce):
        raise HTTPException(404)
    secret = await web_of(request).secret(PAGES_SECRET)
    return PlainTextResponse(identity_proof(secret, nonce))


ROUTES = [Route(identity_path("{nonce}"), identity)]
