"""Ratios against the bare engine, all in one run: `python -m benchmarks [--quick]`."""

import kiosk.screens.environment  # noqa: F401  (before textual, so that all that is measured runs with the same settings)
