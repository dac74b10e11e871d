"""Who sits at a station: shown by the PIN, locked when nobody is there, and asked anew as the staff list changes."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from kiosk.access import May, may
from kiosk.screens.who import WhoScreen
from queue_store import Colleague, SignedIn

if TYPE_CHECKING:
    from kiosk.screens.station import StationApp


class Seat:
    """The place of a station's app. In a hall without staff nobody is asked.

    `let_in` hears who was let in, None where the hall has no staff any more, and whether the place was somebody's.
    """

    def __init__(
        self, app: StationApp, act: str, let_in: Callable[[SignedIn | None, bool], None], *,
        counter: int, holder: str = "", shared: bool = False, leaves: bool = True, known: SignedIn | None = None,
    ) -> None:  # fmt: skip
        self.may: May = may(act)
        self.holder = holder
        """Id under which the place is held."""
        self.known = known
        """Who showed the PIN; None in a hall without staff, and until then."""
        self.clock: Callable[[], float] = monotonic
        self._app = app
        self._let_in = let_in
        self._counter = counter
        self._shared = shared
        """Whoever may sit here may unlock it; otherwise only its holder, and supervisors, who take it over."""
        self._leaves = leaves
        """A key leaves the program, unless it is locked."""
        self._followed = False
        """The staff list was read before."""
        self._touched_at = self.clock()

    def ask(self, why: str = "", *, locked: bool = False) -> None:
        """Put the question over all that is open; `why` is the sentence `staff.who.WHY` above it."""
        self._app.call_later(self._put_up, why, locked)

    def _put_up(self, why: str, locked: bool) -> None:
        """Put it up from the app itself: the screen that found it necessary may go away before the answer."""
        if not self._app.is_running or isinstance(self._app.screen, WhoScreen):
            return
        owner = self.holder if locked and not self._shared else ""
        leaves = self._leaves and not owner
        who = WhoScreen(self._counter, self.may.roles, wanted=self.holder, owner=owner, why=why, leaves=leaves)
        self._app.push_screen(who, lambda _: self._answered(who))

    def _answered(self, who: WhoScreen) -> None:
        self.touch()
        self.known = who.signed_in
        if who.signed_in is None:
            self._let_in(None, bool(who.owner))
            return
        taken_over = bool(who.owner) and who.signed_in.colleague.id != who.owner
        if not taken_over:
            self.holder = who.signed_in.colleague.id
        self._let_in(who.signed_in, bool(who.owner))

    def follow(self) -> None:
        """Ask again where the staff list, as it was just read, says so: an act that is open goes on afterwards."""
        staff, first = self._staff(), not self._followed
        self._followed = True
        if not staff:
            self.known = None
            return
        here = self._here(staff)
        if self.known is None:
            self.ask("" if first else "from_now_on", locked=here is not None)
        elif here is None:
            self.ask("gone", locked=True)
        elif _is_newer(here, self.known.colleague):
            self.ask("new_pin", locked=True)

    def _staff(self) -> list[Colleague]:
        return [each for each in self._app.colleagues if each.removed_at is None]

    def _here(self, staff: list[Colleague]) -> Colleague | None:
        """The holder as the staff list has them now; None for somebody who may not sit here, or not any more."""
        return next((each for each in staff if each.id == self.holder and each.role in self.may.roles), None)

    # Locked.

    @property
    def lockable(self) -> bool:
        """Somebody sits here who can unlock it."""
        here = self._here(self._staff())
        return self.known is not None and here is not None and here.has_pin

    def lock(self) -> None:
        """Hide everything until a PIN is shown."""
        if self.lockable:
            self.ask("locked", locked=True)

    def touch(self) -> None:
        """Somebody is here: the time until it locks itself counts from now."""
        self._touched_at = self.clock()

    def tick(self) -> None:
        """A second went by."""
        if self.clock() - self._touched_at >= self._app.station.config.desk.lock_after.total_seconds():
            self.lock()


def _is_newer(now: Colleague, then: Colleague) -> bool:
    """Whether a person has another PIN than the one that was shown."""
    return now.pin_set_at is not None and (then.pin_set_at is None or now.pin_set_at > then.pin_set_at)
