"""What a table says of its columns: a code that a reader meets is explained beside it, in every language."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from kiosk.export import TABLES, definition
from kiosk.languages import LANGUAGES
from kiosk.words import load_words
from queue_store import Outcome, OwedKind, OwedState, State
from queue_store.forecast.floor import Wait
from queue_store.forecast.waits_told import SHOWN

CODES = {
    ("waits", "state"): [*State, "transferred", "returned", "carried_over"],
    ("waits", "outcome"): Outcome,
    ("visits", "state"): State,
    ("visits", "outcome"): Outcome,
    ("promises", "kind"): OwedKind,
    ("promises", "state"): OwedState,
    ("ratings", "outcome"): Outcome,
    ("forecasts", "shown"): SHOWN,
    ("forecasts", "method"): get_args(get_type_hints(Wait)["method"]),
    ("forecasts", "because"): ("fewer_counters", "more_ahead", "longer_visits"),
    ("forecasts", "came"): ("inside", "above", "below", "open", "unknown"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_explained(language: str) -> None:
    words = load_words(language)
    for (table, name), codes in CODES.items():
        [column] = [column for column in TABLES[table].columns if column.name == name]
        text = definition(words, TABLES[table], column)
        assert [code for code in codes if str(code) not in text] == [], f"{table}.{name}"
