"""Model versions, and the totals last published: what one build leaves for the next."""

from datetime import date

import duckdb

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.state import Row, append_state, read_state, state_path, write_state
from strata.moment import now

# The first version serves every month there is.
FROM_THE_START = date(1900, 1, 1)

SCHEMA = "warehouse.intermediate"
MONTH = "%Y-%m"


def keep_version(home: Home, version: Row, bounds: list[Row]) -> str:
    """Add one model version: its row of `model_versions` (without `made_at`) and its bounds.

    A name that is taken gets a number: what was written once stays. Returns the name.
    """
    taken = {row["model_version"] for row in read_state(home, "model_versions")}
    name, number = version["model_version"], 2
    while name in taken:
        name, number = f"{version['model_version']}.{number}", number + 1
    append_state(home, "model_bounds", [{**row, "model_version": name} for row in bounds])
    append_state(home, "model_versions", [{**version, "model_version": name, "made_at": now()}])
    return name


def use_version(home: Home, name: str, in_use_from: date) -> None:
    """Use a model version from a month on. Raises `StrataError` for one nobody made."""
    known = sorted(row["model_version"] for row in read_state(home, "model_versions"))
    if name not in known:
        raise StrataError(
            f"There is no model version {name}; there are: {', '.join(known) or 'none'}. "
            "`strata calibrate` makes one.",
            Exit.USAGE,
        )
    row = {"model_version": name, "in_use_from": in_use_from, "decided_at": now()}
    append_state(home, "model_uses", [row])


def version_in_use(home: Home, day: date) -> str | None:
    """The model version that scores the month of a day; None before the first build."""
    uses = [row for row in read_state(home, "model_uses") if row["in_use_from"] <= day]
    latest = max(uses, key=lambda row: (row["in_use_from"], row["decided_at"]), default=None)
    return latest["model_version"] if latest else None


def keep_first_version(home: Home) -> str | None:
    """Freeze the version the first build worked with; nothing where there is one already.

    Returns a sentence for the user.
    """
    # Uses are written last, so that a build killed in between calibrates again.
    if read_state(home, "model_uses"):
        return None
    with open_warehouse(home) as connection:
        version, bounds = read_candidate(connection)
    name = keep_version(home, version, bounds)
    use_version(home, name, FROM_THE_START)
    provisional = " (provisional: under twelve months of history)" * version["is_provisional"]
    return (
        f"There was no model version, so this build calibrated one on "
        f"{version['calibration_month']:{MONTH}}{provisional}: {name}, cuts "
        f"{version['cut_current_value']:.1f} and {version['cut_potential_value']:.1f}. It is kept "
        "in state/ and used until `strata adopt` names another."
    )


def keep_published_days(home: Home) -> None:
    """Keep the totals just published: the next build tells what it restates of them (R-28).

    Reads the build file; call it after the publication of that build succeeded.
    """
    with open_warehouse(home) as connection:
        totals = connection.execute(
            "select measure, total_date, value from warehouse.quality.day_total order by all"
        ).to_arrow_table().to_pylist()
    write_state(state_path(home, "published_days"), "published_days", totals)


def open_warehouse(home: Home) -> duckdb.DuckDBPyConnection:
    """A connection that reads the build file as the catalog `warehouse`."""
    connection = duckdb.connect()
    connection.execute(f"attach '{home.warehouse}' as warehouse (read_only)")
    return connection


def read_candidate(connection: duckdb.DuckDBPyConnection) -> tuple[Row, list[Row]]:
    """The version the last build worked out, and its bounds: rows of the two state tables.

    Raises `StrataError` where nobody could be scored.
    """
    versions = connection.execute(
        "select model_version, calibration_month, cut_current_value, cut_potential_value, "
        f"is_provisional from {SCHEMA}.int_model_versions where is_candidate"
    ).to_arrow_table().to_pylist()
    if not versions:
        raise StrataError(
            "No customer has a score in the calibration month, so no model version can be made.",
            Exit.GATE_FAILED,
        )
    (version,) = versions
    version["model_version"] = f"{version['calibration_month']:{MONTH}}"
    bounds = connection.execute(
        f"select indicator_id, low_bound, high_bound from {SCHEMA}.int_norm_bounds "
        "where model_version = 'candidate' order by indicator_id",
    ).to_arrow_table().to_pylist()
    return version, bounds

