"""Holds the one-customer matching against what the generator of the demo bank knows.

The generator labels pairs of source records before any matching: *mergeable* (one person, and the
records show it), *review* (somebody has to look) and *impossible* (two people made to look alike).
Only counts leave this module, never a number or a name.
"""

from dataclasses import dataclass

import duckdb
from rich.console import Console
from rich.table import Table

from strata.errors import Exit, StrataError
from strata.home import Home

LEAST_RECALL = 0.995

_TABLES = """
create temp table membership as
select source_system || '|' || source_customer_id as record, customer_key
from warehouse.restricted.bridge_customer_source where valid_to is null;

create temp table queued as
select left_source_system || '|' || left_source_customer_id as one,
    right_source_system || '|' || right_source_customer_id as other,
    left_customer_key as one_key, right_customer_key as other_key
from warehouse.restricted.customer_review_queue;
insert into queued select other, one, other_key, one_key from queued;

create temp table labelled as
select label, why, is_direct, left_system || '|' || left_id as one,
    right_system || '|' || right_id as other,
    older.customer_key as one_key, younger.customer_key as other_key
from read_parquet('{truth}/pair.parquet')
left join membership as older on older.record = left_system || '|' || left_id
left join membership as younger on younger.record = right_system || '|' || right_id;
"""

# A review pair that only follows from another one is queued when its two customers are.
_CASES = """
select label, why, is_direct, count(*)::integer,
    (count(*) filter (where one_key = other_key))::integer,
    (count(*) filter (where case
        when is_direct then (one, other) in (select (one, other) from queued)
        else (one_key, other_key) in (select (one_key, other_key) from queued)
    end))::integer,
    (count(*) filter (where one_key is null or other_key is null))::integer
from labelled group by all order by label, why, is_direct desc
"""

# Pairs that the bridge merged, test customers left out; those without that label are wrong.
_MERGED = """
with merged as (
    select older.record as one, younger.record as other
    from membership as older
    inner join membership as younger
        on older.customer_key = younger.customer_key and older.record < younger.record
    where older.record not in (
            select source_system || '|' || source_customer_id
            from read_parquet('{truth}/source_customer.parquet') where is_test
        )
),
mergeable as (
    select least(one, other) as one, greatest(one, other) as other
    from labelled where label = 'mergeable'
)
select count(*)::integer, count(mergeable.one)::integer
from merged left join mergeable using (one, other)
"""

# The record that merges or moves; a link that CRM withdraws moves another record of its customer.
_DRILLS = """
with drill as (
    select case feed when 'core_customer' then 'core' else 'crm' end || '|' || record_key as record,
        batch_date
    from read_parquet('{truth}/drill.parquet') where drill in ('customer merge', 'split')
),
told as (
    select distinct drill.record, drill.batch_date
    from drill
    inner join membership using (record)
    inner join warehouse.restricted.customer_merge_events as told
        on told.event_date = drill.batch_date
        and customer_key in (from_customer_key, to_customer_key)
)
select (select count(*) from drill)::integer, (select count(*) from told)::integer
"""


@dataclass(frozen=True)
class Case:
    """Pairs of one label and reason: how many, and what the warehouse did with them.

    `is_direct` tells pairs that look alike themselves from those that only follow from others.
    `missing` counts pairs with a record that no customer has.
    """

    label: str
    why: str
    is_direct: bool
    pairs: int
    merged: int
    queued: int
    missing: int


@dataclass(frozen=True)
class IdentityFigures:
    """The comparison: a `Case` a label and reason, all merged pairs, and the planned events."""

    cases: list[Case]
    merged_pairs: int
    rightly_merged: int
    drills: int
    drills_told: int

    def total(self, label: str, figure: str) -> int:
        """Sum of one figure over the cases of a label."""
        return sum(getattr(case, figure) for case in self.cases if case.label == label)

    @property
    def precision(self) -> float:
        """Share of merged pairs that are mergeable."""
        return self.rightly_merged / self.merged_pairs if self.merged_pairs else 1.0

    @property
    def recall(self) -> float:
        """Share of mergeable pairs that are merged."""
        pairs = self.total("mergeable", "pairs")
        return self.total("mergeable", "merged") / pairs if pairs else 1.0

    @property
    def failures(self) -> list[str]:
        """One sentence for each promise that is broken; empty when all hold."""
        counted = (
            (self.merged_pairs - self.rightly_merged, "pairs are merged wrongly"),
            (self.total("review", "merged"), "review pairs are merged"),
            (
                self.total("review", "pairs") - self.total("review", "queued"),
                "review pairs are not in the queue",
            ),
            (sum(case.missing for case in self.cases), "pairs hold a record without a customer"),
            (self.drills - self.drills_told, "planned merges or splits left no event"),
        )
        broken = [f"{count} {what}." for count, what in counted if count]
        if self.recall < LEAST_RECALL:
            broken.append(f"Recall of mergeable pairs is {self.recall:.4f}, under {LEAST_RECALL}.")
        return broken


def compare_identity(home: Home) -> IdentityFigures:
    """Read `truth/` and the build file of a demo bank and count what became of every pair.

    Raises StrataError where there is no truth or no build to compare.
    """
    if not (home.truth / "pair.parquet").exists():
        raise StrataError(
            "There is no truth/ to compare with: only a demo bank made by `strata demo` has one.",
            Exit.USAGE,
        )
    if not home.warehouse.exists():
        raise StrataError("Nothing is built yet: run `strata build` first.", Exit.USAGE)
    truth = str(home.truth)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.warehouse}' as warehouse (read_only)")
        connection.execute(_TABLES.format(truth=truth))
        cases = [Case(*row) for row in connection.execute(_CASES).fetchall()]
        merged = connection.execute(_MERGED.format(truth=truth)).fetchone() or (0, 0)
        drills = connection.execute(_DRILLS.format(truth=truth)).fetchone() or (0, 0)
    return IdentityFigures(cases, *merged, *drills)


def identity_table(figures: IdentityFigures) -> Table:
    """The comparison as a table for the terminal, a row a label and reason."""
    table = Table(
        title=f"One customer: precision {figures.precision:.4f}, recall {figures.recall:.4f}, "
        f"{figures.drills_told} of {figures.drills} planned merges and splits told",
        title_justify="left",
    )
    for name in ("label", "why", "direct"):
        table.add_column(name)
    for name in ("pairs", "merged", "queued", "missing"):
        table.add_column(name, justify="right")
    for case in figures.cases:
        counts = (case.pairs, case.merged, case.queued, case.missing)
        table.add_row(
            case.label, case.why, "yes" if case.is_direct else "no", *(f"{n:,}" for n in counts)
        )
    return table


def main() -> int:
    """Print the comparison for `STRATA_HOME`; 1 where a promise is broken."""
    figures = compare_identity(Home.from_env())
    console = Console()
    console.print(identity_table(figures))
    for sentence in figures.failures:
        console.print(sentence)
    return 1 if figures.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
