"""What the forms of the floor send, read strictly: 400 for anything that these pages never send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.exceptions import HTTPException

Form = Mapping[str, str]


def number_in(text: str) -> int:
    """Read a number of a ticket, a counter or an alert."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise HTTPException(400)
    return int(text)


def number_of(form: Form, name: str) -> int:
    """Read such a number from a field."""
    return number_in(form.get(name, ""))


def one_of(form: Form, name: str, known: tuple[str, ...]) -> str:
    """Read one of several words from a field."""
    text = form.get(name, "")
    if text not in known:
        raise HTTPException(400)
    return text


def codes_of(form: Form, name: str) -> tuple[str, ...]:
    """Read codes of services from a field."""
    return tuple(filter(None, form.get(name, "").split(",")))


def day_of(form: Form, name: str) -> date:
    """Read a business day from a field."""
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError:
        raise HTTPException(400) from None
