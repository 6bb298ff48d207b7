"""What the page needs out of the published file, as frames.

A file without one of the tables gives an empty frame with the same columns: a bank without scores
still gets its page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

FEW_CUSTOMERS = 2_000

Schema = Mapping[str, type[pl.DataType]]

INT, REAL, TEXT, DAY, YES = pl.Int64, pl.Float64, pl.String, pl.Date, pl.Boolean

PROFILE_SQL = """
    select
        month_end, tier, customers, customer_share, aum_total, aum_mean, age_mean,
        movement_days_mean, mobile_days_mean, counter_share_mean, contribution_total,
        net_new_money, attrition_share, products_per_customer
    from marts.rpt_tier_profile
    where month_end in (
        select month_end from marts.fct_customer_tier where is_month_to_date is not true
    )
    order by month_end, tier
"""
PROFILE: Schema = {
    "month_end": DAY,
    "tier": TEXT,
    "customers": INT,
    "customer_share": REAL,
    "aum_total": REAL,
    "aum_mean": REAL,
    "age_mean": REAL,
    "movement_days_mean": REAL,
    "mobile_days_mean": REAL,
    "counter_share_mean": REAL,
    "contribution_total": REAL,
    "net_new_money": REAL,
    "attrition_share": REAL,
    "products_per_customer": REAL,
}

STATE_SQL = """
    select
        max(month_end) filter (where is_month_to_date is not true) as closed_month,
        max(month_end) filter (where is_month_to_date) as open_month
    from marts.fct_customer_tier
"""

VERSION_SQL = """
    select
        tiers.model_version,
        versions.calibration_month,
        versions.cut_current_value,
        versions.cut_potential_value,
        versions.is_provisional as is_version_provisional,
        count(*) filter (where tiers.is_provisional) as provisional_customers,
        count(*) as customers
    from marts.fct_customer_tier as tiers
    left join marts.dim_model_version as versions
        on tiers.model_version = versions.model_version
    where tiers.month_end = $closed_month::date and tiers.tier <> 'X'
    group by all
    order by customers desc, model_version
    limit 1
"""
VERSION: Schema = {
    "model_version": TEXT,
    "calibration_month": DAY,
    "cut_current_value": REAL,
    "cut_potential_value": REAL,
    "is_version_provisional": YES,
    "provisional_customers": INT,
    "customers": INT,
}

# The top score joins the last cell: 100 is the end of the scale, not the start of a cell.
MAP_SQL = """
    with tiered as (
        select
            current_value_score::double as current_value,
            potential_value_score::double as potential_value
        from marts.fct_customer_tier
        where
            month_end = $closed_month::date and tier <> 'X'
            and current_value_score is not null and potential_value_score is not null
    ),
    scale as (
        select case when count(*) < $few then 10 else 5 end as step from tiered
    )
    select
        least(floor(current_value / step), 100 / step - 1) * step as current_from,
        least(floor(potential_value / step), 100 / step - 1) * step as potential_from,
        cast(step as double) as step,
        count(*) as customers
    from tiered cross join scale
    group by all
    order by all
"""
MAP: Schema = {"current_from": REAL, "potential_from": REAL, "step": REAL, "customers": INT}

MOVES_SQL = """
    select
        month_end,
        coalesce(from_tier, 'NEW') as from_tier,
        to_tier,
        direction,
        count(*) as customers,
        sum(aum_moved) as aum_moved
    from marts.fct_tier_migration
    where
        month_end = $closed_month::date
        and not coalesce(is_rebase, false)
        and to_tier is not null
    group by all
    order by all
"""
MOVES: Schema = {
    "month_end": DAY,
    "from_tier": TEXT,
    "to_tier": TEXT,
    "direction": TEXT,
    "customers": INT,
    "aum_moved": REAL,
}

BANDS_SQL = """
    select
        coalesce(value_band, 'UNKNOWN') as value_band,
        count(*) as customers,
        sum(aum_daily_avg) as aum_total
    from marts.fct_customer_month
    where
        month_end = coalesce($closed_month::date, (
            select max(month_end) from marts.fct_customer_month
            where is_month_to_date is not true and value_band is not null
        ))
        and customer_key <> 'UNASSIGNED'
        and coalesce(tier, '') <> 'X'
    group by all
    order by all
"""
BANDS: Schema = {"value_band": TEXT, "customers": INT, "aum_total": REAL}

BAND_LIMITS_SQL = """
    select value_band, lowest_aum
    from marts.dim_value_band
    order by lowest_aum
"""
BAND_LIMITS: Schema = {"value_band": TEXT, "lowest_aum": REAL}

INDICATORS_SQL = "select indicator_id, name_en, name_zh from marts.dim_indicator order by all"
INDICATORS: Schema = {"indicator_id": TEXT, "name_en": TEXT, "name_zh": TEXT}

COVERAGE_SQL = """
    select feed, is_delivered, last_batch, days_late, indicators_without_it
    from quality.feed_coverage
    order by feed
"""
COVERAGE: Schema = {
    "feed": TEXT,
    "is_delivered": YES,
    "last_batch": DAY,
    "days_late": INT,
    "indicators_without_it": TEXT,
}

SCORECARD_SQL = """
    select
        feed,
        count(*) as batches,
        coalesce(sum(received), 0)::bigint as received,
        coalesce(sum(accepted), 0)::bigint as accepted,
        coalesce(sum(quarantined), 0)::bigint as quarantined,
        coalesce(sum(unreadable), 0)::bigint as unreadable,
        coalesce(sum(flagged), 0)::bigint as flagged
    from quality.dq_scorecard
    group by feed
    order by feed
"""
SCORECARD: Schema = {
    "feed": TEXT,
    "batches": INT,
    "received": INT,
    "accepted": INT,
    "quarantined": INT,
    "unreadable": INT,
    "flagged": INT,
}

CONTROLS_SQL = """
    select
        control_id, title, as_of_date, left_value,
        right_value, difference, status, severity,
        owner
    from quality.ctl_result
    order by control_id
"""
CONTROLS: Schema = {
    "control_id": TEXT,
    "title": TEXT,
    "as_of_date": DAY,
    "left_value": REAL,
    "right_value": REAL,
    "difference": REAL,
    "status": TEXT,
    "severity": TEXT,
    "owner": TEXT,
}

CONTEXT_SQL = "select bank, as_of_date, reporting_currency from quality.bank_context"
CONTEXT: Schema = {"bank": TEXT, "as_of_date": DAY, "reporting_currency": TEXT}


@dataclass(frozen=True)
class Figures:
    """Everything the page tells, already summed: no frame holds a single customer."""

    bank: str | None
    as_of_date: date | None
    currency: str
    closed_month: date | None
    open_month: date | None
    version: dict[str, object]
    profile: pl.DataFrame
    score_map: pl.DataFrame
    moves: pl.DataFrame
    bands: pl.DataFrame
    band_limits: dict[str, float]
    indicators: dict[str, tuple[str, str]]
    coverage: pl.DataFrame
    scorecard: pl.DataFrame
    controls: pl.DataFrame


def _frame(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    schema: Schema,
    parameters: Mapping[str, object] | None = None,
) -> pl.DataFrame:
    """The result of a query; no rows where a table it needs is not in the file."""
    try:
        found = connection.execute(sql, parameters or {}).pl()
    except duckdb.CatalogException:
        return pl.DataFrame(schema=schema)
    return found.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _only_row(frame: pl.DataFrame) -> dict[str, object]:
    return frame.row(0, named=True) if frame.height else dict.fromkeys(frame.columns)


def read_figures(published: Path) -> Figures:
    """Read a published file; it is opened read-only and closed again."""
    with duckdb.connect(str(published), read_only=True) as connection:
        state = _only_row(_frame(connection, STATE_SQL, {"closed_month": DAY, "open_month": DAY}))
        closed = {"closed_month": state["closed_month"]}
        controls = _frame(connection, CONTROLS_SQL, CONTROLS)
        context = _only_row(_frame(connection, CONTEXT_SQL, CONTEXT))
        limits = _frame(connection, BAND_LIMITS_SQL, BAND_LIMITS)
        names = _frame(connection, INDICATORS_SQL, INDICATORS)
        return Figures(
            bank=context["bank"],
            as_of_date=context["as_of_date"] or controls["as_of_date"].max(),
            currency=context["reporting_currency"] or "reporting currency",
            closed_month=state["closed_month"],
            open_month=state["open_month"],
            version=_only_row(_frame(connection, VERSION_SQL, VERSION, closed)),
            profile=_frame(connection, PROFILE_SQL, PROFILE),
            score_map=_frame(connection, MAP_SQL, MAP, closed | {"few": FEW_CUSTOMERS}),
            moves=_frame(connection, MOVES_SQL, MOVES, closed),
            bands=_frame(connection, BANDS_SQL, BANDS, closed),
            band_limits=dict(limits.iter_rows()),
            indicators={key: (english, chinese) for key, english, chinese in names.iter_rows()},
            coverage=_frame(connection, COVERAGE_SQL, COVERAGE),
            scorecard=_frame(connection, SCORECARD_SQL, SCORECARD),
            controls=controls,
        )
