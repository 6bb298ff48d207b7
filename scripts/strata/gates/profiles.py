"""Profiles of landed batches: counts and shares per column, worked out once per batch.

A profile holds no value a person could be known by: counts, medians of amounts, and codes as six
characters of a digest, which tell codes apart and fit some eighty people where the code was none.
The first batch of a feed is its history, which no day compares with: only its codes are kept.
"""

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from strata.contract import Column, Feed, load_contract
from strata.home import Home
from strata.landing.casts import literal, quoted
from strata.landing.write import write_table

PROFILE = pa.schema(
    {
        "feed": pa.string(),
        "batch_date": pa.date32(),
        "fingerprint": pa.string(),
        "column_name": pa.string(),
        "measure": pa.string(),
        "code": pa.string(),
        "value": pa.float64(),
    }
)
# More different values than this in a batch are no codes; what is beyond counts as one.
MOST_CODES = 40
MOST_CODES_OF_HISTORY = 400
OTHER = "other"
# Names and numbers of things, which change every day.
NO_CODES = ("_id", "_no", "_name", "_hash", "_at")
WHOLE_KEY = "(key)"


def profiles_path(home: Home) -> Path:
    """The file of profiles: feed, batch, column, measure, code, value."""
    return home.state / "batch_profiles.parquet"


def _is_code(column: Column) -> bool:
    is_text = column.data_type.startswith(("varchar", "boolean"))
    is_public = column.privacy is None and not column.is_key
    return is_text and is_public and not column.name.endswith(NO_CODES)


def _measures(feed: Feed, *, is_history: bool) -> dict[tuple[str, str], str]:
    """SQL of each measure of a feed's batch, by column and measure."""
    codes = {
        (column.name, "codes"): f"histogram(cast({quoted(column.name)} as varchar))"
        for column in feed.columns
        if _is_code(column)
    }
    if is_history:
        return codes
    measures = {("", "rows"): "count(*)"}
    if feed.keys:
        key = ", ".join(quoted(name) for name in feed.keys)
        measures[WHOLE_KEY, "distinct"] = f"approx_count_distinct(hash({key}))"
    for column in feed.columns:
        name = quoted(column.name)
        measures[column.name, "nulls"] = f"count(*) - count({name})"
        if column.data_type.startswith("decimal"):
            measures[column.name, "median"] = f"approx_quantile(abs(cast({name} as double)), 0.5)"
    return measures | codes


def _digest(code: str) -> str:
    return hashlib.md5(code.encode(), usedforsecurity=False).hexdigest()[:6]


def _code_counts(histogram: dict[str, int], most: int) -> dict[str, int]:
    """Rows per digest of a code; the rarest beyond `most` together."""
    counts: Counter[str] = Counter()
    for place, (code, rows) in enumerate(Counter(histogram).most_common()):
        counts[_digest(code) if place < most else OTHER] += rows
    return counts


def _profile(
    engine: duckdb.DuckDBPyConnection,
    home: Home,
    feed: Feed,
    batches: dict[date, str],
    *,
    is_history: bool,
) -> list[dict]:
    """Profile batches of a feed in one query, `batches` by date. Returns rows of `PROFILE`."""
    measures = _measures(feed, is_history=is_history)
    most = MOST_CODES_OF_HISTORY if is_history else MOST_CODES
    places = ", ".join(
        literal(str(home.landing / feed.name / f"batch_date={day}" / "*.parquet"))
        for day in batches
    )
    selected = ", ".join(measures.values()) or "count(*)"
    found = engine.execute(
        f"select batch_date, {selected} from read_parquet([{places}], "
        "hive_partitioning = true, hive_types = {'batch_date': date}) group by batch_date"
    ).fetchall()
    counted = {day: values for day, *values in found}
    rows = []
    for day, fingerprint in batches.items():
        same = {"feed": feed.name, "batch_date": day, "fingerprint": fingerprint}
        values = counted.get(day) or [0 if name == "rows" else None for _, name in measures]
        rows.append(same | {"column_name": "", "measure": "done", "code": None, "value": None})
        for (column, measure), value in zip(measures, values, strict=False):
            told = _code_counts(value or {}, most) if measure == "codes" else {None: value}
            rows += [
                same | {"column_name": column, "measure": measure, "code": code, "value": number}
                for code, number in told.items()
            ]
    return rows


def update_profiles(home: Home, as_of: date, judged_days: int) -> Path:
    """Profile what landed since the last gate, forget what was replaced. Returns the file.

    Only batches of the last `judged_days` before `as_of` are profiled anew; older ones keep theirs.
    """
    path = profiles_path(home)
    if not path.exists():
        write_table(path, PROFILE.empty_table())
    kept = pq.read_table(path, schema=PROFILE)
    with duckdb.connect() as engine:
        engine.register("kept", kept)
        engine.execute(
            "create table standing as "
            "select feed, batch_date, fingerprint, "
            "batch_date = min(batch_date) over (partition by feed) as is_history "
            f"from read_parquet({literal(str(home.batches))}) where status = 'LANDED'"
        )
        missing = engine.execute(
            """
            select feed, is_history, batch_date, fingerprint from standing
            anti join kept using (feed, batch_date, fingerprint)
            where
                batch_date <= ?
                and (is_history or batch_date > cast(? as date) - cast(? as integer))
            order by all
            """,
            [as_of, as_of, judged_days],
        ).fetchall()
        still = engine.execute(
            "select kept.* from kept semi join standing using (feed, batch_date, fingerprint)"
        ).to_arrow_table()
        fresh: dict[tuple[str, bool], dict[date, str]] = {}
        for feed, is_history, day, fingerprint in missing:
            fresh.setdefault((feed, is_history), {})[day] = fingerprint
        contract = load_contract()
        rows = [
            row
            for (feed, is_history), batches in fresh.items()
            if feed in contract
            for row in _profile(engine, home, contract[feed], batches, is_history=is_history)
        ]
    if rows or still.num_rows < kept.num_rows:
        table = pa.Table.from_pylist(rows, schema=PROFILE)
        write_table(path, pa.concat_tables([still.cast(PROFILE), table]))
    return path
