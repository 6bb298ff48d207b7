"""Checks of the project itself: which layer reads which, and SQL that two engines understand."""
