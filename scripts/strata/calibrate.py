"""`strata calibrate` and `strata adopt`: model versions, made from a month and then frozen.

The candidate itself is worked out by the project (models/intermediate/value/calibration); here it
is kept, compared with what is in use, and put to use.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from strata.build import failure_sentence, run_dbt
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing.model_state import (
    MONTH,
    SCHEMA,
    keep_version,
    open_warehouse,
    read_candidate,
    read_state,
)


@dataclass(frozen=True)
class Calibration:
    """A version that was made, and the lines that say what it would change."""

    version: str
    lines: list[str]


def calibrate(home: Home, month: date | None = None) -> Calibration:
    """Make a new model version from a month (the last complete one) and say what it would change.

    Nothing is put to use. Raises `StrataError` where nothing was built yet or dbt fails.
    """
    if not read_state(home, "model_versions"):
        raise StrataError("There is no model version yet: the first `strata build` makes one.")
    asked = ["--vars", f"{{calibration_month: '{month}'}}"] if month else []
    result = run_dbt(home, ["run", "--select", "+int_candidate_stability", *asked])
    if not result.success:
        raise StrataError(failure_sentence(result), Exit.GATE_FAILED)
    with open_warehouse(home) as connection:
        version, bounds = read_candidate(connection)
        if month and version["calibration_month"] != month:
            raise StrataError(
                f"{month:{MONTH}} holds no balance snapshot, so nothing can be calibrated on it; "
                f"the last complete month is {version['calibration_month']:{MONTH}}."
            )
        lines = _what_would_change(connection)
    return Calibration(keep_version(home, version, bounds), lines)



def _what_would_change(connection: duckdb.DuckDBPyConnection) -> list[str]:
    tiers = connection.execute(
        f"select tier, count(*) filter (tier = tier_raw) as before, "
        f"count(*) filter (tier = candidate_tier) as after from ("
        f"select unnest(['A', 'B', 'C', 'D']) as tier) "
        f"cross join {SCHEMA}.int_candidate_tiers group by tier order by tier"
    ).fetchall()
    customers, moving = connection.execute(
        f"select count(*), count(*) filter (tier_raw <> candidate_tier) "
        f"from {SCHEMA}.int_candidate_tiers"
    ).fetchone() or (0, 0)
    shifts = connection.execute(
        f"select dimension, stability_index from {SCHEMA}.int_candidate_stability order by 1"
    ).fetchall()
    total = max(customers, 1)
    return [
        *(f"  {tier}: {old / total:6.1%} -> {new / total:6.1%}" for tier, old, new in tiers),
        f"  {moving:,} of {customers:,} customers ({moving / total:.1%}) would change their tier",
        *(f"  PSI of the {dimension} score: {index:.3f}" for dimension, index in shifts),
    ]
