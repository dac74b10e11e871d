"""Visitors out of turn: those who come back, those who are called early, those who left (R06, R11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kiosk.desk import sentences
from kiosk.desk.verbs import DeskVerbs
from kiosk.widgets.dialogs import Choice
from queue_store import Ticket

_CALL_REASONS = ("assistance", "urgent", "supervisor", "mistake")
_LEFT = "left"


class Picking(DeskVerbs):
    """Takes a visitor whom the order of the queue would not bring now."""

    async def act_resume(self) -> None:
        """Go on with who stepped aside, or take back who missed the call."""
        parked = self.view.parked if self.free else ()
        away = (*parked, *self.view.missed)
        ticket: Ticket | None = away[0]
        if len(away) > 1 or self.view.missed:
            stands = {each.id: self.words("desk.parked") for each in parked} | {
                each.id: self.words("desk.resume.missed", clock=self._clock(each)) for each in self.view.missed
            }
            ticket = await self._pick_ticket("desk.resume.title", away, stands=stands)
        if ticket is None:
            return
        if ticket.id in {each.id for each in parked}:
            id = ticket.id
            if back := self.attempt(lambda: self.station.store.resume(id, self.post)):
                self._done("resumed", back, "resume")
        else:
            await self._take_back(ticket)

    async def _take_back(self, ticket: Ticket) -> None:
        """A visitor who missed the call: to the counter at once when it is free, else back into the queue."""
        words, how = self.words, "queue"
        if self.free:
            choices = [Choice(id, words(f"desk.resume.{id}")) for id in ("now", "queue")]
            picked = await self._pick(words("desk.resume.how", label=ticket.label), choices)
            if picked is None:
                return
            how = picked.id
        store = self.station.store
        if how == "now":
            reason = words("desk.resume.reason")
            if called := self.attempt(lambda: store.call(ticket.id, self.post, reason=reason)):
                self._done("called", called, "call")
        elif back := self.attempt(lambda: store.rejoin(ticket.id, post=self.post)):
            ahead = self.attempt(lambda: store.ahead_of(back.id)) or 0
            if self.view.current is None:
                self.show_moment("rejoin", back)
            else:
                self.show_aside("rejoin", stranger=True)
            self.status(words("desk.happened.rejoined", label=back.label, count=ahead))

    async def act_choose(self) -> None:
        """Call somebody out of turn; or, also while the counter is busy, cancel the number of one who left."""
        waiting = self.attempt(lambda: self.station.store.waiting_at(self.post.counter))
        free = self.free
        ticket = await self._pick_ticket(f"desk.choose.{'title' if free else 'only_cancel'}", waiting or [], find=True)
        if ticket is None:
            return
        words = self.words
        reasons = [Choice(id, words(f"desk.choose.reason.{id}")) for id in _CALL_REASONS] if free else []
        if free:
            reasons.append(Choice("other", words("desk.other"), ask=words("desk.choose.reason_ask"), needed=True))
        reasons.append(Choice(_LEFT, words("desk.choose.left")))
        picked = await self._pick(words(f"desk.choose.{'why' if free else 'gone'}", label=ticket.label), reasons)
        if picked is None:
            return
        store = self.station.store
        if picked.id == _LEFT:
            if gone := self.attempt(lambda: store.cancel(ticket.token, post=self.post)):
                self.status(words("desk.happened.cancelled", label=gone.label))
            return
        reason = picked.text or words(f"desk.choose.reason.{picked.id}")
        if called := self.attempt(lambda: store.call(ticket.id, self.post, reason=reason)):
            self._done("called", called, "call")

    @property
    def free(self) -> bool:
        """Whether somebody can be called to this counter now."""
        return self.view.current is None and not self.view.paused

    def _clock(self, ticket: Ticket) -> str:
        at = ticket.last_called_at
        return self.words.clock(at, self.station.config.zone) if at else ""

    async def _pick_ticket(
        self, key: str, tickets: Iterable[Ticket], *, find: bool = False, stands: Mapping[int, str] | None = None
    ) -> Ticket | None:
        """Let the clerk choose a visitor; `stands` says how each stands, in place of the wait."""
        config, listed = self.station.config, tuple(tickets)
        choices: Sequence[Choice] = [
            Choice(
                str(ticket.id),
                row.label,
                "  ".join(filter(None, (row.service, (stands or {}).get(ticket.id, row.wait), row.notes))),
                find=f"{row.service} {sentences.visitor_name(self.words, ticket)}",
            )
            for ticket in listed
            for row in (sentences.waiting_row(self.words, config, ticket),)
        ]
        picked = await self._pick(self.words(key), choices, find=find)
        return next((ticket for ticket in listed if picked and str(ticket.id) == picked.id), None)
