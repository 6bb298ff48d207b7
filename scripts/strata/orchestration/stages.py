"""What the assets call: one function a stage, each a call into the package that does it."""

from datetime import date

from strata.errors import Exit, StrataError
from strata.home import Home
from strata.run.inputs import as_of_date
from strata.run.steps import manifest_path, publish_build


def land_until(home: Home, day: date) -> dict[str, int]:
    """Land what the inbox holds up to a day; batches by what became of them.

    Raises StrataError (DATA_REFUSED) where a batch was refused, with every refusal in its sentence.
    """
    from strata.landing import land  # noqa: PLC0415

    report = land(home, until=day, quiet=True)
    if report.refused:
        told = "; ".join(f"{one.name}: {one.reason}" for one in report.refused)
        raise StrataError(
            f"{len(report.refused)} batch(es) were refused, so nothing was built and the published "
            f"file stays as it was: {told}; correct them, or release them with `strata accept`.",
            Exit.DATA_REFUSED,
        )
    done = {"landed": report.landed, "replaced": report.replaced, "problems": report.problems}
    return {what: len(found) for what, found in done.items()} | {"unchanged": report.unchanged}


def note_credit_reads(home: Home, run_id: str) -> None:
    """Log that the models read credit data, before they do."""
    from strata.credit_reads import log_credit_reads  # noqa: PLC0415

    log_credit_reads(home, run_id, "dagster", manifest_path())


def publish_day(home: Home, run_id: str, day: date) -> dict[str, int]:
    """Publish what was built for a day; rows per published table."""
    return publish_build(home, run_id, as_of_date(home, day))[0]


def write_pages(home: Home) -> list[str]:
    """Write the pages from the published files; names of those written."""
    from strata.pages import make_pages  # noqa: PLC0415

    return [page.name for page in make_pages(home)]


def first_batch_day(home: Home) -> date | None:
    """Batch date of the first balances there are, delivered or landed."""
    found = [
        *(home.inbox / "core" / "core_balance_daily").glob("????-??-??"),
        *(home.landing / "core_balance_daily").glob("batch_date=????-??-??"),
    ]
    return min((date.fromisoformat(path.name[-10:]) for path in found), default=None)
