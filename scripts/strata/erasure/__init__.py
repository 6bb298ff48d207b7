"""Forgetting a person: out of inbox, landing, state and published versions, totals kept.

`treatment.csv` says, feed by feed and column by column, what happens where a column holds one of
the person's numbers:

- `delete`: the row goes, and is counted as erased in the control totals (R-01, R-02);
- `blank`: the row stays for the totals and the cell is emptied;
- `surrogate`: the row stays and the cell gets a random stand-in, the same in every feed and kept
  nowhere, because the rows need a key;
- `blank_too` (a column that holds no number): emptied in rows that another line of the feed met.

Balances whose owner's number is gone belong to the unassigned customer, as any such balance does.
"""

from strata.erasure.forget import Forgotten, find_key, forget, recover

__all__ = ["Forgotten", "find_key", "forget", "recover"]
