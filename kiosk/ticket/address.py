"""Addresses that a phone in the hall can open."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from kiosk.hall import HallConfig

_SOMEWHERE_ELSE = ("192.0.2.1", 9)
"""An address kept for documentation: connecting a UDP socket to it picks a network card and sends nothing."""


def page_address(site: str, token: str) -> str:
    """Return the address of a ticket's page for its QR."""
    return qr_address(site, f"/T/{token.upper()}")


def qr_address(site: str, path: str) -> str:
    """Return the address of a page in upper case, which keeps its QR small.

    Scheme and host do not care about case, and what people scan is served in upper case too. A site with a path of its
    own keeps that path as it is written.
    """
    parts = urlsplit(site)
    return f"{parts.scheme.upper()}://{parts.netloc.upper()}{parts.path.rstrip('/')}{path}"


def site_addresses(config: HallConfig, served: str) -> tuple[str, ...]:
    """Return where the hall's pages may be, the likeliest first: the configured address alone, or else those found.

    `served` is where a server last said that it is.
    """
    if config.web.address:
        return (config.web.address,)
    return tuple(dict.fromkeys(each for each in (served, site_address(config)) if each))


def site_address(config: HallConfig) -> str:
    """Return the address of the hall's pages: the configured one, else the one found; empty without a network."""
    if config.web.address:
        return config.web.address
    found = lan_address()
    return f"http://{found}:{config.web.port}" if found else ""


def is_reachable(site: str) -> bool:
    """Tell whether other machines could reach a site: not when it is this machine only, or nowhere."""
    return _is_usable(urlsplit(site).hostname or "")


def lan_address() -> str:
    """Return this machine's address in the local network, or nothing when it has none."""
    routed = _routed_address()
    if _is_usable(routed):
        return routed
    return next((address for address in _card_addresses() if _is_usable(address)), "")


def _routed_address() -> str:
    """Return the address that leads out of this machine, without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE_ELSE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _card_addresses() -> list[str]:
    """Return the addresses of the network cards that are up."""
    import psutil

    states = psutil.net_if_stats()
    return [
        entry.address
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if entry.family == socket.AF_INET and name in states and states[name].isup
    ]


def _is_usable(address: str) -> bool:
    """Tell whether phones could reach this address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not (parsed.is_loopback or parsed.is_unspecified or parsed.is_link_local or parsed.is_multicast)
