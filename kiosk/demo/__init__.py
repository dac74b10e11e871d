"""A believable busy hall for newcomers, pictures and tests: a simulation that works on a real store."""

from kiosk.demo.arrivals import Arrivals
from kiosk.demo.prefill import prefill
from kiosk.demo.simulation import Simulation

__all__ = ["Arrivals", "Simulation", "prefill"]
