"""What is owed, as the desk shows it: how much is due, which duty's time has come, and complaints as cases."""

from __future__ import annotations

from datetime import datetime

from kiosk.desk.owed_screen import OwedScreen, due_text, standing
from kiosk.desk.verbs import DeskVerbs
from kiosk.text.days import day_text
from kiosk.text.due import closing, working_days_on
from queue_store import Event, Outcome, OwedKind, Ticket, Verb


class Owing(DeskVerbs):
    """Opens the list, reminds, and keeps complaints from being lost."""

    def act_owed(self) -> None:
        """Open the list of what is owed."""
        self.app.push_screen(OwedScreen(self.post))

    def owed_counts(self) -> str:
        """How many promises and cases are due today and overdue; empty when there are none."""
        now = self.station_app.now.astimezone(self.station.config.zone)
        stands = [standing(owed, now) for owed in self.view.owed if owed.kind is not OwedKind.DUTY]
        today, overdue = stands.count("today"), stands.count("overdue")
        return self.words("promises.at_desk", today=today, overdue=overdue) if today or overdue else ""

    def beside(self) -> list[str]:
        now = self.station_app.now.astimezone(self.station.config.zone)
        due = [owed for owed in self.view.owed if owed.kind is OwedKind.DUTY and owed.overdue(now)]
        said = [self.words("promises.duty_due", clock=due_text(self.words, duty, now), what=duty.what) for duty in due]
        return [*super().beside(), *said[:1]]

    def ended(self, ticket: Ticket, outcome: Outcome, text: str) -> dict[str, str]:
        """A complaint becomes a case with a date; returns what its line names."""
        if outcome is not Outcome.COMPLAINT:
            return super().ended(ticket, outcome, text)
        config, words = self.station.config, self.words
        day = working_days_on(self.station_app.now.astimezone(config.zone).date(), config.limits.case_days)
        due = datetime.combine(day, closing(config, day), config.zone)
        what = text or words("promises.complaint", label=ticket.label)
        self.attempt(lambda: self.station.store.open_case(self.post, what, due, whom=ticket.label, ticket_id=ticket.id))
        return {"due": day_text(words, day)}

    def taken_back(self, event: Event) -> None:
        """With the end of a visit its complaint is taken back too."""
        super().taken_back(event)
        if event.verb is not Verb.FINISH:
            return
        cases = self.attempt(lambda: self.station.store.owed(OwedKind.CASE)) or []
        case = next((case for case in cases if case.ticket_id == event.ticket_id), None)
        if case is not None:
            id = case.id
            self.attempt(lambda: self.station.store.take_back(id, self.post))
