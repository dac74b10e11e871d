"""The supervisor's screen: the whole floor, live, and what can be done about it."""
