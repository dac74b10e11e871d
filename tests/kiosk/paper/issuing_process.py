"""A process that issues a number with its paper, for a test to kill: FOLDER PRINTS(yes or no)."""

from __future__ import annotations

import sys
import time

from kiosk.hall import load_hall
from kiosk.paper.printing import Printing
from kiosk.reception.details import TicketRequest
from kiosk.reception.issuing import issue_number
from queue_store import Visitor, open_store


def main(folder: str, prints: str) -> None:
    """Issue, say so, and live on until somebody ends it; without `prints` nothing is printed here."""
    config = load_hall(folder)
    assert config.printer is not None
    store = open_store(config.database_path, config.rules())
    if prints == "yes":
        paper = Printing(store, config, config.printer, lambda ticket: "", "front")
        label = issue_number(store, TicketRequest("A", Visitor()), "once", paper=paper).ticket.label
    else:
        label = store.issue("A", print_at="front").label
    print(label, flush=True)
    time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
