"""The pages go on with a changed hall.toml; its faults are logged regularly until they are repaired."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from kiosk.hall import HallConfig
from kiosk.hall.change import LOOK_EVERY, HallFiles, HallNow, take_rules
from kiosk.web.context import Web
from kiosk.words import load_words
from queue_store import Store

SAY_EVERY = 600.0
"""Seconds between two log entries on a fault that was not repaired."""

_log = logging.getLogger(__name__)


async def follow_hall_files(web: Web) -> None:
    """Look at the hall's files for as long as the server runs."""
    files, loop = HallFiles(web.config), asyncio.get_running_loop()
    said_at = loop.time()
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            if files.changed() and await asyncio.to_thread(files.read, _taker(web, loop)) is not None:
                said_at = loop.time()
                await _take(web, files.now)
            elif files.now.problem is not None and loop.time() - said_at > SAY_EVERY:
                said_at = loop.time()
                _say(files.now)
        except Exception:
            _log.exception("the hall's files could not be read again")


def _taker(web: Web, loop: asyncio.AbstractEventLoop) -> Callable[[HallConfig], None]:
    """Return what puts new rules into force in every store, from another thread than theirs."""

    def wait_for(work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result()

    def take(config: HallConfig) -> None:
        def work(store: Store) -> None:
            take_rules(store, config)

        for thread in (web.writer, web.reader, web.forecaster, web.floor_watch.forecaster):
            wait_for(thread.run(work))

    return take


async def _take(web: Web, now: HallNow) -> None:
    _say(now)
    if now.problem is None:
        web.config = now.config
        await web.watcher.look(again=True)


def _say(now: HallNow) -> None:
    words = load_words(now.config.language)
    _log.warning("%s", " ".join([now.text(words), *now.problem_texts(words)[1:]]))
