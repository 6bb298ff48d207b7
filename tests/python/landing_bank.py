"""A small bank for the landing tests: an inbox to fill, a landing to look into."""

import gzip
import hashlib
from datetime import date
from pathlib import Path

import duckdb

from strata.contract import load_contract
from strata.home import Home
from strata.landing import LandReport, land
from strata.landing.report import BatchReport

DAY = date(2024, 1, 31)
ACCOUNT_HEADER = "acct_no,core_cust_no,rate,open_date,status"


class Bank:
    """One bank's folders under a temporary path."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)

    def put(
        self, feed: str, content: str | bytes, day: date | str = DAY, name: str | None = None
    ) -> Path:
        """Deliver one file; a name ending in `.gz` is compressed unless bytes are given."""
        folder = self.home.inbox / load_contract()[feed].system / feed / str(day)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or f"{feed}.csv")
        if isinstance(content, str):
            content = content.encode()
            if path.name.endswith(".gz"):
                content = gzip.compress(content)
        path.write_bytes(content)
        return path

    def accounts(self, *lines: str, day: date | str = DAY, header: str = ACCOUNT_HEADER) -> Path:
        """Deliver `core_account` lines."""
        return self.put("core_account", "\n".join([header, *lines]) + "\n", day)

    def control(
        self,
        rows: int | str,
        column: str = "",
        total: str = "",
        *,
        feed: str = "core_account",
        day: date | str = DAY,
        name: str | None = None,
    ) -> Path:
        """Deliver one control row."""
        header = "feed,batch_date,row_cnt,control_column,control_sum,file_name,sent_ts"
        line = f"{feed},{day},{rows},{column},{total},,"
        return self.put("ctl_batch", f"{header}\n{line}\n", day, name)

    def land(self, **options) -> LandReport:
        """Land the inbox."""
        return land(self.home, quiet=True, **options)

    def rows(self, feed: str, columns: str = "*", day: date | str = DAY) -> list[tuple]:
        """Landed rows of one batch in file order."""
        pattern = self.home.landing / feed / f"batch_date={day}" / "*.parquet"
        return self._query(
            f"select {columns} from read_parquet('{pattern}', hive_partitioning = false) "
            "order by _src_file, _src_row_no"
        )

    def rows_exist(self, feed: str, day: date | str = DAY) -> bool:
        """Whether the batch is landed."""
        return (self.home.landing / feed / f"batch_date={day}").exists()

    def unreadable(self, feed: str, day: date | str = DAY) -> list[tuple]:
        """Record number, reason and text of a batch's unreadable lines."""
        folder = self.home.landing / "_unreadable" / feed / f"batch_date={day}"
        if not folder.exists():
            return []
        return self._query(
            f"select src_row_no, reason, raw_text from '{folder}/*.parquet' order by 1"
        )

    def batch(self, feed: str = "core_account", day: date = DAY) -> dict:
        """The batch's row of `batches.parquet`."""
        path = self.home.landing / "_batches" / "batches.parquet"
        with duckdb.connect() as connection:
            found = connection.execute(
                f"select * from '{path}' where feed = ? and batch_date = ?", [feed, day]
            ).to_arrow_table()
        (row,) = found.to_pylist()
        return row

    def tree(self) -> dict[str, str]:
        """Hash of every file of the landing, by path."""
        return {
            path.relative_to(self.home.landing).as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in sorted(self.home.landing.rglob("*"))
            if path.is_file()
        }

    @staticmethod
    def _query(sql: str) -> list[tuple]:
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()


def only(reports: list[BatchReport]) -> BatchReport:
    """The single report of a list."""
    (report,) = reports
    return report
