"""Strata: a retail bank's customer warehouse."""
