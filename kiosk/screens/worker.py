"""Work that goes on beside a screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from textual.dom import DOMNode


def start_worker(node: DOMNode, work: Callable[[], Awaitable[None]], **options: Any) -> None:
    """Run a coroutine function beside a screen or an app; `options` are those of Textual's `run_worker`.

    The function is handed over, not the coroutine: a worker that never begins because its app ends leaves none behind.
    """
    node.run_worker(cast(Any, work), **options)
