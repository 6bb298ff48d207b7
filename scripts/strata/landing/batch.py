"""Landing of planned batches: read, cast, check, stage, commit.

A large batch streams through the engine into its Parquet file. Small CSV batches of one feed are
read into memory and cast by one query, because planning the query costs more than running it; each
is still written, checked and committed by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from strata.contract import Feed
from strata.errors import Exit, StrataError
from strata.landing.casts import literal, path_literal, quoted
from strata.landing.control import ControlRow, is_summable, judge
from strata.landing.csvfile import CsvFile, detect_encoding
from strata.landing.engine import landing_sql
from strata.landing.plan import Plan, parquet_source, unreadable_parquet
from strata.landing.report import BatchReport, Refused
from strata.landing.scan import InboxFile
from strata.landing.store import Store
from strata.landing.write import UnreadableWriter

PARQUET_OPTIONS = "format parquet, compression zstd, row_group_size 122880"


@dataclass(frozen=True)
class Job:
    """One batch to land; `accepted` is the operator's reason where these bytes were released."""

    plan: Plan
    report: BatchReport
    control: ControlRow | None
    accepted: str | None

    @property
    def key(self) -> tuple[str, object]:
        """Feed name and batch date."""
        return self.plan.batch.key


class Lander:
    """Lands batches with one worker's engine."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, store: Store) -> None:
        self._engine = engine
        self._store = store

    def land(self, jobs: list[Job], done: Callable[[Job, Refused | None], None]) -> None:
        """Land one large batch, or several small ones of a feed with the same columns.

        `done` hears of every batch, with its refusal or None; the reports are filled on the way.
        """
        is_group = all(job.plan.is_small for job in jobs)
        read = [] if is_group else jobs
        texts = {}
        for job in jobs if is_group else []:
            try:
                texts[job.key] = self._read_small(job)
                read.append(job)
            except Refused as refusal:
                done(job, refusal)
        if texts:
            self._cast_small(read, texts)
        for job in read:
            try:
                if not is_group:
                    self._land_large(job)
                self._finish(job)
            except Refused as refusal:
                done(job, refusal)
            else:
                done(job, None)

    def _read_small(self, job: Job) -> list[pa.Table]:
        """The texts of each file of a batch, with lineage columns."""
        staged = self._store.stage(*job.key)
        unreadable = UnreadableWriter(staged / "_unreadable", *job.key)
        tables = []
        for index, file in enumerate(job.plan.batch.files):
            reader = _CsvPart(job, index, staged, unreadable)
            table = pa.Table.from_batches(reader.texts(), schema=reader.schema)
            reader.count()
            loaded_at = pa.scalar(job.report.loaded_at, pa.timestamp("us"))
            lineage = {
                "_src_file": pa.repeat(file.source, table.num_rows),
                "_loaded_at": pa.repeat(loaded_at, table.num_rows),
            }
            for name, values in lineage.items():
                table = table.append_column(name, values)
            tables.append(table)
        unreadable.close()
        return tables

    def _cast_small(self, jobs: list[Job], texts: dict[tuple, list[pa.Table]]) -> None:
        """Cast the texts of several batches in one query and write each file's Parquet."""
        tables = {
            file.source: table
            for job in jobs
            for file, table in zip(job.plan.batch.files, texts[job.key], strict=True)
        }
        names = next(iter(tables.values())).schema.names
        plan = jobs[0].plan
        select = landing_sql(
            plan.batch.feed,
            plan.columns[0],
            None,
            "delivered",
            src_file="_src_file",
            loaded_at="_loaded_at",
        )
        delivered = pa.concat_tables(table.select(names) for table in tables.values())
        self._engine.register("delivered", delivered)
        try:
            # The engine's threads give rows back in any order; each file must find its own again.
            ordered = f"{select} order by _src_file, _src_row_no"
            typed = self._engine.execute(ordered).to_arrow_table()
        finally:
            self._engine.unregister("delivered")
        offsets, offset = {}, 0
        for source in sorted(tables):
            offsets[source] = offset
            offset += tables[source].num_rows
        for job in jobs:
            main = self._store.staged(*job.key) / "main"
            for index, file in enumerate(job.plan.batch.files):
                count = tables[file.source].num_rows
                rows = typed.slice(offsets[file.source], count)
                if count and set(rows["_src_file"].unique().to_pylist()) != {file.source}:
                    raise _broken(job, "rows of another file were mixed in")
                pq.write_table(
                    rows,
                    main / _part(index),
                    compression="zstd",
                    store_decimal_as_integer=True,
                    store_schema=False,
                )

    def _land_large(self, job: Job) -> None:
        staged = self._store.stage(*job.key)
        unreadable = UnreadableWriter(staged / "_unreadable", *job.key)
        for index, file in enumerate(job.plan.batch.files):
            if file.is_parquet:
                self._land_parquet(job, index, staged)
            else:
                self._land_csv(_CsvPart(job, index, staged, unreadable), job, index, staged)
        unreadable.close()

    def _land_csv(self, part: "_CsvPart", job: Job, index: int, staged: Path) -> None:
        reader = pa.RecordBatchReader.from_batches(part.schema, part.texts())
        self._engine.register("delivered", reader)
        try:
            self._copy(job, index, None, "delivered", staged)
        except duckdb.Error:
            if part.failure is not None:  # through the engine only its text comes back
                raise part.failure from None
            raise
        finally:
            self._engine.unregister("delivered")
        part.count()

    def _land_parquet(self, job: Job, index: int, staged: Path) -> None:
        file, columns = job.plan.batch.files[index], job.plan.columns[index]
        kinds = job.plan.kinds[index]
        job.report.note_encoding("Parquet")
        source = parquet_source(file)
        try:
            job.report.received += self._copy(job, index, kinds, source, staged)
            if columns.extra:
                (staged / "_extra").mkdir(exist_ok=True)
                names = list(kinds)
                extra = ", ".join(
                    f"cast({quoted(names[place])} as varchar) as {quoted(name)}"
                    for name, place in columns.extra.items()
                )
                self._engine.execute(
                    f"copy (select {literal(file.source)} as src_file, "
                    f"file_row_number + 1 as src_row_no, {extra} from {source}) "
                    f"to {literal(str(staged / '_extra' / _part(index)))} ({PARQUET_OPTIONS})"
                )
        except (duckdb.OutOfMemoryException, duckdb.InternalException, duckdb.BinderException):
            raise
        except duckdb.Error as error:
            if "space left" in str(error):
                raise
            raise unreadable_parquet(file) from error

    def _copy(
        self, job: Job, index: int, kinds: dict[str, str] | None, source: str, staged: Path
    ) -> int:
        select = landing_sql(
            job.plan.batch.feed,
            job.plan.columns[index],
            kinds,
            source,
            src_file=literal(job.plan.batch.files[index].source),
            loaded_at=f"timestamp {literal(str(job.report.loaded_at))}",
        )
        target = literal(str(staged / "main" / _part(index)))
        written = self._engine.execute(f"copy ({select}) to {target} ({PARQUET_OPTIONS})")
        return written.fetchone()[0]

    def _finish(self, job: Job) -> None:
        """Count, compare with the control totals, commit."""
        staged, report = self._store.staged(*job.key), job.report
        feed, control = job.plan.batch.feed, job.control
        measure(self._engine, staged / "main", report, feed, control)
        if report.received != report.landed + report.unreadable:
            raise _broken(
                job,
                f"{report.received} records received, but {report.landed} landed and "
                f"{report.unreadable} unreadable",
            )
        _refuse_changed(job)
        try:
            is_known = sum_is_known(self._engine, staged / "main", report, control)
            judge(report, control, feed, is_known, lambda: self._exact_sum(job))
        except Refused:
            if job.accepted is None:
                raise
            report.control_status = "ACCEPTED"
        self._store.commit(staged, report)

    def _exact_sum(self, job: Job) -> Decimal:
        """Sum of the control column over the delivered texts, none rounded; a second reading."""
        name, total = job.control.column, Decimal(0)
        for index, file in enumerate(job.plan.batch.files):
            columns, kinds = job.plan.columns[index], job.plan.kinds[index]
            if name not in columns.contract:
                continue
            if kinds is not None:
                delivered = list(kinds)[columns.contract[name]]
                text, source = f"cast({quoted(delivered)} as varchar)", parquet_source(file)
            else:
                position = {name: columns.contract[name]}
                csv = CsvFile(file, detect_encoding(file), position, columns.width, _forget)
                reader = pa.RecordBatchReader.from_batches(csv.schema, csv.batches())
                self._engine.register("delivered", reader)
                text, source = quoted(name), "delivered"
            found = self._engine.execute(
                f"select sum(try_cast(strata_loose_number(strata_fold({text})) "
                f"as decimal(38, 10))) from {source}"
            ).fetchone()[0]
            total += found or Decimal(0)
        return total.quantize(Decimal("0.000001"))


class _CsvPart:
    """One CSV file of a batch on its way: contract texts stream on, the rest is kept aside."""

    def __init__(self, job: Job, index: int, staged: Path, unreadable: UnreadableWriter) -> None:
        self._report = job.report
        self._file: InboxFile = job.plan.batch.files[index]
        self._columns = job.plan.columns[index]
        self._extra_path = staged / "_extra" / _part(index)
        encoding = detect_encoding(self._file)
        self._report.note_encoding(encoding.label)
        extra = {f"extra_{place}": place for place in self._columns.extra.values()}
        self._csv = CsvFile(
            self._file,
            encoding,
            self._columns.contract | extra,
            self._columns.width,
            lambda number, reason, text: unreadable.add(self._file.source, number, reason, text),
        )
        self._wanted = [*self._columns.contract, "_src_row_no"]
        self.schema = pa.schema([self._csv.schema.field(name) for name in self._wanted])
        self.failure: Exception | None = None

    def texts(self) -> Iterator[pa.RecordBatch]:
        """Contract columns as text, with `_src_row_no`; an exception is kept in `failure`."""
        try:
            batches = self._csv.batches()
            for batch in self._tee_extra(batches) if self._columns.extra else batches:
                yield batch.select(self._wanted)
        except Exception as error:
            self.failure = error
            raise

    def count(self) -> None:
        """Add the file's records to the report, once all are read."""
        self._report.received += self._csv.received
        self._report.unreadable += self._csv.unreadable

    def _tee_extra(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        extra = self._columns.extra
        names = ["src_file", "src_row_no", *extra]
        kinds = [pa.string(), pa.int64(), *[pa.string()] * len(extra)]
        schema = pa.schema(list(zip(names, kinds, strict=True)))
        self._extra_path.parent.mkdir(exist_ok=True)
        with pq.ParquetWriter(self._extra_path, schema, compression="zstd") as writer:
            for batch in batches:
                values = [batch[f"extra_{place}"] for place in extra.values()]
                sources = pa.repeat(self._file.source, batch.num_rows)
                arrays = [sources, batch["_src_row_no"], *values]
                writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
                yield batch


def measure(
    engine: duckdb.DuckDBPyConnection,
    main: Path,
    report: BatchReport,
    feed: Feed,
    control: ControlRow | None,
) -> None:
    """Count a batch's Parquet files into the report, and sum the control column."""
    name = control.column if control else None
    total = "cast(null as decimal(38, 6))"
    if is_summable(feed, name):
        total = f"coalesce(sum(cast({quoted(name)} as decimal(38, 6))), 0)"
    report.landed, report.cast_failed, report.found_sum = engine.execute(
        f"select count(*), count(_cast_failures), {total} from {_landed_source(main)}"
    ).fetchone()


def sum_is_known(
    engine: duckdb.DuckDBPyConnection,
    main: Path,
    report: BatchReport,
    control: ControlRow | None,
) -> bool:
    """Whether neither an unreadable line nor a failed cast touches the control column."""
    if report.unreadable or control is None or control.column is None:
        return False
    if not report.cast_failed:
        return True
    touched = engine.execute(
        f"select count(*) from {_landed_source(main)} "
        f"where json_exists(_cast_failures, {literal('$.' + control.column)})"
    ).fetchone()[0]
    return touched == 0


def _landed_source(main: Path) -> str:
    return f"read_parquet({path_literal(main, '*.parquet')}, hive_partitioning = false)"


def _refuse_changed(job: Job) -> None:
    for file, described in zip(job.plan.batch.files, job.report.files, strict=True):
        if any(described[key] != value for key, value in file.state().items()):
            raise Refused(
                "UNREADABLE_FILE",
                f"{file.source} changed while it was read; land again once it is complete",
            )


def _broken(job: Job, what: str) -> StrataError:
    return StrataError(f"{job.report.name}: {what}; please report this.", Exit.CODE_ERROR)


def _part(index: int) -> str:
    return f"part-{index:03d}.parquet"


def _forget(_number: int, _reason: str, _text: str) -> None:
    """Unreadable lines were kept aside at the first reading."""
