"""Ratios against the bare engine, all in one run: `python -m benchmarks [--quick]`."""
