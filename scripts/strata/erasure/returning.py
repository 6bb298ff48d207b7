"""People who were erased and whose numbers a system sends again, told by keyed hashes."""

from collections.abc import Iterable
from datetime import date

import duckdb

from strata.erasure.edits import treatments
from strata.erasure.key import erasure_key
from strata.erasure.person import SYSTEMS, comparable
from strata.home import Home
from strata.landing.casts import literal, quoted
from strata.landing.state import read_state

_SHOWN = 3


def returning_sentences(home: Home, batches: Iterable[tuple[str, date]]) -> list[str]:
    """One sentence where batches that are landed bring customer numbers of erased people."""
    known = {row["number_hash"] for row in read_state(home, "erased_numbers")}
    if not known:
        return []
    with duckdb.connect() as connection:
        bringing = [
            f"{feed} {batch_date}"
            for feed, batch_date in sorted(batches)
            if _brings_any(home, connection, feed, batch_date, known)
        ]
    if not bringing:
        return []
    shown = ", ".join(bringing[:_SHOWN]) + (", …" if len(bringing) > _SHOWN else "")
    return [
        f"{len(bringing)} batch(es) bring rows of people who were erased ({shown}): the source "
        "still holds them; have it erase them, then build and forget them again."
    ]


def _brings_any(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    feed: str,
    batch_date: date,
    known: set[str],
) -> bool:
    pattern = f"{home.landing}/{feed}/batch_date={batch_date}/*.parquet"
    return any(
        connection.execute(
            f"""
            with numbers as (
                select distinct {comparable(quoted(line.column), line.holds)} as number
                from read_parquet({literal(pattern)}, hive_partitioning = false)
            )
            select 1 from numbers
            where list_contains($known, sha256(concat($key, '|', $system, '|', number)))
            limit 1
            """,
            {"known": sorted(known), "key": erasure_key(home), "system": line.holds},
        ).fetchone()
        for line in treatments()
        if line.feed == feed and line.holds in SYSTEMS
    )
