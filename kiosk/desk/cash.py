"""Cash counted in and out: the clerk types the figures, the change is computed (R09)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.said import Said, said
from kiosk.text.money import BadMoney, money_text, read_money
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.screens.acting import ActingScreen


async def ask_cash(screen: ActingScreen[Any], title: str) -> dict[str, Said] | None:
    """Ask what is to pay and what was handed over; returns `amount` and `change` as they are said.

    Left empty nothing is named; None when the clerk goes back. Change is named only where there is some.
    """
    words = screen.words
    fields = [Field(id, words(f"situations.cash.{id}"), words("situations.cash.hint")) for id in ("price", "given")]

    def look(written: Mapping[str, str]) -> Verdict:
        return Verdict(problem=_problem(words, written))

    written = await screen.ask(FormDialog(title, fields, look, words("promises.ask.keys")))
    if written is None:
        return None
    if not written["given"]:
        return {}
    given, price = read_money(written["given"]), read_money(written["price"])
    change = {"change": _money(screen, given - price)} if given > price else {}
    return {"amount": _money(screen, given), **change}


async def ask_amount(screen: ActingScreen[Any], title: str) -> dict[str, Said] | None:
    """Ask how much is paid out; empty when that is left out, None when the clerk goes back."""
    words = screen.words
    field = Field("paid", words("situations.cash.paid"), words("situations.cash.hint"))

    def look(written: Mapping[str, str]) -> Verdict:
        return Verdict(problem=_unreadable(words, written["paid"]))

    written = await screen.ask(FormDialog(title, [field], look, words("promises.ask.keys")))
    if written is None:
        return None
    return {"amount": _money(screen, read_money(written["paid"]))} if written["paid"] else {}


def _money(screen: ActingScreen[Any], amount: Decimal) -> Said:
    return said(screen.station.config, lambda words: money_text(words, amount))


def _problem(words: Words, written: Mapping[str, str]) -> str:
    """Why the two figures cannot be taken; empty when they can."""
    if not any(written.values()):
        return ""
    if not all(written.values()):
        return words("situations.cash.both")
    if unreadable := _unreadable(words, written["price"]) or _unreadable(words, written["given"]):
        return unreadable
    short = read_money(written["price"]) - read_money(written["given"])
    return words("situations.cash.short", missing=money_text(words, short)) if short > 0 else ""


def _unreadable(words: Words, text: str) -> str:
    if not text:
        return ""
    try:
        read_money(text)
    except BadMoney:
        return words("situations.cash.unreadable", written=text)
    return ""
