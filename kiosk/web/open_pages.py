"""What the open pages of tickets show, so that each is sent only what changed on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from kiosk.web.place import Place
from kiosk.web.stream import Hub, event


@dataclass(slots=True)
class Shown:
    """What the open pages of one ticket in one language show."""

    token: str
    language: str
    shape: str
    slots: dict[str, str]


class OpenPages:
    """The pages of tickets that listen."""

    def __init__(self, hub: Hub, stamp: Callable[[], dict[str, object]]) -> None:
        self._hub = hub
        self._stamp = stamp
        """Names the state that is being written."""
        self._shown: dict[str, Shown] = {}
        self._tokens: dict[str, None] | None = {}
        """Of their tickets; None after a page was opened or closed."""

    def __len__(self) -> int:
        return len(self._shown)

    def in_turn(self, first: Container[str] = ()) -> Iterator[tuple[str, Shown]]:
        """Topic and what it shows, those of the tokens in `first` first; pages may come and go meanwhile."""
        for topic in sorted(self._shown, key=lambda topic: self._shown[topic].token not in first):
            if (shown := self._shown.get(topic)) is not None:
                yield topic, shown

    def tokens(self) -> dict[str, None]:
        """Tokens of the tickets, in a mapping that never changes: another thread may read it."""
        if self._tokens is None:
            self._tokens = {shown.token: None for shown in self._shown.values()}
        return self._tokens

    def open(self, topic: str, shown: Shown) -> bool:
        """Remember what the pages of a topic show from now on; True when they showed something else."""
        before = self._shown.get(topic)
        self._shown[topic] = shown
        self._tokens = None
        return before is not None and (before.shape, before.slots) != (shown.shape, shown.slots)

    def forget_closed(self) -> None:
        """Forget the pages that nobody listens on any more."""
        self._shown = {topic: shown for topic, shown in self._shown.items() if self._hub.listening(topic)}
        self._tokens = None

    def tell(self, topic: str, shown: Shown, place: Place, at: str) -> None:
        """Send what differs from what is shown, if anything does; the whole where another page is needed."""
        if place.shape != shown.shape:
            changed: dict[str, object] = {"kind": place.kind, "shape": place.shape, "slots": place.slots}
        else:
            slots = {name: text for name, text in place.slots.items() if shown.slots.get(name) != text}
            if not slots:
                return
            changed = {"slots": slots}
        shown.shape, shown.slots = place.shape, place.slots
        self._hub.send(topic, event(json.dumps({"at": at, **self._stamp(), **changed})))
