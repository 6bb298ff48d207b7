"""Every run that reads credit data leaves a row that says who read what and why."""

import shutil

import duckdb

from strata.credit_reads import landed_rows, log_credit_reads
from strata.home import Home
from strata.landing.state import read_state

FEED = "loan_credit_report"


def test_runs_that_read_credit_data_are_logged(bank, tmp_path):
    home = Home(tmp_path)
    shutil.copytree(bank.landing / FEED, home.landing / FEED)
    manifest = bank.root / "target" / "manifest.json"
    for run in ("first", "second"):
        assert log_credit_reads(home, run, "strata run", manifest) == [FEED]
    first, second = read_state(home, "credit_reads")
    assert (first["run_id"], second["run_id"], first["reader"]) == ("first", "second", "strata run")
    assert "stg_loan__credit_reports" in first["models"].split(",")
    assert "int_judged_loan_rows" in first["models"].split(",")
    assert first["purpose"]
    with duckdb.connect(str(bank.warehouse), read_only=True) as built:
        (rows,) = built.execute("select count(*) from staging.stg_loan__credit_reports").fetchone()
    assert first["rows_read"] == rows > 0


def test_a_bank_without_the_feed_reads_nothing(tmp_path):
    assert landed_rows(Home(tmp_path), FEED) == 0
