"""What the pages of staff need out of both published files, as rows by person and by branch."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from strata.home import Home

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# A month is complete when it is over; a warehouse in its first month has only an open one.
MONTH_SQL = """
    select coalesce(max(month_end) filter (where month_end <= $as_of::date), max(month_end))
    from people.staff.rpt_staff_scorecard
"""
SCORECARDS_SQL = """
    select scorecards.*, units.rank_in_unit, units.unit_group_size
    from people.staff.rpt_staff_scorecard as scorecards
    left join people.staff.rpt_unit_league as units
        on
            scorecards.staff_id = units.staff_id
            and scorecards.month_end = units.month_end
            and scorecards.branch_code = units.branch_code
    where scorecards.month_end > last_day($month::date - interval 12 month)
    order by scorecards.staff_id, scorecards.month_end
"""
# What brings points comes first, then what could not be measured, then what is only shown.
ITEMS_SQL = """
    select items.*
    from people.staff.fct_staff_kpi as items
    where month_end = $month::date
    order by
        staff_id, position_code, branch_code, is_void, weight = 0,
        list_position(['BH', 'PC', 'CU', 'CM', 'SL', 'MG', 'RC', 'CS'], component), indicator_code
"""
SHEET_SQL = """
    select * from {sheet} where sheet_date = $as_of::date order by {key}, indicator_code
"""
DEDUCTIONS_SQL = """
    select * from people.staff.fct_complaint_deduction
    where
        party_type = $party
        and month_end between last_day($month::date - interval 12 month) + 1 and $month::date
    order by party_id, month_end desc, complaint_id
"""
ADJUSTMENTS_SQL = """
    select * from people.staff.rpt_kpi_adjustment
    where month_end = $month::date
    order by staff_id, adjusted_month_end
"""
REVIEWS_SQL = """
    select * from people.staff.rpt_staff_review order by staff_id, year desc
"""
BRANCHES_SQL = """
    select * from published.marts.rpt_branch_scorecard
    where month_end between last_day($month::date - interval 12 month) + 1 and $month::date
    order by branch_code, month_end
"""
PARAMETERS_SQL = """
    select parameter_set, bool_and(coalesce(is_approved, false)) as is_approved
    from people.staff.dim_kpi_parameter
    where valid_from <= $month::date and (valid_to > $month::date or valid_to is null)
    group by parameter_set
    order by parameter_set
"""
LATE_SQL = """
    select feed, days_late from published.quality.feed_coverage
    where days_late > 0
    order by days_late desc, feed
"""


@dataclass(frozen=True)
class Figures:
    """Figures of one month, and of the day the files are as of."""

    bank: str | None
    as_of: date
    currency: str
    month: date
    indicators: dict[str, Row]
    positions: dict[str, Row]
    scorecards: Rows
    items: Rows
    sheet: Rows
    deductions: Rows
    adjustments: Rows
    reviews: Rows
    branches: Rows
    branch_sheet: Rows
    branch_deductions: Rows
    parameters: set[str]
    defaults: list[str]
    late: list[Row]

    @property
    def people(self) -> list[Row]:
        """The scorecard of the month of everybody who has one, in order of staff numbers."""
        found = (self.scorecard(staff_id) for staff_id in sorted(self.scorecards))
        return [row for row in found if row]

    @property
    def roster(self) -> list[str]:
        """Whoever gets a sheet: with a score in the month, or with something to do today."""
        return sorted({row["staff_id"] for row in self.people} | set(self.sheet))

    def scorecard(self, staff_id: str) -> Row | None:
        """A person's scorecard of the month."""
        rows = self.scorecards.get(staff_id, [])
        return next((row for row in rows if row["month_end"] == self.month), None)


def read_figures(home: Home) -> Figures | None:
    """Read both published files; None where nobody has a scorecard."""
    with duckdb.connect() as connection:
        # Under names of their own: staff.duckdb is named like its schema.
        connection.execute(f"attach '{home.published_staff}' as people (read_only)")
        connection.execute(f"attach '{home.published}' as published (read_only)")

        def rows(sql: str, **given: object) -> list[Row]:
            found = connection.execute(sql, given)
            names = [column[0] for column in found.description]
            return [dict(zip(names, values, strict=True)) for values in found.fetchall()]

        context = rows("select * from published.quality.bank_context")[0]
        as_of = context["as_of_date"]
        (month,) = rows(MONTH_SQL, as_of=as_of)[0].values()
        if month is None:
            return None
        parameters = rows(PARAMETERS_SQL, month=month)
        return Figures(
            bank=context["bank"],
            as_of=as_of,
            currency=context["reporting_currency"],
            month=month,
            **_catalogues(rows),
            scorecards=_by("staff_id", rows(SCORECARDS_SQL, month=month)),
            items=_by("staff_id", rows(ITEMS_SQL, month=month)),
            sheet=_sheet(rows, "people.staff.rpt_one_person_one_sheet", "staff_id", as_of),
            deductions=_deductions(rows, "STAFF", month),
            adjustments=_by("staff_id", rows(ADJUSTMENTS_SQL, month=month)),
            reviews=_by("staff_id", rows(REVIEWS_SQL)),
            branches=_by("branch_code", rows(BRANCHES_SQL, month=month)),
            branch_sheet=_sheet(
                rows, "published.marts.rpt_branch_daily_sheet", "branch_code", as_of
            ),
            branch_deductions=_deductions(rows, "BRANCH", month),
            parameters={row["parameter_set"] for row in parameters},
            defaults=[row["parameter_set"] for row in parameters if not row["is_approved"]],
            late=rows(LATE_SQL),
        )


def _catalogues(rows: Callable[..., list[Row]]) -> dict[str, dict[str, Row]]:
    indicators = rows("select * from people.staff.dim_kpi_indicator")
    positions = rows("select * from people.staff.dim_kpi_position")
    return {
        "indicators": {row["indicator_code"]: row for row in indicators},
        "positions": {row["position_code"]: row for row in positions},
    }


def _sheet(rows: Callable[..., list[Row]], sheet: str, key: str, as_of: date) -> Rows:
    return _by(key, rows(SHEET_SQL.format(sheet=sheet, key=key), as_of=as_of))


def _deductions(rows: Callable[..., list[Row]], party: str, month: date) -> Rows:
    return _by("party_id", rows(DEDUCTIONS_SQL, party=party, month=month))


def _by(key: str, rows: list[Row]) -> Rows:
    grouped: Rows = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return dict(grouped)
