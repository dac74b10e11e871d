"""Numbers and slips on paper: what stands on them, their picture, the printer's bytes, and who sends them when."""
