"""Strata as a Dagster code location (extra `dagster`): the same steps, one asset each.

No logic of its own: whatever an asset does is a function that `strata run` calls too.
"""
