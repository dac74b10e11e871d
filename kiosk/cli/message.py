"""Messages to everybody in the hall, on the phones and the television."""

from __future__ import annotations

import click

from kiosk.cli.commands import clerk_option, command, json_option, option
from kiosk.cli.identity import post_in_hall
from kiosk.cli.output import show
from kiosk.cli.session import session_of
from kiosk.cli.wording import say_wording


@command("message")
@click.argument("text", metavar="[TEXT]", required=False)
@option("--clear", is_flag=True)
@clerk_option
@json_option
@click.pass_context
def message(ctx: click.Context, text: str | None, clear: bool, clerk: str | None) -> None:
    """Show a message, take down those that are up, or list them."""
    session = session_of(ctx)
    with session.store() as store:
        post = post_in_hall(session, store, "message.change" if text or clear else "message", clerk)
        if clear:
            for up in store.messages.up():
                store.messages.take_down(up.id, post=post)
        if text:
            store.messages.put_up(text, post=post)
            say_wording(session, text, "message_wrong")
        for up in store.messages.up():
            show(session, {"id": up.id, "text": up.text}, up.text)
