"""Print jobs: queued, printing, printed or failed; taken once, taken over when left, printed again only when asked."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from store_hall import ANN, HALL, Clock

from queue_store import NotAllowed, Paper, PrintJob, PrintState, Store, open_store
from queue_store.books.prints import LOST_AFTER, SHOWN_FOR, TOO_LATE_AFTER

A_WHILE = timedelta(seconds=15)


def take(store: Store, station: str = "front") -> PrintJob:
    job = store.prints.take(station)
    assert job is not None
    return job


def test_the_job_of_a_ticket_is_in_the_act_that_issued_it(store: Store) -> None:
    ticket = store.issue("A", print_at="front", request_id="once")
    assert store.issue("A", print_at="front", request_id="once").id == ticket.id
    entries = store.changes(0)
    assert [(entry.kind, entry.act) for entry in entries[-2:]] == [("issue", 1), ("print_asked", 1)]
    job = store.prints.of(ticket.id)
    assert job is not None
    assert (job.state, job.label, job.times, job.station) == (PrintState.QUEUED, "A001", 1, "front")
    assert store.prints.of(store.issue("A").id) is None, "nothing is printed unless asked"


def test_a_job_is_taken_once_and_by_its_own_station(store: Store) -> None:
    store.issue("A", print_at="front")
    assert store.prints.take("reception") is None
    job = take(store)
    assert job.state is PrintState.PRINTING
    assert store.prints.take("front") is None
    assert store.prints.printed(job).state is PrintState.PRINTED
    assert store.prints.take("front") is None
    with pytest.raises(NotAllowed):
        store.prints.printed(job)


def test_a_printer_that_stations_share_prints_one_paper_at_a_time(store: Store) -> None:
    store.issue("A", print_at="front")
    store.issue("B", print_at="reception")
    first = take(store)
    assert store.prints.waits("reception")
    assert store.prints.take("reception") is None, "the printer is in use"
    store.prints.printed(first)
    assert take(store, "reception").label == "B001"
    assert not store.prints.waits("reception")


def test_many_who_take_at_once_print_it_once(path: Path, store: Store, clock: Clock) -> None:
    store.issue("A", print_at="front")
    clock.turn(seconds=20)
    taken: list[PrintJob | None] = []

    def printer() -> None:
        own = open_store(path, HALL, clock=clock)
        taken.append(own.prints.take("other", after=A_WHILE))
        own.close()

    threads = [threading.Thread(target=printer) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 6
    assert len([job for job in taken if job]) == 1


def test_a_job_that_nobody_began_is_taken_over_after_a_while(store: Store, clock: Clock) -> None:
    store.issue("A", print_at="gone")
    assert store.prints.take("front", after=A_WHILE) is None
    clock.turn(seconds=15)
    job = store.prints.take("front", after=A_WHILE)
    assert job is not None
    assert job.station == "front"


def test_a_job_that_was_begun_and_never_ended_is_not_printed_again_by_itself(store: Store, clock: Clock) -> None:
    ticket = store.issue("A", print_at="gone")
    take(store, "gone")
    clock.turn(seconds=LOST_AFTER.total_seconds() + 1)
    assert store.prints.take("front", after=A_WHILE) is None
    assert [(job.label, job.reason) for job in store.prints.troubles()] == [("A001", "interrupted")]
    again = store.prints.ask(ticket.id, Paper.TICKET, station="front", post=ANN)
    assert (again.state, again.times) == (PrintState.QUEUED, 2)
    assert take(store).label == "A001"
    assert store.prints.troubles() == []


def test_asking_twice_for_what_is_on_its_way_is_one_job(store: Store) -> None:
    ticket = store.issue("A", print_at="front")
    assert store.prints.ask(ticket.id, Paper.TICKET, station="front").times == 1
    job = take(store)
    assert store.prints.ask(ticket.id, Paper.TICKET, station="front").state is PrintState.PRINTING
    store.prints.printed(job)
    assert store.prints.ask(ticket.id, Paper.TICKET, station="front").times == 2


def test_nobody_is_handed_a_paper_long_after(store: Store, clock: Clock) -> None:
    store.issue("A", print_at="gone")
    clock.turn(seconds=TOO_LATE_AFTER.total_seconds() + 1)
    assert store.prints.take("front", after=A_WHILE) is None
    assert [job.reason for job in store.prints.troubles()] == ["too_late"]


def test_the_ticket_of_a_visit_that_is_over_is_not_printed(store: Store) -> None:
    ticket = store.issue("A", print_at="front", post=ANN)
    store.undo(ANN)
    assert store.prints.take("front") is None
    job = store.prints.of(ticket.id)
    assert job is not None
    assert (job.state, job.reason) == (PrintState.FAILED, "over")
    assert store.prints.troubles() == []


def test_printing_does_not_keep_a_number_from_being_taken_back(store: Store) -> None:
    ticket = store.issue("A", print_at="front", post=ANN)
    store.prints.printed(take(store))
    store.prints.ask(ticket.id, Paper.TICKET, station="front", post=ANN)
    assert store.undo(ANN).ticket_id == ticket.id
    assert store.waiting() == []


def test_a_trouble_is_shown_while_somebody_may_want_the_paper(store: Store, clock: Clock) -> None:
    ticket = store.issue("A", print_at="front")
    store.prints.failed(take(store), "no_paper")
    assert [job.reason for job in store.prints.troubles()] == ["no_paper"]
    assert [job.label for job in store.desk_view(ANN).unprinted] == ["A001"]
    store.start(store.call(ticket.id, ANN).id, ANN)
    assert store.prints.troubles() == [], "the visitor is here"
    store.prints.ask(ticket.id, Paper.MISSING, station="front")
    store.prints.failed(take(store), "silent")
    assert [job.paper for job in store.prints.troubles()] == [Paper.MISSING]
    clock.turn(seconds=SHOWN_FOR.total_seconds() + 1)
    assert store.prints.troubles() == []
