"""One publication from the build file to the readers."""

from dataclasses import dataclass

from strata import access
from strata.home import Home
from strata.lock import hold
from strata.moment import now
from strata.publication.audit import (
    refuse_failed_controls,
    refuse_identifiers,
    refuse_losses,
    write_scan_result,
)
from strata.publication.commit import commit, kept, kept_versions, recover
from strata.publication.manifest import (
    DATABASES,
    Manifest,
    read_manifest,
    seals_of,
    tables_of,
    write_manifest,
)
from strata.publication.stage import STORAGE_VERSION, staged, write_databases, write_parquet
from strata.run.info import RunInfo


@dataclass(frozen=True)
class Published:
    """What readers now have: rows by `schema.table`, and the version, named as its run."""

    rows: dict[str, int]
    version: str


def publish(home: Home, info: RunInfo) -> Published:
    """Write, audit and publish what the last build made, as the version of a run.

    Raises StrataError, with what is published untouched, where the audit fails (GATE_FAILED), the
    disk is full (CODE_ERROR) or somebody writes in the home (ALREADY_RUNNING).
    """
    kept_versions()
    with hold(home):
        recover(home)
        with staged(home, info.run_id) as folder:
            write_databases(home, folder)
            paths = [folder / name for name in DATABASES if (folder / name).exists()]
            write_scan_result(folder, refuse_identifiers(paths))
            refuse_failed_controls(folder)
            write_parquet(folder)
            before = read_manifest(home.published.parent)
            fresh = Manifest(
                run_id=info.run_id,
                number=1 + max((one.number for one in (before, *kept(home)) if one), default=0),
                as_of_date=str(info.as_of_date),
                published_at=now().isoformat(timespec="seconds"),
                code_version=info.code_version,
                model_version=info.model_version,
                storage_version=STORAGE_VERSION,
                tables=tables_of(folder),
                files=seals_of(folder),
            )
            refuse_losses(fresh, before)
            write_manifest(folder, fresh)
            access.apply_published(folder)
            commit(home, folder)
        access.apply(home)
    return Published({name: one.rows for name, one in fresh.tables.items()}, info.run_id)
