"""Words of a service hall: what to say, do and never do at each moment, per language."""
