"""Mappings: how a bank's own files become the extracts of the contract, as SQL one can read.

A mapping is a folder:

- `mapping.toml`: the bank's name, the delimiter of its files, the files themselves (read as text,
  known to the SQL as `source.<name>`) and the columns whose sums are announced in `ctl_batch`;
- `<feed>.sql`: one select per feed, its columns named as in the contract; a column the bank does
  not have is left out;
- `_batch_date.sql`: one date, the business day the batch describes; the feeds can ask for it with
  `getvariable('batch_date')`;
- `_helpers/<name>.sql`: tables the other selects share (optional);
- `_checks/<name>.sql`: selects that must return nothing; the first comment line says what must
  hold (optional);
- `_known_totals.sql`: measure and total, what is known about the bank from elsewhere; the warehouse
  counts again (control KT; optional).

The selects may read each other's tables; the order is found out. `berka` is the worked example.
"""

from strata.mappings.mapping import Mapping, find_mapping, shipped_mappings
from strata.mappings.run import MapReport, map_bank

__all__ = ["MapReport", "Mapping", "find_mapping", "map_bank", "shipped_mappings"]
