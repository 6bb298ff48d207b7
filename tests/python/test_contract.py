"""The contract as the dbt sources write it: equal to `feeds.csv`, documented, every event dated."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from strata.contract import STAGING, load_contract
from strata.home import PROJECT_ROOT

SHARED = Path(os.environ.get("STRATA_SHARED_DIR") or PROJECT_ROOT.parent / "shared")
FEEDS_CSV = SHARED / "domain" / "feeds.csv"
DOC_BLOCK = re.compile(r"{%-?\s*docs\s+(\w+)\s*-?%}(.*?){%-?\s*enddocs\s*-?%}", re.DOTALL)
DOC_CALL = re.compile(r"""doc\(\s*["'](\w+)["']\s*\)""")

# Ruling 1 of rulings.md; of a card entry's two times, the one that dates activity.
RULED_EVENT_TIMES = {
    "core_transaction": "txn_ts",
    "card_transaction": "txn_ts",
    "card_statement": "stmt_date",
    "ebk_session": "login_ts",
    "ebk_transaction": "txn_ts",
    "ebk_bill_payment": "pay_ts",
    "ebk_scene_booking": "book_ts",
    "loan_repayment": "paid_date",
}

# What `feeds.csv` says of a feed, and the same said by the contract.
ASPECTS = {
    "system": (lambda rows: {row["system"] for row in rows}, lambda feed: {feed.system}),
    "delivery": (lambda rows: {row["delivery"] for row in rows}, lambda feed: {feed.delivery}),
    "need": (
        lambda rows: {row["need"] for row in rows},
        lambda feed: {"required" if feed.is_required else "optional"},
    ),
    "columns": (
        lambda rows: [row["column"] for row in rows],
        lambda feed: [column.name for column in feed.columns],
    ),
    "types": (
        lambda rows: {row["column"]: plain_type(row["type"]) for row in rows},
        lambda feed: {column.name: plain_type(column.data_type) for column in feed.columns},
    ),
    "keys": (
        lambda rows: [row["column"] for row in rows if row["key"] == "yes"],
        lambda feed: list(feed.keys),
    ),
    "privacy": (
        lambda rows: {row["column"]: row["privacy"] for row in rows},
        lambda feed: {column.name: column.privacy or "" for column in feed.columns},
    ),
}


def plain_type(name):
    """A type's name without case and blanks."""
    return name.lower().replace(" ", "")


@pytest.fixture(scope="module")
def published():
    """Rows of `feeds.csv` by feed, in column order."""
    if not FEEDS_CSV.is_file():
        pytest.skip("no feeds.csv to compare with; STRATA_SHARED_DIR names the shared folder")
    feeds = {}
    with FEEDS_CSV.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            feeds.setdefault(row["feed"], []).append(row)
    for rows in feeds.values():
        rows.sort(key=lambda row: int(row["position"]))
    return feeds


@pytest.fixture(scope="module")
def source_tables():
    """(source, table) of every contract feed as the YAML has it, doubles included."""
    return [
        (source, table)
        for path in sorted(STAGING.glob("*/_*__sources.yml"))
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
        if "delivery" in table.get("config", {}).get("meta", {})
    ]


@pytest.fixture(scope="module")
def doc_blocks():
    """(name, text) of every doc block of the project, doubles included."""
    return [
        block
        for path in sorted((PROJECT_ROOT / "models").rglob("*.md"))
        for block in DOC_BLOCK.findall(path.read_text(encoding="utf-8"))
    ]


def test_contract_has_the_feeds_of_feeds_csv(published):
    assert sorted(load_contract()) == sorted(published)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_feed_agrees_with_feeds_csv(published, aspect):
    expected, found = ASPECTS[aspect]
    contract = load_contract()
    differing = {
        name: (expected(rows), found(contract[name]))
        for name, rows in published.items()
        if name in contract and expected(rows) != found(contract[name])
    }
    assert differing == {}, f"feed: (feeds.csv, contract) where the {aspect} differ"


def test_feed_names_are_unique(source_tables):
    names = Counter(table["name"] for _, table in source_tables)
    assert [name for name, count in names.items() if count > 1] == []
    assert names.keys() == load_contract().keys()


def test_columns_of_a_feed_are_unique_and_hold_its_key():
    for feed in load_contract().values():
        names = [column.name for column in feed.columns]
        assert len(names) == len(set(names)), feed.name
        assert feed.keys, feed.name
        assert feed.versioned_by is None or feed.versioned_by in names, feed.name


def test_every_event_feed_names_the_column_that_dates_it():
    for feed in load_contract().values():
        if feed.delivery != "event":
            assert feed.dated_by is None, f"{feed.name} is no event feed but names a time"
            continue
        types = {column.name: column.data_type for column in feed.columns}
        assert types.get(feed.dated_by) in {"date", "timestamp"}, feed.name


def test_event_times_are_those_of_ruling_1():
    contract = load_contract()
    assert {name: contract[name].dated_by for name in RULED_EVENT_TIMES} == RULED_EVENT_TIMES


def test_every_source_feed_and_column_is_described_by_one_doc_block(source_tables, doc_blocks):
    known = {name for name, _ in doc_blocks}
    undescribed = []
    for source, table in source_tables:
        parts = {source["name"]: source, table["name"]: table}
        parts |= {f"{table['name']}.{column['name']}": column for column in table["columns"]}
        for label, part in parts.items():
            call = re.fullmatch(rf"{{{{ {DOC_CALL.pattern} }}}}", part.get("description", ""))
            if call is None or call[1] not in known:
                undescribed.append(label)
    assert undescribed == []


def test_every_doc_call_of_the_project_finds_its_block(doc_blocks):
    known = {name for name, _ in doc_blocks}
    lost = {
        (path.name, name)
        for folder in ("models", "seeds", "macros", "analyses")
        for pattern in ("*.yml", "*.yaml")
        for path in (PROJECT_ROOT / folder).rglob(pattern)
        for name in DOC_CALL.findall(path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert lost == set()


def test_no_doc_block_is_empty_or_defined_or_worded_twice(doc_blocks):
    assert [name for name, text in doc_blocks if not text.strip()] == []
    names = Counter(name for name, _ in doc_blocks)
    assert [name for name, count in names.items() if count > 1] == []
    texts = Counter(" ".join(text.split()) for _, text in doc_blocks)
    assert [text for text, count in texts.items() if count > 1] == []
