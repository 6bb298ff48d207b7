"""The landing contract, read from its one home: the dbt source files of `models/staging/`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from strata.home import PROJECT_ROOT

STAGING = PROJECT_ROOT / "models" / "staging"


@dataclass(frozen=True)
class Column:
    """One contract column; `data_type` is lower-case SQL, e.g. `decimal(18,2)`."""

    name: str
    data_type: str
    is_key: bool
    privacy: str | None


@dataclass(frozen=True)
class Feed:
    """One contract feed with its columns in delivery order.

    `credit_purpose` says what a feed of credit data is read for; None for any other feed.
    """

    system: str
    name: str
    delivery: str
    is_required: bool
    dated_by: str | None
    versioned_by: str | None
    columns: tuple[Column, ...]
    credit_purpose: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the key columns."""
        return tuple(column.name for column in self.columns if column.is_key)


def _feed(system: str, table: dict) -> Feed:
    meta = table["config"]["meta"]
    columns = []
    for column in table["columns"]:
        column_meta = column.get("config", {}).get("meta", {})
        columns.append(
            Column(
                name=column["name"],
                data_type=column["data_type"],
                is_key=column_meta.get("key", False),
                privacy=column_meta.get("privacy"),
            )
        )
    return Feed(
        system=system,
        name=table["name"],
        delivery=meta["delivery"],
        is_required=meta["need"] == "required",
        dated_by=meta.get("dated_by"),
        versioned_by=meta.get("versioned_by"),
        columns=tuple(columns),
        credit_purpose=meta.get("credit_purpose"),
    )


@cache
def load_contract(staging: Path = STAGING) -> dict[str, Feed]:
    """Read every contract feed, by feed name; a source without `delivery` is the loader's own."""
    feeds = {}
    for path in sorted(staging.glob("*/_*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                if "delivery" in table.get("config", {}).get("meta", {}):
                    feeds[table["name"]] = _feed(source["name"], table)
    return feeds
