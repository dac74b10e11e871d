"""Sums of money as they are typed and said; in the money of the place, which nobody names at a counter."""

from __future__ import annotations

import re
from decimal import Decimal
from unicodedata import normalize

from kiosk.words import Words

_WRITTEN = re.compile(r"\d{1,8}(\.\d{1,2})?")
_AROUND = re.compile(r"[\s,¥￥$€£元圓]")


class BadMoney(ValueError):
    """It is not a sum of money."""


def read_money(text: str) -> Decimal:
    """A sum as a clerk types it, such as `200`, `156.5` or `1,200.00 元`; raises BadMoney."""
    plain = _AROUND.sub("", normalize("NFKC", text))
    if not _WRITTEN.fullmatch(plain):
        raise BadMoney(text)
    return Decimal(plain)


def money_text(words: Words, amount: Decimal) -> str:
    """Say a sum: whole ones without decimals, others with two."""
    whole = amount == amount.to_integral_value()
    return words("common.money", amount=f"{amount:.0f}" if whole else f"{amount:.2f}")
