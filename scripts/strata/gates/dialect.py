"""DuckDB for Great Expectations: rows are read before the connection closes.

With duckdb-engine's own dialect GX fetches after its connection is closed and most expectations end
in `list index out of range`. Here every result is kept as soon as the query ran. The dialect has a
name of its own, so that nothing else in the process changes.
"""

from pathlib import Path

from duckdb_engine import Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

NAME = "strata_duckdb"


class BufferedContext(Dialect.execution_ctx_cls):
    """Fetches all rows once the query ran; results of a gate are small."""

    def post_exec(self) -> None:
        """Keep the rows, so that they outlive the connection."""
        super().post_exec()
        if self.cursor is not None and self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferedDialect(Dialect):
    """duckdb-engine's dialect with buffered results."""

    name = NAME
    supports_statement_cache = False
    execution_ctx_cls = BufferedContext


registry.register(NAME, __name__, BufferedDialect.__name__)


def address_of(path: Path, dialect: str = NAME) -> str:
    """SQLAlchemy address of a DuckDB file, opened for reading only."""
    return f"{dialect}:///{path}?access_mode=READ_ONLY"
