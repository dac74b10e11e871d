"""Rehearsal: a few situations a day, answered aloud, judged by oneself, brought back when they are about to fade."""
