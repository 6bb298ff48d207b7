"""What a gate says: checks with their bounds, results, reports."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from strata.home import PROJECT_ROOT

Layer = Literal["landing", "staging", "marts"]
LAYERS: tuple[Layer, ...] = ("landing", "staging", "marts")
CHECKS = PROJECT_ROOT / "seeds" / "quality" / "gate_check.csv"
SETTINGS = PROJECT_ROOT / "seeds" / "quality" / "gate_setting.csv"


@dataclass(frozen=True)
class Check:
    """One row of seeds/quality/gate_check.csv: a measure, whom it concerns and its bounds.

    `scope` is `*` or the one feed, tier or column with bounds of its own; None is no bound.
    """

    check_id: str
    layer: str
    scope: str
    severity: str
    at_least: float | None
    at_most: float | None
    needs_batches: int
    needs_rows: int
    owner: str
    title: str

    @property
    def expected(self) -> str:
        """The bounds in words."""
        if self.at_least is None and self.at_most is None:
            return "not judged here"
        if self.at_least is None:
            return f"at most {self.at_most:g}"
        if self.at_most is None:
            return f"at least {self.at_least:g}"
        return f"{self.at_least:g} to {self.at_most:g}"


@dataclass(frozen=True)
class GateResult:
    """One check with one subject, or with all of them where all passed. Holds no personal data."""

    layer: str
    check_id: str
    severity: str
    owner: str
    subject: str
    passed: bool
    observed: float | None
    expected: str
    sentence: str


@dataclass(frozen=True)
class GateReport:
    """What one gate found, and how long it took."""

    layer: str
    results: list[GateResult]
    seconds: float

    @property
    def failed(self) -> list[GateResult]:
        """Critical results that stop the run."""
        return [one for one in self.results if not one.passed and one.severity == "critical"]

    @property
    def warned(self) -> list[GateResult]:
        """Warnings, each with its owner."""
        return [one for one in self.results if not one.passed and one.severity == "warning"]


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def load_checks(path: Path = CHECKS) -> tuple[Check, ...]:
    """Every check, in the order of the seed."""
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Check(
                check_id=row["check_id"],
                layer=row["layer"],
                scope=row["scope"],
                severity=row["severity"],
                at_least=_number(row["at_least"]),
                at_most=_number(row["at_most"]),
                needs_batches=int(row["needs_batches"]),
                needs_rows=int(row["needs_rows"]),
                owner=row["owner"],
                title=row["title"],
            )
            for row in csv.DictReader(handle)
        )


@cache
def load_settings(path: Path = SETTINGS) -> dict[str, float]:
    """Numbers the measures use, by name."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["setting"]: float(row["value"]) for row in csv.DictReader(handle)}
