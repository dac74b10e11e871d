"""Tickets of a service hall: rules, order, waits and the database that keeps them."""
