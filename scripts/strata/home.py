"""Where a bank's files are: one folder, `STRATA_HOME`, the repository root unless it is set."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Home:
    """The folders of one bank. Every path is absolute."""

    root: Path

    @classmethod
    def from_env(cls) -> "Home":
        """Read `STRATA_HOME`; the repository root where it is not set."""
        return cls(Path(os.environ.get("STRATA_HOME") or PROJECT_ROOT).resolve())

    @property
    def inbox(self) -> Path:
        """Extracts as the departments drop them; read only."""
        return self.root / "inbox"

    @property
    def landing(self) -> Path:
        """Typed Parquet, one folder a feed."""
        return self.root / "landing"

    @property
    def batches(self) -> Path:
        """What the loader says of every batch, one row each."""
        return self.landing / "_batches" / "batches.parquet"

    @property
    def state(self) -> Path:
        """What must outlive a rebuild."""
        return self.root / "state"

    @property
    def truth(self) -> Path:
        """What the demo generator knows and the warehouse must find; never landed."""
        return self.root / "truth"

    @property
    def warehouse(self) -> Path:
        """The build file: only the build opens it."""
        return self.root / "warehouse" / "strata.duckdb"

    @property
    def published(self) -> Path:
        """What readers open."""
        return self.root / "published" / "strata.duckdb"

    @property
    def published_staff(self) -> Path:
        """Figures of employees, for those who manage them."""
        return self.published.with_name("staff.duckdb")

    @property
    def page(self) -> Path:
        """What bankers open: one HTML file beside the published one."""
        return self.published.with_name("index.html")

    @property
    def staff_pages(self) -> Path:
        """Sheets of staff and leagues: apart from the bankers' page, with rights of their own."""
        return self.published.with_name("staff")

    @property
    def secret(self) -> Path:
        """The private file behind every customer key."""
        named = os.environ.get("STRATA_SECRET_FILE")
        return Path(named).resolve() if named else self.root / ".strata" / "secret"

    @property
    def provider_key(self) -> Path:
        """The key the bank agreed with its data providers; a bank without any has no such file."""
        named = os.environ.get("STRATA_PROVIDER_KEY_FILE")
        return Path(named).resolve() if named else self.root / ".strata" / "provider_key"
