"""A page that is filled in is the page that its template gives, whatever is written on it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from kiosk.web.stencil import fill
from kiosk.web.templating import templates
from kiosk.words import load_words

KINDS = (
    *("booked", "waiting", "called", "serving", "parked", "missed"),
    *("finished", "cancelled", "left_over", "lapsed", "kept"),
)
OWN = (
    *("label", "path", "shape", "at", "process", "version", "rejoin_until", "called_at", "kept", "held"),
    *("title", "headline", "notice", "apology", "near", "ahead", "people", "wait", "why", "closing", "queue"),
    *("carried_over", "overtaken", "seat", "open_counters"),
)
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>&\"'{}-")), max_size=12)
OWN_TEXTS = st.dictionaries(st.sampled_from(OWN), TEXTS)
LISTS = st.lists(TEXTS, max_size=2).map(tuple)


@cache
def ticket_page() -> Template:
    made = templates(load_words("en"), "Gas & Power", ["en"], lambda name: f"/{name}", lambda path: path)
    return made.get_template("ticket.html")


@st.composite
def alike(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    act = draw(st.sampled_from(["", "leave", "delay", "rejoin", "check-in", "rate", "here"]))
    texts = ("service_name", "zone", "counters", "grace", "return_place", "counter_name")
    switches = ("joinable", "long_label", "rejoins_over", "rated")
    return {
        "kind": kind,
        "counter": draw(st.integers(0, 99)),
        "delays": draw(st.sampled_from([(), (10, 20)])),
        "refused_act": act,
        "refused": draw(TEXTS) if act else "",
        **{name: draw(TEXTS) for name in texts},
        **{name: draw(st.booleans()) for name in switches},
        **{name: draw(LISTS) for name in ("materials", "missing", "reminders")},
        "story": draw(LISTS) or (("Done.",) if kind == "finished" else ()),
    }


@given(alike(), OWN_TEXTS, OWN_TEXTS)
def test_a_ticket_page_is_filled_in_as_it_would_be_rendered(
    alike: dict[str, Any], first: dict[str, str], second: dict[str, str]
) -> None:
    for own in (first, second, {name: text + "2" for name, text in first.items() if text}):
        assert same(fill(ticket_page(), alike, own)) == same(ticket_page().render(own=defaultdict(str, own), **alike))


def same(page: str) -> str:
    """The page with quotes escaped in one way: by number."""
    return page.replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
