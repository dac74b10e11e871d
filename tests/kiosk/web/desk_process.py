"""A desk as a process of its own: reads `verb counter [ticket id]` lines, does them, answers each with a label."""

import sys
from pathlib import Path

from web_hall import for_hours, hall_config

from queue_store import Post, Store, open_store


def act(store: Store, verb: str, counter: int, ticket_id: int) -> str:
    post = Post(counter, f"c{counter}")
    if verb == "next":
        called = store.call_next(post)
        return called.label if called else "-"
    done = getattr(store, verb)(ticket_id, post)
    return str(done.label)


def main() -> None:
    config = for_hours(hall_config(Path(sys.argv[1])))
    store = open_store(config.database_path, config.rules())
    print("ready", flush=True)
    for line in sys.stdin:
        verb, counter, ticket_id = line.split()
        print(act(store, verb, int(counter), int(ticket_id)), flush=True)
    store.close()


main()
