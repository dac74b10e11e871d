"""The ticket in the visitor's hand: the address of its page and the QR that leads there."""

from kiosk.ticket.address import is_reachable, lan_address, page_address, qr_address, site_address, site_addresses
from kiosk.ticket.qr import qr_matrix

__all__ = ["is_reachable", "lan_address", "page_address", "qr_address", "qr_matrix", "site_address", "site_addresses"]
