"""Every rejecting rule of the register on a bank made to break each of them once.

Each feed gets one sound row and, per rejecting rule, a copy that breaks it; the bank is landed and
its staging models are built. Then every rule has rejected its row, and no sound row is rejected.
"""

import csv
import datetime
from pathlib import Path

import duckdb
import pytest
from landing_bank import DAY, Bank
from test_rule_register import register

from strata.build import run_dbt
from strata.contract import Column, Feed, load_contract

TOMORROW = str(DAY + datetime.timedelta(days=1))
UNREADABLE = "??"
VALUES = {
    "varchar": "X{number}",
    "date": str(DAY),
    "timestamp": f"{DAY} 10:00:00",
    "boolean": "Y",
}
SOUND = {("core_transaction", "dr_cr"): "D", ("core_account_holder", "share_pct"): "0.5",
         ("cmpl_responsibility", "share_pct"): "0.5",
         ("kpi_target", "period_type"): "M", ("kpi_target", "period"): "2024-01",
         ("kpi_target", "owner_level"): "STAFF"}
LOST_NAME = {"cust_name": "张\ufffd"}
# What breaks a rule that is not about a missing key, a missing value or a day to come.
BROKEN = {
    "core_customer-10": LOST_NAME,
    "card_customer-10": LOST_NAME,
    "loan_customer-10": LOST_NAME,
    "crm_customer-10": LOST_NAME,
    "core_account_holder-11": {"share_pct": "1.5"},
    "cmpl_responsibility-11": {"share_pct": "-0.1"},
    "core_transaction-10": {"amount": "0"},
    "core_transaction-11": {"dr_cr": "Z"},
    "ref_fx_rate-11": {"mid_rate": "0"},
    "kpi_target-02": {"owner_id": ""},
    "kpi_target-10": {"period": "2024-13"},
    "kpi_target-11": {"owner_level": "PERSON"},
    "core_wealth_position_daily-02": {"market_value": UNREADABLE, "shares": UNREADABLE},
}
# Columns of contract names behind house names, for `-02` rules that name another column first.
DATED_BY = {feed.name: feed.dated_by for feed in load_contract().values()}
VALUE_OF = {
    "core_balance_daily": "balance",
    "loan_balance_daily": "principal_bal",
    "card_statement": "stmt_bal",
    "loan_contract": "principal",
    "gl_balance": "balance",
    "ref_fx_rate": "mid_rate",
    "ref_ftp_rate": "rate",
}
POSITION_DAY = {"core_balance_daily": "biz_date", "core_wealth_position_daily": "biz_date",
                "loan_balance_daily": "biz_date", "gl_balance": "biz_date"}


def sound_value(feed: Feed, column: Column, number: int) -> str:
    if (feed.name, column.name) in SOUND:
        return SOUND[feed.name, column.name]
    if column.name == "ccy" or column.name.endswith("_ccy"):
        return "CNY"
    return VALUES.get(column.data_type, "1").format(number=number)


def breaking_values(rule_id: str, feed: Feed) -> dict[str, str]:
    """The columns a row breaks the rule with."""
    if rule_id in BROKEN:
        return BROKEN[rule_id]
    number = rule_id[-2:]
    if number == "01":
        return {feed.keys[-1]: ""}
    if number == "02":
        return {VALUE_OF.get(feed.name) or DATED_BY[feed.name]: UNREADABLE}
    day = POSITION_DAY.get(feed.name) or DATED_BY[feed.name]
    is_date = next(c for c in feed.columns if c.name == day).data_type == "date"
    return {day: TOMORROW if is_date else f"{TOMORROW} 00:00:00"}


def row_of(feed: Feed, number: int, changed: dict[str, str]) -> list[str]:
    return [
        changed.get(column.name, sound_value(feed, column, number)) for column in feed.columns
    ]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], str | None]:
    """Failed rules of every row of the bank, by feed and row number; None where it was accepted."""
    root: Path = tmp_path_factory.mktemp("bank")
    bank = Bank(root)
    rejecting = [row for row in register() if row["severity"] == "reject"]
    for feed in load_contract().values():
        rules = [row["rule_id"] for row in rejecting if row["feed"] == feed.name]
        if not rules and feed.name != "core_account":
            continue
        folder = root / "inbox" / feed.system / feed.name / str(DAY)
        folder.mkdir(parents=True)
        with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow([column.name for column in feed.columns])
            out.writerow(row_of(feed, 1, {}))
            for number, rule_id in enumerate(rules, start=2):
                out.writerow(row_of(feed, number, breaking_values(rule_id, feed)))
    secret = bank.home.secret
    secret.parent.mkdir(parents=True)
    secret.write_text("a secret of nobody, long enough for a test")
    assert bank.land().is_clean
    made = run_dbt(bank.home, [
        "build", "--select", "+path:models/staging", "--resource-type", "seed", "--resource-type",
        "model", "--target-path", str(root / "target"), "--log-path", str(root / "logs"), "--quiet",
    ])
    assert made.success
    with duckdb.connect(str(bank.home.warehouse), read_only=True) as con:
        models = con.execute(
            "select table_name from information_schema.columns where table_schema = 'staging' "
            "and column_name = 'is_rejected'"
        ).fetchall()
        rows = {}
        for (name,) in models:
            found = con.execute(
                f"select split_part(src_file, '/', 2), src_row_no, "
                f"case when is_rejected then failed_rules end from staging.{name}"
            ).fetchall()
            rows |= {(feed, number): rules for feed, number, rules in found}
    return rows


def test_every_rejecting_rule_rejects_its_row(judged: dict[tuple[str, int], str | None]) -> None:
    silent = []
    for feed in load_contract():
        rules = [
            row["rule_id"] for row in register()
            if row["severity"] == "reject" and row["feed"] == feed
        ]
        for number, rule_id in enumerate(rules, start=2):
            if rule_id not in (judged[feed, number] or "").split():
                silent.append(rule_id)
    assert silent == []


def test_no_sound_row_is_rejected(judged: dict[tuple[str, int], str | None]) -> None:
    assert {feed: rules for (feed, number), rules in judged.items() if number == 1 and rules} == {}
