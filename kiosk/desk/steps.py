"""The steps of a visit that have lines of their own, in order (R07-R09)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall import ServiceConfig
from kiosk.text.services import is_read_before_signing
from prompts import Script


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a moment, the form it hands over, and the beat of an exchange."""

    moment: str
    form: str = ""
    beat: int = 1


def visit_steps(service: ServiceConfig | None, script: Script) -> list[Step]:
    """The steps of a visit for a service, None for one that the hall has dropped.

    What is filled in is signed afterwards; a contract is read first, and signed as the last beat of that.
    """
    papers = service is None or bool(service.materials)
    forms = [form.say(script.language) for form in service.forms] if service else []
    read = [form for form in forms if is_read_before_signing(form)]
    filled = [form for form in forms if form not in read]
    return [
        Step("start"),
        *([Step("papers")] if papers else []),
        *(Step("form", form) for form in filled),
        *([Step("sign")] if filled else []),
        *(Step("form_read", form, beat) for form in read for beat in _beats(script, "form_read")),
        *(Step("cash", beat=beat) for beat in _beats(script, "cash") if service is not None and service.cash),
        *([Step("papers_back")] if papers else []),
    ]


def _beats(script: Script, moment: str) -> range:
    return range(1, script.beats(moment) + 1)
