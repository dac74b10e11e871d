"""The log of waits: one row for each wait of each ticket, with its three clocks."""

from __future__ import annotations


def _micros(column: str) -> str:
    """Microseconds since 1970 of a time as text, exactly."""
    return f"(CAST(strftime('%s', {column}) AS INTEGER) * 1000000 + CAST(substr({column}, 21, 6) AS INTEGER))"


_NOW = "(SELECT at FROM hall WHERE id = waits.hall)"


def _wait(until: str) -> str:
    """Microseconds from entering the queue less those that were asked for, never negative."""
    return f"max(0, {_micros(until)} - {_micros('entered_at')} - asked_for)"


WAIT_LOG = f"""
CREATE VIEW wait_log AS
SELECT
    hall, ticket_id, label, service, business_day, leg_day, leg, entered_at, called_at, last_called_at, started_at,
    ended_at, first_call / 1e6 AS wait_first_call,
    CASE WHEN last_called_at IS NOT NULL THEN {_wait("last_called_at")} / 1e6 END AS wait_last_call,
    CASE WHEN started_at IS NOT NULL THEN {_wait("started_at")} / 1e6 END AS wait_start,
    CASE WHEN called_at IS NULL THEN 1 ELSE 0 END AS lower_bound,
    wait_limit, CASE WHEN first_call > wait_limit * 1000000 THEN 1 ELSE 0 END AS over_limit,
    CASE WHEN state = 'no_show' THEN 0 ELSE apology_due END AS apology_due, apology_said_at, state, outcome, counter,
    clerk, responsible, priority, calls, errands, returning_visitor, away, asked_for / 1e6 AS asked, asked_at,
    asked AS asked_in_all, not_before, chosen, reason_text, call_reason_text
FROM (
    SELECT *, {_wait("until_at")} AS first_call
    FROM (
        SELECT *, CASE WHEN asked = 0 OR not_before IS NULL THEN asked
            ELSE max(0, asked - max(0, {_micros("not_before")} - {_micros("until_at")})) END AS asked_for
        FROM (
            SELECT *, coalesce(called_at, ended_at, {_NOW}) AS until_at
            FROM (
                SELECT hall, id AS ticket_id, label, service, business_day, leg_day, legs AS leg, entered_at, called_at,
                    last_called_at, started_at, coalesce(leg_ended_at, finished_at) AS ended_at, wait_limit,
                    apology_due, apology_said_at, state, outcome, counter, clerk, responsible, priority, calls, errands,
                    returning_visitor, away, asked, asked_at, not_before, chosen, reason_text, call_reason_text
                FROM ticket WHERE void = 0 AND legs > 0
                UNION ALL
                SELECT l.hall, l.ticket_id, t.label, l.service, t.business_day, l.leg_day, l.leg, l.entered_at,
                    l.called_at, l.last_called_at, l.started_at, l.ended_at, l.wait_limit, l.apology_due,
                    l.apology_said_at, l.state, l.outcome, l.counter, l.clerk, t.responsible, t.priority, l.calls,
                    t.errands, l.returning_visitor, l.away, l.asked, l.asked_at, NULL, l.chosen, l.reason_text,
                    l.call_reason_text
                FROM leg AS l JOIN ticket AS t ON t.hall = l.hall AND t.id = l.ticket_id WHERE t.void = 0
            ) AS waits
        )
    )
)
"""
