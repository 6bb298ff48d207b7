"""Holds the measures of staff against what the generator of the demo bank knows of them.

How fast a teller truly works is held against the handling time measured, what a manager truly does
to customers against their uplift: by role, rank against rank. What was parked over a month end is
taken out again to see how little it moved. No number of a person leaves this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
from rich.console import Console
from rich.table import Table

from strata.home import Home

LEAST_ON_MEASURE, LEAST_ON_SCORE = 0.9, 0.7
# Chance decides with fewer people of a role, or fewer customers a manager, and in roles that serve
# at the counter now and then: their figure is printed, not judged.
JUDGED = {"TELLER", "CM", "WM"}
LEAST_PEOPLE, LEAST_CUSTOMERS = 10, 100
# What parking may move besides its share of the days: 0.2 percentage points.
PARKING_TOLERANCE = 0.002

_NEEDED = {
    ("intermediate", "int_staff_months"),
    ("intermediate", "int_handling_measures"),
    ("intermediate", "int_portfolio_measures"),
    ("intermediate", "int_uplift_cohorts"),
    ("staff", "fct_staff_kpi"),
}

# The role somebody had for most of the year, by days.
_ROLES = """
create temp table roles as
select staff_id, position_code
from strata.intermediate.int_staff_months
where year(month_end) = {year}
group by staff_id, position_code
qualify row_number() over (
    partition by staff_id order by sum(days) desc, position_code
) = 1
"""

# Of those whose money was parked: assets by the measure, and the plain mean of their days.
_AVERAGES = """
with parked as (
    select distinct bridge.customer_key
    from read_parquet('{truth}/dressing.parquet') as dressing
    inner join strata.restricted.bridge_customer_source as bridge
        on bridge.source_system = 'core' and bridge.source_customer_id = core_cust_no
            and bridge.valid_to is null
),
days as (
    select customer_key, last_day(balance_date) as month_end, balance_date,
        sum(greatest(balance_cny, 0)) as balance
    from strata.intermediate.int_customer_deposits_daily
    inner join parked using (customer_key)
    where year(balance_date) = {year}
    group by all
),
averages as (
    select customer_key, month_end, sum(balance) / day(month_end) as deposits
    from days group by customer_key, month_end
),
measured as (
    select distinct customer_key, month_end, i01_now from strata.intermediate.int_uplift_cohorts
    where owner_type = 'STAFF'
)
select count(*), count(*) filter (
    where abs(i01_now - deposits - coalesce(investment_daily_avg, 0)) > 0.01 * i01_now + 1)
from measured
inner join averages using (customer_key, month_end)
left join strata.intermediate.int_customer_wealth_monthly using (customer_key, month_end)
"""

_PARTS = "(values ('CU_AUM', 0.5), ('CU_MOVEMENT', 0.2), ('CU_MOBILE', 0.2), ('CU_UPGRADE', 0.1))"

# A row a person: role, truth, measure and score, customers measured; averages of the year's months.
_HANDLING = """
with measured as (
    select staff_id, avg(actual) as measure
    from strata.intermediate.int_handling_measures
    where indicator_code = 'BH_HANDLING_TIME' and actual is not null and year(month_end) = {year}
    group by all
),
scored as (
    select staff_id, avg(score) as score from strata.staff.fct_staff_kpi
    where indicator_code = 'BH_HANDLING_TIME' and score is not null and year(month_end) = {year}
    group by all
)
select position_code, -pace::double, -measure::double, score::double, null::double
from read_parquet('{truth}/staff_pace.parquet')
inner join measured using (staff_id)
inner join roles using (staff_id)
left join scored using (staff_id)
where position_code in ('TELLER', 'OPS')
order by staff_id
"""

_UPLIFT = f"""
with parts(indicator_code, part) as {_PARTS},
measured as (
    select owner_id as staff_id, avg(measure) as measure, avg(customers) as customers
    from (
        select owner_id, month_end, sum(raw_actual * part) / sum(part) as measure,
            max(customers) as customers
        from strata.intermediate.int_portfolio_measures inner join parts using (indicator_code)
        where owner_type = 'STAFF' and raw_actual is not null and year(month_end) = {{year}}
        group by all
    ) group by all
),
scored as (
    select staff_id, avg(score) as score
    from (
        select staff_id, month_end, sum(score * part) / sum(part) as score
        from strata.staff.fct_staff_kpi inner join parts using (indicator_code)
        where score is not null and year(month_end) = {{year}}
        group by all
    ) group by all
)
select position_code, effect::double, measure::double, score::double, customers::double
from read_parquet('{{truth}}/manager_effect.parquet')
inner join measured using (staff_id)
inner join roles using (staff_id)
left join scored using (staff_id)
order by staff_id
"""

# A row a manager and month: uplift of assets as it is and without what was parked, on averages of
# the month and on closing balances, and the most days of the month an amount stayed.
_PARKING = """
with cohort as (
    select owner_id, customer_key, month_end, base_month_end, i01_base, i01_now
    from strata.intermediate.int_uplift_cohorts
    where owner_type = 'STAFF' and year(month_end) = {year}
),
months as (
    select distinct month_end, date_trunc('month', month_end)::date as month_start
    from (select month_end from cohort union all select base_month_end from cohort)
),
stays as (
    select bridge.customer_key, day_in, day_out, amount
    from read_parquet('{truth}/dressing.parquet') as dressing
    inner join strata.restricted.bridge_customer_source as bridge
        on bridge.source_system = 'core' and bridge.source_customer_id = core_cust_no
            and bridge.valid_to is null
),
parked as (
    select customer_key, month_end, month_start,
        sum(amount * (least(day_out, month_end + 1) - greatest(day_in, month_start)))
            / (month_end - month_start + 1) as on_average,
        coalesce(sum(amount) filter (where day_in <= month_end and day_out > month_end), 0)
            as at_close,
        (sum(least(day_out, month_end + 1) - greatest(day_in, month_start)))::double
            / (month_end - month_start + 1) as day_share
    from stays
    inner join months on day_in <= month_end and day_out > month_start
    group by customer_key, month_end, month_start
),
closing as (
    select customer_key, month_end, sum(amount) as amount
    from (
        select customer_key, month_end, closing_balance_cny as amount
        from strata.intermediate.int_customer_deposits_monthly
        union all
        select customer_key, month_end, closing_value_cny
        from strata.intermediate.int_customer_wealth_monthly
    ) group by all
),
changes as (
    select
        cohort.owner_id, cohort.month_end,
        i01_base::double as base, (i01_now - i01_base)::double as step,
        (i01_base - coalesce(before.on_average, 0))::double as true_base,
        (i01_now - i01_base - coalesce(now.on_average, 0) + coalesce(before.on_average, 0))::double
            as true_step,
        coalesce(closed_before.amount, 0)::double as close_base,
        (coalesce(closed.amount, 0) - coalesce(closed_before.amount, 0))::double as close_step,
        (coalesce(closed_before.amount, 0) - coalesce(before.at_close, 0))::double
            as true_close_base,
        (coalesce(closed.amount, 0) - coalesce(closed_before.amount, 0)
            - coalesce(now.at_close, 0) + coalesce(before.at_close, 0))::double as true_close_step,
        greatest(coalesce(now.day_share, 0), coalesce(before.day_share, 0)) as day_share
    from cohort
    left join parked as now
        on cohort.customer_key = now.customer_key and cohort.month_end = now.month_end
    left join parked as before
        on cohort.customer_key = before.customer_key and cohort.base_month_end = before.month_end
    left join closing as closed
        on cohort.customer_key = closed.customer_key and cohort.month_end = closed.month_end
    left join closing as closed_before
        on cohort.customer_key = closed_before.customer_key
            and cohort.base_month_end = closed_before.month_end
)
select
    abs(sum(least(greatest(step, -{cap}), {cap})) / nullif(sum(base), 0)
        - sum(least(greatest(true_step, -{cap}), {cap})) / nullif(sum(true_base), 0)),
    abs(sum(least(greatest(close_step, -{cap}), {cap})) / nullif(sum(close_base), 0)
        - sum(least(greatest(true_close_step, -{cap}), {cap}))
            / nullif(sum(true_close_base), 0)),
    max(day_share)
from changes
group by owner_id, changes.month_end
having count(*) filter (where day_share > 0) > 0
order by owner_id, changes.month_end
"""


@dataclass(frozen=True)
class Agreement:
    """How well a ranking by measures follows the true one, for people of one role."""

    what: str
    role: str
    against: str
    people: int
    ties: int
    correlation: float | None
    least: float
    is_judged: bool

    @property
    def holds(self) -> bool:
        """Whether it is good enough, or not judged."""
        if not self.is_judged:
            return True
        return self.correlation is not None and self.correlation >= self.least


@dataclass
class StaffTruth:
    """What the measures of staff made of the truth; empty where there is no truth to compare."""

    agreements: list[Agreement] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def expect(self, holds: bool, sentence: str) -> None:
        """Keep a sentence, among the failures where it does not hold."""
        self.lines.append(sentence)
        if not holds:
            self.failures.append(sentence)


def ranks(values: Sequence[float]) -> list[float]:
    """Rank of each value from 1; equal values share the middle of their ranks."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def spearman(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Rank correlation; None where one side has fewer than two different values."""
    one, other = ranks(left), ranks(right)
    middle = (len(one) + 1) / 2
    spread = sum((a - middle) ** 2 for a in one) * sum((b - middle) ** 2 for b in other)
    if spread == 0:
        return None
    return sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True)) / spread**0.5


def tied(values: Sequence[float]) -> int:
    """How many values occur more than once."""
    counts = {value: values.count(value) for value in values}
    return sum(count for count in counts.values() if count > 1)


def compare_staff(home: Home) -> StaffTruth:
    """Compare the newest calendar year's measures with `truth/`.

    A bank without staff is not judged; one whose feeds name staff has to have their measures.
    """
    truth = StaffTruth()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.warehouse}' as strata (read_only)")
        there = set(connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = 'strata'"
        ).fetchall())
        if not there >= _NEEDED:
            truth.lines.append("No measures of staff are built; nothing to compare.")
            return truth
        year = _one(connection, "select year(max(month_end)) "
                                "from strata.intermediate.int_staff_months")
        if year is None:
            truth.lines.append("No feed names staff; nothing to compare.")
            return truth
        connection.execute(_ROLES.format(year=year))
        for what, file, query in (
            ("handling speed", "staff_pace", _HANDLING), ("customer uplift", "manager_effect",
             _UPLIFT),
        ):
            if (home.truth / f"{file}.parquet").exists():
                found = connection.execute(query.format(truth=home.truth, year=year)).fetchall()
                _judge_ranks(truth, what, found)
        if (home.truth / "dressing.parquet").exists():
            _judge_parking(truth, connection, home, year)
    return truth


def _one(connection: duckdb.DuckDBPyConnection, query: str):  # noqa: ANN202
    return (connection.execute(query).fetchone() or (None,))[0]


def _judge_ranks(truth: StaffTruth, what: str, found: list[tuple]) -> None:
    truth.expect(bool(found), f"{what} is measured of {len(found)} people")
    for role in sorted({row[0] for row in found}):
        people = [row for row in found if row[0] == role]
        customers = [row[4] for row in people if row[4] is not None]
        is_large = not customers or sum(customers) >= LEAST_CUSTOMERS * len(customers)
        for against, place, least in (("measure", 2, LEAST_ON_MEASURE),
                                      ("score", 3, LEAST_ON_SCORE)):
            pairs = [(row[1], row[place]) for row in people if row[place] is not None]
            true, told = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            agreement = Agreement(
                what, role, against, len(pairs), tied(true) + tied(told),
                spearman(true, told) if len(pairs) > 1 else None, least,
                role in JUDGED and is_large and len(people) >= LEAST_PEOPLE,
            )
            truth.agreements.append(agreement)
            if not agreement.holds:
                truth.failures.append(f"{what} of {role} against {against}")


def _judge_parking(
    truth: StaffTruth, connection: duckdb.DuckDBPyConnection, home: Home, year: int
) -> None:
    cap = _one(connection, "select max(uplift_customer_cap) "
                           "from strata.intermediate.int_kpi_rules")
    query = _PARKING.format(truth=home.truth, year=year, cap=cap)
    moved = connection.execute(query).fetchall()
    if not moved:
        truth.lines.append("No money was parked over a month end with a manager's customers.")
        return
    beyond = sum(average > share * close + PARKING_TOLERANCE for average, close, share in moved)
    months, others = connection.execute(
        _AVERAGES.format(truth=home.truth, year=year)
    ).fetchone() or (0, 0)
    truth.expect(
        others <= 0.01 * months,
        f"{months - others} of {months} months of customers who park money are measured by the "
        "mean of their days",
    )
    truth.expect(
        not beyond,
        f"Money parked over month ends touches {len(moved)} months of managers: it moves their "
        f"uplift by at most {max(row[0] for row in moved):.2%} on averages and "
        f"{max(row[1] for row in moved):.2%} on closing balances; {beyond} beyond its share of "
        "the days and 0.2 points",
    )


def print_staff(truth: StaffTruth, console: Console) -> bool:
    """Print rank correlations by role and what was judged; whether everything holds."""
    if truth.agreements:
        table = Table(title="Ranks of staff against their true ones", title_justify="left")
        for title in ("what", "role", "against"):
            table.add_column(title)
        for title in ("people", "ties", "Spearman", "at least"):
            table.add_column(title, justify="right")
        for one in truth.agreements:
            told = "none" if one.correlation is None else f"{one.correlation:.3f}"
            table.add_row(one.what, one.role, one.against, str(one.people), str(one.ties), told,
                          f"{one.least:.1f}" if one.is_judged else "not judged")
        console.print(table)
    for line in truth.lines:
        console.print(("not so: " if line in truth.failures else "") + line)
    return not truth.failures
