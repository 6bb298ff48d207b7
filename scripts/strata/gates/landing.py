"""Landing gate: every batch of late against the batches of its feed before it."""

from datetime import date

import duckdb

from strata.gates.judge import judge, measuring
from strata.gates.model import GateResult, load_settings
from strata.gates.profiles import MOST_CODES, update_profiles
from strata.home import PROJECT_ROOT, Home
from strata.landing.accepted import read_accepted
from strata.landing.casts import literal

RHYTHM = PROJECT_ROOT / "seeds" / "quality" / "feed_rhythm.csv"
REQUIRED = ("core_customer", "core_account", "core_balance_daily")

# Profiles of the batches there are, with the number of batches of the feed before each.
PREPARE = """
    create temp table batch as
    select
        feed, batch_date, fingerprint, landed, cast_failed, control_status,
        row_number() over feed_batches - 1 as earlier
    from read_parquet({batches})
    where status = 'LANDED' and batch_date <= date '{as_of}'
    window feed_batches as (partition by feed order by batch_date);

    create temp table profile as
    select profiles.*
    from read_parquet({profiles}) as profiles
    semi join batch using (feed, batch_date, fingerprint);

    create temp table recent as
    select feed, batch_date from batch
    where earlier > 0 and batch_date > date '{as_of}' - {judged_days}
"""

# The feed's usual number of rows; a little is added to both sides so that small feeds may vary.
VOLUME = """
    insert into measure
    with usual as (
        select
            batch.*,
            median(landed) over before_it as usual_rows,
            min(landed) over before_it as least_rows,
            count(*) over before_it as reference_batches,
            median(landed) over same_weekday as weekday_rows,
            count(*) over same_weekday as weekday_batches
        from batch
        where earlier > 0
        window
            before_it as (
                partition by feed order by batch_date
                rows between {window} preceding and 1 preceding),
            same_weekday as (
                partition by feed, dayofweek(batch_date) order by batch_date
                rows between {window} / 7 preceding and 1 preceding)
    ),

    compared as (
        select
            feed, batch_date, reference_batches, landed, cast_failed,
            (landed + {slack}) / (usual_rows + {slack}) as against_usual, usual_rows,
            (landed + {slack}) / (least_rows + {slack}) as against_least,
            (landed + {slack}) / (weekday_rows + {slack}) as against_weekday,
            weekday_rows, weekday_batches
        from usual
        semi join recent using (feed, batch_date)
    )

    select
        'rows_above_usual', feed, feed, batch_date, against_usual, reference_batches, landed
    from compared
    union all
    select
        'rows_below_least', feed, feed, batch_date, against_least, reference_batches, usual_rows
    from compared
    union all
    select
        'rows_below_weekday', feed, feed, batch_date, against_weekday, weekday_batches, weekday_rows
    from compared
    union all
    select
        'unreadable_values', feed, feed, batch_date, cast_failed / (landed + {slack}),
        reference_batches, landed
    from compared
"""

# Missing values, and keys that come twice, against the batches before.
COLUMNS = """
    insert into measure
    with counted as (
        select
            profile.feed, profile.batch_date, profile.column_name, profile.measure,
            profile.value, counts.value as batch_rows
        from profile
        inner join profile as counts
            on profile.feed = counts.feed and profile.batch_date = counts.batch_date
            and counts.measure = 'rows'
        where profile.measure in ('nulls', 'distinct', 'median') and counts.value > 0
    ),

    usual as (
        select
            *,
            sum(value) over before_it / sum(batch_rows) over before_it as usual_share,
            median(value) over before_it as usual_value,
            sum(batch_rows) over before_it as usual_rows,
            count(*) over before_it as reference_batches
        from counted
        window before_it as (
            partition by feed, column_name, measure order by batch_date
            rows between {window} preceding and 1 preceding)
    )

    select
        case measure
            when 'nulls' then 'missing_values'
            when 'distinct' then 'distinct_keys'
            else 'usual_amount'
        end,
        feed, concat(feed, '.', column_name), batch_date,
        case measure
            when 'nulls'
                then (value + usual_share * {slack}) / (batch_rows + {slack}) - usual_share
            when 'distinct' then value / batch_rows / nullif(usual_share, 0)
            else abs(log10(nullif(value, 0) / nullif(usual_value, 0)))
        end,
        reference_batches, least(batch_rows, usual_rows)
    from usual
    semi join recent using (feed, batch_date)
    where usual_share is not null
"""

# Codes: how far the shares moved (PSI), and how many rows carry a code not seen before. A column
# with too many different values in the reference holds numbers or names, no codes.
CODES = """
    insert into measure
    with code as (
        select feed, batch_date, column_name, code, value as code_rows
        from profile
        where measure = 'codes' and code is not null
    ),

    first_seen as (
        select feed, column_name, code, min(batch_date) as first_batch
        from code
        group by feed, column_name, code
    ),

    placed_code as (
        select code.*, batch.earlier
        from code
        inner join batch using (feed, batch_date)
    ),

    judged_code as (
        select placed_code.*, first_batch
        from placed_code
        inner join first_seen using (feed, column_name, code)
        semi join recent using (feed, batch_date)
    ),

    usual as (
        select
            judged.feed, judged.batch_date, judged.column_name, placed_code.code,
            sum(placed_code.code_rows) as usual_rows, count(*) as seen
        from (select distinct feed, batch_date, column_name, earlier from judged_code) as judged
        inner join placed_code
            on judged.feed = placed_code.feed and judged.column_name = placed_code.column_name
            and placed_code.earlier < judged.earlier
            and placed_code.earlier >= judged.earlier - {window}
            and placed_code.earlier > 0
        group by all
    ),

    usual_total as (
        select
            feed, batch_date, column_name, sum(usual_rows) as total_rows, max(seen) as batches,
            count(*) as codes,
            bool_or(code = 'other') or count(*) > {most_codes} or count(*) > sum(usual_rows) / 10
                as is_no_code
        from usual
        group by all
    ),

    shares as (
        select
            coalesce(judged_code.feed, usual.feed) as feed,
            coalesce(judged_code.batch_date, usual.batch_date) as batch_date,
            coalesce(judged_code.column_name, usual.column_name) as column_name,
            coalesce(code_rows, 0) as code_rows,
            coalesce(usual_rows, 0) as usual_rows,
            coalesce(first_batch = batch_date, false) as is_new
        from judged_code
        full join usual using (feed, batch_date, column_name, code)
    ),

    smoothed as (
        select
            shares.*, total_rows, batches,
            sum(code_rows) over one_column as judged_rows,
            (code_rows + {slack} / codes) / (sum(code_rows) over one_column + {slack}) as share,
            (usual_rows + {slack} / codes) / (total_rows + {slack}) as usual_share
        from shares
        inner join usual_total using (feed, batch_date, column_name)
        where not is_no_code
        window one_column as (partition by feed, batch_date, column_name)
    ),

    compared as (
        select
            feed, batch_date, column_name, max(batches) as batches,
            max(total_rows) as total_rows, max(judged_rows) as judged_rows,
            sum((share - usual_share) * ln(share / usual_share)) as psi,
            sum(code_rows) filter (where is_new) / (max(judged_rows) + {slack}) as unseen
        from smoothed
        group by all
    )

    select
        'code_shares', feed, concat(feed, '.', column_name), batch_date, psi, batches,
        least(judged_rows, total_rows)
    from compared
    union all
    select
        'codes_not_seen', feed, concat(feed, '.', column_name), batch_date, coalesce(unseen, 0),
        batches, total_rows
    from compared
"""

# Days a feed is later than agreed; the other feeds are told by R-23.
FRESHNESS = """
    insert into measure
    select
        'days_late', feed, feed, null,
        greatest(0, date_diff('day', max(batch_date), date '{as_of}') - rhythm_days),
        count(*), sum(landed)
    from batch
    inner join read_csv({rhythm}, header = true) using (feed)
    where rhythm_days = 1 or list_contains({required}, feed)
    group by feed, rhythm_days
"""

# Batches of a feed that comes with control totals, and now does without.
TOTALS = """
    insert into measure
    with usual as (
        select
            feed, batch_date, control_status,
            avg(cast(control_status <> 'UNCONTROLLED' as integer)) over before_it as usual_share,
            count(*) over before_it as reference_batches,
            landed
        from batch
        window before_it as (
            partition by feed order by batch_date rows between {window} preceding and 1 preceding)
    )

    select
        'totals_missing', feed, feed, batch_date,
        usual_share - cast(control_status <> 'UNCONTROLLED' as integer), reference_batches, landed
    from usual
    semi join recent using (feed, batch_date)
"""


def _measure(connection: duckdb.DuckDBPyConnection, home: Home, as_of: date) -> None:
    settings = load_settings()
    values = {
        "batches": literal(str(home.batches)),
        "profiles": literal(str(update_profiles(home, as_of, int(settings["judged_days"])))),
        "rhythm": literal(str(RHYTHM)),
        "required": list(REQUIRED),
        "as_of": as_of,
        "window": int(settings["reference_batches"]),
        "slack": settings["slack_rows"],
        "judged_days": int(settings["judged_days"]),
        "most_codes": MOST_CODES,
    }
    for query in (PREPARE, VOLUME, COLUMNS, CODES, FRESHNESS, TOTALS):
        connection.execute(query.format(**values))


def run_landing_gate(home: Home, as_of: date) -> list[GateResult]:
    """Judge the landed batches of the last days; a batch an operator released stops nothing."""
    fingerprints = {
        (feed, day): fingerprint
        for feed, day, fingerprint in duckdb.execute(
            "select feed, batch_date, fingerprint "
            f"from read_parquet({literal(str(home.batches))}) where status = 'LANDED'"
        ).fetchall()
    }
    released = read_accepted(home)
    with measuring() as (connection, path):
        _measure(connection, home, as_of)
        return judge(
            connection,
            path,
            "landing",
            as_of,
            lambda feed, day: (feed, day, fingerprints.get((feed, day))) in released,
        )
