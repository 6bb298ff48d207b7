"""What is judged before readers get a new version; whatever fails leaves the old one in place."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from strata.checks.privacy import Finding, scan_file
from strata.errors import Exit, StrataError
from strata.publication.manifest import PUBLIC_FILE, Manifest

# Without these a page or a reader has nothing to go by, in any bank.
ALWAYS_THERE = ("marts.dim_customer", "marts.fct_customer_month", "quality.ctl_result")
# Tables that say what there is. A report or a list of breaks may well become empty.
_NEVER_EMPTIED = ("marts.dim_", "marts.fct_")


def refuse_identifiers(paths: Iterable[Path]) -> list[Finding]:
    """Stop where a file holds identifiers of people (control R-25); else an empty list."""
    findings = [one for path in paths for one in scan_file(path)]
    if findings:
        told = ", ".join(
            f"{one.values} {one.kind}(s) in {one.table}.{one.column}" for one in findings
        )
        raise StrataError(
            "Identifiers of people stand in what readers would get, so nothing was published: "
            f"{told}; find the model that lets them through.",
            Exit.GATE_FAILED,
        )
    return findings


def write_scan_result(folder: Path, findings: list[Finding]) -> None:
    """Tell in the new file what the privacy scan found: row R-25 of the controls, where it is."""
    values = sum(one.values for one in findings)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / PUBLIC_FILE}' as fresh")
        connection.execute(
            """
            update fresh.quality.ctl_result
            set left_value = $found, right_value = 0, difference = $found,
                status = case when $found = 0 then 'PASS' else 'FAIL' end
            where control_id = 'R-25'
            """,
            {"found": values},
        )
        connection.execute("checkpoint fresh")


def refuse_failed_controls(folder: Path) -> None:
    """Stop where a control that blocks publication does not hold."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / PUBLIC_FILE}' as fresh (read_only)")
        failed = connection.execute(
            """
            select control_id || ' (' || title || ': ' || left_value || ' against ' || right_value
                || '; ' || owner || ')'
            from fresh.quality.ctl_result where severity = 'BLOCK' and status = 'FAIL'
            order by control_id
            """
        ).fetchall()
    if failed:
        raise StrataError(
            "A control that blocks publication does not hold, so nothing was published: "
            f"{', '.join(told for (told,) in failed)}.",
            Exit.GATE_FAILED,
        )


def refuse_losses(fresh: Manifest, before: Manifest | None) -> None:
    """Stop where a mart is gone, or lost every row it had in the version before.

    Another version of the code may have other tables; what must always be there is then still asked
    for.
    """
    rows = {name: one.rows for name, one in fresh.tables.items()}
    lost = [f"{name} is missing" for name in ALWAYS_THERE if name not in rows]
    is_same_code = before is not None and before.code_version == fresh.code_version
    for name, one in before.tables.items() if before else ():
        if name not in rows:
            is_lost = is_same_code and name.startswith(("marts.", "quality."))
            lost += [f"{name} is missing"] * (is_lost and name not in ALWAYS_THERE)
        elif one.rows and not rows[name] and name.startswith(_NEVER_EMPTIED):
            lost.append(f"{name} is empty and had {one.rows} rows")
    if lost:
        raise StrataError(
            f"The new version lost what the one before it had, so nothing was published: "
            f"{', '.join(lost)}; look for a feed or a model that fell away.",
            Exit.GATE_FAILED,
        )
