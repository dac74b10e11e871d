"""Opening, pausing and closing a counter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import clerk_option, command, counter_option, json_option, option
from kiosk.cli.identity import post_of
from kiosk.cli.output import show_counter
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import session_of
from kiosk.cli.wording import say_wording

if TYPE_CHECKING:
    from queue_store import Post, Store


def _change(ctx: click.Context, counter: int, clerk: str | None, act: Callable[[Store, Post], object]) -> None:
    session = session_of(ctx)
    with session.store() as store:
        act(store, post_of(session, store, str(ctx.info_name), counter, clerk))
        for status in store.counters():
            if status.counter == counter:
                show_counter(session, status, store.now())


@command("open")
@option("--take-over", is_flag=True)
@counter_option
@clerk_option
@json_option
@click.pass_context
def open_(ctx: click.Context, counter: int, clerk: str | None, take_over: bool) -> None:
    """Open a counter."""
    _change(ctx, counter, clerk, lambda store, post: store.open_counter(post, take_over=take_over))


@command("pause")
@option("--reason", default="")
@option("--back", default="", metavar="HH:MM")
@counter_option
@clerk_option
@json_option
@click.pass_context
def pause(ctx: click.Context, counter: int, clerk: str | None, reason: str, back: str) -> None:
    """Pause a counter; said again, with the reason and the return that hold from now on."""
    from kiosk.text.coming_back import BadClock, read_back

    config = session_of(ctx).config

    def act(store: Store, post: Post) -> None:
        store.pause(post, reason, read_back(back, config, store.now()) if back else None)

    try:
        _change(ctx, counter, clerk, act)
    except BadClock as error:
        raise Refusal("bad_clock", Code.USAGE, written=error.written) from None
    say_wording(session_of(ctx), reason)


@command("unpause")
@counter_option
@clerk_option
@json_option
@click.pass_context
def unpause(ctx: click.Context, counter: int, clerk: str | None) -> None:
    """Go on after a pause."""
    _change(ctx, counter, clerk, lambda store, post: store.unpause(post))


@command("close")
@counter_option
@clerk_option
@json_option
@click.pass_context
def close(ctx: click.Context, counter: int, clerk: str | None) -> None:
    """Close a counter."""
    _change(ctx, counter, clerk, lambda store, post: store.close_counter(post))
