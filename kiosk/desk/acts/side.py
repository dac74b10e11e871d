"""Keys that open a screen beside the desk: the telephone, what is owed, what the visitor must bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import nobody_here
from kiosk.desk.owed_screen import OwedScreen
from kiosk.desk.phone_screen import PhoneScreen
from kiosk.desk.told_screen import ToldScreen
from kiosk.screens.act import TakenBack, act

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen


@act("tell", area="told", why_not=nobody_here)
async def tell(desk: DeskScreen) -> None:
    """Tell everything to bring at once, ticking it (R26)."""
    desk.app.push_screen(ToldScreen(desk, desk.current))


@act("owed", area="promises")
async def owed(desk: DeskScreen) -> None:
    """Open the list of what is owed (R27, R45); that the clerk looks at whom it names is on record first (R41)."""
    if named := [str(each.id) for each in desk.view.owed if each.whom]:
        await desk.do(desk.store.lookups.note, "promises", named, post=desk.post)
    desk.app.push_screen(OwedScreen(desk))


@act("phone", area="phone", taken_back=TakenBack.ON_ITS_SCREEN)
async def phone(desk: DeskScreen) -> None:
    """The telephone rings, or a call is to be made; with a call open go back to it (R31, R34)."""
    call = desk.view.calls[0] if desk.view.calls else await desk.do(desk.store.calls.ring, desk.post)
    desk.app.push_screen(PhoneScreen(desk, call))
