"""The code location: landing, dbt models, publication and pages as assets of one business day.

dbt's tests are asset checks, and so are the gates: a critical finding stops what comes after it.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)

from strata.build import parse_project
from strata.errors import Exit, StrataError
from strata.gates.model import Layer
from strata.home import PROJECT_ROOT, Home
from strata.orchestration import stages
from strata.orchestration.bank import BankRun
from strata.run.steps import judge

LANDED = dg.AssetKey("landed")
PUBLISHED = dg.AssetKey("published")
# The asset whose gate stands for its layer: one dbt run makes the next layer, and reads this.
GATED: dict[Layer, dg.AssetKey] = {
    "landing": LANDED,
    "staging": dg.AssetKey(["staging", "stg_core__balances"]),
    "marts": dg.AssetKey(["marts", "fct_customer_month"]),
}
# The halves of `strata run`, but with every seed in the first: dagster-dbt cannot evaluate the
# `cautious` of selectors.yml. A test that looks at both halves runs once, with the second.
LAYERS = ("restricted", "intermediate", "marts", "quality")
WAREHOUSE = " ".join(f"fqn:{layer},resource_type:model" for layer in LAYERS)
HALVES = {
    "build_staging": {"select": "fqn:*", "exclude": WAREHOUSE},
    "build_marts": {"select": WAREHOUSE},
}
READABLE = {"marts", "quality", "staff"}
SEVERITIES = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
}
SCHEDULE_HOUR = 6
ONE_DAY_A_RUN = dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
PARTITION = "dagster/partition"


class OneLanding(DagsterDbtTranslator):
    """Names assets after dbt's schemas; every source is the one landing that brings them all."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Landing for a source, else schema and name."""
        if dbt_resource_props["resource_type"] == "source":
            return LANDED
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer of a model, or the seeds."""
        is_seed = dbt_resource_props["resource_type"] == "seed"
        return "seeds" if is_seed else dbt_resource_props["fqn"][1]


def business_days(home: Home) -> dg.DailyPartitionsDefinition:
    """One partition a batch date, from STRATA_PARTITION_START or the first balances there are.

    A day is over at midnight of STRATA_TIMEZONE (UTC). Raises StrataError where no day is known.
    """
    first = os.environ.get("STRATA_PARTITION_START") or stages.first_batch_day(home)
    if not first:
        raise StrataError(
            f"Neither balances in {home.root}/inbox/core/core_balance_daily nor the variable "
            "STRATA_PARTITION_START (YYYY-MM-DD) say on which day the partitions start: put "
            "extracts into the inbox or set it."
        )
    timezone = os.environ.get("STRATA_TIMEZONE", "UTC")
    return dg.DailyPartitionsDefinition(start_date=str(first), timezone=timezone)


def _landing(days: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    @dg.asset(key=LANDED, partitions_def=days, backfill_policy=ONE_DAY_A_RUN, group_name="landing")
    def landed(context: dg.AssetExecutionContext, bank: BankRun) -> dg.MaterializeResult:
        """Typed Parquet of every batch delivered up to the day."""
        with bank.stage("land") as told:
            told.update(stages.land_until(bank.home, date.fromisoformat(context.partition_key)))
            bank.note_inputs(context.partition_key)
        return dg.MaterializeResult(metadata=told)

    return landed


def _models(stage: str, manifest: dict, days: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """One half of the dbt project, with the tests that belong to it."""

    @dbt_assets(
        manifest=manifest,
        name=stage,
        **HALVES[stage],
        partitions_def=days,
        backfill_policy=ONE_DAY_A_RUN,
        dagster_dbt_translator=OneLanding(),
    )
    def models(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, bank: BankRun
    ) -> Iterator[Any]:
        as_of = json.dumps({"as_of_date": context.partition_key})
        # One folder for both halves: the second finds the project read for the same day.
        target = bank.home.root / "target" / "dagster"
        with bank.stage(stage):
            stages.note_credit_reads(bank.home, bank.run_id)
            run = dbt.cli(["build", "--vars", as_of], context=context, target_path=target)
            yield from run.stream()

    return models


def _gate(layer: Layer) -> dg.AssetChecksDefinition:
    specs = {
        severity: dg.AssetCheckSpec(
            f"gate_{layer}_{severity}",
            asset=GATED[layer],
            blocking=severity == "critical",
            description=f"The {severity} checks of the {layer} gate.",
        )
        for severity in SEVERITIES
    }

    @dg.multi_asset_check(name=f"gate_{layer}", specs=list(specs.values()))
    def gate(
        context: dg.AssetCheckExecutionContext, bank: BankRun
    ) -> Iterator[dg.AssetCheckResult]:
        day = date.fromisoformat(context.run.tags[PARTITION])
        with bank.stage(f"gate_{layer}") as told:
            report, stopping = judge(bank.home, layer, bank.run_id, day)
            told.update(critical=len(stopping), warnings=len(report.warned))
        if stopping:
            bank.end(Exit.GATE_FAILED, sentence=" ".join(one.sentence for one in stopping))
        found = {"critical": stopping, "warning": report.warned}
        for severity, spec in specs.items():
            judged = [one for one in report.results if one.severity == severity]
            failed = found[severity]
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=not failed,
                severity=SEVERITIES[severity],
                description=" ".join(f"{one.sentence} (owner: {one.owner})" for one in failed),
                metadata={"checks": len(judged), "failed": len(failed), "seconds": report.seconds},
            )

    return gate


def _publication(
    days: dg.PartitionsDefinition, readable: set[dg.AssetKey]
) -> list[dg.AssetsDefinition]:
    daily = {"partitions_def": days, "backfill_policy": ONE_DAY_A_RUN, "group_name": "published"}

    # Every gated asset by itself: a run of some assets only is stopped by each gate it holds too.
    @dg.asset(key=PUBLISHED, deps=sorted(readable | set(GATED.values())), **daily)
    def published(context: dg.AssetExecutionContext, bank: BankRun) -> dg.MaterializeResult:
        """What readers open, replaced whole once everything before it went well."""
        day = date.fromisoformat(context.partition_key)
        with bank.stage("publish") as told:
            rows = stages.publish_day(bank.home, bank.run_id, day)
            told["tables"] = len(rows)
        return dg.MaterializeResult(metadata={"tables": len(rows), "rows": sum(rows.values())})

    @dg.asset(deps=[PUBLISHED], **daily)
    def pages(bank: BankRun) -> dg.MaterializeResult:
        """The bankers' page, and the sheets of staff where somebody is assessed."""
        with bank.stage("pages"):
            written = stages.write_pages(bank.home)
        bank.end(Exit.OK, key=bank.published_inputs())
        return dg.MaterializeResult(metadata={"pages": written})

    return [published, pages]


def _dbt() -> DbtCliResource:
    root = str(PROJECT_ROOT)
    executable = str(Path(sys.executable).with_name("dbt"))
    return DbtCliResource(project_dir=root, profiles_dir=root, dbt_executable=executable)


def make_definitions(home: Home) -> dg.Definitions:
    """Everything Dagster needs to know of one bank; reads the dbt project."""
    days = business_days(home)
    manifest = parse_project(home).writable_manifest().to_dict(omit_none=False)
    halves = [_models(stage, manifest, days) for stage in HALVES]
    readable = {key for half in halves for key in half.keys if key.path[0] in READABLE}
    daily = dg.define_asset_job(
        "daily",
        selection=dg.AssetSelection.all(),
        partitions_def=days,
        description="One business day: land, build, publish, write the pages, with every gate.",
    )
    morning = dg.build_schedule_from_partitioned_job(
        daily,
        hour_of_day=SCHEDULE_HOUR,
        description="Every morning, for the last day that is over.",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    return dg.Definitions(
        assets=[_landing(days), *halves, *_publication(days, readable)],
        asset_checks=[_gate(layer) for layer in GATED],
        jobs=[daily],
        schedules=[morning],
        resources={"bank": BankRun(), "dbt": _dbt()},
        # DuckDB has one writer, and the steps of a run share its lock.
        executor=dg.in_process_executor,
    )


defs = make_definitions(Home.from_env())
