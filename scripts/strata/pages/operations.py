"""The page of those who run Strata: gates over the runs, controls, what is late, what it costs.

Made from results kept under `state/` and from the published file; it names tables, columns and
departments, no customer and no employee.
"""

import json
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl

from strata.gates.history import gate_history
from strata.gates.model import LAYERS
from strata.home import Home
from strata.pages import sections
from strata.pages.charts import HEIGHT, WIDTH, as_svg
from strata.pages.figures import read_figures
from strata.pages.tables import BAD, html_table
from strata.pages.template import templates, write_page
from strata.pages.words import UNKNOWN, number

SHOWN_RUNS = 30
LAYER_NAMES = {"landing": "Landing 落地", "staging": "Staging 清洗", "marts": "Marts 集市"}
LAYER_COLOURS = ["#0072b2", "#d55e00", "#008060"]
VERDICTS = ["passed 通过", "warning 预警", "critical 阻断"]
VERDICT_COLOURS = ["#9bb7d4", "#d99a00", "#b42318"]
OUTCOMES = {
    0: "published 已发布",
    1: "code error 程序错误",
    2: "used wrongly 用法错误",
    3: "data refused 数据被拒",
    4: "stopped by a gate 质检阻断",
    5: "another run was under way 已有运行",
}


def operations_path(home: Home) -> Path:
    """Where the page lies: beside the bankers' page."""
    return home.page.with_name("operations.html")


def _in_order(history: pl.DataFrame) -> pl.DataFrame:
    """The last runs, each with its place and the verdict of every result.

    A run that stopped and went on judged a layer twice: each attempt has a place of its own.
    """
    attempt = pl.col("run_at").rank("dense").over("run_id", "layer").alias("attempt")
    history = history.with_columns(attempt)
    runs = (
        history.group_by("run_id", "attempt")
        .agg(pl.col("run_at").min().alias("began"))
        .sort("began", "run_id")
        .tail(SHOWN_RUNS)
        .with_row_index("place", offset=1)
    )
    verdict = (
        pl.when(pl.col("passed"))
        .then(pl.lit(VERDICTS[0]))
        .when(pl.col("severity") == "critical")
        .then(pl.lit(VERDICTS[2]))
        .otherwise(pl.lit(VERDICTS[1]))
    )
    return history.join(runs, on=["run_id", "attempt"]).with_columns(
        verdict.alias("verdict"),
        pl.col("began").dt.strftime("%m-%d %H:%M").alias("run"),
        pl.col("layer").replace(LAYER_NAMES).alias("layer_name"),
    )


def _runs_axis(runs: list[str]) -> alt.X:
    return alt.X(
        "place:O",
        title=f"Last {len(runs)} runs, oldest first 最近运行",
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy"),
    )


def _verdicts_chart(results: pl.DataFrame, layer: str) -> str:
    counted = (
        results.filter(pl.col("layer") == layer)
        .group_by("place", "verdict")
        .agg(pl.len().alias("results"))
        .with_columns(
            pl.col("verdict")
            .replace_strict(VERDICTS, [0, 1, 2], return_dtype=pl.Int64)
            .alias("rank")
        )
        .sort("place", "rank")
    )
    runs = results["run"].unique().to_list()
    chart = (
        alt.Chart(counted)
        .mark_bar()
        .encode(
            x=_runs_axis(runs),
            y=alt.Y("results:Q", title="Results 结果数", axis=alt.Axis(tickCount=5, format="d")),
            order=alt.Order("rank:Q"),
            color=alt.Color(
                "verdict:N",
                scale=alt.Scale(domain=VERDICTS, range=VERDICT_COLOURS),
                legend=alt.Legend(title=None, orient="top", columns=2),
            ),
        )
    )
    told = f"Results of the {layer} gate by run: passed, warning, critical."
    layered = alt.layer(chart).properties(width=WIDTH, height=HEIGHT, title=LAYER_NAMES[layer])
    return as_svg(layered, f"gate-{layer}", told)


def _cost_chart(results: pl.DataFrame) -> str:
    seconds = (
        results.group_by("place", "layer", "layer_name").agg(pl.col("seconds").max()).sort("place")
    )
    names = list(LAYER_NAMES.values())
    chart = (
        alt.Chart(seconds)
        .mark_bar()
        .encode(
            x=_runs_axis(results["run"].unique().to_list()),
            y=alt.Y("seconds:Q", title="Seconds 秒", axis=alt.Axis(tickCount=5)),
            color=alt.Color(
                "layer_name:N",
                sort=names,
                scale=alt.Scale(domain=names, range=LAYER_COLOURS),
                legend=alt.Legend(title=None, orient="top", columns=2),
            ),
        )
    )
    layered = alt.layer(chart).properties(width=WIDTH, height=HEIGHT, title="Cost 耗时")
    return as_svg(layered, "gate-cost", "Seconds each gate took, by run.")


def _charts(results: pl.DataFrame) -> list[str]:
    layers = [layer for layer in LAYERS if layer in set(results["layer"])]
    return [*(_verdicts_chart(results, layer) for layer in layers), _cost_chart(results)]


def _failing(results: pl.DataFrame) -> tuple[str | None, str]:
    """Results of the newest gate of each layer that did not pass, as a table; and which runs."""
    newest = results.filter(pl.col("run_at") == pl.col("run_at").max().over("layer"))
    told = ", ".join(
        f"{LAYER_NAMES[layer]} {found['run_at'][0]:%Y-%m-%d %H:%M}"
        for layer in LAYERS
        if (found := newest.filter(pl.col("layer") == layer)).height
    )
    rows = newest.filter(~pl.col("passed")).sort("severity", "layer", "check_id", "subject")
    if rows.is_empty():
        return None, told
    written = rows.select(
        pl.concat_str("check_id", "subject", separator=": ").alias("what"),
        pl.col("severity").replace({"critical": VERDICTS[2], "warning": VERDICTS[1]}),
        pl.col("layer_name").alias("layer"),
        pl.col("observed").map_elements(lambda value: f"{value:.4g}", return_dtype=pl.String),
        "expected",
        "owner",
    )
    bad = [
        (row["what"], "severity")
        for row in written.iter_rows(named=True)
        if row["severity"] == VERDICTS[2]
    ]
    labels = {
        "what": "Check and what it met 检查与对象",
        "severity": "Severity 级别",
        "layer": "Gate 关卡",
        "observed": "Observed 实测",
        "expected": "Expected 应为",
        "owner": "Owner 负责",
    }
    words = tuple(name for name in labels if name != "observed")
    return html_table(written, "failing", labels, words=words, shaded={BAD: bad}), told


def _events(path: Path) -> list[dict[str, Any]]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:  # a killed run may have left half a line
            continue
    return [one for one in found if isinstance(one, dict) and "stage" in one and "event" in one]


def _runs_table(home: Home) -> str | None:
    """The last runs by their logs: when, how long each stage took, how they ended."""
    rows = []
    for path in (home.state / "runs").glob("*.jsonl"):
        told = _events(path)
        if not told:
            continue
        ends = [one for one in told if one["event"] == "end"]
        stages = [one for one in ends if one["stage"] != "run"]
        code = next((one.get("code") for one in reversed(ends) if one["stage"] == "run"), None)
        rows.append(
            {
                "began": str(told[0].get("at", UNKNOWN)),
                "run_id": path.stem,
                "outcome": OUTCOMES.get(code, "did not end 未结束"),
                "stages": " · ".join(
                    f"{one['stage']} {number(one.get('seconds'), 1)}" for one in stages
                ),
                "seconds": number(sum(one.get("seconds") or 0 for one in stages), 1),
            }
        )
    if not rows:
        return None
    labels = {
        "began": "Began 开始 (UTC)",
        "run_id": "Run 运行",
        "outcome": "How it ended 结果",
        "stages": "Stages, seconds 各步耗时",
        "seconds": "Seconds 秒",
    }
    newest = sorted(rows, key=lambda row: row["began"], reverse=True)[:SHOWN_RUNS]
    words = tuple(name for name in labels if name != "seconds")
    return html_table(pl.DataFrame(newest), "runs", labels, words=words)


def render_operations(home: Home) -> str:
    """The page as HTML; what is not there yet is told in its place."""
    history = gate_history(home)
    results = _in_order(history) if history.height else history
    failing, judged = _failing(results) if history.height else (None, "")
    has_file = home.published.exists()
    figures = read_figures(home.published) if has_file else None
    page = {
        "charts": _charts(results) if history.height else [],
        "failing": failing,
        "judged": judged,
        "runs": _runs_table(home),
        "controls": sections.controls(figures) if figures else {"empty": "Nothing is published."},
        "coverage": sections.coverage(figures) if figures else {"empty": "Nothing is published."},
        "head": sections.head(figures) if figures else None,
    }
    return templates().get_template("operations.html.j2").render(page)


def make_operations_page(home: Home) -> Path:
    """Write `published/operations.html`, replacing it in one step."""
    return write_page(operations_path(home), render_operations(home))
