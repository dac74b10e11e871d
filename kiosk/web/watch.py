"""Keeps the newest snapshot, and tells every open page what changed on it."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

from kiosk.hall import HallConfig
from kiosk.web.access import StoreThread
from kiosk.web.forecasts import Forecasting
from kiosk.web.moved_up import MovedUp
from kiosk.web.open_pages import OpenPages, Shown
from kiosk.web.overtaken import Overtaking
from kiosk.web.place import Place, is_gone, place_of, turns_at
from kiosk.web.signs import give_signs
from kiosk.web.snapshot import Snapshot, read_snapshot
from kiosk.web.stream import Hub, event
from kiosk.words import Words
from queue_store import Estimate, Overtakes, QueueError, State, Store, StoreUnavailable, Ticket

POLL = 0.02
"""Seconds between two looks at the store's version."""
_PACE = 0.05
"""Seconds of rest between two readings that pages do not wait for: calls and pages come first."""
_WRITE_EVERY = 0.25
"""Seconds between two writings of the waits that were told; each makes every process look at the store again."""
BOARD = "board."
"""Topic of the boards, before their language."""
READ_AGAIN = 10.0
"""Seconds after which a hall in which nothing changes is read again; and of rest after a failure."""

_FORECAST = frozenset({State.WAITING, State.BOOKED})
"""States in which a page tells a wait: its own, or that of somebody who came now."""

_log = logging.getLogger(__name__)


_AT_ONCE = 100
"""Pages that are told of a change before others get a turn."""
_ASKED_AT_ONCE = 20
"""Tickets that are asked about in one reading."""


def _read_if_new(
    config: HallConfig, asked: Collection[str], old: Snapshot | None, again: bool, store: Store
) -> Snapshot | None:
    """Read the queue; None when it is as it was and is not to be read `again`."""
    if old is not None and not again and store.version() == old.version:
        return None
    return read_snapshot(store, config, asked, old)


def _overtakes(tickets: Iterable[int], store: Store) -> dict[int, Overtakes]:
    return {ticket: store.overtakes(ticket) for ticket in tickets}


class Watcher:
    """Follows the store for all pages of this process."""

    def __init__(
        self,
        reader: StoreThread,
        forecasting: Forecasting,
        config: HallConfig,
        hub: Hub,
        words: Callable[[str], Words],
        now: Callable[[], datetime],
    ) -> None:
        self.config = config
        """The hall as it holds now."""
        self.snapshot: Snapshot | None = None
        """The queue as last read; None until the store answered."""
        self.number = 0
        """Counts the snapshots: the waits are read for one of them."""
        self.reachable = False
        self.confirmed_at: datetime | None = None
        """When the store last confirmed the snapshot."""
        self.board_shape: Callable[[Snapshot, str], str] = lambda snapshot, language: ""
        """Names what the boards of a language show; the board's pages set it."""
        self.board_text: Callable[[Snapshot, str, Mapping[str, object]], str] = lambda snapshot, language, stamp: ""
        """Writes their page, for the stamp given; empty where each is to ask for its own. The board's pages set it."""
        self.process = secrets.token_hex(4)
        """Names this process: versions of two processes are not compared."""
        self._version = 0
        self._reader = reader
        self._hub = hub
        self._words = words
        self._now = now
        self._pages = OpenPages(hub, self.stamp)
        self._boards: dict[str, str] = {}
        self.forecasting = forecasting
        self._moved_up = MovedUp()
        self._published = 0
        """Number of the newest snapshot that every page was told of."""
        self._waits_wanted = asyncio.Event()
        """Set when pages may show other waits than the newest."""
        self._told_to: dict[int, Ticket] = {}
        """Tickets whose wait was shown since waits were last written down."""
        self._overtaking = Overtaking()
        self._reading = asyncio.Lock()
        self._read_at = 0.0
        self._turns_at: datetime | None = None
        """When the next open page says something else because a time is reached, though nobody does anything."""

    async def run(self) -> None:
        """Look at the store for as long as the server runs."""
        signs = give_signs(self._hub, self._sign, self._sign_of_board)
        following = (signs, self._follow_overtaking(), self._follow_forecasts(), self._write_down_waits())
        tasks = [asyncio.create_task(each) for each in following]
        try:
            while True:
                try:
                    await self.look()
                except Exception:
                    _log.exception("the hall's state could not be passed on")
                await asyncio.sleep(POLL)
        finally:
            for task in tasks:
                task.cancel()

    async def look(self, *, again: bool = False) -> None:
        """Read the queue if it changed, or `again` when a page knows that it did."""
        async with self._reading:
            try:
                old, loop_time = self.snapshot, asyncio.get_running_loop().time()
                again = again or loop_time - self._read_at > READ_AGAIN or self._turned()
                config = self.config
                read = partial(_read_if_new, config, self._pages.tokens(), old, again)
                if (new := await self._reader.run(read)) is not None:
                    self.config = new.config if self.config is config else self.config
                    self.snapshot = new
                    self._moved_up.note(old, new)
                    self._overtaking.note(old, new)
                    self.number += 1
                    self._read_at = loop_time
            except StoreUnavailable as error:
                self._lost(error)
                return
            self.confirmed_at = self._now()
            if not self.reachable:
                self.reachable = True
                self._hub.send_all(event(json.dumps({"at": self.clock()})))
        if new is not None:
            await self._publish()

    def _turned(self) -> bool:
        """Tell whether a time is reached at which a page says something else; those that follow are noted anew."""
        reached = self._turns_at is not None and self._turns_at <= self._now()
        self._turns_at = None if reached else self._turns_at
        return reached

    def _note_turn(self, ticket: Ticket, now: datetime) -> None:
        turn = turns_at(ticket, self.config, now)
        if turn is not None and (self._turns_at is None or turn < self._turns_at):
            self._turns_at = turn

    def clock(self) -> str:
        """When the hall last confirmed what is shown, to the second."""
        moment = self.confirmed_at or self._now()
        return moment.astimezone(self.config.zone).strftime("%H:%M:%S")

    def at_hand(self, token: str) -> bool:
        """Tell whether a token is that of a ticket in the snapshot."""
        return self.snapshot is not None and token in self.snapshot.tickets

    async def ticket(self, token: str) -> Ticket | None:
        """Return the ticket of a token, or None when it has no page; StoreUnavailable when that cannot be known."""
        if not self.reachable or self.snapshot is None:
            raise StoreUnavailable("store_unreachable", "The hall's database cannot be reached.")
        ticket = self.snapshot.tickets.get(token)
        if ticket is None:
            ticket = await self._reader.run(lambda store: store.ticket_by_token(token))
        return None if is_gone(ticket, self.snapshot) else ticket

    def stamp(self) -> dict[str, object]:
        """Name the state that is being written, so that a page can tell which of two is newer whatever their order."""
        self._version += 1
        return {"process": self.process, "version": self._version}

    def newest(self, ticket: Ticket) -> Ticket:
        """The ticket as the newest snapshot has it."""
        return ticket if self.snapshot is None else self.snapshot.tickets.get(ticket.token, ticket)

    async def place(self, ticket: Ticket, language: str) -> Place:
        """Say where a ticket stands, in words; where the hall has moved on since it was read, as it is now."""
        overtakes = None
        if ticket.state is State.WAITING:
            overtakes = self._overtaking.newest(ticket)
            if overtakes is None:
                overtakes = await self._reader.run(lambda store: store.overtakes(ticket.id))
            self._told_to[ticket.id] = ticket
        if ticket.state in _FORECAST:
            await self.forecasting.soon(self.number)
        assert self.snapshot is not None
        ticket = self.newest(ticket)
        estimate = self._estimate(ticket)
        return place_of(ticket, self.snapshot, self.config, self._words(language), self._now(), overtakes, estimate)

    def _estimate(self, ticket: Ticket) -> Estimate | None:
        return self._moved_up.estimate(ticket, self.forecasting.latest, self.config)

    def state(self, place: Place) -> dict[str, object]:
        """The whole state of a page."""
        whole = {"kind": place.kind, "shape": place.shape, "slots": place.slots}
        return {"at": self.clock(), **self.stamp(), **whole}

    def message(self, place: Place) -> bytes:
        """Write a whole state as one event. The pause before coming back differs: not all phones come at once."""
        return event(json.dumps(self.state(place)), {"retry": str(random.randrange(1000, 4000))})

    def follow(self, topic: str, token: str, language: str, place: Place) -> None:
        """Remember what the pages of a topic show, so that only changes are sent; those that listen hear it too."""
        if self._pages.open(topic, Shown(token, language, place.shape, place.slots)):
            self._hub.send(topic, event(json.dumps(self.state(place))))
        if self.snapshot is not None and token in self.snapshot.tickets:
            self._note_turn(self.snapshot.tickets[token], self._now())
        self._waits_wanted.set()

    def _lost(self, error: StoreUnavailable) -> None:
        if self.reachable or self.confirmed_at is None:
            _log.warning("the hall's database cannot be reached: %s", error)
        if self.reachable:
            self.reachable = False
            self._hub.send_all(event('{"stale":true}'))

    def _sign(self) -> dict[str, object]:
        """What every page is told now and then: that the hall confirms what it shows, or that it cannot."""
        return {"at": self.clock()} if self.reachable else {"stale": True}

    def _sign_of_board(self, topic: str) -> dict[str, object]:
        """What a television is told with it: a message may have been lost while its own was on the way."""
        return {**self.stamp(), "shape": self._boards[topic]} if topic in self._boards else {}

    async def _follow_overtaking(self) -> None:
        """Ask again who was passed, a few tickets at a time so that calls are never held up; open pages come first."""
        while True:
            await asyncio.sleep(_PACE)
            if self._overtaking.outdated:
                batch = self._overtaking.due(self._open_tickets(), _ASKED_AT_ONCE)
                try:
                    self._tell_overtaking(await self._reader.run(partial(_overtakes, batch)))
                except Exception as error:
                    if not isinstance(error, QueueError):
                        _log.exception("who was passed could not be told")
                    await asyncio.sleep(READ_AGAIN)

    def _open_tickets(self) -> set[int]:
        """Ids of the tickets whose pages are open."""
        tickets = {} if self.snapshot is None else self.snapshot.tickets
        return {tickets[token].id for token in self._pages.tokens() if token in tickets}

    async def _follow_forecasts(self) -> None:
        """Tell the waits anew after every change, which the pages were told of before."""
        told = -1
        while True:
            try:
                if told < self._published and len(self._pages):
                    told = (await self.forecasting.bring_up_to(self._published)).number
                    await self._publish_waits()
                    await asyncio.sleep(_PACE)
                    continue
            except Exception as error:
                if not isinstance(error, QueueError):
                    _log.exception("the waits could not be told")
                await asyncio.sleep(READ_AGAIN)
            else:
                self._waits_wanted.clear()
                await self._waits_wanted.wait()

    async def _write_down_waits(self) -> None:
        """Write down what was told, beside the telling: a database that is being written to holds no page up."""
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            opened, self._told_to = self._told_to, {}
            try:
                await self.forecasting.note_told(opened.values())
            except Exception as error:
                if not isinstance(error, QueueError):
                    _log.exception("the waits told could not be written down")
                await asyncio.sleep(READ_AGAIN)

    async def _publish_waits(self) -> None:
        """Send what changed to those who wait, and note when time alone changes a page: not before all were told."""
        snapshot = self.snapshot
        assert snapshot is not None
        at, now = self.clock(), self._now()
        for number, (topic, shown) in enumerate(self._pages.in_turn()):
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
            ticket = snapshot.tickets.get(shown.token)
            if ticket is not None:
                self._note_turn(ticket, now)
            if ticket is not None and ticket.state in _FORECAST:
                self._publish_ticket(topic, shown, snapshot, at, now)
                if ticket.state is State.WAITING:
                    self._told_to[ticket.id] = ticket

    def _tell_overtaking(self, found: Mapping[int, Overtakes]) -> None:
        self._overtaking.keep(found)
        if self.snapshot is None or not self.reachable:
            return
        at, now = self.clock(), self._now()
        for topic, shown in self._pages.in_turn():
            ticket = self.snapshot.tickets.get(shown.token)
            if ticket is not None and ticket.id in found:
                self._publish_ticket(topic, shown, self.snapshot, at, now)

    async def _publish(self) -> None:
        """Send what changed: the boards and the called first, then everybody else in the order they came."""
        snapshot = self.snapshot
        assert snapshot is not None
        self._publish_boards(snapshot)
        number_read, at, now = self.number, self.clock(), self._now()
        self._pages.forget_closed()
        called = {ticket.token for ticket in snapshot.calls}
        for number, (topic, shown) in enumerate(self._pages.in_turn(called)):
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
            if snapshot is not self.snapshot:
                return
            self._publish_ticket(topic, shown, snapshot, at, now)
        self._published = number_read
        self._waits_wanted.set()

    def _publish_ticket(self, topic: str, shown: Shown, snapshot: Snapshot, at: str, now: datetime) -> None:
        ticket = snapshot.tickets.get(shown.token)
        if ticket is None or is_gone(ticket, snapshot):
            place = Place("gone", "gone", {})
        else:
            overtakes = self._overtaking.known.get(ticket.id)
            estimate = self._estimate(ticket)
            place = place_of(ticket, snapshot, self.config, self._words(shown.language), now, overtakes, estimate)
            if estimate is None and ticket.state in _FORECAST and place.shape == shown.shape:
                return  # what the page says of the wait stays until there is a newer one
            if overtakes is None and "overtaken" in shown.slots:
                place.slots["overtaken"] = shown.slots["overtaken"]
        self._pages.tell(topic, shown, place, at)

    def _publish_boards(self, snapshot: Snapshot) -> None:
        """Tell the boards of each language; those too of one that hall.toml has dropped, so that they take another."""
        before, self._boards = self._boards, {}
        for topic in self._hub.topics():
            if not topic.startswith(BOARD):
                continue
            shape = self._boards[topic] = self.board_shape(snapshot, topic.removeprefix(BOARD))
            if before.get(topic) != shape:
                stamp = self.stamp()
                page = self.board_text(snapshot, topic.removeprefix(BOARD), stamp)
                told = {"shape": shape, **stamp} | ({"page": page} if page else {})
                self._hub.send(topic, event(json.dumps(told, ensure_ascii=False)))
