"""Handing a visitor on (R25): to a service, a counter or the supervisor, and never unseen to an empty chair."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase

from kiosk.desk.verbs import DeskVerbs
from kiosk.hall import CounterConfig
from kiosk.text.counters import counter_states, counters_open_text
from kiosk.widgets.dialogs import Choice
from queue_store import Ticket


class Transferring(DeskVerbs):
    """The list of places, and the words that go with the one that was chosen."""

    async def act_transfer(self) -> None:
        """Ask where to, hand on, and put up the words that send the visitor there."""
        ticket, states = self.current, counter_states(self.station.store)
        choices = [*self._counters(states, supervisors=True), *self._services(ticket)]
        choices += self._counters(states, supervisors=False)
        title, keys = self.words("desk.transfer.title", label=ticket.label), self.words("desk.transfer.keys")
        picked = await self._pick(title, choices, keys=keys)
        if picked is None:
            return
        kind, _, target = picked.id.partition(" ")
        moved = self.attempt(
            lambda: self.station.store.transfer(
                ticket.id,
                self.post,
                service=target if kind == "service" else None,
                counter=int(target) if kind == "counter" else None,
                note=picked.text,
            )
        )
        if moved:
            label = next(choice.label for choice in choices if choice.id == picked.id)
            closed = not self._somebody_there(kind, target)
            key = "desk.happened.transferred_closed" if closed else "desk.happened.transferred"
            self.status(self.words(key, label=moved.label, target=label), problem=closed)
            self._send(moved, kind, target)

    def _send(self, moved: Ticket, kind: str, target: str) -> None:
        """Put up the words; for a service they name its counters, never the clerk's own."""
        if kind == "service":
            counters = counters_open_text(self.station.config, self.station.store, target, self.words)
            self.show_moment("transfer_service", moved, **({"counters": counters} if counters else {}))
        else:
            supervisor = self.station.config.is_supervisors(int(target))
            self.show_moment("escalate" if supervisor else "transfer", moved, counter=target)

    def _somebody_there(self, kind: str, target: str) -> bool:
        states = counter_states(self.station.store)
        if kind == "counter":
            return states.get(int(target)) != "closed"
        return any(states.get(each.number) == "open" for each in self.station.config.counters_for(target))

    def _services(self, ticket: Ticket) -> list[Choice]:
        language, note = self.words.language, self.words("desk.transfer.note")
        choices, free = [], list(ascii_lowercase)
        for each in self.station.config.services:
            wanted = [letter for letter in (each.code + each.series).lower() if letter in free]
            key = (wanted or free or [""])[0]
            free = [letter for letter in free if letter != key]
            if each.code != ticket.service:
                mark = "" if self._somebody_there("service", each.code) else self.words("desk.transfer.closed")
                choices.append(Choice(f"service {each.code}", each.names.say(language), mark, ask=note, key=key))
        return choices

    def _counters(self, states: Mapping[int, str], *, supervisors: bool) -> list[Choice]:
        counters = [each for each in self.station.config.counters if each.supervisor is supervisors]
        return [self._counter(each, states) for each in counters if each.number != self.post.counter]

    def _counter(self, counter: CounterConfig, states: Mapping[int, str]) -> Choice:
        """A counter, marked when nobody sits there."""
        words, number = self.words, counter.number
        name = counter.name.say(words.language) if counter.name else ""
        state = states.get(number, "open")
        mark = words(f"desk.transfer.{state}") if state in {"closed", "paused"} else ""
        return Choice(
            f"counter {number}",
            words("desk.transfer.counter", counter=number),
            "  ".join(filter(None, (name, mark))),
            ask=words("desk.transfer.note"),
            key=str(number) if number < 10 else "",
        )
