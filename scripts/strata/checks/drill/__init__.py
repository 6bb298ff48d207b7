"""Fault drills: every fault is injected for real, and a drill fails unless the right gate saw it.

A demo bank is built up to the day before yesterday; the batches of two days are "today". The
undisturbed run over them is the reference. Each drill starts from the same state: a recoverable
fault must end in the reference's rows, refused data must leave what is published as it was, to the
byte, and nothing received may be lost. `make drill` runs them all and prints a table.
"""
