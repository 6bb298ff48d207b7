"""What a mapping folder holds."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from strata.contract import load_contract
from strata.errors import StrataError

SHIPPED = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Mapping:
    """One mapping folder, read. SQL is kept as text, by the name of its file without ending."""

    folder: Path
    bank: str
    delimiter: str
    sources: dict[str, str]
    control_columns: dict[str, str]
    feeds: dict[str, str]
    helpers: dict[str, str]
    checks: dict[str, str]
    batch_date: str
    known_totals: str | None

    def missing_files(self, source_dir: Path) -> list[str]:
        """Names of the source files that are not in `source_dir`, sorted."""
        return sorted(name for name in self.sources.values() if not (source_dir / name).is_file())


def shipped_mappings() -> list[str]:
    """Names of the mappings that come with Strata."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/mapping.toml"))


def find_mapping(name: str) -> Mapping:
    """Read a shipped mapping by its name, or any folder by its path.

    Raises `StrataError` where there is none, or where it names feeds or columns no contract has.
    """
    folder = SHIPPED / name if name in shipped_mappings() else Path(name)
    if not (folder / "mapping.toml").is_file():
        raise StrataError(
            f"There is no mapping {name}: name one of {', '.join(shipped_mappings())}, or a folder "
            "that holds a mapping.toml."
        )
    return _read(folder)


def _read(folder: Path) -> Mapping:
    try:
        settings = tomllib.loads((folder / "mapping.toml").read_text(encoding="utf-8"))
        bank, sources = settings["bank"], settings["sources"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise StrataError(f"{folder / 'mapping.toml'} cannot be used: {error}.") from error
    named = _statements(folder)
    own = {name: named.pop(name) for name in list(named) if name.startswith("_")}
    mapping = Mapping(
        folder=folder,
        bank=bank,
        delimiter=settings.get("delimiter", ","),
        sources=sources,
        control_columns=settings.get("control_columns", {}),
        feeds=named,
        helpers=_statements(folder / "_helpers"),
        checks=_statements(folder / "_checks"),
        batch_date=own.pop("_batch_date", ""),
        known_totals=own.pop("_known_totals", None),
    )
    mappable = {*load_contract()} - {"ctl_batch"}  # the control totals are written by the runner
    unknown = sorted({*mapping.feeds, *mapping.control_columns} - mappable) + sorted(own)
    if unknown:
        raise StrataError(
            f"{folder} maps {', '.join(unknown)}, which is no feed of the contract to be mapped."
        )
    if not mapping.batch_date:
        raise StrataError(
            f"{folder} lacks _batch_date.sql, which says what day its batch describes."
        )
    return mapping


def _statements(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
