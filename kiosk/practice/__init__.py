"""A practice visit: the real desk on a hall of its own, a visitor who answers, and a coach."""
