"""Marts gate: the latest months against the month before, the calibration and what readers have."""

from datetime import date

import duckdb

from strata.gates.judge import judge, measuring
from strata.gates.model import GateResult, load_settings
from strata.home import Home
from strata.landing.casts import literal

MONTHS = """
    create temp table month as
    select month_end, lag(month_end) over (order by month_end) as previous_month
    from (
        select distinct month_end from strata.marts.fct_customer_tier
        where month_end <= last_day(date '{as_of}'))
    qualify row_number() over (order by month_end desc) <= {judged_months}
"""

# Everybody with a letter, by tier; X stands apart.
TIERS = """
    insert into measure
    with counted as (
        select month_end, tier, customers
        from strata.marts.rpt_tier_profile
        where tier in ('A', 'B', 'C', 'D')
    ),

    grid as (
        select month_end, tier, coalesce(customers, 0) as customers
        from (select distinct month_end from counted)
        cross join (select unnest(['A', 'B', 'C', 'D']) as tier)
        left join counted using (month_end, tier)
    ),

    shared as (
        select
            *,
            sum(customers) over (partition by month_end) as all_customers,
            customers / nullif(sum(customers) over (partition by month_end), 0) as share
        from grid
    )

    select 'tier_share', tier, concat('tier ', tier), month_end, share, 0, all_customers
    from shared semi join month using (month_end)
    union all
    select
        'tier_shift', shared.tier, concat('tier ', shared.tier), shared.month_end,
        abs(shared.share - previous.share), 0, least(shared.all_customers, previous.all_customers)
    from shared
    inner join month using (month_end)
    inner join shared as previous
        on month.previous_month = previous.month_end and shared.tier = previous.tier
"""

# Scores in ten bands of ten points; half a customer is added to each so that none is empty.
SCORES = """
    insert into measure
    with scores as (
        select
            month_end, model_version, score,
            least(floor(value / 10), 9) as band
        from (
            unpivot (
                select
                    month_end, model_version,
                    current_value_score as current, potential_value_score as potential
                from strata.marts.fct_customer_tier
            ) on current, potential into name score value value
        )
    ),

    compared_with as (
        select distinct
            'score_psi' as check_id, month_end, previous_month as other_month, model_version
        from month
        inner join (select distinct month_end, model_version from scores) using (month_end)
        where previous_month is not null
        union all
        select distinct 'score_psi_calibration', month_end, calibration_month, model_version
        from month
        inner join (select distinct month_end, model_version from scores) using (month_end)
        inner join strata.marts.dim_model_version using (model_version)
        where month_end <> calibration_month
    ),

    banded as (
        select month_end, score, band, count(*) as customers
        from scores
        group by all
    ),

    shared as (
        select
            month_end, score, band, coalesce(customers, 0) as customers,
            sum(customers) over one_month as all_customers,
            (coalesce(customers, 0) + 0.5) / (sum(customers) over one_month + 5) as share
        from (select distinct month_end, score from banded)
        cross join (select unnest(range(10)) as band)
        left join banded using (month_end, score, band)
        window one_month as (partition by month_end, score)
    )

    select
        check_id, one.score, concat(one.score, ' value score'), one.month_end,
        sum((one.share - other.share) * ln(one.share / other.share)), 0,
        least(max(one.all_customers), max(other.all_customers))
    from compared_with
    inner join shared as one on compared_with.month_end = one.month_end
    inner join shared as other
        on compared_with.other_month = other.month_end and one.score = other.score
        and one.band = other.band
    group by all
"""

ASSETS = """
    insert into measure
    with quantiles as (
        select
            month_end,
            count(aum_daily_avg) filter (where aum_daily_avg > 0) as holders,
            count(*) as customers,
            unnest([25, 50, 75, 90, 99]) as percent,
            unnest(quantile_cont(aum_daily_avg, [0.25, 0.5, 0.75, 0.9, 0.99])
                filter (where aum_daily_avg > 0)) as assets
        from strata.marts.fct_customer_month
        group by month_end
    ),

    counted as (
        select month_end, count(*) as customers from strata.marts.fct_customer_month
        group by month_end
    )

    select
        'assets_quantile', concat('p', one.percent), concat('p', one.percent, ' of assets'),
        one.month_end, one.assets / nullif(other.assets, 0), 0, least(one.holders, other.holders)
    from quantiles as one
    inner join month using (month_end)
    inner join quantiles as other
        on month.previous_month = other.month_end and one.percent = other.percent
    union all
    select
        'customer_rows', 'customers', 'customers', one.month_end,
        one.customers / nullif(other.customers, 0), 0, one.customers
    from counted as one
    inner join month using (month_end)
    inner join counted as other on month.previous_month = other.month_end
"""

COVERAGE = """
    insert into measure
    with known as (
        select
            month_end, indicator_id, count(*) as customers,
            avg(cast(is_known as integer)) as known_share
        from strata.marts.fct_customer_indicator
        where
            month_end in (select month_end from month union select previous_month from month)
        group by month_end, indicator_id
    )

    select
        'indicator_coverage', one.indicator_id, concat('indicator ', one.indicator_id),
        one.month_end, one.known_share - other.known_share, 0, least(one.customers, other.customers)
    from known as one
    inner join month using (month_end)
    inner join known as other
        on month.previous_month = other.month_end and one.indicator_id = other.indicator_id
"""

CLAIMS = """
    insert into measure
    select
        'tier_claim', control_id, control_id, as_of_date, cast(status = 'PASS' as integer), 0, 1
    from strata.quality.ctl_result
    where control_id like 'TC-%' and status in ('PASS', 'FAIL')
"""

# Months that were closed when readers got them.
PUBLISHED = """
    insert into measure
    with closed as (
        select distinct month_end from readers.marts.fct_customer_tier where not is_month_to_date
    ),

    compared as (
        select
            month_end, one.customers as customers,
            one.customers / nullif(other.customers, 0) as rows_ratio,
            one.aum_total / nullif(other.aum_total, 0) as assets_ratio
        from readers.marts.rpt_portfolio_month as other
        semi join closed using (month_end)
        left join strata.marts.rpt_portfolio_month as one using (month_end)
    )

    select
        'published_rows', 'customers', 'customers', month_end, coalesce(rows_ratio, 0), 0,
        coalesce(customers, 0)
    from compared
    union all
    select 'published_assets', 'assets', 'assets', month_end, assets_ratio, 0, customers
    from compared
    where customers is not null
"""


def _has_months(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "select count(*) from duckdb_tables() where database_name = 'readers' "
        "and schema_name = 'marts' and table_name in ('rpt_portfolio_month', 'fct_customer_tier')"
    ).fetchone()
    return bool(found and found[0] == 2)


def _measure(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    values = {"as_of": as_of, "judged_months": int(load_settings()["judged_months"])}
    for query in (MONTHS, TIERS, SCORES, ASSETS, COVERAGE, CLAIMS):
        connection.execute(query.format(**values))


def run_marts_gate(home: Home, as_of: date) -> list[GateResult]:
    """Judge the finished marts of the build file, which must be closed by its writer."""
    with measuring() as (connection, path):
        # Under the name it was built with: the views of the build say it.
        connection.execute(f"attach {literal(str(home.warehouse))} as strata (read_only)")
        _measure(connection, as_of)
        if home.published.exists():
            connection.execute(f"attach {literal(str(home.published))} as readers (read_only)")
            if _has_months(connection):
                connection.execute(PUBLISHED)
            connection.execute("detach readers")
        connection.execute("detach strata")
        return judge(connection, path, "marts", as_of)
