"""The one-person front desk: the desk, and the issuing of numbers on the same screen."""
