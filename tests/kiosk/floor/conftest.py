"""A floor on which something goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from stations import OTHER, POST, Scene, clerk_at


@pytest.fixture
def busy(crowd: Scene) -> Scene:
    """Seven wait, two counters are open, one is free, one asks for help, a promise is overdue."""
    crowd.store.open_counter(POST)
    crowd.store.owed.promise(POST, "ring back", crowd.clock.now + timedelta(minutes=1))
    called = crowd.store.call_next(OTHER)
    assert called is not None
    crowd.store.start(called.id, OTHER)
    crowd.store.open_counter(clerk_at(2))
    crowd.store.pause(clerk_at(2), "meal", back_at=crowd.clock.now + timedelta(minutes=20))
    crowd.clock.turn(minutes=3)
    crowd.store.help.call(OTHER, label=called.label)
    return crowd
