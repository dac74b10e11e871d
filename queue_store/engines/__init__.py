"""Databases: the seam, and one package for each kind."""
