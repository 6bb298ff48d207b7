"""`strata run`: land, gate, build, gate, publish, write the pages, and keep a log of it.

One command that a scheduler can call: it holds the home alone, goes on where an attempt before it
was broken off, leaves the published file as it was unless everything went well, and ends with an
exit code that says what kind of thing went wrong.
"""
