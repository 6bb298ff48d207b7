"""What pages of staff say in words, each in English and Chinese, and how measures are written."""

from decimal import Decimal

from strata.pages.words import UNKNOWN, number, share

COMPONENTS = {
    "BH": ("Business handling", "业务办理"),
    "PC": ("Product coverage", "产品覆盖"),
    "CU": ("Customer uplift", "客户提升"),
    "CM": ("Customer management", "客户经营"),
    "SL": ("Sales", "销售"),
    "MG": ("Management", "管理"),
    "RC": ("Risk and compliance", "风险合规"),
    "CS": ("Customer satisfaction", "客户满意"),
}
# A shape and a word beside the colour: nobody has to tell red from green.
LIGHTS = {
    "GREEN": ("●", "On pace", "达标"),
    "AMBER": ("▲", "Behind", "偏慢"),
    "RED": ("■", "Far behind", "滞后"),
}
NO_LIGHT = ("–", "No target", "无目标")
CLASSES = {
    "HIGH": ("High footfall", "高流量"),
    "MEDIUM": ("Medium footfall", "中流量"),
    "LOW": ("Low footfall", "低流量"),
}
NO_CLASS = ("No footfall class", "无流量分组")
PARAMETERS = {
    "WEIGHT": ("weights of positions", "岗位权重"),
    "RULE": ("caps, marks and limits", "封顶与界限"),
    "SCALE": ("scales", "计分标尺"),
    "LIGHT": ("lights", "信号灯"),
    "COVERAGE": ("coverage weights", "覆盖权重"),
    "TIER": ("weights by tier served", "分层权重"),
    "TRANSACTION": ("weights of transactions", "业务折算系数"),
    "BUSINESS": ("business that a device can do", "可分流业务"),
    "CONTACT": ("contacts that count", "有效接触"),
    "POINTS": ("complaint points", "投诉扣分"),
    "DUE": ("complaint deadlines", "投诉时限"),
}
UNITS = {
    "ratio to peers": ("× peers", "同业倍数"),
    "ratio to standard": ("× standard", "标准倍数"),
    "minutes": ("min", "分钟"),
    "percentage points": ("points of %", "百分点"),
    "customers": ("customers", "户"),
    "updates": ("updates", "次"),
    "yuan": ("yuan", "元"),
    "score": ("score", "分"),
    "per 1000": ("per 1,000", "每千笔"),
    "points": ("points", "分"),
}
SHARES = ("share", "rate")
DIGITS = {"yuan": 0, "customers": 0, "updates": 0, "ratio to peers": 2, "ratio to standard": 2}

NEW = ("New: shown, not ranked", "新员工：仅展示，不排名")
AWAY = ("Present on too few workdays: not ranked", "出勤不足：不排名")
SMALL = ("Group too small: not ranked", "人数过少：不排名")
NO_SCORE = ("Too little is known for a score", "已知权重不足，无得分")
# One sign each, for the rank's narrow column of the league.
SIGNS = {NEW: "新", AWAY: "缺", NO_SCORE: "无", SMALL: UNKNOWN}
NO_MONTH = ("No complete month yet", "尚无完整月份")


def both(words: tuple[str, str]) -> str:
    """English and Chinese, one after the other."""
    return " ".join(words)


def minus(text: str) -> str:
    """A figure with a sign of its own length instead of a hyphen."""
    return text.replace("-", "−")


def measure(value: Decimal | None, unit: str | None) -> str:
    """A measure as its unit is read."""
    if value is None:
        return UNKNOWN
    if unit in SHARES:
        return minus(share(value))
    if unit == "percent":
        return minus(share(value / 100))
    return minus(number(value, DIGITS.get(unit or "", 1)))


def amount(value: Decimal | None) -> str:
    """An amount or a count of the daily sheet: decimals only where they tell something."""
    if value is None:
        return UNKNOWN
    digits = 0 if abs(value) >= 1000 or value == value.to_integral_value() else 1
    return minus(number(value, digits))


def why_void(item: dict[str, object]) -> tuple[str, str]:
    """Why an item brings nothing and gave its weight to the others."""
    if item["actual"] is None:
        return ("nothing to measure", "无可计量")
    if item["target"] is None:
        return ("no target", "无目标")
    if item["target"] <= 0:
        return ("target not above zero", "目标不大于零")
    return ("no scale to score it on", "无可用标尺")


def standing(card: dict[str, object]) -> tuple[str, str]:
    """Why somebody has no place in the group."""
    if card["kpi_score"] is None:
        return NO_SCORE
    if card["is_new"]:
        return NEW
    return SMALL if card["is_eligible"] else AWAY
