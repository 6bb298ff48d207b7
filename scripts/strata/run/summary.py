"""What a user is told when a run has ended well."""

import os

from strata.home import Home
from strata.run.runner import Ran


def closing_lines(ran: Ran) -> list[str]:
    """Where the results are and how to query them; nothing where nothing was published."""
    if not ran.rows:
        return []
    place = os.path.relpath(ran.home.published)
    marts = sum(name.startswith("marts.") for name in ran.rows)
    return [
        f"Published {len(ran.rows)} tables ({marts} marts) as of {ran.info.as_of_date} to {place}.",
        f"The bankers' page is {os.path.relpath(ran.home.page)}; open it in any browser.",
        *_staff_lines(ran.home),
        "Query it with any DuckDB client, for example:",
        f"  .venv/bin/python -c \"import duckdb; print(duckdb.connect('{place}', read_only=True)"
        ".sql('select * from marts.fct_customer_month limit 5'))\"",
    ]


def _staff_lines(home: Home) -> list[str]:
    if not home.staff_pages.exists():
        return []
    place = os.path.relpath(home.staff_pages)
    return [f"Sheets of staff lie under {place}: open them to those entitled to each."]
