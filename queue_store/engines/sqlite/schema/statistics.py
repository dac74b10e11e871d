"""How big a hall grows, as SQLite wants to know it to choose its indexes."""

from __future__ import annotations

STATISTICS = {
    "booking": {"booking": "50000 50000 1", "booking_day": "50000 50000 100", "booking_device": "100 100 1"},
    "free_text": {"free_text": "5000 5000 1", "free_text_day": "5000 5000 1000"},
    "help_call": {"help_call": "10000 10000 1", "help_call_open": "2 2 1", "help_call_settled": "10000 10000 1"},
    "leg": {"leg": "200000 200000 2 1", "leg_entered": "200000 200000 1", "leg_of_day": "200000 200000 300"},
    "log": {
        "log": "5000000 5000000 1",
        "log_of_ticket": "4000000 4000000 4 1",
        "log_of_row": "1000000 1000000 100000 4 1",
        "log_of_clerk": "4000000 4000000 200000 100000 1",
        "log_calls": "1000000 1000000 100000 1",
        "log_notes": "500000 500000 20000 1",
        "log_counters": "50000 50000 10000 1",
        "log_undone_once": "50000 50000 1",
    },
    "message": {"message": "10000 10000 1", "message_up": "2 2 1"},
    "owed": {"owed": "50000 50000 1", "owed_open": "50 50 1", "owed_due": "50000 50000 12000 1"},
    "phone_call": {
        "phone_call": "100000 100000 1", "phone_call_opened": "100000 100000 1", "phone_call_open": "4 4 1",
    },
    "print_job": {
        "print_job": "1000000 1000000 1 1", "print_job_open": "2 2 1", "print_job_failed": "5000 5000 1",
    },
    "rating": {"rating": "50000 50000 1", "rating_at": "50000 50000 1"},
    "second_visit": {"second_visit": "50000 50000 1", "second_visit_at": "50000 50000 1"},
    "ticket": {
        "ticket": "1000000 1000000 1",
        "ticket_token": "1000000 1000000 1",
        "ticket_label": "1000000 1000000 1000 200 1",
        "ticket_request": "500000 500000 1",
        "ticket_active": "20 20 1",
        "ticket_waiting": "100 100 1 1 1 1 1 1 1 1 1 1",
        "ticket_held": "2 2 1",
        "ticket_parked": "10 10 2",
        "ticket_booked": "50 50 1",
        "ticket_left_over": "10 10 5",
        "ticket_open": "150 150 1",
        "ticket_responsible": "30 30 5",
        "ticket_entered": "1000000 1000000 1",
        "ticket_leg_day": "1000000 1000000 1000",
        "ticket_called": "900000 900000 1",
        "ticket_missed": "50000 50000 1",
        "ticket_served": "800000 800000 100000 1",
    },
    "told": {"told": "500000 500000 3 1", "told_missing": "50000 50000 1"},
    "wait_told": {
        "wait_told": "2000000 2000000 1",
        "wait_told_ticket": "2000000 2000000 2 2 1",
        "wait_told_at": "2000000 2000000 1",
    },
}  # fmt: skip
"""What SQLite would find by ANALYZE in a hall after a few years: rows, and rows for each value of the first column, of
the first two, and so on. Without it SQLite takes a hall for ten rows and reads all of them, not a small index."""
