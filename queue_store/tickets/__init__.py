"""Tickets: how they begin, move and end."""
