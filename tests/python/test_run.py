"""A run keeps a log that tells where it stopped, and goes on from there and from nowhere else."""

import fcntl
import json
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from landing_bank import Bank

from strata.errors import Exit, StrataError
from strata.gates.profiles import update_profiles
from strata.home import Home
from strata.landing.state import append_state
from strata.lock import hold
from strata.run import inputs
from strata.run.info import code_version, new_run_id
from strata.run.log import RUN, RunLog, events, last_attempt, outcome, run_ids
from strata.run.runner import missed_days, run

DAY = date(2024, 1, 31)


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


def test_a_killed_run_is_told_by_its_log(home):
    """No `end` of the run means that it was killed; a half line of it is passed over."""
    log = RunLog(home, "20240101T000000Z-aaaa")
    log.write(RUN, "start")
    with log.stage("land") as told:
        told["landed"] = 3
    path = home.state / "runs" / f"{log.run_id}.jsonl"
    with path.open("a") as file:
        file.write('{"at": "2024-01-01T00:0')
    found = events(home, log.run_id)
    assert outcome(found) is None
    assert [(one["stage"], one["event"]) for one in found] == [
        (RUN, "start"),
        ("land", "start"),
        ("land", "end"),
    ]
    RunLog(home, log.run_id).write(RUN, "end", code=int(Exit.OK))
    assert outcome(events(home, log.run_id)) == Exit.OK
    assert len(path.read_text().splitlines()) == 5


def test_a_stage_that_fails_has_no_end(home):
    """Else a run that goes on would pass it over."""
    log = RunLog(home, new_run_id())
    with pytest.raises(ValueError, match="broken"), log.stage("publish"):
        raise ValueError("broken")
    assert [one["event"] for one in events(home, log.run_id)] == ["start"]


def test_what_was_done_counts_only_for_the_same_inputs(home):
    """Attempts on the same inputs add up; one on others makes all before it worthless."""
    log = RunLog(home, new_run_id())
    for key, name in (("one", "a"), ("two", "b"), ("two", "c")):
        log.write(RUN, "inputs", key=key)
        log.write("build_marts", "node", name=name)
    told = last_attempt(events(home, log.run_id))
    assert {one["name"] for one in told if one["event"] == "node"} == {"b", "c"}
    log.write(RUN, "inputs", key="one")
    assert [one["event"] for one in last_attempt(events(home, log.run_id))] == ["inputs"]


def test_names_of_runs_sort_by_time(home):
    """The last name is the last run, and a log has one object a line."""
    for _ in range(2):
        RunLog(home, new_run_id()).write(RUN, "start")
    assert run_ids(home) == sorted(run_ids(home))
    for path in (home.state / "runs").iterdir():
        assert all(isinstance(json.loads(line), dict) for line in path.open())


def test_two_commands_never_meet(home):
    """The second is told who is at work; the holder itself may ask again."""
    with hold(home), hold(home):
        command = "import sys; from strata.cli import main; sys.argv[1:] = ['run']; main()"
        home.inbox.mkdir()
        second = subprocess.run(
            [sys.executable, "-c", command],
            env=os.environ | {"STRATA_HOME": str(home.root)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == Exit.ALREADY_RUNNING
    assert f"process {os.getpid()}" in second.stderr
    assert "Traceback" not in second.stderr
    with (home.state / ".run.lock").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_home_without_anything_is_told_what_to_do(home):
    """A first user has neither extracts nor landed data."""
    with pytest.raises(StrataError, match="strata demo") as stopped:
        run(home)
    assert stopped.value.code == Exit.USAGE
    assert run_ids(home) == []


@pytest.fixture
def landed(tmp_path) -> Bank:
    """Three days of balances."""
    bank = Bank(tmp_path)
    for day in range(3):
        bank.put(
            "core_balance_daily",
            f"acct_no,biz_date,balance,available_bal\nA1,{DAY + timedelta(day)},1.00,1.00\n",
            DAY + timedelta(day),
        )
    bank.land()
    return bank


def test_the_clock_is_the_newest_balance_or_an_earlier_day(landed):
    """A day that was asked for never moves the clock forward."""
    last = DAY + timedelta(2)
    assert inputs.clock_days(landed.home) == [DAY, DAY + timedelta(1), last]
    assert inputs.as_of_date(landed.home, None) == last
    assert inputs.as_of_date(landed.home, DAY) == DAY
    assert inputs.as_of_date(landed.home, last + timedelta(9)) == last


def test_without_balances_there_is_no_day(home):
    """One sentence instead of a date out of nowhere."""
    with pytest.raises(StrataError, match="core_balance_daily"):
        inputs.as_of_date(home, None)


def test_the_fingerprint_follows_what_decides_rows_and_nothing_else(landed):
    """A release changes it, a log or the result of a gate does not."""
    home, last = landed.home, DAY + timedelta(2)
    first = inputs.fingerprint(home, last, "code")
    RunLog(home, new_run_id()).write(RUN, "start")
    (home.state / "gate_results").mkdir()
    (home.state / "gate_results" / "x.parquet").write_bytes(b"x")
    update_profiles(home, last, judged_days=90)
    append_state(home, "credit_reads", [{"run_id": "run", "feed": "loan_credit_report"}])
    assert inputs.fingerprint(home, last, "code") == first
    changed = {
        inputs.fingerprint(home, DAY, "code"),
        inputs.fingerprint(home, last, "other code"),
    }
    landed.put("core_balance_daily", "acct_no,biz_date,balance,available_bal\n", DAY)
    landed.land()
    changed.add(inputs.fingerprint(home, last, "code"))
    assert len(changed | {first}) == 4


def test_the_code_version_follows_the_files(tmp_path):
    """The version of one tree is always the same; another file or text is another version."""
    (tmp_path / "models").mkdir()
    model = tmp_path / "models" / "m.sql"
    model.write_text("select 1")
    seen = set()
    for text in ("select 1", "select 2", "select 1"):
        model.write_text(text)
        code_version.cache_clear()
        seen.add(code_version(tmp_path))
    code_version.cache_clear()
    assert len(seen) == 2
    assert code_version() == code_version()


def test_missed_days_are_those_after_the_published_one(landed):
    """Each is in order, none is left out, and a first publication has missed nothing."""
    assert missed_days(landed.home, DAY) == [DAY + timedelta(1), DAY + timedelta(2)]
    assert missed_days(landed.home, DAY, DAY + timedelta(1)) == [DAY + timedelta(1)]
    assert missed_days(landed.home, None) == []
