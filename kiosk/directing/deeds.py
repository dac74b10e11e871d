"""The deeds of a supervisor: each calls the store and returns the sentence that says it was done."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.text.floor import Said
from queue_store import Post, QueueError, Store


@dataclass(frozen=True, slots=True)
class Deeds:
    """The deeds in the name of one supervisor; each blocks until the store has it, QueueError when it was refused."""

    store: Store
    post: Post
    """The supervisor, at no counter."""
    said: Said

    # Alerts

    def take(self, alert_id: int) -> str:
        """See to an alert."""
        self.store.alerts.take(alert_id, self.post)
        return self.said.words("floor.done.taken")

    def give_back(self, alert_id: int) -> str:
        """Do not see to an alert any more."""
        self.store.alerts.give_back(alert_id, self.post)
        return self.said.words("floor.done.given_back")

    def snooze(self, alert_id: int, minutes: int) -> str:
        """Let an alert rest."""
        until = self.store.now() + timedelta(minutes=minutes)
        self.store.alerts.snooze(alert_id, self.post, until)
        return self.said.words("floor.done.snoozed", clock=self.said.clock(until))

    def note(self, alert_id: int, text: str) -> str:
        """Write down what came of an alert, also of one that is over."""
        self.store.alerts.note(alert_id, self.post, text)
        return self.said.words("floor.done.noted")

    # Visitors

    def call(self, ticket_id: int, counter: int) -> str:
        """Call a visitor to an open counter that is free, out of order."""
        reason = self.said.words("floor.call.reason")
        ticket = self.store.directing.call(ticket_id, counter, self.post, reason=reason)
        return self.said.words("floor.done.called", label=ticket.label, counter=counter)

    def send(self, ticket_id: int, counter: int | None) -> str:
        """Send a visitor to a counter, or with None back to all counters of the service."""
        ticket = self.store.directing.send(ticket_id, counter, self.post)
        key = "floor.done.freed" if counter is None else "floor.done.sent"
        return self.said.words(key, label=ticket.label, counter=counter or "")

    # What the hall gives today

    def close_service(self, code: str) -> str:
        """Give no more numbers of a service today."""
        with self._named():
            self.store.directing.close_service(code, self.post)
        return self._service_now("close", code)

    def open_service(self, code: str) -> str:
        """Give numbers of a service again."""
        with self._named():
            self.store.directing.open_service(code, self.post)
        return self._service_now("open", code)

    def _service_now(self, what: str, code: str) -> str:
        waiting = sum(ticket.service == code for ticket in self.store.waiting())
        return self.said.words(f"floor.done.service_{what}", service=self.said.service(code), count=waiting)

    def move(self, counter: int, services: Collection[str], seen: Collection[str]) -> str:
        """Let a counter give other services today; `seen` are those that it gave when it was decided."""
        with self._named():
            self.store.directing.move_counter(counter, services, self.post, seen=seen)
        return self.said.words("floor.done.moved", counter=counter, services=self.said.services(tuple(services)))

    # The hall as a whole

    def come(self, call_id: int, counter: int) -> str:
        """Tell a counter that asked for the supervisor that somebody comes."""
        self.store.help.settle(self.post, call_id)
        return self.said.words("floor.done.coming", counter=counter)

    def put_up(self, text: str) -> str:
        """Tell everybody in the hall something."""
        self.store.messages.put_up(text, post=self.post)
        return self.said.words("floor.done.message_up")

    def take_down(self, message_id: int) -> str:
        """Take a message down."""
        self.store.messages.take_down(message_id, post=self.post)
        return self.said.words("floor.done.message_down")

    def end_day(self, day: date, fate: str) -> str:
        """End the visits of `question_of_day`; `fate` is `expire` or `carry_over`."""
        closed = self.store.close_day(waiting=fate, day=day, post=self.post)
        return self.said.words(f"floor.done.day_{fate}", count=len(closed))

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Let a refusal call services by their names and not by their codes."""
        try:
            yield
        except QueueError as refused:
            if "service" in refused.fields:
                refused.fields["service"] = self.said.service(str(refused.fields["service"]))
            if "services" in refused.fields:
                refused.fields["services"] = self.said.services(tuple(str(refused.fields["services"]).split(", ")))
            raise
