"""Where a queue event meets the script: (moment, ticket, post) becomes lines, and what was due is kept in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.hall import HallConfig
from kiosk.text.clerks import is_spoken_name
from kiosk.text.counters import counters_text
from kiosk.text.days import month_days_text
from kiosk.text.directory import receiving_text
from kiosk.text.services import form_text, service_name, zone_text
from kiosk.words import load_words
from prompts import MissingField, Script, Situation, Spoken, TimeOfDay, address
from queue_store import Post, Ticket

_DAY_PARTS = ((11, TimeOfDay.MORNING), (13, TimeOfDay.NOON), (18, TimeOfDay.AFTERNOON), (24, TimeOfDay.EVENING))


def time_of_day(local: datetime) -> TimeOfDay:
    """Part of the day by the hall's clock: morning to 11, noon to 13, afternoon to 18, then evening; 0-5 is evening."""
    if local.hour < 5:
        return TimeOfDay.EVENING
    return next(part for until, part in _DAY_PARTS if local.hour < until)


@dataclass(frozen=True)
class Courtesy:
    """The words of one hall in one language."""

    config: HallConfig
    script: Script

    def lines(
        self,
        moment: str,
        ticket: Ticket | None = None,
        post: Post | None = None,
        *,
        now: datetime,
        late: bool | None = None,
        beat: int = 1,
        **fields: str,
    ) -> tuple[Spoken, ...]:
        """What to say, do and never do at `moment`, the apology first where it is due (R04).

        Only what is known is said: a line of the hall's own whose values are not known, and that has no plain words
        for it, is left out.
        `now` is an aware datetime; `late` says whether an apology is due where the ticket does not decide it, as for
        somebody who interrupts (R05) or a telephone that rang too long (R32); `beat` is the step of
        an exchange; `fields` sets placeholder values.
        """
        situation = self.situation(ticket, post, now=now, **fields)
        if late is not None:
            situation = replace(situation, long_wait=late)
        try:
            return self.script.lines(moment, situation, beat)
        except MissingField:
            return ()

    def situation(self, ticket: Ticket | None, post: Post | None, *, now: datetime, **fields: str) -> Situation:
        """The closed set of conditions and the placeholder values, from what the store knows."""
        local = now.astimezone(ZoneInfo(self.config.timezone))
        visitor = ticket.visitor if ticket else None
        return Situation(
            long_wait=bool(ticket and (ticket.apology_due or ticket.wait > ticket.limit)),
            known=bool(visitor and visitor.surname),
            returning=bool(ticket and ticket.returning),
            assistance=bool(visitor and visitor.assistance),
            several_errands=bool(ticket and ticket.errands > 1),
            time_of_day=time_of_day(local),
            fields=self._worded({**self._hall_fields(post, local.date()), **self._ticket_fields(ticket), **fields}),
        )

    def _hall_fields(self, post: Post | None, today: date) -> Mapping[str, str]:
        language = self.script.language
        words = load_words(language)
        return {
            "address": address("", "", language),
            "company": self.config.company.say(language),
            "days": month_days_text(self.config, words),
            "receiving": receiving_text(self.config, words, today),
            "hall": self.config.name.say(language),
            "counter": str(post.counter) if post else "",
            "clerk": post.clerk if post and is_spoken_name(post) else "",
        }

    def _worded(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        """The values as they are said: a form by its whole name."""
        return {**fields, "form": form_text(fields["form"], self.script.language)} if fields.get("form") else fields

    def _ticket_fields(self, ticket: Ticket | None) -> Mapping[str, str]:
        if ticket is None:
            return {}
        language = self.script.language
        config, service = self.config, self.config.find_service(ticket.service)
        numbers = [counter.number for counter in config.counters_for(ticket.service)]
        return {
            "address": address(ticket.visitor.address, ticket.visitor.surname, language),
            "surname": ticket.visitor.surname,
            "label": ticket.label,
            "service": service_name(config, ticket.service, language),
            "zone": zone_text(config, ticket.service, language),
            "form": service.forms[0].say(language) if service and service.forms else "",
            "counters": counters_text(load_words(language), numbers),
        }
