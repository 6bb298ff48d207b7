"""Names of tiers and value bands, and how figures are written, in English and Chinese."""

from datetime import date

TIERS = {
    "A": ("Growth", "成长"),
    "B": ("Cultivation", "培育"),
    "C": ("Potential", "潜力"),
    "D": ("General", "一般"),
    "X": ("Not tiered", "不分层"),
}
LETTERS = tuple(tier for tier in TIERS if tier != "X")
BANDS = {
    "MASS": ("Mass", "大众"),
    "POT": ("Potential", "潜力"),
    "AFF": ("Affluent", "富裕"),
    "MHE": ("Mid and high end", "中高端"),
    "PB": ("Private banking", "私人银行"),
}
# The line of the chapter: from here on a customer is mid and high end.
HIGH_END_BANDS = ("MHE", "PB")
UNKNOWN = "–"


def tier_name(tier: str) -> str:
    """The letter with both names, such as `A Growth 成长`."""
    return " ".join((tier, *TIERS.get(tier, ())))


def number(value: float | None, digits: int = 0) -> str:
    """A figure with thousands parted; unknown is a dash, never a zero."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def share(value: float | None, digits: int = 1) -> str:
    """A share as a percentage."""
    return UNKNOWN if value is None else f"{number(100 * value, digits)}\N{NO-BREAK SPACE}%"


def millions(value: float | None) -> str:
    """An amount in millions; more digits where it is small."""
    if value is None:
        return UNKNOWN
    size = abs(value) / 1e6
    return number(value / 1e6, 0 if size >= 100 else 1 if size >= 1 else 3)


def month(day: date | None) -> str:
    """A month, such as `2025-12`."""
    return UNKNOWN if day is None else f"{day:%Y-%m}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun in the right number."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
