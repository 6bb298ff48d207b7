"""Runs: what a run is, and what it leaves behind."""
