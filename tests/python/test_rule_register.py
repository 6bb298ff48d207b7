"""The register of quality rules against the SQL that applies them."""

import csv
import re
from pathlib import Path

from strata.contract import load_contract
from strata.home import PROJECT_ROOT

REGISTER = PROJECT_ROOT / "seeds" / "quality" / "dq_rule.csv"
RHYTHM = PROJECT_ROOT / "seeds" / "quality" / "feed_rhythm.csv"
COMPARISONS = PROJECT_ROOT / "models" / "restricted" / "quality"
STAGING = PROJECT_ROOT / "models" / "staging"
RULE_ID = re.compile(r"'([a-z_]+-[0-9]{2})'")
# Rules whose feed stands in front of the number only when the SQL runs.
BY_FEED = {"04": "int_repeated_keys.sql", "55": "int_unmapped_codes.sql"}


def register() -> list[dict[str, str]]:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written_in(paths: list[Path]) -> set[str]:
    return {rule for path in paths for rule in RULE_ID.findall(path.read_text(encoding="utf-8"))}


def applied_rules() -> set[str]:
    return written_in([*STAGING.glob("*/stg_*.sql"), *COMPARISONS.glob("*.sql")])


def test_every_rule_in_sql_is_registered() -> None:
    known = {row["rule_id"] for row in register()}
    assert applied_rules() - known == set()


def test_every_registered_rule_is_applied() -> None:
    halts = (PROJECT_ROOT / "models" / "intermediate" / "snapshots" / "int_halted_batches.sql")
    feeds_that_halt = {row["feed"] for row in register() if row["severity"] == "halt"}
    snapshots = {
        feed.name for feed in load_contract().values()
        if feed.delivery == "snapshot" and feed.name != "gl_balance"
    }
    assert halts.exists()
    assert feeds_that_halt == snapshots
    for number, name in BY_FEED.items():
        assert f"'-{number}'" in (COMPARISONS / name).read_text(encoding="utf-8")
    expected = {
        row["rule_id"]
        for row in register()
        if row["severity"] != "halt" and row["rule_id"][-2:] not in BY_FEED
    }
    assert expected - applied_rules() == set()


def test_rule_ids_are_unique_and_name_their_feed() -> None:
    rows = register()
    assert len({row["rule_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["rule_id"] == f"{row['feed']}-{row['rule_id'][-2:]}"
        assert row["feed"] in load_contract()


def test_a_rule_tells_what_it_means_and_what_to_do() -> None:
    for row in register():
        assert row["severity"] in {"ignore", "flag", "reject", "halt"}, row["rule_id"]
        for name in ("title", "meaning", "resolution", "owner"):
            assert row[name], row["rule_id"]
        assert re.fullmatch(r"(D[0-3][0-9]( D[0-3][0-9])*)?", row["d_code"]), row["rule_id"]


def test_a_staging_model_applies_rules_of_its_own_feed_only() -> None:
    for path in STAGING.glob("*/stg_*.sql"):
        text = path.read_text(encoding="utf-8")
        sources = re.findall(r"source\('[a-z]+', '([a-z_]+)'\)", text)
        feeds = {rule.rsplit("-", 1)[0] for rule in RULE_ID.findall(text)}
        assert feeds <= set(sources), path.name
        for feed in feeds:
            assert f"is_rejected('{feed}')" in text, path.name


def test_every_feed_has_a_rhythm() -> None:
    with RHYTHM.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["feed"] for row in rows} == set(load_contract())
    assert all(int(row["rhythm_days"]) > 0 for row in rows)
