"""Where phones find the hall's pages, for commands that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ticket import site_addresses

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from queue_store import Store

_PATIENCE = 0.5
"""Seconds for each address to prove that it is this hall's."""


def find_site(config: HallConfig, store: Store) -> str:
    """Return the address of the pages; empty without a network.

    Where a server says that it serves them elsewhere than hall.toml has it, it is asked to prove that.
    """
    sites = site_addresses(config, store.pages.address())
    if len(sites) < 2:
        return sites[0] if sites else ""
    from kiosk.ticket.identity import PAGES_SECRET
    from kiosk.web.background import own_site

    return own_site(sites, store.secret(PAGES_SECRET), _PATIENCE)[0]
