"""Staging gate: what the rules say of recent batches, and whether tables find each other.

The rules themselves ran when the rows were cast; here their shares are compared over batches.
"""

import re
from datetime import date
from functools import cache

import duckdb

from strata.contract import STAGING
from strata.gates.judge import judge, measuring
from strata.gates.model import GateResult, load_settings
from strata.home import Home
from strata.landing.casts import literal

SOURCE = re.compile(r"""source\('\w+',\s*'(\w+)'\)""")
# (table, column, table referred to, column there): rows of the newest batch, or all that stand.
JOINS = (
    ("stg_core__balances", "account_no", "stg_core__accounts", "account_no"),
    ("stg_core__accounts", "core_customer_no", "stg_core__customers", "core_customer_no"),
    ("stg_core__transactions", "account_no", "stg_core__accounts", "account_no"),
    ("stg_core__wealth_positions", "core_customer_no", "stg_core__customers", "core_customer_no"),
    ("stg_card__transactions", "card_no", "stg_card__cards", "card_no"),
    ("stg_loan__balances", "contract_no", "stg_loan__contracts", "contract_no"),
)

# Rows, rejected rows and rows that break each rule, by batch; only rows with a failed rule are
# taken apart.
COUNT = """
    insert into counted
    with judged as (
        select batch_date, is_rejected, failed_rules from strata.staging.{table}
        where batch_date <= date '{as_of}'
    )

    select '{feed}', batch_date, 'rows', count(*) from judged group by batch_date
    union all
    select '{feed}', batch_date, 'rejected', count(*) filter (where is_rejected)
    from judged group by batch_date
    union all
    select '{feed}', batch_date, rule_id, count(*)
    from (
        select batch_date, unnest(string_split(failed_rules, ' ')) as rule_id from judged
        where failed_rules <> ''
    )
    group by batch_date, rule_id
"""

SHARES = """
    insert into measure
    with recent as (
        select feed, batch_date, row_count as batch_rows from counted
        where what = 'rows' and batch_date > date '{as_of}' - {judged_days}
    ),

    before_it as (
        select
            feed, batch_date,
            sum(row_count) over earlier as usual_rows,
            count(*) over earlier as reference_batches
        from counted
        where what = 'rows'
        window earlier as (
            partition by feed order by batch_date
            rows between unbounded preceding and 1 preceding)
    ),

    broken_before as (
        select
            rules.feed, recent.batch_date, rules.what,
            sum(case when counted.batch_date = recent.batch_date then row_count else 0 end)
                as broken,
            sum(case when counted.batch_date < recent.batch_date then row_count else 0 end)
                as usual_broken
        from (
            select distinct feed, what from counted where what not in ('rows', 'rejected')
        ) as rules
        inner join recent using (feed)
        inner join counted using (feed, what)
        group by all
    )

    select
        'rejected_share', feed, feed, batch_date, row_count / (batch_rows + {slack}), 0, batch_rows
    from counted
    inner join recent using (feed, batch_date)
    where what = 'rejected'
    union all
    select
        'rule_rise', feed, what, batch_date,
        (broken + usual_broken / usual_rows * {slack}) / (batch_rows + {slack})
        - usual_broken / usual_rows,
        reference_batches, batch_rows
    from broken_before
    inner join recent using (feed, batch_date)
    inner join before_it using (feed, batch_date)
    where usual_rows > 0
"""

COVERAGE = """
    insert into measure
    with judged as (
        select {column} as refers_to from strata.staging.{table}
        where {standing} and not is_rejected and {column} is not null
    )

    select
        'join_coverage', '{table}', '{table}.{column} in {other}', null,
        count(found) / nullif(count(*), 0), 0, count(*)
    from judged
    left join (select distinct {other_column} as found from strata.staging.{other}) as known
        on judged.refers_to = known.found
"""
NEWEST = """
    batch_date = (
        select max(batch_date) from strata.staging.{table} where batch_date <= date '{as_of}')
"""


@cache
def staging_tables() -> dict[str, str]:
    """The staging table of each feed, as its model's `source()` says."""
    tables = {}
    for path in sorted(STAGING.glob("*/stg_*.sql")):
        named = SOURCE.search(path.read_text(encoding="utf-8"))
        if named:
            tables[named.group(1)] = path.stem
    return tables


def _measure(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    settings = load_settings()
    values = {
        "as_of": as_of,
        "slack": settings["slack_rows"],
        "judged_days": int(settings["judged_days"]),
    }
    built: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'strata' and schema_name = 'staging'"
    ).fetchall():
        built.setdefault(table, set()).add(column)
    connection.execute(
        "create temp table counted (feed varchar, batch_date date, what varchar, row_count bigint)"
    )
    for feed, table in staging_tables().items():
        if "failed_rules" in built.get(table, ()):
            connection.execute(COUNT.format(feed=feed, table=table, **values))
    connection.execute(SHARES.format(**values))
    for table, column, other, other_column in JOINS:
        if table in built and other in built:
            is_versioned = "is_current_version" in built[table]
            names = {
                "table": table,
                "column": column,
                "other": other,
                "other_column": other_column,
                "standing": "is_current_version"
                if is_versioned
                else NEWEST.format(table=table, **values),
            }
            connection.execute(COVERAGE.format(**names))


def run_staging_gate(home: Home, as_of: date) -> list[GateResult]:
    """Judge the staging tables of the build file, which must be closed by its writer."""
    with measuring() as (connection, path):
        connection.execute(f"attach {literal(str(home.warehouse))} as strata (read_only)")
        _measure(connection, as_of)
        connection.execute("detach strata")
        return judge(connection, path, "staging", as_of)
