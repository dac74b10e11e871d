"""Where a screen talks to the store: a thread of its own, so that no key ever waits for the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


class StoreThread:
    """One thread; what is given to it runs in that order, always on the same connection of the engine."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    def start(
        self, call: Callable[_Params, _Result], *args: _Params.args, **fields: _Params.kwargs
    ) -> asyncio.Future[_Result]:
        """Run a call of the store in the thread."""
        return asyncio.get_running_loop().run_in_executor(self._executor, partial(call, *args, **fields))

    def drop(self) -> None:
        """End without waiting for what still runs; what has not begun never does."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def close(self) -> None:
        """Wait for what still runs, and end."""
        await asyncio.to_thread(self._executor.shutdown)
