"""The clerk's desk: one key per act, and the words for each moment."""
