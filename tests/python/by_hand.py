"""The pipeline's figures made another way: plain Python over inbox, landing and truth.

Nothing here shares SQL with the models. What a rule of the quality gate decides is taken from the
generator's truth instead: a record it planted to be rejected is left out.
"""

import csv
import gzip
import io
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from strata.home import Home

CENT = Decimal("0.01")
BEGINNING = date(1, 1, 1)
OTHER_SPELLINGS = {"RMB": "CNY", "156": "CNY", "840": "USD", "344": "HKD", "978": "EUR"}
# The demo bank's chart of accounts; loans are booked at the head office.
SUBJECTS = {
    "CUR": "2011", "TD": "2012", "CD": "2013", "NTC": "2014", "STR": "2015",
    "MORT": "1301", "CONS": "1302", "AUTO": "1303", "BIZ": "1304",
}  # fmt: skip
HEAD_OFFICE = "990000"
TRAILERS = ("合计".encode(), "合计".encode("gb18030"))
FX_CARRY = timedelta(days=7)
OUT_OF_AUM = {"CUSTODY"}


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def to_cent(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


# Records in the inbox


class Counted(NamedTuple):
    """Records of one batch, and those of them that are none."""

    received: int
    unreadable: int


def count_inbox(home: Home) -> dict[tuple[str, date], Counted]:
    """Every feed × batch of the inbox, counted from the files alone."""
    found: dict[tuple[str, date], Counted] = {}
    for path in sorted(home.inbox.glob("*/*/*/*")):
        key = path.parent.parent.name, date.fromisoformat(path.parent.name)
        if path.suffix == ".parquet":
            counted = Counted(pq.ParquetFile(path).metadata.num_rows, 0)
        else:
            counted = _count_csv(path)
        before = found.get(key, Counted(0, 0))
        found[key] = Counted(*map(sum, zip(before, counted, strict=True)))
    return found


def _count_csv(path: Path) -> Counted:
    """Structure is ASCII in every encoding a bank uses, so bytes can be parted before decoding."""
    packed = path.read_bytes()
    raw = gzip.decompress(packed) if path.suffix == ".gz" else packed
    text = raw.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    header, *records = (row for row in csv.reader(io.StringIO(text, newline="")) if row)
    records = [row for row in records if not row[0].encode("latin-1").startswith(TRAILERS)]
    bodies = [",".join(row).encode("latin-1") for row in records]
    unreadable = min(
        sum(
            len(row) != len(header) or not _reads(body, encoding)
            for row, body in zip(records, bodies, strict=True)
        )
        for encoding in ("utf-8", "gb18030")
    )
    return Counted(len(records), unreadable)


def _reads(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


# Accounts, balances and positions from the landing


class Account(NamedTuple):
    """An account or loan as it stands, by what the ledger books it under."""

    subject: str | None
    branch: str | None
    currency: str


NOBODYS = Account(None, None, "CNY")


class Landed:
    """The landing of one demo bank, read feed by feed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        defects = pq.read_table(home.truth / "defect.parquet").to_pylist()
        self.planted = Counter(
            (one["feed"], one["record_key"], one["batch_date"], one["verdict"]) for one in defects
        )
        self.rates = self._rates()
        self._accounts, self._owners = self._read_accounts()
        self.borrowers: dict[str, str] = {}
        self._read_contracts()
        self._holders = self._joint_holders()

    def rows(self, feed: str, *columns: str) -> Iterator[tuple]:
        """(batch date, *columns) of every landed row in the order it was delivered."""
        for folder in sorted((self._home.landing / feed).glob("batch_date=*")):
            batch = date.fromisoformat(folder.name.removeprefix("batch_date="))
            for path in sorted(folder.glob("*.parquet")):
                table = pq.ParquetFile(path).read(columns=list(columns))
                yield from zip(
                    [batch] * table.num_rows,
                    *(table[name].to_pylist() for name in columns),
                    strict=True,
                )

    def is_rejected(self, feed: str, batch: date, *key: object) -> bool:
        """Whether the generator planted this record of this batch to be rejected."""
        return (feed, "|".join(map(str, key)), batch, "rejected") in self.planted

    def snapshot(self, feed: str, keys: int, *columns: str) -> dict[date, list[tuple]]:
        """Accepted rows of each position date, as its newest delivery has them.

        The first `keys` columns are the feed's key; the last of these is the position date.
        """
        newest: dict[date, date] = {}
        delivered = defaultdict(list)
        for batch, *values in self.rows(feed, *columns):
            day = values[keys - 1]
            if day is None or day > batch:
                continue
            newest[day] = max(newest.get(day, batch), batch)
            if not self.is_rejected(feed, batch, *values[:keys]):
                delivered[day, batch].append(tuple(values))
        return {day: delivered[day, batch] for day, batch in newest.items()}

    def rate(self, currency: str, day: date) -> Decimal | None:
        """Yuan for one unit on a day, by the last rate of at most a week before."""
        if currency == "CNY":
            return Decimal(1)
        days = self.rates[currency][0]
        place = bisect_right(days, day) - 1
        if place < 0 or day - days[place] > FX_CARRY:
            return None
        return self.rates[currency][1][place]

    def account(self, account_no: str) -> Account:
        """Account or loan as last delivered; one nobody delivered is in yuan and booked nowhere."""
        return self._accounts.get(account_no, NOBODYS)

    def owner(self, account_no: str, day: date) -> str | None:
        """Core customer an account belongs to on a day; before its first delivery as then."""
        changes = self._owners.get(account_no)
        if not changes:
            return None
        place = bisect_right([batch for batch, _ in changes], day) - 1
        return changes[max(place, 0)][1]

    def shares(self, account_no: str, day: date, balance: Decimal) -> list[tuple]:
        """(core customer, part of the balance): joint holders by share, the owner the rest."""
        parts = [
            (customer, to_cent(balance * share))
            for customer, share, start, end in self._holders.get(account_no, ())
            if start <= day < end
        ]
        rest = balance - sum(part for _, part in parts)
        return [*parts, (self.owner(account_no, day), rest)]

    def _rates(self) -> dict[str, tuple[list[date], list[Decimal]]]:
        newest: dict[tuple[str, date], Decimal] = {}
        for batch, currency, day, rate in self.rows("ref_fx_rate", "ccy", "rate_date", "mid_rate"):
            if rate and day <= batch and not self.is_rejected("ref_fx_rate", batch, currency, day):
                newest[_iso(currency), day] = rate
        rates: dict[str, tuple[list, list]] = defaultdict(lambda: ([], []))
        for (currency, day), rate in sorted(newest.items()):
            rates[currency][0].append(day)
            rates[currency][1].append(rate)
        return rates

    def _read_accounts(self) -> tuple[dict[str, Account], dict[str, list[tuple[date, str]]]]:
        names = ("acct_no", "core_cust_no", "acct_type", "ccy", "open_branch", "updated_at")
        told = [
            row
            for row in self.rows("core_account", *names)
            if row[1] and not self.is_rejected("core_account", row[0], row[1])
        ]
        told.sort(key=lambda row: (row[0], row[6] is not None, row[6]))
        accounts, owners = {}, defaultdict(list)
        for batch, account_no, customer, kind, currency, branch, _ in told:
            accounts[account_no] = Account(SUBJECTS.get(kind), branch, _iso(currency))
            owners[account_no].append((batch, customer))
        return accounts, owners

    def _read_contracts(self) -> None:
        names = ("contract_no", "loan_cust_no", "loan_type", "ccy")
        for batch, number, borrower, kind, currency in self.rows("loan_contract", *names):
            if not self.is_rejected("loan_contract", batch, number):
                account = Account(SUBJECTS.get(kind), HEAD_OFFICE, _iso(currency or "CNY"))
                self._accounts[number] = account
                self.borrowers[number] = borrower

    def _joint_holders(self) -> dict[str, list[tuple]]:
        names = ("acct_no", "core_cust_no", "holder_role", "share_pct", "valid_from", "valid_to")
        newest = {}
        for batch, account_no, customer, *rest in self.rows("core_account_holder", *names):
            if not self.is_rejected("core_account_holder", batch, account_no, customer):
                newest[account_no, customer] = rest
        holders = defaultdict(list)
        for (account_no, customer), (role, share, start, end) in newest.items():
            if role == "JOINT" and share:
                holders[account_no].append((customer, share, start or BEGINNING, end or date.max))
        return holders


def _iso(currency: str) -> str:
    return OTHER_SPELLINGS.get(currency, currency)


# Accounts and loans against the ledger


def account_totals(landed: Landed, balances: dict[date, list[tuple]]) -> dict[tuple, Decimal]:
    """Σ balances by (day, subject, branch, currency), in account currency."""
    totals: dict[tuple, Decimal] = defaultdict(Decimal)
    for day, rows in balances.items():
        for account_no, _, balance in rows:
            totals[day, *landed.account(account_no)] += balance
    return totals


def ledger_totals(landed: Landed) -> dict[tuple, Decimal]:
    """What the ledger says of deposits and loans, by (day, subject, branch, currency)."""
    columns = ("subject", "branch_code", "ccy", "biz_date", "balance")
    return {
        (day, subject, branch, currency): balance
        for rows in landed.snapshot("gl_balance", 4, *columns).values()
        for subject, branch, currency, day, balance in rows
        if subject in SUBJECTS.values()
    }


# Daily averages of a month: indicator I01 and what is owed


def asset_averages(
    landed: Landed, customer_of: dict[str, str], balances: dict[date, list[tuple]]
) -> tuple[dict[tuple[str, date], Decimal], dict[tuple[str, date], Decimal]]:
    """Deposits and investments in yuan by (customer key, month end), not rounded."""
    deposits = _summed(
        (customer_of.get(customer, "UNASSIGNED"), day, part * rate)
        for day, rows in balances.items()
        for account_no, _, balance in rows
        for customer, part in landed.shares(account_no, day, balance)
        if part > 0 and (rate := landed.rate(landed.account(account_no).currency, day)) is not None
    )
    columns = (
        "core_cust_no",
        "product_code",
        "biz_date",
        "category",
        "shares",
        "nav",
        "market_value",
        "ccy",
    )
    positions = landed.snapshot("core_wealth_position_daily", 3, *columns)
    held = _held_prices(positions)
    investments = _summed(
        (
            customer_of.get(customer, "UNASSIGNED"),
            day,
            to_cent(units * held[product, day]) * rate if (product, day) in held else value * rate,
        )
        for day, rows in positions.items()
        for customer, product, _, category, units, _, value, currency in rows
        if category not in OUT_OF_AUM and (rate := landed.rate(currency, day)) is not None
    )
    return _per_day(deposits, balances), _per_day(investments, positions)


def loan_averages(
    landed: Landed, customer_of: dict[str, str], loans: dict[date, list[tuple]]
) -> dict[tuple[str, date], Decimal]:
    """Principal owed in yuan by (customer key, month end), not rounded."""
    owed = _summed(
        (customer_of.get(landed.borrowers.get(number), "UNASSIGNED"), day, principal * rate)
        for day, rows in loans.items()
        for number, _, principal in rows
        if (rate := landed.rate(landed.account(number).currency, day)) is not None
    )
    return _per_day(owed, loans)


def _per_day(
    sums: dict[tuple[str, date], Decimal], snapshots: dict[date, list[tuple]]
) -> dict[tuple[str, date], Decimal]:
    days = Counter(map(month_end, snapshots))
    return {(customer, month): total / days[month] for (customer, month), total in sums.items()}


def _summed(amounts: Iterator[tuple[str, date, Decimal]]) -> dict[tuple[str, date], Decimal]:
    sums: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for customer, day, amount in amounts:
        sums[customer, month_end(day)] += amount
    return sums


def _held_prices(positions: dict[date, list[tuple]]) -> dict[tuple[str, date], Decimal]:
    """Last believable price of a product on days whose own is missing or over 20 % away from it."""
    told: dict[str, dict[date, Decimal | None]] = defaultdict(dict)
    for day, rows in positions.items():
        for _, product, _, _, _, price, _, _ in rows:
            told[product][day] = price or told[product].get(day)
    held = {}
    for product, prices in told.items():
        last = None
        for day in sorted(prices):
            price = prices[day]
            if price is not None and (last is None or abs(price - last) <= last / 5):
                last = price
            elif last is not None:
                held[product, day] = last
    return held
