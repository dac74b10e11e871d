"""Facts of the hall as words: days, opening, counters, clerks, figures; each is said in one place."""
