"""Weights, model versions and tiers, on the demo bank."""

import shutil
from datetime import date

import duckdb
import pyarrow.parquet as pq
import pytest
from conftest import run_tool

from strata.build import run_dbt
from strata.calibrate import calibrate
from strata.checks.replay import build_models
from strata.checks.tiers import compare_tiers
from strata.demo import make_demo
from strata.errors import StrataError
from strata.home import Home
from strata.landing.model_state import use_version
from strata.landing.state import read_state

# The global weights and consistency ratios that the specification computed by eigenvector
# (indicators.md; PV4 as in rulings.md 29).
WEIGHTS = {
    "I01": 0.2797, "I02": 0.1539, "I03": 0.0847, "I05": 0.1051, "I06": 0.0980, "I07": 0.0525,
    "I08": 0.0283, "I10": 0.0396, "I11": 0.0396, "I12": 0.0198, "I13": 0.0424, "I14": 0.0141,
    "I15": 0.0424, "I16": 0.0933, "I17": 0.0494, "I18": 0.0278, "I20": 0.0933, "I22": 0.0494,
    "I23": 0.0933, "I24": 0.0494, "I25": 0.0933, "I26": 0.0494, "I27": 0.0278, "I29": 0.0650,
    "I31": 0.0364, "I32": 0.0364, "I33": 0.0193, "I34": 0.0193, "I36": 0.0293, "I38": 0.0161,
    "I39": 0.0532, "I40": 0.0657, "I41": 0.0329,
}  # fmt: skip
RATIOS = {
    "CV": 0.0015, "PV": 0.0030, "CV1": 0.0079, "CV2": 0.0038, "CV3": 0, "CV4": 0, "PV1": 0.0030,
    "PV2": 0.0030, "PV3": 0.0030, "PV4": 0.008, "PV5": 0, "COMPOSITE": 0,
}  # fmt: skip


def test_weights_are_those_of_the_specification(built):
    """Row geometric means against the eigenvectors: to 0.001, and the ratios to 0.0005."""
    weights = built.execute(
        "select indicator_id, global_weight from intermediate.int_indicator_weights"
    ).fetchall()
    assert dict(weights) == pytest.approx(WEIGHTS, abs=0.001)
    ratios = built.execute(
        "select matrix_id, consistency_ratio from intermediate.int_ahp_consistency"
    ).fetchall()
    assert dict(ratios) == pytest.approx(RATIOS, abs=0.0005)


def test_every_customer_and_month_has_all_indicators(published):
    """The long mart has 42 rows for each row of the tier mart, none for anybody else."""
    tiers, rows, indicators = published.execute("""
        select (select count(*) from marts.fct_customer_tier), count(*),
            count(distinct indicator_id)
        from marts.fct_customer_indicator
    """).fetchone()
    assert (rows, indicators) == (42 * tiers, 42)


def test_high_value_customers_come_in_order_with_reasons(published):
    """The first of the list has the greatest composite score; each names three indicators."""
    scores = published.execute(
        "select composite_score, reason from marts.rpt_high_value_customers order by rank"
    ).fetchall()
    assert scores
    assert [score for score, _ in scores] == sorted((score for score, _ in scores), reverse=True)
    assert all(len(reason.split("; ")) == 3 for _, reason in scores)


def test_tiers_find_the_kinds_of_people_even_where_they_blur(tmp_path, manifest):
    """Agreement, recall, still letters and moved changers on a bank whose kinds overlap.

    Shares to the third of a point need a larger bank: `strata truth` after `make build` shows them.
    """
    home = Home(tmp_path)
    make_demo(home, customers=1500, overlap=True)
    build_models(home, manifest)
    truth = compare_tiers(home)
    assert truth.people > 1000
    assert truth.failures == []


@pytest.fixture(scope="module")
def copy(bank, tmp_path_factory) -> Home:
    """The demo bank again, to calibrate and rebuild."""
    home = Home(tmp_path_factory.mktemp("calibrated"))
    for folder in ("landing", "state", "warehouse", ".strata"):
        shutil.copytree(bank.root / folder, home.root / folder)
    return home


def test_a_version_is_made_once_adopted_and_rebased(copy, manifest):
    """Calibrating changes no figure; adopting rebases its first month and leaves those before."""
    before = {row["model_version"]: row for row in read_state(copy, "model_versions")}
    with duckdb.connect(str(copy.warehouse)) as connection:
        old = connection.execute(
            "select month_end, tier, count(*) from marts.fct_customer_tier group by all"
        ).fetchall()
        months = [
            row[0]
            for row in connection.execute(
                "select distinct month_end from marts.fct_customer_tier order by 1"
            ).fetchall()
        ]
    made = calibrate(copy, months[-3])
    assert made.version == f"{months[-3]:%Y-%m}"
    assert any("would change their tier" in line for line in made.lines)
    versions = {row["model_version"]: row for row in read_state(copy, "model_versions")}
    assert versions.keys() == {*before, made.version}
    assert all(versions[name] == row for name, row in before.items())
    again = calibrate(copy, months[-3])
    assert again.version == f"{made.version}.2"

    use_version(copy, made.version, months[-2])
    result = run_dbt(copy, ["--quiet", "build", "--exclude-resource-type", "unit_test"], manifest)
    assert result.success
    with duckdb.connect(str(copy.warehouse), read_only=True) as connection:
        new = connection.execute(
            "select month_end, tier, count(*) from marts.fct_customer_tier group by all"
        ).fetchall()
        rebased = connection.execute("""
            select month_end, bool_and(direction = 'REBASE')
            from marts.fct_tier_migration where is_rebase group by all
        """).fetchall()
        used = dict(
            connection.execute("""
                select month_end, max(model_version) from marts.fct_customer_tier group by all
            """).fetchall()
        )
    earlier = sorted(row for row in old if row[0] < months[-2])
    assert sorted(row for row in new if row[0] < months[-2]) == earlier
    assert rebased == [(months[-2], True)]
    assert used[months[-1]] == used[months[-2]] == made.version
    assert used[months[-3]] in before


def test_a_month_without_snapshots_is_refused(copy):
    """One sentence, and no version."""
    count = len(read_state(copy, "model_versions"))
    with pytest.raises(StrataError, match="holds no balance snapshot"):
        calibrate(copy, date(2001, 1, 31))
    assert len(read_state(copy, "model_versions")) == count


def test_an_unknown_version_is_refused(copy):
    """The command names the versions there are, and ends with the code of a wrong use."""
    uses = pq.read_table(copy.state / "model_uses.parquet").num_rows
    told = run_tool(copy, "strata", "adopt", "nobody", "--from-month", "2025-01")
    assert (told.returncode, "There is no model version nobody" in told.stderr) == (2, True)
    assert pq.read_table(copy.state / "model_uses.parquet").num_rows == uses
