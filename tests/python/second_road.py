"""Indicators, scores and tiers on a second road: Polars and plain loops over the landing, no SQL.

Read of the build: which rows were rejected, which source numbers are one customer, since when each
is one, and frozen scales and cuts. Codes and weights come from the seeds, everything else from the
landed Parquet. Functions return {(customer key, month end): value}; what is missing is told by
each of them.
"""

import csv
from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property
from math import log1p

import duckdb
import numpy as np
import polars as pl

from strata.demo.names import traditional_pairs
from strata.home import PROJECT_ROOT, Home

SPELLINGS = {"RMB": "CNY", "156": "CNY", "840": "USD", "344": "HKD", "978": "EUR"}
NEVER = date(9999, 12, 31)
CORE_DEPOSITS = ["CUR", "TD", "NTC", "CD"]
W90, W180 = 90, 180
FX_CARRY, NAV_JUMP = timedelta(days=7), 0.2
ROBOT_SESSIONS = 200
CAPITAL_RATIO, HURDLE, TAX = 0.105, 0.10, 0.25
CARD_FUNDING, CARD_INTEREST = 0.02, 0.1825

Figures = dict[tuple[str, date], float | None]


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_back(month: date, count: int) -> date:
    for _ in range(count):
        month = month.replace(day=1) - timedelta(days=1)
    return month


def months_later(day: date, count: int) -> date:
    """The same day months later, or the last of a shorter month."""
    number = day.year * 12 + day.month - 1 + count
    last = month_end(date(number // 12, number % 12 + 1, 1))
    return last.replace(day=min(day.day, last.day))


def seed(name: str) -> list[dict[str, str]]:
    """Rows of a seed file, as text."""
    with (PROJECT_ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def parameters() -> dict[str, float]:
    return {row["parameter_id"]: float(row["value"]) for row in seed("reference/parameter")}


def cents(column: str | pl.Expr) -> pl.Expr:
    """Rounded to the cent, halves away from zero."""
    amount = pl.col(column) if isinstance(column, str) else column
    return amount.sign() * ((amount.abs() * 100 + 0.5 + 1e-7).floor() / 100)


def normal_name(column: str) -> pl.Expr:
    traditional, simplified = zip(*traditional_pairs(), strict=True)
    return (
        pl.col(column)
        .str.replace_many(traditional, simplified)
        .str.replace_all(r"[\s　]", "")
        .str.replace_all("[•・．.]", "·")
        .str.to_uppercase()
    )


class SecondRoad:
    """The landing of one bank, and the figures made from it."""

    def __init__(self, home: Home, built: duckdb.DuckDBPyConnection) -> None:
        self._home = home
        self._frames: dict[str, pl.DataFrame] = {}
        self.rejected = built.execute("""
            select distinct feed, src_file as _src_file, src_row_no as _src_row_no
            from quality.dq_violations where severity = 'reject'
        """).pl()
        self._keys = built.execute("""
            select source_system, source_customer_id, customer_key
            from restricted.bridge_customer_source where valid_to is null
        """).pl()
        self.since = dict(
            built.execute(
                "select customer_key, customer_since from restricted.customer_attributes"
            ).fetchall()
        )
        batches = (home.landing / "core_balance_daily").glob("batch_date=*")
        self.as_of = max(date.fromisoformat(path.name[-10:]) for path in batches)

    # Rows

    def rows(self, feed: str) -> pl.DataFrame:
        """Accepted rows of a feed in the order they were delivered; decimals as floats."""
        if feed not in self._frames:
            folder = self._home.landing / feed
            parts = [
                pl.read_parquet(path, hive_partitioning=False)
                .drop("batch_date", strict=False)
                .with_columns(batch_date=pl.lit(day))
                for path in sorted(folder.glob("batch_date=*/*.parquet"))
                if (day := date.fromisoformat(path.parent.name[-10:])) <= self.as_of
            ]
            parts = parts or [pl.read_parquet(next(folder.glob("*.parquet"))).clear()]
            rejected = self.rejected.filter(pl.col("feed") == feed).drop("feed")
            frame = pl.concat(parts, how="vertical_relaxed")
            units = {row["feed"] for row in seed("reference/amount_unit")}
            money = [name for name in frame.columns if frame[name].dtype.is_decimal()]
            frame = frame.with_columns(pl.col(money).cast(pl.Float64))
            if feed in units:
                inside = [n for n in money if not n.endswith("rate")]
                frame = frame.with_columns(pl.col(inside) / 100)
            if "ccy" in frame.columns:
                frame = frame.with_columns(pl.col("ccy").replace(SPELLINGS))
            self._frames[feed] = frame.join(
                rejected, on=["_src_file", "_src_row_no"], how="anti"
            ).sort("batch_date", "_src_file", "_src_row_no", maintain_order=True)
        return self._frames[feed]

    def newest(self, feed: str, *key: str) -> pl.DataFrame:
        """One row per key: the last delivered, by its own time within a batch."""
        frame = self.rows(feed)
        if "updated_at" in frame.columns:
            order = ["batch_date", "updated_at", "_src_file", "_src_row_no"]
            frame = frame.sort(*order, nulls_last=False)
        return frame.unique(subset=key, keep="last", maintain_order=True)

    def snapshot(self, feed: str) -> pl.DataFrame:
        """Each position date as its newest batch has it."""
        frame = self.rows(feed).filter(pl.col("biz_date") <= pl.col("batch_date"))
        last = pl.col("batch_date") == pl.col("batch_date").max().over("biz_date")
        return frame.filter(last).with_columns(pl.col("biz_date").dt.month_end().alias("month"))

    def keyed(self, frame: pl.DataFrame, system: str, number: str) -> pl.DataFrame:
        """With the customer behind a source number; rows of nobody known drop out."""
        keys = self._keys.filter(pl.col("source_system") == system)
        return frame.join(
            keys.select(pl.col("source_customer_id").alias(number), "customer_key"), on=number
        )

    @cached_property
    def rates(self) -> pl.DataFrame:
        frame = self.newest("ref_fx_rate", "ccy", "rate_date")
        return (
            frame.filter((pl.col("mid_rate") > 0) & (pl.col("rate_date") <= pl.col("batch_date")))
            .select("ccy", "rate_date", "mid_rate")
            .sort("rate_date")
        )

    def in_yuan(self, frame: pl.DataFrame, amount: str, day: str, ccy: str = "ccy") -> pl.DataFrame:
        """With column `yuan`: by the last rate of at most a week before."""
        frame = frame.with_columns(pl.col(ccy).replace(SPELLINGS).fill_null("CNY")).sort(day)
        joined = frame.join_asof(
            self.rates, left_on=day, right_on="rate_date", by_left=ccy, by_right="ccy",
            strategy="backward", tolerance=FX_CARRY, check_sortedness=False,
        )  # fmt: skip
        rate = pl.when(pl.col(ccy) == "CNY").then(1.0).otherwise(pl.col("mid_rate"))
        return joined.with_columns(yuan=pl.col(amount) * rate).drop("mid_rate", "rate_date")

    # Balances

    @cached_property
    def accounts(self) -> pl.DataFrame:
        return self.newest("core_account", "acct_no")

    def owned(self, frame: pl.DataFrame, day: str) -> pl.DataFrame:
        """With the core customer an account had on a day; before its first batch, as then."""
        told = self.rows("core_account").filter(pl.col("core_cust_no").is_not_null())
        told = told.sort("batch_date", "updated_at", "_src_row_no")
        told = told.unique(["acct_no", "batch_date"], keep="last", maintain_order=True)
        told = told.select("acct_no", "core_cust_no", from_day="batch_date").sort("from_day")
        first = told.unique("acct_no", keep="first", maintain_order=True)
        frame = frame.drop("core_cust_no", strict=False).sort(day)
        frame = frame.join_asof(
            told, left_on=day, right_on="from_day", by="acct_no", check_sortedness=False
        )
        first = first.select("acct_no", first_owner="core_cust_no")
        owner = pl.coalesce("core_cust_no", "first_owner")
        return frame.join(first, on="acct_no", how="left").with_columns(core_cust_no=owner)

    @cached_property
    def deposits(self) -> pl.DataFrame:
        """(customer, account, day, yuan) of deposits, those of joint holders by their shares."""
        frame = self.snapshot("core_balance_daily").select(
            "acct_no", "biz_date", "month", "balance"
        )
        about = self.accounts.select("acct_no", "acct_type", "ccy")
        frame = self.owned(frame, "biz_date").join(about, on="acct_no", how="left")
        joint = self.newest("core_account_holder", "acct_no", "core_cust_no").filter(
            (pl.col("holder_role") == "JOINT") & (pl.col("share_pct") > 0)
        )
        joint = joint.select(
            "acct_no", "share_pct", "valid_from", "valid_to", holder="core_cust_no"
        )
        shares = frame.join(joint, on="acct_no").filter(
            (pl.col("valid_from").fill_null(date(1, 1, 1)) <= pl.col("biz_date"))
            & (pl.col("biz_date") < pl.col("valid_to").fill_null(NEVER))
        )
        shares = shares.with_columns(part=cents(pl.col("balance") * pl.col("share_pct")))
        taken = shares.group_by("acct_no", "biz_date").agg(pl.col("part").sum().alias("taken"))
        own = frame.join(taken, on=["acct_no", "biz_date"], how="left").with_columns(
            part=pl.col("balance") - pl.col("taken").fill_null(0)
        )
        names = ["acct_no", "core_cust_no", "biz_date", "month", "acct_type", "ccy", "part"]
        parts = pl.concat([
            own.select(names),
            shares.with_columns(core_cust_no="holder").select(names),
        ]).filter(pl.col("part") > 0)  # fmt: skip
        return self.keyed(self.in_yuan(parts, "part", "biz_date"), "core", "core_cust_no")

    @cached_property
    def positions(self) -> pl.DataFrame:
        """(customer, category, day, yuan) of investments, at the last believable price."""
        frame = self.snapshot("core_wealth_position_daily")
        prices: dict[str, dict[date, float | None]] = defaultdict(dict)
        for product, day, nav in frame.select("product_code", "biz_date", "nav").iter_rows():
            prices[product][day] = nav if nav else prices[product].get(day)
        held = []
        for product, told in prices.items():
            last = None
            for day in sorted(told):
                now = told[day]
                if now is not None and (last is None or abs(now - last) <= NAV_JUMP * last):
                    last = now
                elif last is not None:
                    held.append((product, day, last))
        schema = {"product_code": pl.String, "biz_date": pl.Date, "held": pl.Float64}
        frame = frame.join(
            pl.DataFrame(held, schema, orient="row"), on=["product_code", "biz_date"], how="left"
        ).with_columns(
            value=pl.when(pl.col("held").is_null())
            .then(pl.col("market_value"))
            .otherwise(cents(pl.col("shares") * pl.col("held")))
        )
        return self.keyed(self.in_yuan(frame, "value", "biz_date"), "core", "core_cust_no")

    @cached_property
    def snapshot_days(self) -> dict[str, dict[date, int]]:
        """Snapshot dates delivered per month, feed by feed."""
        feeds = ("core_balance_daily", "core_wealth_position_daily", "loan_balance_daily")
        return {
            feed: dict(
                self.snapshot(feed).group_by("month").agg(pl.col("biz_date").n_unique()).iter_rows()
            )
            for feed in feeds
        }

    def _averages(self, frame: pl.DataFrame, feed: str) -> Figures:
        sums = frame.group_by("customer_key", "month").agg(pl.col("yuan").sum())
        days = self.snapshot_days[feed]
        return {(key, month): total / days[month] for key, month, total in sums.iter_rows()}

    @cached_property
    def aum(self) -> Figures:
        """I01; a customer without any position is not here and has 0."""
        categories = seed("reference/wealth_category")
        aside = [row["wealth_category"] for row in categories if row["is_in_aum"] != "true"]
        invested = self.positions.filter(~pl.col("category").is_in(aside))
        parts = (
            self._averages(self.deposits, "core_balance_daily"),
            self._averages(invested, "core_wealth_position_daily"),
        )
        return {k: sum(p.get(k, 0.0) for p in parts) for k in {*parts[0], *parts[1]}}

    @cached_property
    def core_deposits(self) -> Figures:
        """I02, structured deposits left out."""
        core = self.deposits.filter(pl.col("acct_type").is_in(CORE_DEPOSITS))
        return self._averages(core, "core_balance_daily")

    # Growth and safety

    def _was_customer(self, key: str, month: date) -> bool:
        since = self.since.get(key)
        known = month in self.snapshot_days["core_balance_daily"]
        return known and (since is None or since <= month.replace(day=1))

    def growth(self, key: str, month: date) -> float | None:
        """I20: unknown unless a customer for all of the base month."""
        base_month = months_back(month, 6)
        if not self._was_customer(key, base_month):
            return None
        now, base = self.aum.get((key, month), 0.0), self.aum.get((key, base_month), 0.0)
        return min(2.0, max(-1.0, (now - base) / max(base, 1000.0)))

    def safety(self, key: str, month: date) -> float | None:
        """I39: unknown unless a customer for all of the base month."""
        base_month = months_back(month, 3)
        if not self._was_customer(key, base_month):
            return None
        now, base = self.aum.get((key, month), 0.0), self.aum.get((key, base_month), 0.0)
        if self.is_dormant(key, month):
            return 0.0
        fall = (base - now) / base if base >= 10_000 else 0.0
        return 0.0 if fall >= 0.5 else 50.0 if fall >= 0.3 else 100.0

    def is_dormant(self, key: str, month: date) -> bool:
        """Nothing moved in 180 days, next to nothing there and nothing that explains the rest."""
        if self.aum.get((key, month), 0.0) > 100:
            return False
        if self.days_moved(month, W180).get(key):
            return False
        return key not in self._guarded(month)

    def _guarded(self, month: date) -> set[str]:
        signings = self.signed(month).filter(pl.col("sign_type").is_in(["PAYROLL", "CUSTODY_3RD"]))
        social = self.keyed(
            self.accounts.filter(pl.col("is_social_card") & (pl.col("status") != "C")),
            "core", "core_cust_no",
        )  # fmt: skip
        frames = (signings, social, self._last_positions(month), self._last_loans(month))
        return {key for frame in frames for key in frame["customer_key"].to_list()}

    # Activity

    @cached_property
    def _codes(self) -> dict[str, dict[str, bool]]:
        return {
            row["transaction_code"]: {
                name: value == "true" for name, value in row.items() if name.startswith("is_")
            }
            | {"business_type": row["business_type"]}
            for row in seed("reference/transaction_code")
        }

    def codes(self, *flags: str) -> list[str]:
        return [code for code, told in self._codes.items() if all(told[flag] for flag in flags)]

    @cached_property
    def core_transactions(self) -> pl.DataFrame:
        """Core's transactions that stand: neither reversals nor what they took back."""
        frame = self.newest("core_transaction", "txn_id")
        taken_back = frame.filter(pl.col("reversal_flag") == "R")["orig_txn_id"].drop_nulls()
        frame = frame.filter(
            ~pl.col("reversal_flag").is_in(["R", "X"])
            & ~pl.col("txn_id").is_in(taken_back.implode())
        ).with_columns(day=pl.col("txn_ts").dt.date())
        return self.keyed(self.owned(frame, "day"), "core", "core_cust_no")

    @cached_property
    def cards(self) -> pl.DataFrame:
        """Who owes for a card and who uses it."""
        owners = self.newest("card_account", "card_acct_no").select("card_acct_no", "card_cust_no")
        cards = self.newest("card_card", "card_no").join(owners, on="card_acct_no", how="left")
        supplementary = pl.col("main_supp") == "S"
        user = pl.when(supplementary).then(pl.coalesce("supp_cust_no", "card_cust_no"))
        return cards.select(
            "card_no", "card_acct_no", owner="card_cust_no", user=user.otherwise("card_cust_no")
        )

    @cached_property
    def card_transactions(self) -> pl.DataFrame:
        frame = self.newest("card_transaction", "txn_id").join(self.cards, on="card_no", how="left")
        return frame.with_columns(day=pl.col("txn_ts").dt.date())

    @cached_property
    def user_transactions(self) -> pl.DataFrame:
        frame = self.newest("ebk_transaction", "ebk_txn_id")
        frame = frame.filter(pl.col("status") == "SUCCESS")
        return self.keyed(frame.with_columns(day=pl.col("txn_ts").dt.date()), "ebank", "user_id")

    @cached_property
    def moves(self) -> pl.DataFrame:
        """(customer, day, group of channels) of every movement, each counted once."""
        initiated = self.codes("is_customer_initiated", "is_financial")
        core = self.core_transactions.filter(pl.col("txn_code").is_in(initiated))
        card = self.card_transactions.filter(
            pl.col("txn_type").is_in(["PUR", "CASH", "PAY"]) & pl.col("post_date").is_not_null()
        )
        known = self.rows("core_transaction")["txn_id"]
        ebank = self.user_transactions.filter(pl.col("txn_type") != "LOAN_APPLY").filter(
            pl.col("core_txn_id").is_null() | ~pl.col("core_txn_id").is_in(known.implode())
        )
        groups = {
            (r["feed"], r["channel_code"]): r["channel_group"] for r in seed("reference/channel")
        }
        feeds = {
            "core_transaction": core,
            "card_transaction": self.keyed(card, "card", "user"),
            "ebk_transaction": ebank,
        }
        told = pl.concat(
            frame.select(
                "customer_key",
                "day",
                group=pl.col("channel").replace_strict(
                    {code: group for (f, code), group in groups.items() if f == feed},
                    default=None,
                    return_dtype=pl.String,
                ),
            )
            for feed, frame in feeds.items()
        )
        return told.filter(pl.col("group").fill_null("UNKNOWN") != "BATCH")

    def window(self, frame: pl.DataFrame, month: date, days: int) -> pl.DataFrame:
        """Rows of the days that end with the month, or with the day the data reach."""
        last = min(month, self.as_of)
        return frame.filter((pl.col("day") > last - timedelta(days=days)) & (pl.col("day") <= last))

    def days_moved(self, month: date, days: int = W90) -> dict[str, int]:
        """I23; who is not here has 0."""
        frame = self.window(self.moves, month, days)
        return dict(frame.group_by("customer_key").agg(pl.col("day").n_unique()).iter_rows())

    def online_share(self, month: date) -> dict[str, float]:
        """I26; unknown under three transactions and then not here."""
        frame = self.window(self.moves, month, W90)
        counts = frame.filter(pl.col("group").is_in(["ONLINE", "COUNTER", "DEVICE"]))
        counts = counts.group_by("customer_key").agg(
            online=(pl.col("group") == "ONLINE").sum(), all=pl.len()
        )
        return {key: online / total for key, online, total in counts.iter_rows() if total >= 3}

    @cached_property
    def app_sessions(self) -> pl.DataFrame:
        frame = self.newest("ebk_session", "session_id")
        frame = frame.with_columns(day=pl.col("login_ts").dt.date())
        frame = frame.filter(pl.len().over("user_id", "day") <= ROBOT_SESSIONS)
        frame = frame.filter(pl.col("success") & (pl.col("channel") == "APP"))
        return self.keyed(frame, "ebank", "user_id")

    def app_days(self, month: date) -> dict[str, int]:
        """I25; who is not here has 0."""
        frame = self.window(self.app_sessions, month, W90)
        return dict(frame.group_by("customer_key").agg(pl.col("day").n_unique()).iter_rows())

    # Money that came and went

    @cached_property
    def transfers(self) -> pl.DataFrame:
        """Core transactions in yuan with `is_own_name` and `is_inside` (this bank)."""
        frame = self.in_yuan(self.core_transactions, "amount", "day")
        names = self.rows("core_customer").select(
            "core_cust_no", cpty=normal_name("cust_name"), own=pl.lit(True)
        )
        own_codes = {
            r["bank_code"] for r in seed("indicators/own_bank_code") if r["bank"] == "demo"
        }
        moving = [
            code for code, told in self._codes.items()
            if told["is_financial"] and not told["is_own_product"] and not told["is_payroll"]
            and told["business_type"] in ("TRANSFER", "DEPOSIT")
        ]  # fmt: skip
        frame = frame.with_columns(cpty=normal_name("cpty_name"))
        frame = frame.join(names.unique(), on=["core_cust_no", "cpty"], how="left")
        inside = pl.col("cpty_bank_code").is_null() | pl.col("cpty_bank_code").is_in(own_codes)
        return frame.with_columns(
            is_own_name=pl.col("own").fill_null(False) & pl.col("txn_code").is_in(moving),
            is_inside=inside,
            signed=pl.when(pl.col("dr_cr") == "C").then(pl.col("yuan")).otherwise(-pl.col("yuan")),
        )

    def net_new_money(self, month: date) -> dict[str, float]:
        """I22: what came from outside less what went; who is not here has 0."""
        external = [
            code for code, told in self._codes.items()
            if told["is_financial"]
            and not (told["is_own_product"] or told["is_interest"] or told["is_reversal"])
        ]  # fmt: skip
        frame = self.window(self.transfers, month, W90).filter(
            pl.col("txn_code").is_in(external) & ~(pl.col("is_own_name") & pl.col("is_inside"))
        )
        return dict(frame.group_by("customer_key").agg(pl.col("signed").sum()).iter_rows())

    def own_name_outflow(self, month: date) -> dict[str, float]:
        """I29: e-banking's word for its users, core's for other depositors; unknown is not here."""
        users = self.keyed(self.newest("ebk_user", "user_id"), "ebank", "user_id")
        users = users.filter(pl.col("register_ts").dt.date() <= min(month, self.as_of))
        told = dict.fromkeys(users["customer_key"].to_list(), 0.0)
        frame = self.user_transactions.filter(
            pl.col("is_own_name_other_bank") & (pl.col("txn_type") == "TRANSFER")
        )
        frame = self.window(self.in_yuan(frame, "amount", "day"), month, W180)
        told |= dict(frame.group_by("customer_key").agg(pl.col("yuan").sum()).iter_rows())
        core = self.window(self.transfers, month, W180).filter(
            pl.col("is_own_name") & ~pl.col("is_inside") & (pl.col("dr_cr") == "D")
        )
        depositors = self.keyed(self.accounts, "core", "core_cust_no")
        depositors = depositors.filter(pl.col("open_date") <= min(month, self.as_of))
        others = dict.fromkeys(depositors["customer_key"].to_list(), 0.0)
        others |= dict(core.group_by("customer_key").agg(pl.col("yuan").sum()).iter_rows())
        return others | told

    # Coverage

    def signed(self, month: date) -> pl.DataFrame:
        last = min(month, self.as_of)
        frame = self.newest("core_signing", "core_cust_no", "sign_type", "sign_id")
        frame = frame.filter(
            (pl.col("sign_date") <= last)
            & (pl.col("cancel_date").is_null() | (pl.col("cancel_date") > last))
        )
        return self.keyed(frame, "core", "core_cust_no")

    def _last_day(self, frame: pl.DataFrame, feed: str, month: date) -> pl.DataFrame:
        days = self.snapshot(feed).filter(pl.col("month") == month)["biz_date"]
        return frame.filter(pl.col("biz_date") == days.max())

    def _last_positions(self, month: date) -> pl.DataFrame:
        frame = self._last_day(self.positions, "core_wealth_position_daily", month)
        return frame.filter(pl.col("yuan") > 0)

    def _last_loans(self, month: date) -> pl.DataFrame:
        return self._last_day(self.loans, "loan_balance_daily", month).filter(
            pl.col("principal_bal") > 0
        )

    def coverage(self, month: date) -> dict[str, set[str]]:
        """Groups each customer uses; I13 is the sum of their weights."""
        used: dict[str, set[str]] = defaultdict(set)

        def take(group: str, frame: pl.DataFrame) -> None:
            for key in frame["customer_key"].unique().to_list():
                used[key].add(group)

        take("APP_ACTIVE", self.window(self.app_sessions, month, W90))
        debit = self.newest("core_debit_card", "card_no")
        active = debit.group_by("acct_no").agg(pl.col("activate_date").min())
        swiped = self.core_transactions.filter(pl.col("channel").is_in(["POS", "ATM"]))
        swiped = swiped.join(active, on="acct_no").filter(pl.col("activate_date") <= pl.col("day"))
        take("DEBIT_ACTIVE", self.window(swiped, month, W90))
        card = self.card_transactions.filter(
            pl.col("txn_type").is_in(["PUR", "CASH", "PAY"]) & pl.col("post_date").is_not_null()
        )
        take("CREDIT_CARD", self.window(self.keyed(card, "card", "user"), month, W90))
        salary = self.core_transactions.filter(
            pl.col("txn_code").is_in(self.codes("is_payroll")) & (pl.col("dr_cr") == "C")
        )
        take("PAYROLL", self.window(salary, month, W90))
        by_signing = {
            row["sign_type"]: row["coverage_group"]
            for row in seed("indicators/signing_type")
            if row["coverage_group"]
        }
        for sign_type, group in by_signing.items():
            take(group, self.signed(month).filter(pl.col("sign_type") == sign_type))
        take("LOAN", self._last_loans(month))
        held = self._last_positions(month)
        for row in seed("reference/wealth_category"):
            group = row["coverage_group"]
            if group != "OTHER":
                category = row["wealth_category"]
                take(group, held.filter(pl.col("category") == category))
        products = self.newest("ref_product", "product_code", "valid_from")
        time_products = products.filter(pl.col("coverage_group") == "TIME_DEP")["product_code"]
        accounts = self.accounts.select("acct_no", "product_code")
        balances = self._last_day(self.deposits, "core_balance_daily", month)
        balances = balances.join(accounts, on="acct_no")
        take("TIME_DEP", balances.filter(pl.col("product_code").is_in(time_products.implode())))
        return used

    def weighted_coverage(self, month: date) -> dict[str, float]:
        """I13; who is not here has 0."""
        weights = {
            r["coverage_group"]: float(r["weight"]) for r in seed("indicators/coverage_group")
        }
        used = self.coverage(month)
        return {key: sum(weights[group] for group in groups) for key, groups in used.items()}

    # Margins

    @cached_property
    def _funding(self) -> dict[str, dict[int, tuple[list[date], list[float]]]]:
        curves: dict = defaultdict(lambda: defaultdict(lambda: ([], [])))
        frame = self.newest("ref_ftp_rate", "curve", "term_m", "rate_date").sort("rate_date")
        for curve, term, day, rate in frame.select("curve", "term_m", "rate_date", "rate").rows():
            curves[curve][int(term)][0].append(day)
            curves[curve][int(term)][1].append(rate)
        return curves

    def funding_rate(self, curve: str | None, term: int, start: date) -> float | None:
        """Tenor or the next lower one, latest rate not after the start."""
        terms = sorted(self._funding.get(curve, ()))
        if not terms:
            return None
        term = terms[max(bisect_right(terms, term) - 1, 0)]
        days, rates = self._funding[curve][term]
        return rates[max(bisect_right(days, start) - 1, 0)]

    def _curve(self, product: str | None, start: date, kind: str, ccy: str) -> str | None:
        frame = self.newest("ref_product", "product_code", "valid_from")
        told = sorted(
            (row for row in frame.iter_rows(named=True) if row["product_code"] == product),
            key=lambda row: row["valid_from"],
        )
        for row in reversed(told):
            if row["valid_from"] <= start and row["ftp_curve"]:
                return row["ftp_curve"]
        if told and told[0]["ftp_curve"]:
            return told[0]["ftp_curve"]
        fallback = {
            (r["position_kind"], r["currency_code"]): r["ftp_curve"]
            for r in seed("indicators/funding_curve")
        }
        return fallback.get((kind, ccy)) or fallback[kind, "ANY"]

    def _year(self, month: date, feed: str) -> list[date]:
        """Months a feed delivered of the twelve calendar months that end with this one."""
        wanted = [months_back(month, count) for count in range(12)]
        return [one for one in wanted if one in self.snapshot_days[feed]]

    def _days_in(self, month: date) -> int:
        return min(month, self.as_of).day

    @cached_property
    def _lots(self) -> dict[str, list[dict]]:
        """Lots of time deposits by account, with their spreads over funding."""
        about = {row["acct_no"]: row for row in self.accounts.iter_rows(named=True)}
        lots = defaultdict(list)
        for lot in self.newest("core_time_deposit", "acct_no", "sub_no").iter_rows(named=True):
            account = about.get(lot["acct_no"])
            if account and lot["start_date"] and (lot["principal"] or 0) > 0:
                lot["spread"] = self._deposit_spread(
                    account, lot["start_date"], lot["term_m"] or 0, lot["rate"] or account["rate"]
                )
                lots[lot["acct_no"]].append(lot)
        return lots

    def _deposit_spread(
        self, account: dict, start: date | None, term: int, paid: float | None
    ) -> float | None:
        start = start or date(1900, 1, 1)
        curve = self._curve(account["product_code"], start, "DEPOSIT", account["ccy"] or "CNY")
        earned = self.funding_rate(curve, term, start)
        return None if earned is None or paid is None else earned - paid

    def _spread_in(self, account: dict, month: date) -> float | None:
        """What an account earns over its rate in a month; its lots by principal and days."""
        first, last = month.replace(day=1), min(month, self.as_of)
        weight = total = 0.0
        for lot in self._lots.get(account["acct_no"], ()):
            end = lot["maturity_date"] or NEVER
            days = (min(last, end - timedelta(days=1)) - max(first, lot["start_date"])).days + 1
            if days > 0 and lot["spread"] is not None:
                weight += lot["principal"] * days
                total += lot["principal"] * days * lot["spread"]
        if weight:
            return total / weight
        opened, due = account["open_date"], account["maturity_date"]
        if account["acct_type"] == "CUR" or opened is None or due is None:
            term = 0
        else:
            term = (due.year - opened.year) * 12 + due.month - opened.month
            term -= due.day < opened.day
        return self._deposit_spread(account, opened, term, account["rate"])

    @cached_property
    def _account_averages(self) -> dict[date, list[tuple]]:
        """Month → (customer, account, average balance in yuan)."""
        sums = self.deposits.group_by("customer_key", "acct_no", "month").agg(pl.col("yuan").sum())
        days = self.snapshot_days["core_balance_daily"]
        averages = defaultdict(list)
        for key, account_no, month, total in sums.iter_rows():
            averages[month].append((key, account_no, total / days[month]))
        return averages

    @cached_property
    def _deposit_margins(self) -> dict[date, dict[str, float]]:
        about = {row["acct_no"]: row for row in self.accounts.iter_rows(named=True)}
        margins: dict = defaultdict(lambda: defaultdict(float))
        for month, averages in self._account_averages.items():
            for key, account_no, average in averages:
                spread = self._spread_in(about[account_no], month)
                if spread is not None:
                    margins[month][key] += average * spread * self._days_in(month) / 365
        return margins

    def deposit_contribution(self, month: date) -> dict[str, float]:
        """I05; who is not here has 0."""
        year = self._year(month, "core_balance_daily")
        got: dict[str, float] = defaultdict(float)
        for one in year:
            for key, margin in self._deposit_margins[one].items():
                got[key] += margin * 12 / len(year)
        return got

    @cached_property
    def loans(self) -> pl.DataFrame:
        """(customer, contract, day, yuan owed, expected loss) of every loan on every day."""
        contracts = self.newest("loan_contract", "contract_no").select(
            "contract_no", "loan_cust_no", "ccy"
        )
        frame = self.snapshot("loan_balance_daily").join(contracts, on="contract_no", how="left")
        frame = self.in_yuan(frame, "ecl_amt", "biz_date").rename({"yuan": "loss"})
        frame = self.in_yuan(frame, "principal_bal", "biz_date")
        return self.keyed(frame, "loan", "loan_cust_no")

    def loan_contribution(self, month: date) -> dict[str, float]:
        """I06; who is not here has no loan in the year and it does not apply."""
        year = self._year(month, "loan_balance_daily")
        days = self.snapshot_days["loan_balance_daily"]
        terms = {
            row["contract_no"]: row
            for row in self.newest("loan_contract", "contract_no").iter_rows(named=True)
        }
        risk = {
            (r["loan_type"], r["collateral_type"]): float(r["risk_weight"])
            for r in seed("indicators/loan_risk_weight")
        }
        got: dict[str, float] = {}
        sums = self.loans.filter(pl.col("month").is_in(year) & (pl.col("yuan") > 0))
        sums = sums.group_by("customer_key", "contract_no", "month").agg(pl.col("yuan").sum())
        for key, contract_no, one, total in sums.iter_rows():
            loan = terms[contract_no]
            kind, start = loan["loan_type"], loan["start_date"]
            curve = self._curve(loan["product_code"], start, "LOAN", loan["ccy"] or "CNY")
            spread = loan["rate"] - self.funding_rate(curve, loan["term_m"] or 0, start)
            weight = risk.get(
                (kind, loan["collateral_type"]), risk.get((kind, "ANY"), risk["ANY", "ANY"])
            )
            a_year = total / days[one] * self._days_in(one) / 365 * 12 / len(year)
            got[key] = got.get(key, 0.0) + a_year * (spread - weight * CAPITAL_RATIO * HURDLE)
        closing, opening = self._losses(month), self._losses(self._loss_base(month))
        stretch = 12 / len(year)
        return {
            key: earned - (closing.get(key, 0.0) - opening.get(key, 0.0)) * stretch
            for key, earned in got.items()
        }

    def _loss_base(self, month: date) -> date:
        return max(months_back(month, 12), min(self.snapshot_days["loan_balance_daily"]))

    def _losses(self, month: date) -> dict[str, float]:
        frame = self._last_day(self.loans, "loan_balance_daily", month)
        return dict(frame.group_by("customer_key").agg(pl.col("loss").sum()).iter_rows())

    def with_credit(self, month: date) -> set[str]:
        """Who has a card account or loan that is open; watched ones have a known I40 anyhow."""
        last = min(month, self.as_of)
        cards = self.newest("card_account", "card_acct_no").filter(
            (pl.col("status").fill_null("N") != "C") & (pl.col("open_date") <= last)
        )
        loans = self.newest("loan_contract", "contract_no").filter(
            (pl.col("status").fill_null("ACT") != "SET") & (pl.col("start_date") <= last)
        )
        frames = (
            self.keyed(cards, "card", "card_cust_no"),
            self.keyed(loans, "loan", "loan_cust_no"),
        )
        return {key for frame in frames for key in frame["customer_key"].to_list()}

    # Fees, and what serving costs

    def _in_year(self, frame: pl.DataFrame, month: date) -> pl.DataFrame:
        first = months_back(month, 11).replace(day=1)
        return frame.filter((pl.col("day") >= first) & (pl.col("day") <= min(month, self.as_of)))

    @staticmethod
    def _totals(frames: list[pl.DataFrame]) -> dict[str, float]:
        got: dict[str, float] = defaultdict(float)
        for frame in frames:
            sums = frame.group_by("customer_key").agg(pl.col("yuan").sum())
            for key, total in sums.iter_rows():
                got[key] += total
        return got

    @cached_property
    def _debts(self) -> pl.DataFrame:
        """Card accounts and who owes them."""
        accounts = self.newest("card_account", "card_acct_no")
        return self.keyed(accounts, "card", "card_cust_no").select(
            "card_acct_no", "customer_key", "ccy"
        )

    @cached_property
    def _orders(self) -> pl.DataFrame:
        orders = self.newest("core_wealth_order", "order_id")
        orders = orders.filter(pl.col("status") == "CONFIRMED").with_columns(
            day=pl.coalesce("confirm_date", pl.col("apply_ts").dt.date())
        )
        return self.keyed(orders, "core", "core_cust_no")

    @cached_property
    def _interchange(self) -> pl.DataFrame:
        rates = {
            r["merchant_category"]: float(r["interchange_rate"])
            for r in seed("indicators/merchant_category")
        }
        frame = self.card_transactions.filter(
            pl.col("txn_type").is_in(["PUR", "REFUND"]) & pl.col("post_date").is_not_null()
        )
        sign = pl.when(pl.col("txn_type") == "REFUND").then(-1).otherwise(1)
        rate = pl.col("mcc").replace_strict(rates, default=rates["OTHER"])
        frame = frame.with_columns(day="post_date", earned=sign * rate * pl.col("bill_amt"))
        return self.keyed(self.in_yuan(frame, "earned", "day", "bill_ccy"), "card", "owner")

    @cached_property
    def _instalments(self) -> pl.DataFrame:
        """Dues of plans that were not cancelled, with the day each was or will be earned."""
        plans = self.newest("card_instalment_plan", "plan_id")
        plans = plans.filter(pl.col("status").fill_null("ACT") != "CAN")
        dues = self.newest("card_instalment_due", "plan_id", "seq").join(
            plans.select("plan_id", "card_acct_no", "start_date"), on="plan_id"
        )
        dues = dues.join(self._debts.drop("ccy"), on="card_acct_no")
        return dues.with_columns(day=pl.min_horizontal("due_date", "paid_date"))

    def _instalment_funding(self, month: date) -> pl.DataFrame:
        parts = []
        for one in (months_back(month, count) for count in range(12)):
            last = min(one, self.as_of)
            owed = self._instalments.filter(
                (pl.col("start_date") <= last)
                & (
                    (pl.col("paid_date") > last)
                    | (pl.col("paid_date").is_null() & ~pl.col("paid_flag").fill_null(False))
                )
            )
            share = -CARD_FUNDING * last.day / 365
            parts.append(owed.select("customer_key", yuan=pl.col("principal_due") * share))
        return pl.concat(parts)

    def fee_income(self, month: date) -> dict[str, float]:
        """I07; who is not here has 0."""
        statements = self.newest("card_statement", "card_acct_no", "stmt_date")
        statements = statements.join(self._debts, on="card_acct_no").with_columns(
            day="stmt_date",
            earned=pl.col("interest").fill_null(0) * (1 - CARD_FUNDING / CARD_INTEREST)
            + pl.col("late_fee").fill_null(0),
        )
        points = self.newest("pts_txn", "pts_txn_id").filter(pl.col("cash_value") > 0)
        points = points.with_columns(day=pl.col("txn_ts").dt.date(), yuan=-pl.col("cash_value"))
        yearly = [
            self._orders.with_columns(yuan="fee"),
            self._interchange,
            self._instalments.with_columns(yuan="fee_due"),
            self.in_yuan(statements, "earned", "day"),
            self.keyed(points, "crm", "crm_cust_id"),
        ]
        frames = [self._in_year(frame, month) for frame in yearly]
        return self._totals([*frames, self._instalment_funding(month)])

    @cached_property
    def _prices(self) -> dict[tuple[str, str], list[tuple[date, float, float]]]:
        """(channel, business type) → (from, price of a transaction, base price of 10,000)."""
        prices = defaultdict(list)
        feed = self.newest("ref_channel_cost", "channel", "biz_type", "valid_from")
        columns = ("channel", "biz_type", "valid_from", "unit_cost_per_txn", "base_part")
        for channel, kind, *told in sorted(feed.select(columns).rows()):
            prices[channel, kind].append(tuple(told))
        kinds = {row["business_type"] for row in seed("reference/transaction_code")}
        for row in seed("indicators/channel_cost"):
            price = float(row["unit_cost_per_transaction"]), float(row["base_part"])
            for kind in kinds:
                if (row["channel_code"], kind) not in prices:
                    prices[row["channel_code"], kind].append((date(1900, 1, 1), *price))
        return prices

    def _priced(self, frame: pl.DataFrame, place: int) -> pl.DataFrame:
        """With column `price` for a row's channel, business type and day."""

        def price(row: tuple[str, str, date]) -> float:
            told = self._prices.get(row[:2])
            if not told:
                return 0.0
            return told[max(bisect_right([one[0] for one in told], row[2]) - 1, 0)][place]

        rows = frame.select("channel", "kind", "day").rows()
        return frame.with_columns(price=pl.Series([price(row) for row in rows], dtype=pl.Float64))

    @cached_property
    def _costs(self) -> list[pl.DataFrame]:
        kinds = {code: told["business_type"] for code, told in self._codes.items()}
        core = self.core_transactions.with_columns(
            kind=pl.col("txn_code").replace_strict(kinds, default="OTHER")
        ).filter(pl.col("kind") != "INVESTMENT")
        services = {
            row["transaction_type"]: row["business_type"]
            for row in seed("indicators/card_service_type")
            if row["business_type"]
        }
        card = self.card_transactions.filter(
            pl.col("txn_type").is_in(list(services)) & pl.col("post_date").is_not_null()
        ).with_columns(day="post_date", kind=pl.col("txn_type").replace(services))
        orders = self._orders.filter(pl.col("side").fill_null("SUB") != "DIV")
        orders = self._priced(orders.with_columns(kind=pl.lit("INVESTMENT")), 2)
        touches = self.newest("mkt_touch", "touch_id").with_columns(
            day=pl.col("sent_ts").dt.date(), yuan="cost"
        )
        coupons = self.newest("mkt_coupon", "coupon_id").filter(pl.col("status") == "USED")
        coupons = coupons.with_columns(day=pl.col("use_ts").dt.date(), yuan="used_amt")
        return [
            self._priced(core, 1).with_columns(yuan="price"),
            self._priced(self.keyed(card, "card", "user"), 1).with_columns(yuan="price"),
            orders.with_columns(yuan=pl.col("confirm_amt") * pl.col("price") / 10_000),
            self.keyed(touches, "crm", "crm_cust_id"),
            self.keyed(coupons, "crm", "crm_cust_id"),
        ]

    def service_cost(self, month: date) -> dict[str, float]:
        """I08; who is not here has 0."""
        return self._totals([self._in_year(frame, month) for frame in self._costs])


# Weights, scores and tiers


def judged_weights() -> dict[str, tuple[str, str, float, float]]:
    """Indicator → (dimension, block, weight of the block, weight in it), by geometric means."""
    matrices: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for row in seed("indicators/ahp_judgement"):
        ratio = float(row["numerator"]) / float(row["denominator"])
        one, other = row["row_item"], row["column_item"]
        matrices[row["matrix_id"]] |= {(one, other): ratio, (other, one): 1 / ratio}

    def weigh(judged: dict[tuple[str, str], float]) -> dict[str, float]:
        items = sorted({item for pair in judged for item in pair})
        full = np.array([[judged.get((a, b), 1.0) for b in items] for a in items])
        means = np.exp(np.log(full).mean(axis=1))
        return dict(zip(items, means / means.sum(), strict=True))

    weighed = {name: weigh(judged) for name, judged in matrices.items()}
    return {
        item: (dimension, block, weighed[dimension][block], weight)
        for dimension in ("CV", "PV")
        for block in weighed[dimension]
        for item, weight in weighed[block].items()
    }


def points(value: float, about: dict[str, str], bounds: dict[str, tuple[float, float]]) -> float:
    """Points of a value on its indicator's own scale, or the frozen one: 0 to 100."""
    rule = about["bounds_rule"]
    if rule == "FIXED":
        low, high = float(about["lowest"]), float(about["highest"])
    else:
        low, high = bounds[about["indicator_id"]]
    if about["transform"] == "LOG":
        measured = log1p(max(value, 0.0))
    elif about["transform"] == "SIGNED_LOG":
        measured = log1p(abs(value)) * (1 if value >= 0 else -1)
    else:
        measured = value
    if rule == "HOLDERS" and value <= 0:
        got = 0.0
    elif rule == "SIGNED":
        side = high if measured >= 0 else -low
        got = 50.0 + 50.0 * measured / side if side > 0 else 50.0
    elif high == low:
        got = 50.0
    else:
        got = 100.0 * (measured - low) / (high - low)
    got = min(100.0, max(0.0, got))
    return 100.0 - got if about["direction"] == "-1" else got


def scores(
    values: dict[str, float | None], bounds: dict[str, tuple[float, float]], has_credit: bool
) -> dict[str, float | None]:
    """Current and potential value of one customer and month; what is unknown gives its weight away.

    To the rest of its block first, and that of a block wholly unknown to the other blocks.
    """
    catalogue = {row["indicator_id"]: row for row in seed("indicators/indicator")}
    known: dict[str, dict[str, list[tuple[float, float]]]] = {
        "CV": defaultdict(list),
        "PV": defaultdict(list),
    }
    block_weights = {}
    for indicator, (dimension, block, block_weight, weight) in judged_weights().items():
        value = values.get(indicator)
        # Without credit its block is dropped, a grade in it too.
        if value is not None and (has_credit or block != "PV5"):
            got = points(value, catalogue[indicator], bounds)
            known[dimension][block].append((weight, got))
            block_weights[block] = block_weight
    result: dict[str, float | None] = {}
    for dimension, blocks in known.items():
        whole = sum(block_weights[block] for block in blocks)
        result[dimension] = (
            sum(
                block_weights[block]
                * sum(weight * got for weight, got in held)
                / sum(weight for weight, _ in held)
                for block, held in blocks.items()
            )
            / whole
            if blocks
            else None
        )
    return result


def held_state(months: list[dict], axis: str, rules: dict[str, float]) -> list[bool]:
    """High or low on one axis, month after month, with hysteresis; `months` are in order.

    Each month tells `number`, `is_full`, `score`, `cut`, `aum` and `contribution`.
    """
    state: bool | None = None
    up = below = outside = 0
    previous = None
    states = []
    for month in months:
        score, gated = month["score"], axis == "CV"
        inside = not gated or _reaches(month, rules, 1.0)
        raw = score is not None and score >= month["cut"] and inside
        evidence = month["is_full"] and score is not None
        if previous is not None and month["number"] != previous + 1:
            up = below = outside = 0
        previous = month["number"]
        if not evidence:
            up = below = outside = 0
            states.append(raw if state is None else state)
            continue
        left = gated and _has_left(month, rules)
        up = up + 1 if inside and score >= month["cut"] + rules["tier_band"] else 0
        below = below + 1 if score < month["cut"] - rules["tier_band"] else 0
        outside = outside + 1 if left else 0
        if state is None:
            state = raw
        elif up >= rules["tier_up_months"]:
            state = True
        elif max(below, outside) >= rules["tier_down_months"]:
            state = False
        states.append(state)
    return states


def _reaches(month: dict, rules: dict[str, float], share: float) -> bool:
    aum, contribution = month["aum"], month["contribution"]
    return (aum is not None and aum >= share * rules["tier_aum_gate"]) or (
        contribution is not None and contribution >= share * rules["tier_contribution_gate"]
    )


def _has_left(month: dict, rules: dict[str, float]) -> bool:
    known = month["aum"] is not None and month["contribution"] is not None
    return known and not _reaches(month, rules, rules["tier_gate_exit"])


def letter(current: bool, potential: bool) -> str:
    return {(False, True): "A", (True, True): "B", (True, False): "C", (False, False): "D"}[
        current, potential
    ]
