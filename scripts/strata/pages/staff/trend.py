"""A year of scores as one small line: places of its points, for the template to draw."""

from datetime import date

from strata.pages.words import number

MONTHS = 12
LEFT, STEP, TOP, HEIGHT = 16.0, 29.0, 16.0, 56.0


def trend(month: date, history: list[dict[str, object]], full: int) -> dict[str, object] | None:
    """Dots by month and the lines between neighbours; a month without a score is a gap.

    None where fewer than two months have a score.
    """
    known = {
        (row["month_end"].year, row["month_end"].month): row
        for row in history
        if row["kpi_score"] is not None and row["month_end"] <= month
    }
    if len(known) < 2:
        return None
    newest = month.year * MONTHS + month.month - 1
    dots, lines = [], []
    before = None
    ticks = []
    for place in range(MONTHS):
        at = newest - MONTHS + 1 + place
        year, of_year = divmod(at, MONTHS)
        x = LEFT + STEP * place
        ticks.append({"x": f"{x:.1f}", "month": f"{of_year + 1:02d}", "year": f"{year}"})
        row = known.get((year, of_year + 1))
        if row is None:
            before = None
            continue
        y = TOP + HEIGHT * (1 - min(float(row["kpi_score"]), full) / full)
        dots.append(
            {
                "x": f"{x:.1f}",
                "y": f"{y:.1f}",
                "above": f"{y - 6:.1f}",
                "score": number(row["kpi_score"]),
                "is_frozen": row["is_frozen"],
            }
        )
        if before:
            lines.append({"x1": before[0], "y1": before[1], "x2": f"{x:.1f}", "y2": f"{y:.1f}"})
        before = (f"{x:.1f}", f"{y:.1f}")
    return {
        "dots": dots,
        "lines": lines,
        "ticks": ticks,
        "bottom": f"{TOP + HEIGHT:.1f}",
        "hundred": f"{TOP + HEIGHT * (1 - 100 / full):.1f}",
    }
