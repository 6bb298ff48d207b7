"""Great Expectations judges measures: one context and one file connection for a layer's gate.

A measure is a number about a table, a column or a batch, worked out in SQL; the bounds are rows of
gate_check. GX meets numbers and names of tables and columns only, never a customer's value.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from strata.gates.model import Check, GateResult, Layer, load_checks, load_settings

MEASURE = """
    create table measure (
        check_id varchar, scope varchar, subject varchar, batch_date date, observed double,
        reference_batches integer, judged_rows bigint)
"""
# A scope's own row stands in for the general one of the same severity.
JUDGED = """
    create table judged as
    select bound.rule, measure.*
    from measure
    inner join bound on measure.check_id = bound.check_id
    where
        (
            bound.scope = measure.scope
            or bound.scope = '*'
            and not exists (
                select 1 from bound as own
                where
                    own.check_id = measure.check_id
                    and own.scope = measure.scope
                    and own.severity = bound.severity
            )
        )
        and measure.reference_batches >= bound.needs_batches
        and measure.judged_rows >= bound.needs_rows
        and measure.observed is not null
        -- A warning is told for some days, a critical result until it is cured or released.
        and (
            bound.severity = 'critical' or bound.layer = 'marts' or measure.batch_date is null
            or measure.batch_date > date '{as_of}' - {warned_days}
        )
        and (bound.at_least is not null or bound.at_most is not null)
"""


@contextmanager
def measuring() -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A passing DuckDB file with an empty table `measure`, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="strata_gate_") as folder:
        path = Path(folder) / "gate.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(MEASURE)
            yield connection, path


def _bind(connection: duckdb.DuckDBPyConnection, checks: list[Check], as_of: date) -> None:
    connection.execute(
        "create table bound (rule integer, layer varchar, check_id varchar, scope varchar, "
        "severity varchar, at_least double, at_most double, needs_batches integer, "
        "needs_rows integer)"
    )
    connection.executemany(
        "insert into bound values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                rule,
                one.layer,
                one.check_id,
                one.scope,
                one.severity,
                one.at_least,
                one.at_most,
                one.needs_batches,
                one.needs_rows,
            ]
            for rule, one in enumerate(checks)
        ],
    )
    warned_days = int(load_settings()["warned_days"])
    connection.execute(JUDGED.format(as_of=as_of, warned_days=warned_days))


def _settled(connection: duckdb.DuckDBPyConnection, rule: int, check: Check) -> GateResult:
    count, low, high = connection.execute(
        "select count(*), min(observed), max(observed) from judged where rule = ?", [rule]
    ).fetchone()
    told = f"{check.title}: {count} judged, none outside {check.expected}."
    return GateResult(
        layer=check.layer,
        check_id=check.check_id,
        severity=check.severity,
        owner=check.owner,
        subject=f"{count} judged" if check.scope == "*" else f"{check.scope} ({count} judged)",
        passed=True,
        observed=low if check.at_most is None else high,
        expected=check.expected,
        sentence=told if count else f"{check.title}: nothing to judge yet.",
    )


@cache
def _context() -> Any:  # noqa: ANN401
    """The one GX context of the process, in memory; the import takes seconds."""
    import great_expectations as gx  # noqa: PLC0415

    # It tells of its temporary folders, by a logger with a level of its own; warnings stay.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


def _expectations(checks: list[Check]) -> list[Any]:
    from great_expectations.expectations import ExpectColumnValuesToBeBetween  # noqa: PLC0415
    from great_expectations.expectations.row_conditions import Column  # noqa: PLC0415

    return [
        ExpectColumnValuesToBeBetween(
            column="observed",
            min_value=check.at_least,
            max_value=check.at_most,
            row_condition=Column("rule") == rule,
            severity=check.severity,
            meta={"rule": rule},
        )
        for rule, check in enumerate(checks)
        if check.at_least is not None or check.at_most is not None
    ]


def _validate(path: Path, layer: Layer, expectations: list[Any]) -> dict[int, list[dict]]:
    """Run the layer's one checkpoint. Returns what is outside its bounds, by rule."""
    import great_expectations as gx  # noqa: PLC0415

    from strata.gates.dialect import address_of  # noqa: PLC0415

    context = _context()
    source = context.data_sources.add_or_update_sql(
        name=f"gate_{layer}", connection_string=address_of(path), create_temp_table=False
    )
    batch = source.add_table_asset(name="judged", table_name="judged")
    suite = context.suites.add_or_update(
        gx.ExpectationSuite(name=f"gate_{layer}", expectations=expectations)
    )
    definition = context.validation_definitions.add_or_update(
        gx.ValidationDefinition(
            name=f"gate_{layer}",
            data=batch.add_batch_definition_whole_table("all"),
            suite=suite,
        )
    )
    checkpoint = context.checkpoints.add_or_update(
        gx.Checkpoint(
            name=f"gate_{layer}",
            validation_definitions=[definition],
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["subject", "batch_date"],
                "return_unexpected_index_query": False,
            },
        )
    )
    outside = {}
    try:
        for one in checkpoint.run().run_results.values():
            for result in one.results:
                rule = result.expectation_config.meta["rule"]
                if result.exception_info.get("raised_exception") or "result" not in result:
                    raise RuntimeError(f"Great Expectations: {result.exception_info}")
                outside[rule] = result.result.get("unexpected_index_list") or []
    finally:
        source.get_engine().dispose()
    return outside


def judge(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    layer: Layer,
    as_of: date,
    is_released: Callable[[str, date], bool] = lambda _subject, _day: False,
) -> list[GateResult]:
    """Judge the measures of one layer; the connection is closed, so that GX may read the file.

    A result outside two bounds is told once, by the graver. `is_released` says whether an operator
    let a batch go on, by its feed and batch date.
    """
    checks = [check for check in load_checks() if check.layer == layer]
    _bind(connection, checks, as_of)
    settled = {rule: _settled(connection, rule, check) for rule, check in enumerate(checks)}
    scopes = dict(connection.execute("select distinct subject, scope from judged").fetchall())
    connection.close()
    outside = _validate(path, layer, _expectations(checks))
    results, told = [], set()
    for rule in sorted(outside, key=lambda rule: checks[rule].severity):
        check, found = checks[rule], outside[rule]
        if not found:
            results.append(settled[rule])
        for row in found:
            key = check.check_id, row["subject"], row["batch_date"]
            if key not in told:
                told.add(key)
                released = is_released(scopes[row["subject"]], row["batch_date"])
                results.append(_failure(check, row, is_released=released))
    return results


def _failure(check: Check, row: dict, *, is_released: bool) -> GateResult:
    day = f" of {row['batch_date']}" if row["batch_date"] else ""
    told = (
        f"{check.title}: {row['subject']}{day} is {row['observed']:.4g}, expected {check.expected}"
    )
    end = "; an operator released the batch." if is_released else f"; ask {check.owner}."
    return GateResult(
        layer=check.layer,
        check_id=check.check_id,
        severity=check.severity,
        owner=check.owner,
        subject=f"{row['subject']}{day}",
        passed=is_released,
        observed=row["observed"],
        expected=check.expected,
        sentence=told + end,
    )
