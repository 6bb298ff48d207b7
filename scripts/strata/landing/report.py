"""What a landing says about each batch and about the run."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import get_args, get_origin, get_type_hints

FILE_KEYS = frozenset({"name", "size", "mtime_ns", "ctime_ns", "sha256"})
LANDED = "LANDED"
REFUSED = "REFUSED"
# Replaced batches told by name; the log of the run has all.
SHOWN = 5


@dataclass
class BatchReport:
    """One feed × batch: the row of `batches.parquet`, and what the loader needs at the next run.

    Counts are records; sums are in delivered units. `erased` rows were received once and taken out
    with a person (`strata forget`); `erased_sum` is theirs of the control column,
    None where it is not known. `columns` are the contract columns the batch
    brings; `files` hold name, size, times and SHA-256 of each file; `parts` names the folders
    beside the landed one (`_unreadable`, `_extra`); `refusal` is the kind of a refusal
    (`Refused.kind`); `shape` stands for contract columns and loader version.
    """

    feed: str
    batch_date: date
    fingerprint: str
    status: str = LANDED
    control_status: str | None = None
    received: int | None = 0
    landed: int | None = None
    unreadable: int | None = 0
    cast_failed: int | None = None
    control_column: str | None = None
    expected_rows: int | None = None
    expected_sum: Decimal | None = None
    found_sum: Decimal | None = None
    erased: int = 0
    erased_sum: Decimal | None = Decimal(0)
    missing_columns: list[str] = field(default_factory=list)
    extra_columns: list[str] = field(default_factory=list)
    encodings: list[str] = field(default_factory=list)
    file_count: int = 0
    loaded_at: datetime | None = None
    reason: str | None = None
    refusal: str | None = None
    shape: str = ""
    columns: list[str] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How messages call the batch."""
        return f"{self.feed} {self.batch_date}"

    def note_encoding(self, label: str) -> None:
        """Add a file's encoding."""
        self.encodings = sorted({*self.encodings, label})

    def to_json(self) -> str:
        """The report as a JSON text, keys in declaration order."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "BatchReport":
        """Read what `to_json` wrote; keys of other versions are left out.

        Raises `ValueError` for any other text.
        """
        known = {one.name for one in fields(cls)}
        try:
            values = {key: value for key, value in json.loads(text).items() if key in known}
            values["batch_date"] = date.fromisoformat(values["batch_date"])
            for key in ("expected_sum", "found_sum", "erased_sum"):
                values[key] = None if values.get(key) is None else Decimal(values[key])
            if values.get("loaded_at"):
                values["loaded_at"] = datetime.fromisoformat(values["loaded_at"])
            report = cls(**values)
        except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
            raise ValueError("no report of a batch") from error
        kinds = get_type_hints(cls)
        if not all(_fits(getattr(report, name), kind) for name, kind in kinds.items()):
            raise ValueError("no report of a batch")
        return report


def _fits(value: object, kind: object) -> bool:
    """Whether a value is of the type a field declares."""
    if get_origin(kind) is list:
        return isinstance(value, list) and all(_fits(one, *get_args(kind)) for one in value)
    if kind is dict:  # a file of the batch
        return isinstance(value, dict) and value.keys() >= FILE_KEYS
    return isinstance(value, kind)


class Refused(Exception):
    """A batch that is not landed: its kind, and one sentence without any row's values.

    Kinds an operator can release: CONTROL and LOST_COLUMN. The others need a new delivery.
    """

    RELEASABLE = frozenset({"CONTROL", "LOST_COLUMN"})

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


@dataclass
class LandReport:
    """What one run of `land` did.

    `refused` holds one report per refused batch, `problems` one sentence per thing in the inbox
    that is no batch at all, `notices` what an operator should know of landed batches.
    """

    landed: list[BatchReport] = field(default_factory=list)
    replaced: list[BatchReport] = field(default_factory=list)
    refused: list[BatchReport] = field(default_factory=list)
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def uncontrolled(self) -> list[BatchReport]:
        """Batches of this run without a control row; control totals themselves never have one."""
        return [
            report
            for report in [*self.landed, *self.replaced]
            if report.control_status == "UNCONTROLLED" and report.feed != "ctl_batch"
        ]

    def in_order(self) -> None:
        """Sort every list by feed and batch date."""
        for reports in (self.landed, self.replaced, self.refused):
            reports.sort(key=lambda one: (one.feed, one.batch_date))

    @property
    def is_clean(self) -> bool:
        """Whether nothing was refused."""
        return not self.refused and not self.problems

    def total(self, counter: str) -> int:
        """Sum of one counter (`received`, `landed`, `unreadable`) over the batches of this run."""
        return sum(getattr(report, counter) for report in [*self.landed, *self.replaced])


def summary_lines(report: LandReport, *, quiet: bool = False) -> list[str]:
    """The run in a few lines: counts, then one sentence per notice, refusal and problem."""
    lines = []
    if not quiet:
        lines += [
            f"{len(report.landed)} batches landed, {len(report.replaced)} replaced, "
            f"{report.unchanged} unchanged, {len(report.refused)} refused, "
            f"{len(report.uncontrolled)} without control totals.",
            f"{report.total('received'):,} records received, {report.total('landed'):,} landed, "
            f"{report.total('unreadable'):,} unreadable.",
        ]
        lines += [f"Note: {one.name} was replaced whole." for one in report.replaced[:SHOWN]]
        if len(report.replaced) > SHOWN:
            lines.append(f"Note: {len(report.replaced) - SHOWN} more were replaced whole.")
        lines += [
            f"Note: {one.name} brings columns outside the contract, landed aside: "
            f"{', '.join(one.extra_columns)}."
            for one in [*report.landed, *report.replaced]
            if one.extra_columns
        ]
    lines += [f"Note: {sentence}" for sentence in report.notices]
    lines += [f"Refused: {one.name}: {one.reason}." for one in report.refused]
    lines += [f"Problem: {sentence}" for sentence in report.problems]
    return lines
