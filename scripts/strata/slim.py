"""What slim CI compares a change with: the project as the last published build had it."""

import os
from pathlib import Path

from strata.home import PROJECT_ROOT, Home
from strata.landing.store import write_atomically


def state_folder(home: Home) -> Path:
    """The folder for dbt's `--state`."""
    return home.state / "dbt"


def keep_manifest(home: Home) -> Path:
    """Keep the manifest that dbt's last run of this project wrote; return where.

    For the end of a build that was published. The folder dbt writes to is its own: `target` in
    the project, or where DBT_TARGET_PATH says.
    """
    written = PROJECT_ROOT / os.environ.get("DBT_TARGET_PATH", "target") / "manifest.json"
    kept = state_folder(home) / "manifest.json"
    write_atomically(kept, written.read_bytes())
    return kept
