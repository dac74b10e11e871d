"""The telephone from the desk: a key at the first ring, one to call out, and what is going on in the strip."""

from __future__ import annotations

from kiosk.desk import sentences
from kiosk.desk.phone_screen import THREE_MINUTES, PhoneScreen, is_ringing, rings, talked
from kiosk.desk.verbs import DeskVerbs
from queue_store import PhoneCall


class Telephone(DeskVerbs):
    """Opens the telephone; the visit at the counter stays as it is."""

    _warned_out = False
    """The clerk was told that this is no time to call."""

    def act_phone(self) -> None:
        """The telephone rings; with a call open go back to it."""
        if self.view.calls:
            self._open(self.view.calls[0])
        elif call := self.attempt(lambda: self.station.store.ring(self.post)):
            self._open(call)

    def act_call_out(self) -> None:
        """Call somebody; outside the hall's calling hours only when asked twice (R34)."""
        config, now = self.station.config, self.station_app.now
        if not config.may_call_out(now) and not self._warned_out:
            self._warned_out = True
            later = config.next_calling_time(now)
            self.show_aside("phone_out_hours", {"due": f"{later:%m-%d %H:%M}"}, stranger=True)
            self.status(self.words("phone.not_now", later=f"{later:%m-%d %H:%M}"), problem=True)
            return
        self._warned_out = False
        if call := self.attempt(lambda: self.station.store.ring(self.post, outbound=True)):
            self._open(call)

    def _open(self, call: PhoneCall) -> None:
        self.app.push_screen(PhoneScreen(self.post, call))

    def beside(self) -> list[str]:
        if isinstance(self.app.screen, PhoneScreen):
            return super().beside()
        said, now = [], self.station_app.now
        for call in self.view.calls:
            if is_ringing(call):
                said.append(self.words("phone.strip_rings", count=rings(call, self.station.config, now)))
            else:
                spent = talked(call, now)
                key = "phone.strip_long" if spent >= THREE_MINUTES else "phone.strip"
                said.append(self.words(key, spent=sentences.stopwatch(spent)))
        return [*said, *super().beside()]
