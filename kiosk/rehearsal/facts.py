"""What the words of a card name: this hall's own services, counters and days, and a visitor who does not exist."""

from __future__ import annotations

from datetime import datetime

from kiosk.hall import HallConfig, ServiceConfig
from kiosk.text.counters import counters_text
from kiosk.text.days import day_text
from kiosk.text.services import materials_text, service_name, zone_text
from kiosk.words import Words
from prompts import address
from queue_store import Post

_MINUTES = 20
"""A wait to tell, in whole minutes."""


def example_name(words: Words) -> str:
    """How the visitor of a card is addressed whose name is known."""
    return address("madam", words("rehearsal.example_surname"), words.language)


def example_facts(config: HallConfig, words: Words, post: Post, now: datetime) -> dict[str, str]:
    """Values of placeholders that follow from the hall; what only a visitor could have told is not among them."""
    language, service = words.language, _service(config, post.counter)
    today = now.astimezone(config.zone).date()
    due = config.calendar.add_working_days(today, config.limits.case_days)
    return {
        "label": f"{service.series}001",
        "service": service_name(config, service.code, language),
        "zone": zone_text(config, service.code, language),
        "form": service.forms[0].say(language) if service.forms else "",
        "counters": counters_text(words, [counter.number for counter in config.counters_for(service.code)]),
        "materials": words("common.counters.separator").join(materials_text(config, service.code, language)),
        "minutes": str(_MINUTES),
        "due": day_text(words, due),
    }


def _service(config: HallConfig, counter: int) -> ServiceConfig:
    """What the visitor of a card comes for: something that the counter gives, with papers to bring where there is such.

    A counter without any service rehearses with those of the hall.
    """
    served = config.counter(counter).services
    services = [service for service in config.services if service.code in served] or list(config.services)
    return next((service for service in services if service.materials), services[0])
