"""Every planted defect of the demo bank against what the quality gate made of it."""

from dataclasses import dataclass

import duckdb
from rich.console import Console
from rich.table import Table

from strata.contract import load_contract
from strata.errors import Exit, StrataError
from strata.home import Home

# One row a planted defect: its records, and those the warehouse treated as expected.
# Where a part of the key was itself planted away, the records of a batch are counted.
_COMPARED = """
    with planted as (
        select feed, staged_key as record_key, batch_date, d_code, verdict, count(*) as records
        from defect
        -- what was not let in cannot show what else is odd about it
        where verdict in ('unreadable', 'rejected') or (feed, record_key, batch_date) not in (
            select feed, record_key, batch_date from defect
            where verdict in ('unreadable', 'rejected')
        )
        group by all
    ),
    judged as (
        select feed, record_key, batch_date, is_rejected, cast_failures
        from strata.restricted.int_judged_rows
        where (feed, record_key) in (select feed, record_key from planted)
    ),
    rejected as (
        select feed, record_key, batch_date, count(*) as found
        from judged where is_rejected group by all
    ),
    read_well as (
        select feed, record_key, max(batch_date) as last_batch
        from judged where not is_rejected and cast_failures is null group by all
    ),
    accepted as (
        select distinct feed, record_key from judged where not is_rejected
    ),
    flagged as (
        select distinct feed, record_key, d_code
        from strata.restricted.int_broken_rules where severity = 'flag'
    ),
    unreadable as (
        select planted.feed, planted.record_key, planted.batch_date, count(*) as found
        from planted
        inner join strata.raw.land_unreadable as lines
            on planted.feed = lines.feed and planted.batch_date = lines.batch_date
            and contains(lines.raw_text, split_part(planted.record_key, '|', 1))
        where planted.verdict = 'unreadable'
        group by all
    ),
    carried as (
        select currency_code || '|' || rate_date as record_key
        from strata.intermediate.int_fx_rates_daily
    ),
    whole_batches as (
        select feed, batch_date from strata.staging.stg_landing__batches where status = 'LANDED'
    )
    select
        planted.d_code,
        planted.verdict,
        planted.feed,
        planted.records,
        case
            when planted.record_key = 'batch'
                then planted.records * (whole_batches.feed is not null)::int
            when planted.verdict = 'unreadable'
                then least(planted.records, coalesce(unreadable.found, 0))
            when planted.verdict = 'rejected' and has_lost_key(planted.record_key)
                then least(planted.records, coalesce(rejected.found, 0))
            when planted.verdict = 'rejected'
                then planted.records * (rejected.found is not null)::int
            when planted.verdict = 'repaired' then planted.records * (
                coalesce(read_well.last_batch >= planted.batch_date, false)
                or planted.feed = 'ref_fx_rate' and carried.record_key is not null
            )::int
            else planted.records * (
                exists (
                    select 1 from flagged
                    where flagged.feed = planted.feed and flagged.record_key = planted.record_key
                        and (planted.d_code = 'D00' or contains(flagged.d_code, planted.d_code))
                )
                and (planted.d_code = 'D29' or accepted.feed is not null)
            )::int
        end as found
    from planted
    left join rejected using (feed, record_key, batch_date)
    left join unreadable using (feed, record_key, batch_date)
    left join read_well using (feed, record_key)
    left join accepted using (feed, record_key)
    left join whole_batches using (feed, batch_date)
    left join carried using (record_key)
"""

# Rejected records that nothing was planted for, by rule.
_CLEAN_REJECTED = """
    with planted as (
        select feed, staged_key as record_key, batch_date, count(*) as records
        from defect where verdict = 'rejected' group by all
    ),
    rejected as (
        select feed, record_key, batch_date, string_agg(distinct rule_id, ' ') as rules,
            count(distinct src_file || '|' || src_row_no) as records
        from strata.restricted.int_broken_rules where severity = 'reject' group by all
    )
    select rejected.rules, sum(rejected.records - coalesce(planted.records, 0))::bigint
    from rejected left join planted using (feed, record_key, batch_date)
    where rejected.records > coalesce(planted.records, 0)
        and (planted.records is null or has_lost_key(rejected.record_key))
    group by all order by all
"""

_HAS_LOST_KEY = """create macro has_lost_key(record_key) as
    record_key = '' or starts_with(record_key, '|') or ends_with(record_key, '|')
    or contains(record_key, '||')"""


# How a part of a key is read, by contract type; text is taken as it is.
_READ = {
    "date": "try_strptime({part}, ['%Y-%m-%d', '%Y%m%d', '%Y/%m/%d'])::date",
    "timestamp": "try_strptime({part}, ['%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M:%S'])",
    "integer": "try_cast({part} as integer)",
}


def _staged_key_sql() -> str:
    """SQL that turns `record_key` (as delivered) into the key as staging writes it.

    Only keys with dates, times or numbers differ; a part that cannot be read becomes empty.
    """
    cases = []
    for feed in load_contract().values():
        types = [column.data_type for column in feed.columns if column.is_key]
        if not set(types) & set(_READ):
            continue
        parts = []
        for number, data_type in enumerate(types, start=1):
            part = f"split_part(record_key, '|', {number})"
            value = _READ.get(data_type, "{part}").format(part=part)
            parts.append(f"coalesce(({value})::varchar, '')")
        cases.append(f"when feed = '{feed.name}' then concat_ws('|', {', '.join(parts)})")
    return f"case when record_key = 'batch' then 'batch' {' '.join(cases)} else record_key end"


@dataclass(frozen=True)
class DefectLine:
    """One pattern with one verdict in one feed: records planted, and those treated as expected."""

    d_code: str
    verdict: str
    feed: str
    planted: int
    found: int

    @property
    def missed(self) -> int:
        """Records that were not treated as the generator expects."""
        return self.planted - self.found


@dataclass(frozen=True)
class DefectReport:
    """The whole comparison; `clean_rejected` counts rejected clean records by rule ids."""

    lines: list[DefectLine]
    clean_rejected: dict[str, int]

    @property
    def is_as_planted(self) -> bool:
        """Whether nothing was missed and no clean record was rejected."""
        return not self.clean_rejected and not any(line.missed for line in self.lines)


def compare_defects(home: Home) -> DefectReport:
    """Compare `truth/defect.parquet` with the build file.

    Raises StrataError where one of them is missing.
    """
    defects = home.truth / "defect.parquet"
    for path, made_by in ((defects, "strata demo"), (home.warehouse, "strata build")):
        if not path.exists():
            raise StrataError(f"{path.name} is missing: run `{made_by}` first.", Exit.USAGE)
    with duckdb.connect() as con:
        con.execute(f"attach '{home.warehouse}' as strata (read_only)")
        con.execute(_HAS_LOST_KEY)
        con.execute(
            f"create temp table defect as select *, {_staged_key_sql()} as staged_key "
            f"from read_parquet('{defects}')"
        )
        lines = con.execute(
            "select d_code, verdict, feed, sum(records)::bigint, sum(found)::bigint "
            f"from ({_COMPARED}) group by all order by all"
        ).fetchall()
        clean = con.execute(_CLEAN_REJECTED).fetchall()
    return DefectReport([DefectLine(*line) for line in lines], dict(clean))


def print_defects(report: DefectReport, console: Console | None = None) -> bool:
    """Print the comparison D-code by D-code; tell whether everything is as planted."""
    console = console or Console()
    table = Table(title="Planted defects", caption="D00: not in the catalogue")
    for heading in ("code", "expected", "feed"):
        table.add_column(heading)
    for heading in ("planted", "as expected", "missed"):
        table.add_column(heading, justify="right")
    previous = ""
    for line in report.lines:
        if previous and line.d_code != previous:
            table.add_section()
        previous = line.d_code
        table.add_row(
            line.d_code,
            line.verdict,
            line.feed,
            f"{line.planted:,}",
            f"{line.found:,}",
            f"[red]{line.missed:,}[/red]" if line.missed else "0",
        )
    console.print(table)
    console.print(f"Clean records rejected: {sum(report.clean_rejected.values()):,}")
    for rules, records in report.clean_rejected.items():
        console.print(f"  {rules}: {records:,}")
    return report.is_as_planted
