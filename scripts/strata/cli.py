"""The `strata` command: one function a command, each a call into the package that does it."""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from strata.errors import Exit, StrataError
from strata.home import Home

app = typer.Typer(
    name="strata",
    help="Four departments' extracts become one customer. Folders lie under STRATA_HOME.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_DAY = ["%Y-%m-%d"]


@app.command()
def land(
    until: Annotated[
        datetime | None,
        typer.Option(formats=_DAY, help="Land batches up to this batch date only."),
    ] = None,
    quiet: Annotated[bool, typer.Option(help="No progress bar, and only what went wrong.")] = False,
) -> None:
    """Land what is new in the inbox; refuse, in one sentence each, what does not fit.

    Reads inbox/<system>/<feed>/<YYYY-MM-DD>/ (CSV, gzipped CSV or Parquet) and writes typed
    Parquet to landing/. The inbox is never changed. Landing the same bytes again changes nothing;
    other bytes for a batch replace it whole. Exit code 3 says that something was refused, 5 that
    another command is at work in the home.
    """
    from strata.landing import land as land_inbox  # noqa: PLC0415
    from strata.landing.report import summary_lines  # noqa: PLC0415

    report = land_inbox(Home.from_env(), until=until.date() if until else None, quiet=quiet)
    for line in summary_lines(report, quiet=quiet):
        typer.echo(line)
    if not report.is_clean:
        raise typer.Exit(Exit.DATA_REFUSED)


@app.command()
def accept(
    feed: Annotated[str, typer.Argument(help="Feed of the batch, e.g. core_balance_daily.")],
    batch_date: Annotated[datetime, typer.Argument(formats=_DAY, help="Its batch date.")],
    reason: Annotated[str, typer.Option(help="Why the batch may go on; kept for good.")],
) -> None:
    """Release a refused or halted batch, for exactly the bytes that were delivered.

    Control totals that differ, lost columns and halts of the quality gate can be released; columns
    that may never be landed, missing keys and unreadable files need a new delivery.
    """
    from strata.landing import accept as accept_batch  # noqa: PLC0415

    report = accept_batch(Home.from_env(), feed, batch_date.date(), reason)
    typer.echo(f"{report.name} is released; `strata build` (or `strata land`) takes it up.")


@app.command()
def demo(
    customers: Annotated[int, typer.Option(min=50, help="People the bank has to do with.")] = 5000,
    months: Annotated[int, typer.Option(min=15, help="Months of history, from October 2023.")] = 27,
    seed: Annotated[int, typer.Option(help="Same arguments and seed, same bytes.")] = 1,
    overlap: Annotated[
        bool, typer.Option("--overlap", help="People whose kinds blur into each other.")
    ] = False,
    force: Annotated[bool, typer.Option(help="Replace the inbox and truth/ there are.")] = False,
) -> None:
    """Make a demo bank: what four departments would deliver, dirt and all.

    Writes inbox/ (one history batch, then 45 daily ones), truth/ (who is who and every planted
    defect; never landed) and a secret of the demo bank's own.
    """
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    from strata.demo import make_demo  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("demo bank: {task.description}"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("starting")
        made = make_demo(
            Home.from_env(),
            customers=customers,
            months=months,
            seed=seed,
            overlap=overlap,
            force=force,
            on_part=lambda part: progress.update(task, description=part),
        )
    typer.echo(
        f"A demo bank of {made['customers']:,} customers lies in inbox/: {made['feeds']} feeds, "
        f"{made['batches']} batches, {made['files']:,} files. Next: `strata build`."
    )


@app.command("map")
def map_files(
    mapping: Annotated[
        str, typer.Argument(help="A mapping that comes with Strata (berka), or a mapping folder.")
    ],
    source_dir: Annotated[
        Path, typer.Option("--from", help="Folder with the bank's own files; it is only read.")
    ],
    force: Annotated[
        bool, typer.Option(help="Replace batches of the same day in this bank's inbox.")
    ] = False,
) -> None:
    """Turn a bank's own files into inbox extracts, by a mapping written in SQL.

    A mapping is a folder: mapping.toml names the bank and its files, read as text; <feed>.sql is
    one select per feed, with the contract's column names; _batch_date.sql says what day it is;
    _checks/ must find nothing before anything is written; _known_totals.sql holds what the
    warehouse has to find again. scripts/strata/mappings/berka/ is the worked example: copy it.

    Writes inbox/, its control totals and inbox/bank.json. Next: `strata secret` once, then
    `strata build`, with the same STRATA_HOME.
    """
    from strata.mappings import find_mapping, map_bank  # noqa: PLC0415

    made = map_bank(find_mapping(mapping), source_dir, Home.from_env(), force=force)
    for feed, rows in made.rows.items():
        typer.echo(f"{feed:<28} {rows:>12,} rows")
    typer.echo(
        f"Bank {made.bank} as of {made.batch_date} lies in inbox/, with {len(made.known_totals)} "
        "known totals. Next: `strata secret` once, then `strata build`."
    )


_AS_OF = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=_DAY, help="Compute for this day, else the newest balances."),
]
_DESPITE = Annotated[
    bool, typer.Option("--despite-refusals", help="Go on without the batches that were refused.")
]


@app.command()
def build(
    as_of: _AS_OF = None,
    full_refresh: Annotated[
        bool, typer.Option(help="Make every table anew instead of the touched partitions.")
    ] = False,
    despite_refusals: _DESPITE = False,
) -> None:
    """Land what the inbox holds, build, publish the marts and the pages: a run without gates.

    Readers open published/strata.duckdb, which is replaced only when every step went well. Exit
    codes as of `strata run`.
    """
    _run(as_of, is_gated=False, is_forced=True, full_refresh=full_refresh,
         despite_refusals=despite_refusals)  # fmt: skip


@app.command()
def run(
    as_of: _AS_OF = None,
    each_day: Annotated[
        bool, typer.Option("--each-day", help="Publish every missed day by itself, in order.")
    ] = False,
    force: Annotated[bool, typer.Option(help="Run although nothing is new.")] = False,
    despite_refusals: _DESPITE = False,
) -> None:
    """Land, gate, build, gate, publish, write the pages: what a scheduler calls once a day.

    Goes on where an earlier attempt was killed. Exit codes: 1 the code or the machine failed; 3
    batches were refused; 4 a gate, a test or a halt stopped the run; 5 another command is at work.
    What is published stays as it was unless the run ends with 0. state/runs/ keeps the log.
    """
    _run(as_of, each_day=each_day, is_forced=force, despite_refusals=despite_refusals)


def _run(as_of: datetime | None, *, each_day: bool = False, **asked: bool) -> None:
    from strata.run import runner  # noqa: PLC0415
    from strata.run.summary import closing_lines  # noqa: PLC0415

    home = Home.from_env()
    options = runner.Options(as_of=as_of.date() if as_of else None, **asked)
    rans = runner.run_each_day(home, options) if each_day else [runner.run(home, options)]
    for ran in rans:
        for line in [*ran.lines, *closing_lines(ran)]:
            typer.echo(line)


_MONTH = ["%Y-%m"]


@app.command()
def calibrate(
    month: Annotated[
        datetime | None,
        typer.Option(formats=_MONTH, help="Month to calibrate on, else the last complete."),
    ] = None,
) -> None:
    """Make a new model version: bounds and cuts of one month, frozen under state/.

    Says what it would change; nothing is put to use before `strata adopt`.
    """
    from strata.calibrate import calibrate as calibrate_version  # noqa: PLC0415

    made = calibrate_version(Home.from_env(), _month_end(month) if month else None)
    typer.echo(f"Model version {made.version} was made. Before -> after, before hysteresis:")
    for line in made.lines:
        typer.echo(line)
    typer.echo(f"Put it to use with `strata adopt {made.version} --from-month YYYY-MM`.")


@app.command()
def adopt(
    version: Annotated[str, typer.Argument(help="A version that `strata calibrate` made.")],
    from_month: Annotated[
        datetime, typer.Option(formats=_MONTH, help="First month that is scored with it.")
    ],
) -> None:
    """Use a model version from a month on; the next build rebases the tiers of that month."""
    from strata.landing.model_state import use_version  # noqa: PLC0415

    use_version(Home.from_env(), version, _month_end(from_month))
    typer.echo(f"{version} is used from {from_month:%Y-%m} on; `strata build` applies it.")


@app.command("close-month")
def close_month(
    month: Annotated[datetime, typer.Argument(formats=_MONTH, help="A month that is over.")],
    with_earlier: Annotated[
        bool, typer.Option("--with-earlier", help="Close the open months before it too.")
    ] = False,
) -> None:
    """Freeze a month of staff assessment as the last build worked it out, under state/.

    Later corrections are posted in the first open month. Closing twice is harmless; months are
    closed in order.
    """
    from strata import closing  # noqa: PLC0415

    months = closing.close_month(Home.from_env(), _month_end(month), with_earlier=with_earlier)
    for closed in months:
        typer.echo(closing.sentence(closed))


def _month_end(day: datetime) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1).date() - timedelta(days=1)


@app.command()
def pages() -> None:
    """Write the bankers' page and the sheets of staff from the published files alone.

    The page is published/index.html; sheets, units and leagues lie under published/staff/, where
    somebody is assessed. `strata build` does so at its end; use this after changing a page.
    """
    from strata.pages import make_page, make_staff_pages  # noqa: PLC0415

    home = Home.from_env()
    for written in (make_page(home), make_staff_pages(home)):
        if written:
            typer.echo(f"{written} is written.")


secret_app = typer.Typer(invoke_without_command=True, add_completion=False)
app.add_typer(secret_app, name="secret")


@secret_app.callback()
def secret(context: typer.Context) -> None:
    """Make the private secret behind every customer key, once; an existing one is never touched.

    It lies in .strata/secret under STRATA_HOME, or where STRATA_SECRET_FILE says. Losing it means
    new keys for every customer: keep it as long as the warehouse lives.
    """
    from strata.secret import make_secret  # noqa: PLC0415

    if context.invoked_subcommand is not None:
        return
    home = Home.from_env()
    make_secret(home.secret)
    typer.echo("A new secret was made; back it up apart from the warehouse.")


@secret_app.command("rotate")
def rotate_secret() -> None:
    """Replace the secret after a build; a map leads from every old customer key to its new one.

    The map is kept in state/ and shown as restricted.customer_key_map. The next `strata build`
    makes every table anew with the new keys; keyed hashes of records change with them.
    """
    from strata.lock import hold  # noqa: PLC0415
    from strata.secret import rotate  # noqa: PLC0415

    home = Home.from_env()
    with hold(home):
        mapped = rotate(home)
    typer.echo(
        f"The secret was replaced and {mapped:,} keys were mapped; back the new one up and run "
        "`strata build`, which gives customers their new keys."
    )


@app.command()
def forget(
    customer_key: Annotated[
        str | None, typer.Argument(help="Key of the customer, as readers know it.")
    ] = None,
    system: Annotated[
        str | None, typer.Option(help="Instead: core, card, loan, ebank or crm.")
    ] = None,
    number: Annotated[str | None, typer.Option(help="The person's number in that system.")] = None,
    *,
    reason: Annotated[str, typer.Option(help="On whose request, by which right; kept for good.")],
) -> None:
    """Erase a person: from inbox, landing, state and every published version; totals stay.

    Balances go to the unassigned customer, rows that are erased are counted in the controls. The
    build file is removed; the next `strata build` proves that totals hold and the person is gone.
    Exit code 3: something was delivered that the last build has not seen.
    """
    from strata import erasure  # noqa: PLC0415
    from strata.lock import hold  # noqa: PLC0415

    home = Home.from_env()
    if (customer_key is None) == (system is None or number is None):
        raise StrataError("Name a customer key, or --system and --number; one of the two.")
    with hold(home):
        done = erasure.forget(home, customer_key or erasure.find_key(home, system, number), reason)
    typer.echo(
        f"Request {done.request_id}: {done.erased_rows:,} rows were erased and "
        f"{done.unlinked_rows:,} kept without the person, in {done.batches} batches; "
        f"{done.published_files} published files were written anew. Now run `strata build`."
    )


@app.command()
def versions() -> None:
    """List the published version (*) and those that are kept, and say what is damaged.

    STRATA_KEEP_VERSIONS says how many earlier ones are kept (5). Exit code 4: published files are
    not as they were written.
    """
    from strata.publication import verify, version_lines  # noqa: PLC0415

    home = Home.from_env()
    damages = verify(home)
    for line in [*version_lines(home), *damages]:
        typer.echo(line)
    if damages:
        raise typer.Exit(Exit.GATE_FAILED)


@app.command()
def gate(
    layer: Annotated[str, typer.Argument(help="landing, staging or marts.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=_DAY, help="Judge as of this day, else the newest batch's."),
    ] = None,
) -> None:
    """Run one gate by hand: measures of the layer against the bounds of gate_check.

    Results are kept under state/gate_results like those of a run. Exit code 4 says that a critical
    check failed; warnings name their owner and stop nothing.
    """
    from strata.gates import report_lines, run_gate  # noqa: PLC0415
    from strata.run.info import new_run_id  # noqa: PLC0415
    from strata.run.inputs import as_of_date  # noqa: PLC0415

    home = Home.from_env()
    day = as_of_date(home, as_of.date() if as_of else None)
    report = run_gate(home, layer, new_run_id(), day)
    for line in report_lines(report):
        typer.echo(line)
    if report.failed:
        raise typer.Exit(Exit.GATE_FAILED)


@app.command()
def release(
    check_id: Annotated[str, typer.Argument(help="A critical check that stopped a run.")],
    subject: Annotated[str, typer.Argument(help="Its subject, as the message names it.")],
    reason: Annotated[str, typer.Option(help="Why the run may go on; kept for good.")],
) -> None:
    """Let the next run pass a critical result of the staging or marts gate, for its day alone.

    Batches are released with `strata accept`. The result stays on record, with the reason.
    """
    from strata.gates.released import release as release_result  # noqa: PLC0415

    typer.echo(release_result(Home.from_env(), check_id, subject, reason))


@app.command()
def rollback(
    version: Annotated[
        str | None, typer.Argument(help="A version of `strata versions`, else the one before.")
    ] = None,
) -> None:
    """Give readers a kept version again, with its pages; the current one is kept in turn.

    A damaged version is refused (exit code 4). The next run publishes anew.
    """
    from strata import access  # noqa: PLC0415
    from strata.lock import hold  # noqa: PLC0415
    from strata.pages import make_page, make_staff_pages  # noqa: PLC0415
    from strata.publication import rollback as roll_back  # noqa: PLC0415

    home = Home.from_env()
    with hold(home):
        typer.echo(roll_back(home, version))
        make_page(home)
        make_staff_pages(home)
        access.apply(home)


@app.command()
def docs() -> None:
    """Write the documentation of the project and its column lineage, from the last build.

    The pages are published/docs.html and published/lineage.html; each is one file and needs no
    network. `strata run` makes them anew where the code has changed.
    """
    from strata.site import make_docs  # noqa: PLC0415

    for written in make_docs(Home.from_env()):
        typer.echo(f"{written} is written.")


@app.command()
def truth() -> None:
    """Compare the demo warehouse with what its generator knows: who is who, and every defect."""
    from strata.checks.truth import compare_with_truth  # noqa: PLC0415

    if not compare_with_truth(Home.from_env()):
        raise typer.Exit(Exit.GATE_FAILED)


def main() -> None:
    """Run the command line; a `StrataError` ends it with its sentence and its exit code."""
    try:
        app()
    except StrataError as error:
        typer.echo(f"strata: {error.sentence}", err=True)
        sys.exit(error.code)


if __name__ == "__main__":
    main()
