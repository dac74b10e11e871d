"""The slip that says what is still missing (R26): for the desk, for paper, for the ticket page."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kiosk.hall import HallConfig
from kiosk.text.directory import complaint_channels, places_to_turn_to
from kiosk.text.services import materials_in, service_name
from kiosk.words import Words
from queue_store import Ticket

_STYLE = """
@page { size: A5; margin: 14mm }
body { font: 15pt/1.6 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #000; background: #fff;
  max-width: 34em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.3em; margin: 0 0 .2em } h2 { font-size: 1em; margin: 1.4em 0 .3em }
.label { font-size: 2.6em; font-weight: 700; margin: 0 } ul { padding: 0; margin: 0; list-style: none }
li { padding: .25em 0 .25em 2em; text-indent: -1.5em } li::before { content: "☐"; padding-right: .5em }
.places li { padding-left: 0; text-indent: 0 } .places li::before { content: none }
.foot { border-top: 1px solid #000; margin-top: 2em; padding-top: .5em; font-size: .8em }
@media print { body { margin: 0; padding: 0 } }
"""


def slip_page(config: HallConfig, words: Words, ticket: Ticket, missing: Sequence[str], now: datetime) -> str:
    """The slip as one page of HTML that needs nothing else; good on paper and on a screen."""
    say = html.escape
    name = service_name(config, ticket.service, words.language)
    local = now.astimezone(config.zone)
    foot = [words("told.slip.foot", hall=config.name.say(words.language), when=f"{local:%Y-%m-%d %H:%M}")]
    if channels := complaint_channels(config, words):
        foot.insert(0, words("told.slip.channels", channels=channels))
    return f"""<!doctype html>
<html lang="{words.language}" dir="{words("language.direction")}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{say(words("told.slip.title"))} {say(ticket.label)}</title><style>{_STYLE}</style></head>
<body><h1>{say(words("told.slip.title"))}</h1>
<p class="label">{say(ticket.label)}</p><p>{say(name)}</p>
{_section(words("told.slip.bring"), materials_in(config, ticket.service, missing, words.language))}
{_section(words("told.slip.places"), places_to_turn_to(config, words, ticket), kind="places")}
<p>{say(words("told.slip.come"))}</p>
<p class="foot">{"<br>".join(map(say, foot))}</p></body></html>
"""


def _section(title: str, items: Sequence[str], kind: str = "items") -> str:
    """A list under its heading; nothing where there are no items."""
    rows = "\n".join(f"<li>{html.escape(each)}</li>" for each in items)
    return f'<h2>{html.escape(title)}</h2>\n<ul class="{kind}">\n{rows}\n</ul>' if items else ""


def save_slip(config: HallConfig, ticket: Ticket, page: str) -> Path:
    """Write the page as `slips/DAY-LABEL.html` in the hall's folder; a page that stood there is replaced whole.

    Slips older than the hall's retention are deleted: what they say is kept no longer than names are.
    """
    target = config.folder / "slips" / f"{ticket.business_day.isoformat()}-{ticket.label}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(page, encoding="utf-8")
    temporary.replace(target)
    oldest = (ticket.business_day - config.retention).isoformat()
    for slip in target.parent.glob("????-??-??-*.html"):
        if slip.name[:10] < oldest:
            slip.unlink(missing_ok=True)
    return target
