"""The sections of the page: for each, the dictionary its part of the template shows.

`empty` holds the sentence for a section without figures; then nothing else of it is shown.
"""

import polars as pl
from markupsafe import Markup

from strata.pages import charts
from strata.pages.figures import Figures
from strata.pages.sentences import listed, movement_sentence, tier_sentences
from strata.pages.suppress import SMALLEST, hidden_cells, is_small
from strata.pages.tables import BAD, DOWN, GREY, UP, html_table
from strata.pages.words import (
    BANDS,
    HIGH_END_BANDS,
    LETTERS,
    TIERS,
    UNKNOWN,
    counted,
    millions,
    month,
    number,
    share,
    tier_name,
)

Section = dict[str, object]

FEW = f"<{SMALLEST}"
WITHHELD = "·"
NOT_TIERED = "No customer has a tier yet: the scores need closed months of data. 尚无客户分层。"


def head(figures: Figures) -> Section:
    """Whose figures, of which day, by which model, and how far they can be trusted."""
    version = figures.version
    notes = []
    if version["is_version_provisional"]:
        notes.append(
            "The cuts were calibrated on a month with less than twelve months of history behind "
            "it; they are provisional. 校准月历史不足十二个月，切点为暂定值。"
        )
    provisional = version["provisional_customers"] or 0
    if provisional and not is_small(provisional):
        notes.append(
            f"The tiers of {share(provisional / version['customers'])} of the customers are "
            "provisional: too little is known of them, or too few months. 部分客户分层为暂定结果。"
        )
    return {
        "bank": figures.bank,
        "as_of": figures.as_of_date,
        "closed_month": month(figures.closed_month) if figures.closed_month else None,
        "open_month": month(figures.open_month) if figures.open_month else None,
        "currency": figures.currency,
        "version": version["model_version"],
        "calibrated": month(version["calibration_month"]),
        "notes": notes,
        "is_provisional": bool(notes),
    }


def score_map(figures: Figures) -> Section:
    """Customers per cell of the plane of both scores, with the cuts."""
    cells, version = figures.score_map, figures.version
    cuts = version["cut_current_value"], version["cut_potential_value"]
    if figures.profile.is_empty():
        return {"empty": NOT_TIERED}
    if cells.is_empty() or None in cuts:
        return {"empty": "No customer has both scores, or no cut is known. 得分或切点未知。"}
    if cells.filter(pl.col("customers") >= SMALLEST).is_empty():
        return {
            "empty": "Too few customers share a cell of the map to show it without showing a "
            "person. 客户过少，不予展示。"
        }
    small = cells.filter(pl.col("customers") < SMALLEST).height
    return {
        "empty": None,
        "chart": Markup(charts.score_map(cells, *cuts)),
        "cut_current": number(cuts[0], 1),
        "cut_potential": number(cuts[1], 1),
        "step": number(cells["step"][0]),
        "small": counted(small, "cell") if small else None,
    }


def tier_profile(figures: Figures) -> Section:
    """The tiers side by side in the newest closed month."""
    profile = figures.profile.filter(pl.col("month_end").eq_missing(figures.closed_month))
    shown = profile.filter(pl.col("customers") >= SMALLEST)
    if shown.filter(pl.col("tier").is_in(LETTERS)).is_empty():
        return {"empty": NOT_TIERED}
    money = figures.currency
    measures = {
        "customers": ("Customers 客户", number),
        "customer_share": ("Share of customers 客户占比", share),
        "aum_total": (f"AUM, million {money} 资产（百万）", millions),
        "aum_mean": (f"AUM per customer, {money} 户均资产", number),
        "age_mean": ("Age, years 平均年龄", _one_digit),
        "movement_days_mean": ("Movement days of 90 动户天数", _one_digit),
        "mobile_days_mean": ("Mobile banking days of 90 手机银行天数", _one_digit),
        "counter_share_mean": ("Counter share 柜面占比", share),
        "products_per_customer": ("Products per customer 户均产品", _one_digit),
        "contribution_total": (f"Contribution, 12 months, million {money} 贡献", millions),
        "net_new_money": (f"Net new money, 90 days, million {money} 净新增资金", millions),
        "attrition_share": ("Assets falling away 资产流失", share),
    }
    columns = {row["tier"]: row for row in profile.iter_rows(named=True) if row["tier"] in TIERS}
    rows = []
    for measure, (label, write) in measures.items():
        cells = {tier: write(row[measure]) for tier, row in columns.items()}
        for tier, row in columns.items():
            if is_small(row["customers"]):
                cells[tier] = FEW if measure == "customers" else WITHHELD
        rows.append({"measure": label} | cells)
    labels = {"measure": "Per tier 各层"} | {tier: _short(tier) for tier in columns}
    return {
        "empty": None,
        "month": month(figures.closed_month),
        "table": html_table(pl.DataFrame(rows), "profile", labels, words=("measure",)),
        "sentences": tier_sentences(shown, money),
    }


def _one_digit(value: float | None) -> str:
    return number(value, 1)


def _short(tier: str) -> str:
    """The head of a narrow column: letter and Chinese name."""
    return f"{tier} {TIERS[tier][1]}"


def months(figures: Figures) -> Section:
    """Shares and assets of the tiers over the closed months."""
    lettered = figures.profile.filter(
        pl.col("tier").is_in(LETTERS) & (pl.col("customers") >= SMALLEST)
    )
    count = lettered["month_end"].n_unique()
    if count == 0:
        return {"empty": NOT_TIERED}
    if count < 2:
        return {
            "empty": "There is one closed month so far; lines over time begin with the second. "
            "仅有一个已结月份，暂无趋势。"
        }
    first, last = lettered["month_end"].min(), lettered["month_end"].max()
    ends = {
        (day, tier): (part, aum)
        for day, tier, part, aum in lettered.select(
            "month_end", "tier", "customer_share", "aum_total"
        ).iter_rows()
    }
    told = []
    for tier in LETTERS:
        begin, end = ends.get((first, tier)), ends.get((last, tier))
        if begin and end and None not in (begin[0], end[0]):
            told.append(f"{TIERS[tier][0]} from {share(begin[0])} to {share(end[0])}")
    lines = (
        ("customer_share", "Share of customers, % 客户占比", "shares", 100.0),
        ("aum_total", f"AUM, million {figures.currency} 资产（百万）", "assets", 1e-6),
    )
    return {
        "empty": None,
        "charts": [
            Markup(charts.over_months(lettered, column, title, name, scale))
            for column, title, name, scale in lines
            if lettered[column].count()
        ],
        "sentence": f"From {month(first)} to {month(last)}: {listed(told)}." if told else "",
    }


def migration(figures: Figures) -> Section:
    """From which tier into which in the newest closed month."""
    moves = figures.moves
    if moves.is_empty():
        return {
            "empty": "No moves can be told: there is no closed month before the newest one, or "
            "its tiers come from a new model version. 暂无迁徙数据。"
        }
    counts: dict[tuple[str, str], int] = {}
    for row in moves.iter_rows(named=True):
        cell = row["from_tier"], row["to_tier"]
        counts[cell] = counts.get(cell, 0) + row["customers"]
    froms = [tier for tier in (*TIERS, "NEW") if any(cell[0] == tier for cell in counts)]
    tos = [tier for tier in TIERS if any(cell[1] == tier for cell in counts)]
    whole = {(start, end): counts.get((start, end), 0) for start in froms for end in tos}
    hidden = hidden_cells(whole)
    names = {"NEW": "New customer 新客户"} | {tier: tier_name(tier) for tier in TIERS}

    def written(cell: tuple[str, str]) -> str:
        if cell not in hidden:
            return number(whole[cell])
        return FEW if is_small(whole[cell]) else WITHHELD

    rows = [{"from": names[start]} | {end: written((start, end)) for end in tos} for start in froms]
    directions = {
        (row["from_tier"], row["to_tier"]): row["direction"] for row in moves.iter_rows(named=True)
    }
    shaded = {
        colour: [
            (names[start], end) for (start, end), way in directions.items() if way == direction
        ]
        for direction, colour in (("SAME", GREY), ("UP", UP), ("DOWN", DOWN))
    }
    labels = {"from": "From 从 \\ to 到"} | {end: _short(end) for end in tos}
    return {
        "empty": None,
        "month": month(figures.closed_month),
        "table": html_table(pl.DataFrame(rows), "moves", labels, words=("from",), shaded=shaded),
        "sentence": movement_sentence(moves, figures.currency),
        "has_hidden": bool(hidden),
    }


def bands(figures: Figures) -> Section:
    """Value bands and the line above which a customer is high end."""
    order = {band: place for place, band in enumerate(BANDS)}
    known = figures.bands.filter(
        pl.col("value_band").is_in(list(BANDS)) & (pl.col("customers") >= SMALLEST)
    )
    if known.is_empty():
        return {"empty": "No customer has a value band yet. 尚无价值等级。"}
    known = known.sort(pl.col("value_band").replace_strict(order))
    customers, aum = known["customers"].sum(), known["aum_total"].sum()
    known = known.with_columns(
        (pl.col("customers") / customers).alias("customers_share"),
        (pl.col("aum_total") / aum if aum else pl.lit(None, pl.Float64)).alias("aum_share"),
    )
    rows = [
        {
            "band": " ".join((row["value_band"], *BANDS[row["value_band"]])),
            "from": number(figures.band_limits.get(row["value_band"])),
            "customers": number(row["customers"]),
            "customers_share": share(row["customers_share"]),
            "aum": millions(row["aum_total"]),
            "aum_share": share(row["aum_share"]),
        }
        for row in known.iter_rows(named=True)
    ]
    labels = {
        "band": "Band 等级",
        "from": f"AUM from, {figures.currency} 起点",
        "customers": "Customers 客户",
        "customers_share": "Share 占比",
        "aum": f"AUM, million {figures.currency} 资产（百万）",
        "aum_share": "Share of AUM 资产占比",
    }
    if not figures.band_limits:
        del labels["from"]
    high = known.filter(pl.col("value_band").is_in(HIGH_END_BANDS))
    line = figures.band_limits.get(HIGH_END_BANDS[0])
    where = f"the line of {number(line)} {figures.currency}" if line else "the high-end line"
    sentence = (
        f"{counted(high['customers'].sum(), 'customer')} "
        f"({share(high['customers'].sum() / customers)}) stand above {where} 中高端线 and hold "
        f"{share(high['aum_total'].sum() / aum if aum else None)} of the assets."
        if high.height
        else f"Above {where} 中高端线 there are too few customers to show."
    )
    return {
        "empty": None,
        "chart": Markup(charts.value_bands(known)),
        "table": html_table(pl.DataFrame(rows), "bands", labels, words=("band",)),
        "sentence": sentence,
        "missing": [
            " ".join((band, *BANDS[band])) for band in BANDS if band not in set(known["value_band"])
        ],
    }


def _indicator_names(figures: Figures, ids: str | None) -> str:
    """`I05 name 名称; I06 …`; the bare numbers where the file has no names."""
    return "; ".join(
        " ".join((one, *figures.indicators.get(one, ()))) for one in (ids or "").split()
    )


def coverage(figures: Figures) -> Section:
    """Feeds the bank does not deliver, what is unknown without them, and which are late."""
    feeds = figures.coverage
    if feeds.is_empty():
        return {"empty": "The published file does not say which feeds there are. 无数据覆盖信息。"}
    absent = feeds.filter(~pl.col("is_delivered"))
    costly = absent.filter(pl.col("indicators_without_it").str.len_chars() > 0)
    late = feeds.filter(pl.col("days_late") > 0)
    return {
        "empty": None,
        "delivered": feeds.height - absent.height,
        "feeds": feeds.height,
        "costly": html_table(
            costly.select(
                "feed",
                pl.col("indicators_without_it")
                .map_elements(lambda ids: _indicator_names(figures, ids), return_dtype=pl.String)
                .alias("unknown"),
            ),
            "absent",
            {"feed": "Absent feed 未提供", "unknown": "Unknown without it 因此未知的指标"},
            words=("feed", "unknown"),
        )
        if costly.height
        else None,
        "harmless": sorted(set(absent["feed"]) - set(costly["feed"])),
        "late": html_table(
            late.select(
                "feed",
                pl.col("last_batch").cast(pl.String),
                pl.col("days_late").cast(pl.String),
            ),
            "late",
            {
                "feed": "Late feed 迟到",
                "last_batch": "Last batch 最近批次",
                "days_late": "Days late 迟到天数",
            },
            words=("feed",),
        )
        if late.height
        else None,
    }


def scorecard(figures: Figures) -> Section:
    """What became of the rows received, by feed; feeds with rows set aside first."""
    counts = figures.scorecard
    if counts.is_empty():
        return {"empty": "No batch has been judged yet. 尚无质量结果。"}
    columns = ("received", "accepted", "quarantined", "unreadable", "flagged")
    totals = {column: int(counts[column].sum()) for column in columns}
    aside = (pl.col("quarantined") + pl.col("unreadable")) / pl.col("received")
    ranked = counts.with_columns(pl.when(pl.col("received") > 0).then(aside).alias("aside")).sort(
        ["aside", "feed"], descending=[True, False], nulls_last=True
    )
    labels = {
        "feed": "Feed 数据",
        "batches": "Batches 批次",
        "received": "Received 收到",
        "accepted": "Accepted 接收",
        "quarantined": "Quarantined 隔离",
        "unreadable": "Unreadable 不可读",
        "flagged": "Flagged 标记",
        "aside": "Set aside 隔离占比",
    }

    def table(rows: pl.DataFrame, table_id: str) -> Markup | None:
        if rows.is_empty():
            return None
        written = [
            {
                name: row[name]
                if name == "feed"
                else share(row[name], 3)
                if name == "aside"
                else number(row[name])
                for name in labels
            }
            for row in rows.iter_rows(named=True)
        ]
        return html_table(pl.DataFrame(written), table_id, labels, words=("feed",))

    troubled = pl.col("quarantined") + pl.col("unreadable") > 0
    clean = ranked.filter(~troubled)
    return {
        "empty": None,
        "totals": {column: number(total) for column, total in totals.items()},
        "accepted_share": share(
            totals["accepted"] / totals["received"] if totals["received"] else None, 3
        ),
        "troubled": table(ranked.filter(troubled), "troubled"),
        "clean": table(clean, "clean"),
        "clean_feeds": counted(clean.height, "feed"),
    }


STATUSES = {
    "PASS": "holds 通过",
    "FAIL": "FAILS 未通过",
    "NOT_APPLICABLE": "nothing to compare 不适用",
}
SEVERITIES = {
    "BLOCK": "stops publication 阻断",
    "WARN": "is shown 预警",
    "INFO": "only tells 提示",
    "TEST": "generated data only 测试",
}


def controls(figures: Figures) -> Section:
    """Every control with its verdict; those that fail come first."""
    results = figures.controls
    if results.is_empty():
        return {"empty": "No control has been run yet. 尚无对账结果。"}
    order = {"FAIL": 0, "PASS": 1, "NOT_APPLICABLE": 2}
    ranked = results.sort(
        pl.col("status").replace_strict(order, default=3, return_dtype=pl.Int64), "control_id"
    )
    rows, shaded = [], []
    for row in ranked.iter_rows(named=True):
        if row["status"] == "FAIL":
            shaded.append((row["control_id"], "status"))
        rows.append(
            {
                "control_id": row["control_id"],
                "title": row["title"] or UNKNOWN,
                "status": STATUSES.get(row["status"], row["status"]),
                "difference": number(row["difference"], 2),
                "severity": SEVERITIES.get(row["severity"], row["severity"]),
                "owner": row["owner"] or UNKNOWN,
            }
        )
    labels = {
        "control_id": "Control 对账",
        "title": "What it holds to be true 内容",
        "status": "Verdict 结果",
        "difference": "Difference 差异",
        "severity": "If it fails 若未通过",
        "owner": "Owner 负责",
    }
    status = results["status"]
    return {
        "empty": None,
        "held": int((status == "PASS").sum()),
        "failed": int((status == "FAIL").sum()),
        "idle": int((status == "NOT_APPLICABLE").sum()),
        "table": html_table(
            pl.DataFrame(rows),
            "controls",
            labels,
            words=("control_id", "title", "status", "severity", "owner"),
            shaded={BAD: shaded},
        ),
    }
