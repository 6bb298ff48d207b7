"""A month that is closed stays as it was closed; what is corrected later is posted once, later.

One bank goes through it all: months are closed, facts of closed months are corrected by a new
delivery and rules change, the open month is closed in turn, and at last the year.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import run_tool
from landing_bank import Bank

from strata import closing
from strata.build import failure_sentence, run_dbt
from strata.closing import close_month
from strata.errors import Exit, StrataError
from strata.home import Home
from strata.landing import land

SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (
    date(2024, 9, 30), date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31),
)
FROZEN = (
    "staff.fct_staff_kpi",
    "staff.rpt_staff_scorecard",
    "staff.fct_complaint_deduction",
    "marts.rpt_branch_scorecard",
)
ADJUSTMENTS = "staff.rpt_kpi_adjustment"


def files(folder: Path) -> dict[str, tuple[str, int]]:
    """Hash and time of change of every file."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
        )
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


def rows(home: Home, query: str) -> list[tuple]:
    """What the build file answers."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def row(home: Home, query: str) -> tuple:
    """The only row of an answer."""
    (found,) = rows(home, query)
    return found


# Closing by itself: a home whose build file is that of the bank


@pytest.fixture
def assessed(bank, tmp_path) -> Home:
    """A bank that was built and has closed nothing; closing never writes to the build file."""
    home = Home(tmp_path / "assessed")
    home.warehouse.parent.mkdir(parents=True)
    home.warehouse.symlink_to(bank.warehouse)
    return home


def test_the_command_closes_in_order_and_only_once(assessed):
    """What an operator types: refused out of order, then all in order, then again for nothing."""
    refused = run_tool(assessed, "strata", "close-month", "2023-12")
    assert refused.returncode == Exit.USAGE == 2
    assert refused.stderr == (
        "strata: 2023-12 cannot be closed before 2023-10: months are closed in order, and 2 "
        "earlier one(s) are open; close them first, or all at once with `strata close-month "
        "2023-12 --with-earlier`.\n"
    )
    assert not (assessed.state / "closed_months").exists()
    closed = run_tool(assessed, "strata", "close-month", "2023-12", "--with-earlier")
    assert closed.returncode == Exit.OK
    assert [line.partition(" is closed with ")[0] for line in closed.stdout.splitlines()] == [
        "2023-10", "2023-11", "2023-12"
    ]
    before = files(assessed.state / "closed_months")
    assert len(before) == 3 * len(closing.FROZEN)
    again = run_tool(assessed, "strata", "close-month", "2023-12")
    assert again.returncode == Exit.OK
    assert again.stdout == "2023-12 is closed already; nothing was changed.\n"
    assert files(assessed.state / "closed_months") == before


def test_a_month_is_closed_after_the_one_before_it(assessed):
    """One by one needs no option; an earlier month that is closed is closed already."""
    assert [one.month for one in close_month(assessed, date(2023, 10, 31))] == ["2023-10"]
    assert [one.is_new for one in close_month(assessed, date(2023, 11, 30))] == [True]
    before = files(assessed.state / "closed_months")
    assert [one.is_new for one in close_month(assessed, date(2023, 10, 31))] == [False]
    assert [one.is_new for one in close_month(assessed, date(2023, 11, 30), with_earlier=True)] == [
        False
    ]
    assert files(assessed.state / "closed_months") == before


@pytest.mark.parametrize(
    ("month_end", "said"),
    [
        (date(2025, 1, 31), "2025-01 is not over: the last build is as of 2024-12-31; land the "),
        (date(2023, 9, 30), "2023-09 has no scorecards, so there is nothing to close; the last "
         "build assessed 2023-10 to 2024-12."),
    ],
)
def test_what_cannot_be_closed_is_refused_in_one_sentence(assessed, month_end, said):
    """Nothing is written."""
    with pytest.raises(StrataError) as refused:
        close_month(assessed, month_end, with_earlier=True)
    assert refused.value.code == Exit.USAGE
    assert refused.value.sentence.startswith(said)
    assert not (assessed.state / "closed_months").exists()


def test_nothing_is_closed_before_a_build(tmp_path):
    """Nor in a home that a build of an older Strata left without any assessment."""
    home = Home(tmp_path)
    with pytest.raises(StrataError) as refused:
        close_month(home, DECEMBER)
    assert refused.value.sentence.startswith("Nothing was built yet")
    home.warehouse.parent.mkdir()
    duckdb.connect(str(home.warehouse)).close()
    with pytest.raises(StrataError) as refused:
        close_month(home, DECEMBER)
    assert refused.value.code == Exit.USAGE
    assert refused.value.sentence.startswith("The last build did not assess staff")


def test_nothing_is_closed_while_a_build_runs(tmp_path):
    """The build file belongs to the build; an operator is told to wait."""
    home = Home(tmp_path)
    home.warehouse.parent.mkdir()
    hold = f"import duckdb; c = duckdb.connect('{home.warehouse}'); print('held', flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{hold}; input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as running:
        assert running.stdout.readline() == "held\n"
        with pytest.raises(StrataError) as refused:
            close_month(home, DECEMBER)
        running.communicate("\n")
    assert refused.value.code == Exit.ALREADY_RUNNING
    assert refused.value.sentence.startswith("The build file is in use")


def test_a_killed_close_leaves_nothing_half(assessed, monkeypatch):
    """Whatever it had written is no closed month, and is gone after the next one."""
    copied, killed = closing._copy, []

    def stop_at_the_second(*arguments):
        if killed:
            raise KeyboardInterrupt
        killed.append(True)
        copied(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(closing, "_copy", stop_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            close_month(assessed, date(2023, 10, 31))
    assert closing.closed_months(assessed) == set()
    leftover = assessed.state / ".closing"
    (leftover / "closed_staff_kpi.parquet").write_bytes(b"half")
    (leftover / "nobody_knows.parquet").write_bytes(b"")
    close_month(assessed, date(2023, 10, 31))
    assert closing.closed_months(assessed) == {"2023-10"}
    assert not leftover.exists()
    month = assessed.state / "closed_months" / "2023-10"
    assert {path.stem for path in month.iterdir()} == set(closing.FROZEN)
    for path in month.iterdir():
        duckdb.execute("select month_end from read_parquet(?)", [str(path)]).fetchall()


# Corrections and new rules after a close


@dataclass
class History:
    """What a bank said before anything was closed, and after each step."""

    home: Home
    complaint: str = ""
    manager: str = ""
    teller: str = ""
    said: dict[str, dict[str, list[tuple]]] = field(default_factory=dict)
    state: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)

    def look(self, step: str) -> None:
        """Keep every frozen table, the adjustments and the files of the closed months."""
        self.said[step] = {
            table: rows(self.home, f"from {table} order by all") for table in (*FROZEN, ADJUSTMENTS)
        }
        self.state[step] = files(self.home.state / "closed_months")

    def scorecards(self, step: str, month_end: date) -> dict[str, dict]:
        """Scorecards of a month by person."""
        columns = [name for name, *_ in rows(self.home, "describe staff.rpt_staff_scorecard")]
        told = (dict(zip(columns, one, strict=True)) for one in self.said[step][FROZEN[1]])
        return {one["staff_id"]: one for one in told if one["month_end"] == month_end}


def redeliver(home: Home, feed: str, query: str) -> None:
    """One more file of the last day: rows of the landed feed, changed."""
    bank, name = Bank(home.root), f"{feed}_corrected.csv"
    told = f"read_parquet('{home.landing}/{feed}/batch_date=*/*.parquet')"
    path = bank.put(feed, "", DECEMBER, name)
    (count,) = duckdb.execute(
        f"copy (select * exclude (_src_file, _src_row_no, _loaded_at, _cast_failures, batch_date) "
        f"from ({query.format(told=told)})) to '{path}' (format csv, header)"
    ).fetchone()
    (announced,) = duckdb.execute(f"""
        select coalesce(max(expected_rows), 0)
        from read_parquet('{home.landing}/_batches/batches.parquet')
        where feed = '{feed}' and batch_date = date '{DECEMBER}'
    """).fetchone()
    header = "feed,batch_date,row_cnt,control_column,control_sum,file_name,sent_ts"
    line = f"{feed},{DECEMBER},{announced + count},,,,2025-01-02 09:00:00"
    bank.put("ctl_batch", f"{header}\n{line}\n", DECEMBER, f"later_{name}")


def correct_closed_months(history: History) -> None:
    """A complaint found invalid after all, contacts told late, a target put right."""
    home = history.home
    (history.complaint,) = row(home, f"""
        select complaint_id from staff.fct_complaint_deduction
        where month_end = '{OCTOBER}' and party_type = 'BRANCH' order by 1 limit 1
    """)
    (history.manager,) = row(home, f"""
        select staff_id from staff.fct_staff_kpi
        inner join staff.rpt_staff_scorecard using (staff_id, month_end)
        where month_end = '{OCTOBER}' and indicator_code = 'CM_CONTACT' and score < 60
            and indicator_points is not null
        order by 1 limit 1
    """)
    (history.teller,) = row(home, f"""
        select staff_id from staff.fct_staff_kpi
        inner join staff.rpt_staff_scorecard using (staff_id, month_end)
        where month_end = '{SEPTEMBER}' and indicator_code = 'SL_REFERRAL'
            and score > 0 and score < 120 and scored_as = 'TELLER' and indicator_points is not null
        order by 1 limit 1
    """)
    redeliver(home, "cmpl_complaint", f"""
        select * replace ('INVALID' as validity, timestamp '2024-12-30 16:00:00' as decided_ts)
        from {{told}} where complaint_id = '{history.complaint}'
        order by batch_date desc limit 1
    """)
    redeliver(home, "crm_contact_log", f"""
        select distinct on (crm_cust_id) * replace (
            'LATE-' || crm_cust_id as contact_id, '{history.manager}' as staff_id,
            timestamp '2024-10-15 10:00:00' as contact_ts, 'INTERESTED' as result_code
        )
        from {{told}} where staff_id <> '{history.manager}' order by crm_cust_id limit 2
    """)
    # Approved in time and told late, it counts; approved after the month it does not.
    redeliver(home, "kpi_target", f"""
        select * replace (
            target_id || '-' || late.version as target_id, late.version as version,
            target_value * late.version as target_value, late.approved_ts as approved_ts
        )
        from (
            from {{told}} where owner_id = '{history.teller}' and indicator_code = 'SL_REFERRAL'
                and period = '2024-09' and version = 1 limit 1
        ) as target
        cross join (
            values (2, timestamp '2024-09-25 09:00:00'), (3, timestamp '2024-10-01 09:00:00')
        ) as late(version, approved_ts)
    """)


# A heavier weight of errors for tellers and dearer complaints, from December on.
NEW_RULES = """
    update seeds.kpi_weight set valid_to = date '2024-12-01'
    where position_code = 'TELLER' and indicator_code in ('BH_VOLUME', 'BH_HANDLING_TIME');
    insert into seeds.kpi_weight
    select * replace (
        case when indicator_code = 'BH_VOLUME' then 12.5 else 32.5 end as weight,
        date '2024-12-01' as valid_from, null as valid_to
    )
    from seeds.kpi_weight where valid_to = date '2024-12-01';
    update seeds.complaint_points set valid_to = date '2024-12-01';
    insert into seeds.complaint_points
    select * replace (points + 1 as points, date '2024-12-01' as valid_from, null as valid_to)
    from seeds.complaint_points where valid_to = date '2024-12-01';
"""
APPROVED = """
    update seeds.kpi_weight set is_approved = true;
    update seeds.kpi_rule set is_approved = true where rule_id = 'annual_pass_mark';
"""
OF_STAFF = "path:models/intermediate/staff path:models/marts/staff path:models/marts/branches"
CORRECTED = [
    f"{changed}+,{part}"
    for changed in ("stg_complaint__complaints", "stg_crm__contacts", "stg_hr__targets",
                    "kpi_weight", "complaint_points", "source:closed")
    for part in OF_STAFF.split()
]


@pytest.fixture(scope="module")
def history(bank, manifest, tmp_path_factory) -> History:
    """The bank's way through closes and corrections."""
    home = Home(tmp_path_factory.mktemp("closed"))
    shutil.copytree(bank.inbox, home.inbox, copy_function=os.link)
    for part in ("landing", "state", "warehouse", ".strata"):
        shutil.copytree(bank.root / part, home.root / part)
    told = History(home)

    def build(*selected: str) -> None:
        silent = ["--quiet", "--log-level-file", "none", "--no-write-json"]
        result = run_dbt(home, [*silent, "run", "--select", *selected], manifest)
        assert result.success, failure_sentence(result)

    def change(statements: str) -> None:
        with duckdb.connect(str(home.warehouse)) as connection:
            connection.execute(statements)

    told.look("open")
    close_month(home, OCTOBER, with_earlier=True)
    correct_closed_months(told)
    report = land(home, quiet=True)
    assert report.is_clean, [one.reason for one in report.refused]
    change(NEW_RULES)
    build("stg_complaint__complaints", "stg_crm__contacts", "stg_hr__targets", *CORRECTED)
    told.look("corrected")
    close_month(home, NOVEMBER)
    build(*(f"source:closed+,{part}" for part in OF_STAFF.split()), "source:closed+1")
    told.look("november closed")
    close_month(home, DECEMBER)
    review = ["source:closed+1,path:models/staging", "int_kpi_weights_monthly",
              "path:models/intermediate/staff/review", "rpt_staff_review"]
    build(*review)
    told.said["year"] = {"review": rows(home, "from staff.rpt_staff_review order by all")}
    change(APPROVED)
    build(*review)
    told.said["approved"] = {"review": rows(home, "from staff.rpt_staff_review order by all")}
    told.state["approved"] = files(home.state / "closed_months")
    return told


def of_months(told: list[tuple], last: date, first: date = date.min) -> list[tuple]:
    """Rows of the months up to one, without the last column where that says they are frozen."""
    kept = [one for one in told if first <= next(v for v in one if type(v) is date) <= last]
    return sorted(
        (one[:-1] if isinstance(one[-1], bool) else one for one in kept), key=repr
    )


def test_closed_months_say_what_they_said_when_they_were_closed(history):
    """All four tables, row by row, through corrections, new rules and later closes."""
    for step, last in (("corrected", OCTOBER), ("november closed", NOVEMBER)):
        before = {"corrected": "open", "november closed": "corrected"}[step]
        for table in FROZEN:
            told = of_months(history.said[step][table], last)
            assert told == of_months(history.said[before][table], last), table
            assert told
        for table in FROZEN:
            if table != "staff.fct_complaint_deduction":
                frozen = {one[-1] for one in history.said[step][table]
                          if next(v for v in one if type(v) is date) <= last}
                assert frozen == {True}, table
                frozen = {one[-1] for one in history.said[step][table]
                          if next(v for v in one if type(v) is date) > last}
                assert frozen == {False}, table


def test_files_of_a_closed_month_are_never_touched_again(history):
    """Neither by builds nor by later closes: the same bytes, written once."""
    first = history.state["corrected"]
    assert {name.partition("/")[0] for name in first} == {
        "2023-10", "2023-11", "2023-12", *(f"2024-{month:02}" for month in range(1, 11))
    }
    for step in ("november closed", "approved"):
        assert {name: history.state[step][name] for name in first} == first
    second = history.state["november closed"]
    assert {name: history.state["approved"][name] for name in second} == second


def test_what_a_correction_changes_is_posted_in_the_first_open_month(history):
    """By person and corrected month, in the score of the open month; closed months as they were."""
    posted = history.said["corrected"][ADJUSTMENTS]
    assert {(one[1], one[-1]) for one in posted} == {(NOVEMBER, False)}
    by_person = {(one[0], one[2]): one[3] for one in posted}
    assert by_person[history.manager, OCTOBER] > 0
    assert by_person[history.teller, SEPTEMBER] < 0
    before = history.scorecards("open", NOVEMBER)
    for staff_id, card in history.scorecards("corrected", NOVEMBER).items():
        due = sum(points for (person, _), points in by_person.items() if person == staff_id)
        assert card["adjustment_points"] == due
        if due and card["kpi_score"] and before[staff_id]["kpi_score"] is not None:
            made = card["indicator_points"] + card["bonus"] + due - card["deduction_points"]
            assert abs(card["kpi_score"] - made) <= Decimal("0.0005")


def test_a_correction_is_worth_what_the_item_would_have_brought(history):
    """By hand: the item's weight by the change of its score."""
    home = history.home
    for staff_id, month_end, indicator in (
        (history.manager, OCTOBER, "CM_CONTACT"), (history.teller, SEPTEMBER, "SL_REFERRAL"),
    ):
        where = f"staff_id = '{staff_id}' and month_end = '{month_end}'"
        actual, target, score, weight = row(home, f"""
            select actual, target, score, weight from staff.fct_staff_kpi
            where {where} and indicator_code = '{indicator}'
        """)
        if indicator == "CM_CONTACT":
            actual += 2
        else:
            target *= 2
        by_hand = weight * (min(Decimal(120), 100 * actual / target) - score) / 100
        (posted,) = row(home, f"""
            select points from {ADJUSTMENTS}
            where staff_id = '{staff_id}' and adjusted_month_end = '{month_end}'
        """)
        assert abs(posted - by_hand) < Decimal("0.001"), (staff_id, posted, by_hand)


def test_nobody_else_is_corrected(history):
    """Only the two, and those whose own measures are made of theirs: who leads their branch."""
    corrected = {(one[0], one[2]) for one in history.said["corrected"][ADJUSTMENTS]}
    others = corrected - {(history.manager, OCTOBER), (history.teller, SEPTEMBER)}
    cards = {month: history.scorecards("open", month) for _, month in others}
    assert {cards[month][person]["scored_as"] for person, month in others} <= {
        "HEAD", "SUBMGR", "OPS"
    }


def test_a_complaint_found_invalid_is_given_back_in_the_open_month(history):
    """What its closed month took stays there; the open month gives the same points back."""
    posted = [one for one in history.said["corrected"]["staff.fct_complaint_deduction"]
              if one[0] == history.complaint]
    by_party = {one[2]: {other[3]: other[-1] for other in posted if other[2] == one[2]}
                for one in posted}
    assert len(by_party) > 1
    for postings in by_party.values():
        assert postings[OCTOBER] > 0
        assert postings == {OCTOBER: postings[OCTOBER], NOVEMBER: -postings[OCTOBER]}
    before, after = (history.scorecards(step, NOVEMBER) for step in ("open", "corrected"))
    for party, postings in by_party.items():
        if party in after:
            taken = before[party]["deduction_points"] - postings[OCTOBER]
            assert abs(after[party]["deduction_points"] - taken) <= Decimal("0.0001")


def test_what_was_posted_is_not_posted_again(history):
    """After the month of the posting is closed too, it is frozen and nothing is left to correct."""
    posted = history.said["corrected"][ADJUSTMENTS]
    assert posted
    again = history.said["november closed"][ADJUSTMENTS]
    assert again == [(*one[:-1], True) for one in posted]
    assert all(card["adjustment_points"] == 0
               for card in history.scorecards("november closed", DECEMBER).values())


def test_a_new_rule_leaves_months_before_it_alone(history):
    """Open or closed: nobody is corrected for it, and only its own months count with it."""
    corrected = {one[0] for one in history.said["corrected"][ADJUSTMENTS]}
    blamed = {one[2] for one in history.said["corrected"]["staff.fct_complaint_deduction"]
              if one[0] == history.complaint}
    cards = {
        (step, month): {
            staff_id: {**card, "is_frozen": None}
            for staff_id, card in history.scorecards(step, month).items()
            if card["scored_as"] == "TELLER" and staff_id not in corrected | blamed
        }
        for step in ("open", "corrected") for month in (NOVEMBER, DECEMBER)
    }
    places = ("rank_in_group", "group_size")  # among the corrected
    for staff_id, card in cards["open", NOVEMBER].items():
        now = cards["corrected", NOVEMBER][staff_id]
        assert {name: value for name, value in now.items() if name not in places} == {
            name: value for name, value in card.items() if name not in places
        }
    assert cards["open", DECEMBER] != cards["corrected", DECEMBER]
    points = {
        step: {one[:4]: one[5] for one in history.said[step]["staff.fct_complaint_deduction"]}
        for step in ("open", "corrected")
    }
    for posting, base in points["open"].items():
        dearer = 1 if posting[3] == DECEMBER else 0
        assert points["corrected"][posting] == base + dearer
    assert DECEMBER in {posting[3] for posting in points["open"]}


# The year


def test_a_year_is_reviewed_once_all_its_months_are_closed(history):
    """A year of which the bank knows three months is shown and not assessed."""
    assert rows(history.home, "select count(*) from staff.rpt_staff_review") != [(0,)]
    reviewed = history.said["year"]["review"]
    years = {one[1] for one in reviewed}
    assert years == {2023, 2024}
    assessed = [one for one in reviewed if one[6]]
    assert {one[1] for one in assessed} == {2024}
    assert len(assessed) > 20
    for one in assessed:
        assert one[3] <= 12
        assert 0 <= one[2] <= 125, one[0]


def test_the_annual_score_is_the_closed_months_weighted_by_days_present(history):
    """By hand, from the frozen files; a month without a score is not one of zero."""
    state = history.home.state / "closed_months"
    by_hand = dict(duckdb.execute(f"""
        select staff_id, round(sum(kpi_score * eligible_days) / sum(eligible_days), 4)
        from read_parquet('{state}/2024-*/closed_scorecard.parquet')
        where kpi_score is not null and is_eligible group by all
    """).fetchall())
    for one in history.said["year"]["review"]:
        if one[6]:
            assert abs(float(one[2]) - float(by_hand[one[0]])) < 0.001, one[0]


def test_nobody_is_named_for_a_review_before_the_bank_approved_its_rules(history):
    """Defaults decide about nobody; approved, they say yes or no."""
    named = {step: {one[9] for one in history.said[step]["review"]}
             for step in ("year", "approved")}
    assert named["year"] == {None}
    assert None not in named["approved"]
    assert named["approved"] <= {True, False}
    unnamed = [[(*one[:9], *one[10:15]) for one in history.said[step]["review"]]
               for step in ("year", "approved")]
    assert unnamed[0] == unnamed[1]
