"""The ticket in the visitor's hand: the address of its page and the QR that leads there."""

from kiosk.ticket.address import lan_address, page_address, qr_address, site_address
from kiosk.ticket.qr import qr_matrix

__all__ = ["lan_address", "page_address", "qr_address", "qr_matrix", "site_address"]
