"""The key that locks the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.screens.act import act

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


def _nobody_to_unlock(desk: DeskScreen) -> str:
    return "" if desk.station_app.lockable else "staff.cannot.lock"


@act("lock", local=True, area="staff", why_not=_nobody_to_unlock)
def lock(desk: DeskScreen) -> None:
    """Hide everything until the clerk's PIN is typed; the call on the board goes on."""
    desk.station_app.lock()
