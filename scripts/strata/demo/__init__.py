"""The demo bank: four departments that never agreed on anything, made with DuckDB and a seed.

`make_demo` writes `inbox/` as the departments would deliver it and `truth/` as only the generator
knows it. How it works, for whoever adds a feed:

**One database.** All parts share a `Demo` (`bank.py`): a DuckDB in memory that spills to disk, with
macros and tables. Parquet is written by other cursors, which do not see temporary tables. Chance is
a hash: `u(key, salt)` is uniform in [0, 1), `g(key, salt)` normal, always the same for the same
key, salt and seed, whatever the number of threads. (The hash of 1 as INTEGER is not that of 1 as
BIGINT: cast keys that meet.) Never use `random()`, row order or unordered `row_number()`; sum money
as integer cents.

**Who is who.** `person` is the population (latent kind, true attributes, memberships),
`source_record` has a row per customer number of a system. Matching labels (`pair`) are drawn there
from scenarios, before and without any matching.

**A feed** is a table `out_<feed>` with the contract's columns *as delivered* (text for CSV, any
type for Parquet), plus `_batch` DATE, `_ord` BIGINT and, where wanted, `_part` VARCHAR (several
files of one batch) and `_raw` VARCHAR (SHORT, LONG, BYTES: a line that is no record). `deliver_csv`
or `deliver_parquet` (`deliver.py`) writes, counts and drops it. One history batch, then a batch a
day: `batch_of(date)` is the first batch that can hold a fact of that date.

**Defects** are registered with `demo.plant(feed, d_code, verdict, query)` where they are made. A
verdict says what the warehouse owes the row: *repaired* (it comes out right), *flagged* (kept, with
a flag), *rejected* (quarantined), *unreadable* (not even a record).

**Order** (`make.py`): people, identity, reference, accounts; card and loan (they may ask for core
transactions through `core_request`); consents, investments, marketing and its coupon orders;
transactions and balances; e-banking, CRM and the rest; ledger, control totals, truth.

**Kinds.** `person.kind` is what somebody is at the end; a few were `kind_from` until
`kind_changed_on`, and their money, payments and log-ins follow within two months. `Blur` in
`people.py` says how far people stray from their kind; `overlap` asks for the wider one.
"""

from strata.demo.make import make_demo

__all__ = ["make_demo"]
