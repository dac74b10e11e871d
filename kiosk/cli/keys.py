"""The keys of the desk, as a page to print."""

from __future__ import annotations

import click

from kiosk.cli.commands import command, json_option
from kiosk.cli.output import show
from kiosk.cli.session import session_of


@command("keys")
@json_option
@click.pass_context
def keys(ctx: click.Context) -> None:
    """List what each key does in this hall."""
    from kiosk.front.screen import FrontScreen
    from kiosk.screens.act import with_keys

    session = session_of(ctx)
    moved = session.config.moved_keys
    words = session.words.with_keys(moved)
    acts = {act.id: act for act in with_keys(FrontScreen.ACTS, moved) if act.keys}
    page, listed = [words("cli.keys.title")], []
    for group, ids in FrontScreen.GROUPS.items():
        title = words(f"desk.keys.group.{group}")
        page += ["", f"## {title}", "", words("cli.keys.head"), "|---|---|---|"]
        for act in (acts[id] for id in (*ids, *(("more",) if group == "hall" else ())) if id in acts):
            name, tip = words(act.name), words(act.tip)
            page.append(f"| `{act.shown}` | {name} | {tip} |")
            listed.append({"id": act.id, "key": act.shown, "group": group, "name": name, "does": tip})
    show(session, {"keys": listed}, *page)
