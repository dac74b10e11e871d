"""The wait told to visitors."""
