"""Sentences written from figures, in English and Chinese; what is unknown is left out of them."""

import polars as pl

from strata.pages.words import LETTERS, TIERS, millions, number, share

# Of a tier among the tiers: column, what the highest is called, what the lowest is called.
EXTREMES = {
    "customers": (("the most customers", "人数最多"), None),
    "aum_mean": (("the highest assets per customer", "户均资产最高"), None),
    "age_mean": (("the highest age", "平均年龄最高"), ("the lowest age", "平均年龄最低")),
    "mobile_days_mean": (("the most days of mobile banking", "手机银行使用最多"), None),
    "counter_share_mean": (("the largest share at the counter", "最依赖柜面"), None),
    "attrition_share": (("the largest share of falling assets", "资产流失比例最高"), None),
}
FACTS = (
    ("age_mean", 0, "are {} years old on average", "平均年龄 {} 岁"),
    ("aum_mean", 0, "hold {} {currency} each", "户均资产 {} {currency}"),
    ("movement_days_mean", 1, "move money on {} of 90 days", "90 天内动户 {} 天"),
    ("mobile_days_mean", 1, "use mobile banking on {} of 90 days", "手机银行使用 {} 天"),
    ("counter_share_mean", None, "do {} of their transactions at the counter", "柜面交易占 {}"),
)


def _extremes(profile: pl.DataFrame, tier: str) -> list[tuple[str, str]]:
    """What a tier is first in; only where every tier shown is known and one alone is first."""
    found = []
    for column, (highest, lowest) in EXTREMES.items():
        values = dict(zip(profile["tier"], profile[column], strict=True))
        if len(values) < 2 or None in values.values():
            continue
        for name, end in ((highest, max(values.values())), (lowest, min(values.values()))):
            if name and [one for one in values if values[one] == end] == [tier]:
                found.append(name)
    return found


def tier_sentences(profile: pl.DataFrame, currency: str) -> list[dict[str, str]]:
    """One sentence a tier in each language, from one month's profile of the tiers shown."""
    lettered = profile.filter(pl.col("tier").is_in(LETTERS))
    told = []
    for row in lettered.iter_rows(named=True):
        english, chinese = TIERS[row["tier"]]
        facts_en, facts_zh = [], []
        for column, digits, text_en, text_zh in FACTS:
            if row[column] is None:
                continue
            value = share(row[column]) if digits is None else number(row[column], digits)
            facts_en.append(text_en.format(value, currency=currency))
            facts_zh.append(text_zh.format(value, currency=currency))
        first = _extremes(lettered, row["tier"])
        part_en, part_zh = share(row["customer_share"]), share(row["customer_share"])
        said_en = f"{row['customers']:,} customers, {part_en} of those with a letter"
        said_zh = f"{row['customers']:,} 人，占 {part_zh}"
        if facts_en:
            said_en += "; they " + listed(facts_en)
            said_zh += "；" + "，".join(facts_zh)
        if row["attrition_share"] is not None:
            said_en += f"; {share(row['attrition_share'])} see their assets fall away"
            said_zh += f"；资产流失客户占 {share(row['attrition_share'])}"
        said_en, said_zh = f"{said_en}.", f"{said_zh}。"
        if first:
            said_en += f" Of all tiers it has {listed([one for one, _ in first])}."
            said_zh += f"各层中{'、'.join(one for _, one in first)}。"
        told.append(
            {
                "tier": row["tier"],
                "name": f"{english} {chinese}",
                "english": said_en,
                "chinese": said_zh,
            }
        )
    return told


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def movement_sentence(moves: pl.DataFrame, currency: str) -> str:
    """How many went up, down and sideways in the month, and with how much money."""
    by_direction = {
        direction: (customers, aum)
        for direction, customers, aum in moves.group_by("direction")
        .agg(pl.col("customers").sum(), pl.col("aum_moved").sum())
        .iter_rows()
    }
    total = sum(count for count, _ in by_direction.values())
    parts = []
    for direction, words in (
        ("SAME", "stayed 未变"),
        ("UP", "went up 上升"),
        ("DOWN", "went down 下降"),
        ("LATERAL", "changed sideways 平移"),
        ("NEW", "came in 新入"),
        ("EXIT", "left the tiers 退出"),
        ("MERGE", "moved because two customers became one 合并"),
    ):
        count, aum = by_direction.get(direction, (0, None))
        if not count:
            continue
        if count < 5:
            parts.append(f"fewer than 5 {words}")
        elif direction == "SAME":
            parts.append(f"{count:,} ({share(count / total)}) {words}")
        else:
            money = "" if aum is None else f" with {millions(aum)} million {currency}"
            parts.append(f"{count:,} {words}{money}")
    return f"{listed(parts)}."
