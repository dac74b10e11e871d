"""What tests of paper ask for."""

from collections.abc import Callable

from stations import Scene

MakeScene = Callable[..., Scene]
"""Makes a hall with a printer: where it prints, and its other settings."""
