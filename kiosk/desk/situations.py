"""Situations at the desk: the list that finds them, their lines, the call for the supervisor (R13-R24, R28, R46)."""

from __future__ import annotations

from typing import Any

from kiosk.desk.habits import LINE_SHOWN, MEMORY, by_use, weights
from kiosk.desk.situation_list import Entry, SituationDialog, SituationLabels
from kiosk.desk.verbs import DeskVerbs
from kiosk.hall import ServiceConfig
from kiosk.screens.alarms import raise_alarm, settle_alarm
from kiosk.text.counters import counter_states
from kiosk.text.days import day_text
from kiosk.text.due import working_days_on
from prompts import Kind, Moment

_BY_HAND = (Kind.SITUATION, Kind.FLOW, Kind.SHIFT)
"""The telephone has a screen of its own."""
_BY_FORM = frozenset({"form", "form_read"})


def visit_steps(service: ServiceConfig | None, language: str) -> list[tuple[str, str]]:
    """Steps of a visit that have lines, in order, each with the form it hands over (R07-R09)."""
    steps = [("start", "")]
    if service is None or service.materials:
        steps.append(("papers", ""))
    steps += [("form", form.say(language)) for form in service.forms] if service else []
    if service is not None and service.cash:
        steps.append(("cash", ""))
    if service is None or service.materials:
        steps.append(("papers_back", ""))
    return steps


class Situations(DeskVerbs):
    """Opens lines by hand."""

    async def act_situations(self) -> None:
        """Let the clerk find a situation, and put up its lines."""
        words = self.words
        labels = SituationLabels(
            words("situations.title"), words("situations.find"), words("situations.keys"), words("situations.nothing")
        )
        picked: Any = await self.app.push_screen_wait(SituationDialog(self._entries(), self._found, labels))
        if isinstance(picked, Entry):
            self.open_situation(picked.moment, **dict(picked.fields))

    def open_situation(self, moment: Moment, **fields: str) -> None:
        """Put up the lines of a situation and remember that this clerk used it."""
        ticket = self.view.current
        self.show_aside(moment.id, {**self._known_fields(), **fields})
        data = {"moment": moment.id, "rules": list(moment.rules), "ticket": ticket.id if ticket else None}
        self.attempt(lambda: self.station.store.record(self.post, LINE_SHOWN, data))
        key = "situations.opened_provocation" if moment.id == "provocation" else "situations.opened"
        self.status(self.words(key, title=moment.title))

    def act_supervisor(self) -> None:
        """Ask for the supervisor; at a supervisor's counter say that one comes; pressed again take it back."""
        store, words = self.station.store, self.words
        mine = next((alarm for alarm in self.view.alarms if alarm.counter == self.post.counter), None)
        answers = self.station.config.is_supervisors(self.post.counter)
        alarm = mine or (self.view.alarms[0] if answers and self.view.alarms else None)
        if alarm is not None:
            if self.attempt(lambda: settle_alarm(store, self.post, alarm)):
                key = "situations.withdrawn" if alarm is mine else "situations.coming"
                self.status(words(key, counter=alarm.counter))
            return
        label = self.view.current.label if self.view.current else ""
        moment = self.shown.moment
        if self.attempt(lambda: raise_alarm(store, self.post, label=label, moment=moment)):
            if moment != "provocation":
                self.show_aside("escalate")
            comes = self._supervisor_there()
            self.status(words("situations.called" if comes else "situations.nobody_comes"), problem=not comes)

    def _supervisor_there(self) -> bool:
        """Whether anybody sits where the call is seen: at the counter of a supervisor, and not this one."""
        states = counter_states(self.station.store)
        counters = [each.number for each in self.station.config.counters if each.supervisor]
        return any(states.get(number, "closed") != "closed" for number in counters if number != self.post.counter)

    def act_onward(self) -> None:
        """Go on to the lines of the next step of this visit."""
        self._step(1)

    def act_backward(self) -> None:
        """Go back to the lines of the step before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        steps = visit_steps(self._service, self.words.language)
        here = (self.shown.moment, dict(self.shown.fields).get("form", ""))
        place = steps.index(here) + by if here in steps else 0
        if not 0 <= place < len(steps):
            self.status(self.words("situations.last_step" if by > 0 else "situations.first_step"))
            return
        moment, form = steps[place]
        self.show_moment(moment, self.view.current, **({"form": form} if form else {}))
        names = self.station.courtesy(self.words.language).script.moment(moment).title
        self.status(self.words("situations.step", title=names, place=place + 1, count=len(steps)))

    def beside(self) -> list[str]:
        words, zone = self.words, self.station.config.zone
        said = []
        for alarm in self.view.alarms:
            key = "situations.alarm_mine" if alarm.counter == self.post.counter else "situations.alarm"
            said.append(words(key, counter=alarm.counter, clock=words.clock(alarm.at, zone), label=alarm.label).strip())
        return [*said, *super().beside()]

    def _found(self, letters: str) -> list[Entry]:
        script = self.station.courtesy(self.words.language).script
        return [entry for moment in script.find(letters) for entry in self._entries_of(moment)]

    def _entries(self) -> list[Entry]:
        """Every situation, those that this clerk uses most first."""
        script, now = self.station.courtesy(self.words.language).script, self.station_app.now
        moments = [moment for kind in _BY_HAND for moment in script.moments(kind)]
        rows = self.attempt(lambda: self.station.store.journal(now - MEMORY, now + MEMORY, LINE_SHOWN))
        ordered = by_use(moments, weights(rows or (), self.post.clerk, now))
        return [entry for moment in ordered for entry in self._entries_of(moment)]

    def _entries_of(self, moment: Moment) -> list[Entry]:
        """A situation as it is listed; a form is listed by each name it has in this service (R08)."""
        if moment.kind not in _BY_HAND:
            return []
        forms = self._service.forms if moment.id in _BY_FORM and self._service else ()
        names = [form.say(self.words.language) for form in forms]
        return [Entry(moment, name, (("form", name),)) for name in names] or [Entry(moment)]

    @property
    def _service(self) -> ServiceConfig | None:
        ticket = self.view.current
        return next((each for each in self.station.config.services if ticket and each.code == ticket.service), None)

    def _known_fields(self) -> dict[str, str]:
        """What lines may name that follows from the hall's rules and the service."""
        config, language = self.station.config, self.words.language
        today = self.station_app.now.astimezone(config.zone).date()
        fields = {"due": day_text(self.words, working_days_on(today, config.limits.case_days))}
        if self._service and self._service.materials:
            names = [each.say(language) for each in self._service.materials]
            fields["materials"] = self.words("common.counters.separator").join(names)
        return fields
