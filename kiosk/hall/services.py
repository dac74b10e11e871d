"""A service as hall.toml describes it: its rules, what to bring, and what a clerk knows of it."""

from __future__ import annotations

from kiosk.hall.values import Code, MonthDay, Names, Part, PositiveDuration, Series, Switch


class AnswerConfig(Part):
    """A question that visitors often ask, and its answer (R43)."""

    question: Names
    answer: Names


class ServiceConfig(Part):
    """What a visitor comes for."""

    code: Code
    series: Series
    names: Names
    target: PositiveDuration
    """Time in which serving should be done (R30)."""
    long_wait: PositiveDuration | None = None
    """Own long-wait limit; without it the hall's holds."""
    materials: tuple[Names, ...] = ()
    """Everything the visitor must bring, told at once (R26)."""
    forms: tuple[Names, ...] = ()
    """Forms handed over to fill in or read (R08), without the word 单."""
    steps: tuple[Names, ...] = ()
    """How it goes on, from the papers to the end (R43)."""
    answers: tuple[AnswerConfig, ...] = ()
    refusals: tuple[Names, ...] = ()
    """Why it has to be declined at times, each with its rule, as it is said to the visitor (R28)."""
    cash: Switch = False
    """Money changes hands: counted in front of the visitor (R09)."""
    zone: Names | None = None
    """Where to wait (R02)."""
    month_days: tuple[MonthDay, ...] = ()
    """Days of the month on which the service is open (R29); empty for every day."""
    working_days_only: Switch = False
    """Not given on weekends and public holidays, by the calendar of the hall's country."""
