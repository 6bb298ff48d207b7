"""Holds the tiers of the demo bank against the kinds of people its generator made.

Only counts and shares leave this module, never a number of a customer.
"""

from dataclasses import dataclass, field

import duckdb
from rich.console import Console
from rich.table import Table

from strata.home import Home

KIND_TIER = {
    "young_active": "A",
    "mature_wealthy_elsewhere": "B",
    "older_counter_welloff": "C",
    "older_little": "D",
}
LEAST_AGREEMENT, LEAST_RECALL, MOST_MEDIAN_AGREEMENT = 0.88, 0.80, 0.80
ONLINE_SHARE, ONLINE_TOLERANCE = 0.1149, 0.003
# Chance decides in smaller banks: shares of a kind, and shares to the third of a point.
LEAST_PEOPLE_FOR_KINDS, LEAST_CUSTOMERS_FOR_SHARES = 1000, 2000

_PEOPLE = """
create temp table investors as
select person_id from read_parquet('{truth}/person.parquet') where is_online_investor;

create temp table people as
with members as (
    select source.person_id, bridge.customer_key,
        row_number() over (partition by bridge.customer_key order by source.person_id) as turn
    from read_parquet('{truth}/source_customer.parquet') as source
    inner join warehouse.restricted.bridge_customer_source as bridge
        on source.source_system = bridge.source_system
        and source.source_customer_id = bridge.source_customer_id and bridge.valid_to is null
)
select members.customer_key, person.kind, {changed_on} as kind_changed_on
from members
inner join read_parquet('{truth}/person.parquet') as person using (person_id)
where members.turn = 1;
"""

_NEWEST = """
select people.kind, tiers.tier, count(*)::integer
from warehouse.marts.fct_customer_tier as tiers
inner join people using (customer_key)
where tiers.tier <> 'X' and tiers.month_end = (
    select max(month_end) from warehouse.marts.fct_customer_tier where not is_month_to_date)
group by all
"""

_MEDIANS = """
with newest as (
    select people.kind, tiers.*
    from warehouse.marts.fct_customer_tier as tiers
    inner join people using (customer_key)
    where tiers.tier <> 'X' and tiers.month_end = (
        select max(month_end) from warehouse.marts.fct_customer_tier where not is_month_to_date)
),
halved as (
    select kind,
        current_value_score >= median(current_value_score) over () as is_current_high,
        potential_value_score >= median(potential_value_score) over () as is_potential_high
    from newest
)
select avg((tier.tier = kinds.tier)::integer)
from halved
inner join warehouse.seeds.tier as tier using (is_current_high, is_potential_high)
inner join kinds using (kind)
"""

# Moves from month to month on each axis, of customers whose kind never changed.
_FLIPS = """
with months as (
    select states.axis, states.customer_key, states.is_high, states.is_high_raw,
        lag(states.is_high) over steps as was_high,
        lag(states.is_high_raw) over steps as was_high_raw
    from warehouse.intermediate.int_tier_axis_states as states
    inner join people using (customer_key)
    where people.kind_changed_on is null and states.is_evidence and states.has_evidence
    window steps as (partition by states.customer_key, states.axis order by states.month_no)
)
select axis, avg((is_high_raw <> was_high_raw)::integer), avg((is_high <> was_high)::integer)
from months where was_high is not null group by axis order by axis
"""

_CHANGERS = """
with changers as (
    select people.customer_key, kinds.tier as target, last_day(people.kind_changed_on) as changed
    from people
    inner join kinds on people.kind = kinds.kind
    where people.kind_changed_on is not null
)
select count(*)::integer, (count(*) filter (where exists (
    select 1 from warehouse.marts.fct_customer_tier as tiers
    where tiers.customer_key = changers.customer_key and tiers.tier = changers.target
        and tiers.month_end > changers.changed
        and tiers.month_end <= changers.changed + interval 4 month + interval 3 day
)))::integer
from changers
where exists (select 1 from warehouse.marts.fct_customer_tier as tiers
    where tiers.customer_key = changers.customer_key and tiers.tier not in ('X', changers.target)
        and tiers.month_end = changers.changed)
"""

_CLAIMS = """
select control_id, status from warehouse.quality.ctl_result
where control_id like 'TC-%' order by control_id
"""

_ONLINE = """
select customers, online_investors, online_investors_in_a
from warehouse.marts.rpt_portfolio_month
where month_end = (select max(month_end) from warehouse.marts.rpt_portfolio_month)
"""

_ONLINE_COST = """
select sum(base_cost) / sum(amount) * 10000, sum(promo_cost) / sum(amount) * 10000
from warehouse.marts.fct_channel_cost
where channel = 'ONLINE' and biz_type = 'INVESTMENT'
    and year(month_end) = (select year(max(month_end)) from warehouse.marts.fct_channel_cost)
"""


@dataclass
class TierTruth:
    """What the tiers made of the kinds: people by kind and tier, and what is not as it must be."""

    confusion: dict[tuple[str, str], int]
    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def people(self) -> int:
        """People with a letter."""
        return sum(self.confusion.values())

    @property
    def agreement(self) -> float:
        """Share of people whose letter is that of their kind."""
        agreed = sum(n for (kind, tier), n in self.confusion.items() if KIND_TIER[kind] == tier)
        return agreed / max(1, self.people)

    def recall(self, kind: str) -> float:
        """Share of a kind's people with its letter."""
        of_kind = sum(n for (one, _), n in self.confusion.items() if one == kind)
        return self.confusion.get((kind, KIND_TIER[kind]), 0) / max(1, of_kind)

    def expect(self, holds: bool, sentence: str, least_people: int = 0) -> None:
        """Keep a sentence, among the failures where it does not hold in a bank that large."""
        self.lines.append(sentence)
        if not holds and self.people >= least_people:
            self.failures.append(sentence)


def compare_tiers(home: Home) -> TierTruth:
    """Compare the newest closed month and the moves before it with `truth/`."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.warehouse}' as warehouse (read_only)")
        person = f"read_parquet('{home.truth}/person.parquet')"
        columns = [row[0] for row in connection.execute(f"describe from {person}").fetchall()]
        changed_on = "person.kind_changed_on" if "kind_changed_on" in columns else "null::date"
        connection.execute(_PEOPLE.format(truth=home.truth, changed_on=changed_on))
        connection.execute("create temp table kinds (kind varchar, tier varchar)")
        connection.executemany("insert into kinds values (?, ?)", list(KIND_TIER.items()))
        found = connection.execute(_NEWEST).fetchall()
        truth = TierTruth({(kind, tier): people for kind, tier, people in found})
        _judge_kinds(truth, _one(connection, _MEDIANS)[0])
        _judge_moves(truth, connection)
        _judge_claims(truth, connection)
        _judge_online(truth, connection)
    return truth


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple:
    return connection.execute(query).fetchone() or (None,) * 9


def _judge_kinds(truth: TierTruth, median_agreement: float | None) -> None:
    truth.expect(
        truth.agreement >= LEAST_AGREEMENT,
        f"agreement of letters with kinds {truth.agreement:.1%} (at least {LEAST_AGREEMENT:.0%}); "
        f"a split at both medians would reach {median_agreement or 0:.1%}",
        LEAST_PEOPLE_FOR_KINDS,
    )
    for kind, tier in KIND_TIER.items():
        truth.expect(
            truth.recall(kind) >= LEAST_RECALL,
            f"recall of {kind} as {tier} {truth.recall(kind):.1%} (at least {LEAST_RECALL:.0%})",
            LEAST_PEOPLE_FOR_KINDS,
        )


def _judge_moves(truth: TierTruth, connection: duckdb.DuckDBPyConnection) -> None:
    for axis, raw, held in connection.execute(_FLIPS).fetchall():
        truth.expect(
            held < 0.005,
            f"{axis}: {raw:.2%} of customers flip a month without hysteresis, {held:.2%} with it "
            "(under 0.5 %)",
            LEAST_PEOPLE_FOR_KINDS,
        )
    changers, moved = _one(connection, _CHANGERS)
    if changers:
        truth.expect(
            moved / changers >= 0.8,
            f"{moved} of {changers} true changers ({moved / changers:.0%}) have the tier of their "
            "new kind within four months (at least 80 %)",
            LEAST_PEOPLE_FOR_KINDS,
        )


def _judge_claims(truth: TierTruth, connection: duckdb.DuckDBPyConnection) -> None:
    claims = connection.execute(_CLAIMS).fetchall()
    failed = [control for control, status in claims if status != "PASS"]
    truth.expect(
        bool(claims) and not failed,
        f"{len(claims) - len(failed)} of {len(claims)} claims of the chapter hold"
        + (f"; not {', '.join(failed)}" if failed else ""),
        LEAST_PEOPLE_FOR_KINDS,
    )


def _judge_online(truth: TierTruth, connection: duckdb.DuckDBPyConnection) -> None:
    expected = _one(connection, "select count(*) from investors")[0]
    customers, investors, in_a = _one(connection, _ONLINE)
    share = investors / customers
    truth.expect(
        investors == expected,
        f"{investors:,} customers with an online investment that went through in the calendar "
        f"year; truth has {expected:,}",
    )
    truth.expect(
        abs(share - ONLINE_SHARE) <= ONLINE_TOLERANCE,
        f"they are {share:.2%} of {customers:,} customers ({ONLINE_SHARE:.2%} meant), and "
        f"{in_a / max(1, investors):.0%} of them are A",
        LEAST_CUSTOMERS_FOR_SHARES,
    )
    truth.expect(
        in_a * 2 > investors, "most online investors are of tier A", LEAST_PEOPLE_FOR_KINDS
    )
    base, promo = _one(connection, _ONLINE_COST)
    truth.expect(
        abs(float(base or 0) - 40) < 0.01 and abs(float(promo or 0) - 5) <= 0.5,
        f"online investments cost {float(base or 0):.2f} + {float(promo or 0):.2f} of promotion "
        "per 10,000 (40 + 5 meant)",
        LEAST_CUSTOMERS_FOR_SHARES,
    )


def print_tiers(truth: TierTruth, console: Console) -> bool:
    """Print the confusion table and what was judged; whether everything holds."""
    table = Table(title="Kinds of people and the tiers they got", title_justify="left")
    table.add_column("kind")
    for tier in "ABCD":
        table.add_column(tier, justify="right")
    for kind in KIND_TIER:
        table.add_row(kind, *(f"{truth.confusion.get((kind, tier), 0):,}" for tier in "ABCD"))
    console.print(table)
    for line in truth.lines:
        console.print(("not so: " if line in truth.failures else "") + line)
    return not truth.failures
