"""`core_transaction` as the core system tells it, with all that went wrong on the way."""

from datetime import date

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv

# Share of rows; `odd` is one draw a transaction, cut into ranges.
UNREADABLE = 0.00012
BAD_REPEAT = 0.002  # of the daily batches' rows
BAD_FIRST = 0.001


def open_transactions(demo: Demo) -> None:
    """Make the empty `core_online` and `core_counter`: what e-banking and counters saw of it."""
    demo.run("""
        create table core_online (
            txn_id varchar, acct_no varchar, person_id bigint, core_cust_no varchar,
            txn_ts timestamp, cents bigint, dr_cr varchar, txn_code varchar, channel varchar,
            is_own_name boolean, cpty_bank_code varchar
        );
        create table core_counter (
            txn_id varchar, core_cust_no varchar, branch_code varchar, teller_seat integer,
            ts timestamp, cents bigint, txn_code varchar, channel varchar, flag varchar,
            orig_txn_id varchar
        );
    """)


def tell_transactions(demo: Demo, start: date, end: date) -> None:
    """Turn `movement` into delivered rows of `core_transaction`; remember those online or at a
    counter or device."""
    demo.run("""
        create or replace temp table txn as
        select
            movement.*,
            'T' || strftime(post_date, '%y%m%d') || lpad(hex(key), 16, '0') as txn_id,
            coalesce(balance_state.cents, 0) + sum(side * movement.cents) over (
                partition by movement.acct_id order by post_date, side desc, ts, key
                rows unbounded preceding
            ) as after_cents,
            u(key, 'odd') as odd
        from movement
        left join balance_state on movement.acct_id = balance_state.acct_id;
        delete from txn where mark = 'GHOST';

        insert into core_online
        select txn_id, acct.acct_no, acct.person_id, acct.core_cust_no, ts, cents,
            case side when 1 then 'C' else 'D' end, txn_code, channel,
            peer is not distinct from 'OWN',
            case when txn_code in ('TRFOUT', 'TRFIN')
                then 'B' || lpad((100 + die(key, 'bank', 40))::varchar, 3, '0') end
        from txn inner join acct on txn.acct_id = acct.acct_id
        where channel in ('APP', 'WEB') and flag = 'N' and acct.person_id is not null;

        insert into core_counter
        select txn_id, acct.core_cust_no, acct.branch_code, die(key, 'teller', 3)::integer, ts,
            cents, txn_code, channel, flag,
            case when flag = 'R' then 'T' || strftime(orig_date, '%y%m%d')
                || lpad(hex(orig_key), 16, '0') end
        from txn inner join acct on txn.acct_id = acct.acct_id
        where channel in ('CTR', 'ATM', 'STM', 'VTM') and mark is distinct from 'LONE'
            and mark is distinct from 'DEATH' and txn_code not in ('TRFIN', 'ITRIN');

        -- first deliveries that differ from the truth, and deliveries after the first
        create or replace temp table txn_first (
            key ubigint, batch date, flag varchar, ts timestamp, post_date date, broken varchar
        );
        create or replace temp table txn_later (
            key ubigint, batch date, version integer, flag varchar, note varchar, broken varchar
        );
    """)
    if end > demo.history_day:
        _later_deliveries(demo)
        _drill(demo)
        _break_values(demo)
    _deliver(demo)


def _later_deliveries(demo: Demo) -> None:
    """Originals told as reversed afterwards (D16), and days delivered once more (D15)."""
    overlap = [demo.batches[n] for n in (10, 25, 40) if n <= demo.daily_batches]
    days = ", ".join(f"date '{day}'" for day in overlap) or "date '1900-01-01'"
    demo.run(f"""
        create or replace temp table fresh as
        -- an original that is reversed another day is first told as an ordinary row
        select *, flag = 'X' and orig_date > post_date and orig_date > day_history() as
            is_found_later
        from txn where post_date >= day_history() or flag = 'X' and orig_date > day_history();

        insert into txn_first
        select key, batch_of(post_date), 'N', ts, post_date, null from fresh where is_found_later;
        insert into txn_later
        select key, orig_date, 2, 'X', note, null from fresh where is_found_later;

        insert into txn_later
        select key, post_date + 1, 3, flag, note || '(更正)', null from fresh
        where post_date > day_history() and post_date + 1 in ({days}) and not is_found_later
            and u(key, 'again') < 0.25
        union all
        select key, post_date + 1, 3, flag, note, null from fresh
        where post_date = day_history() and not is_found_later and u(key, 'again') < 0.5;
    """)


def _drill(demo: Demo) -> None:
    """A fact 40 days late and one whose date is corrected; once each, in the first fit chunk."""
    candidates = """
        select * from fresh
        where flag = 'N' and txn_code in ('CASHWD', 'TRFOUT', 'CASHDP', 'FPWX', 'FPALI')
            and ts::date = post_date and mark is null and post_date > day_history() + 1
            and key not in (select key from txn_later union all select key from txn_first)
    """
    told = {name for (name,) in demo.rows("select distinct drill from drill")}
    late = min(40, demo.daily_batches - 2)
    if "late fact" not in told:
        demo.run(f"""
            create or replace temp table picked as
            select * from ({candidates}) where post_date + {late} <= day_last()
            order by u(key, 'late fact'), key limit 1;
            insert into txn_first
            select key, post_date + {late}, flag, ts, post_date, null from picked;
            insert into drill
            select 'late fact', 'core_transaction', txn_id, post_date + {late},
                'happened ' || post_date from picked;
        """)
    if "date corrected" not in told:
        demo.run(f"""
            create or replace temp table picked as
            select * from ({candidates}) where post_date + 6 <= day_last()
            order by u(key, 'date corrected'), key limit 1;
            -- first told a day early; a later batch brings the right date
            insert into txn_first
            select key, batch_of(post_date), flag, ts - interval 1 day, post_date - 1, null from
                picked;
            insert into txn_later
            select key, post_date + 5, 4, flag, note, null from picked;
            insert into drill
            select 'date corrected', 'core_transaction', txn_id, post_date + 5,
                'first told ' || (post_date - 1) || ', happened ' || post_date from picked;
        """)


def _break_values(demo: Demo) -> None:
    """Values that cannot be read: in new rows, and in bad repeats of rows already told."""
    demo.run(f"""
        create or replace temp table plain as
        select key, post_date, flag, note,
            case when u(key, 'breaks how') < 0.5 then 'AMOUNT' else 'TIME' end as broken
        from fresh
        where post_date > day_history() and flag = 'N' and mark is null
            and key not in (select key from txn_later union all select key from txn_first);
        insert into txn_later
        select key, post_date + 2, 5, flag, note, broken from plain
        where u(key, 'bad repeat') < {BAD_REPEAT} and post_date + 2 <= day_last();
        insert into txn_first
        select plain.key, post_date, plain.flag, null, null, broken from plain
        where u(key, 'bad repeat') >= {BAD_REPEAT} and u(key, 'bad first') < {BAD_FIRST};
    """)


def _deliver(demo: Demo) -> None:
    demo.run(f"""
        create or replace temp view txn_told as
        select
            txn.* exclude (flag, ts, post_date),
            txn.post_date as true_post_date,
            coalesce(txn_first.batch, batch_of(txn.post_date)) as batch,
            1 as version,
            coalesce(txn_first.flag, txn.flag) as flag,
            coalesce(txn_first.ts, txn.ts) as ts,
            coalesce(txn_first.post_date, txn.post_date) as post_date,
            txn_first.broken
        from txn left join txn_first on txn.key = txn_first.key
        union all by name
        select
            txn.* exclude (flag, note),
            txn.post_date as true_post_date,
            txn_later.batch, txn_later.version, txn_later.flag, txn_later.note, txn_later.broken
        from txn inner join txn_later on txn.key = txn_later.key;

        create table out_core_transaction as
        select
            txn_id,
            acct.acct_no,
            case when broken = 'TIME' then '2025-02-30 25:61:00' else ts::varchar end as txn_ts,
            post_date::varchar as post_date,
            case when broken = 'AMOUNT' then (cents // 100) || '.O' || (cents % 10)
                when odd >= 0.020 and odd < 0.023 and cents >= 100000
                    then format('{{:,.2f}}', cents / 100.0)
                else yuan(cents)::varchar end as amount,
            case side when 1 then 'C' else 'D' end as dr_cr,
            case when odd < 0.004 and acct.ccy = 'CNY' then 'RMB'
                when odd < 0.007 and acct.ccy = 'CNY' then '156' else acct.ccy end as ccy,
            txn_code,
            channel,
            case when channel = 'CTR' then 'S' || lpad((
                (branch.branch_no - 1) * 10 + die(key, 'teller', 3))::varchar, 5, '0') end as
                    teller_id,
            case when channel in ('CTR', 'ATM', 'VTM', 'STM') then
                case when branch.close_date <= post_date then branch.successor_code
                    else acct.branch_code end end as branch_code,
            case when peer in ('OWN', 'OTHER') then '70' || lpad(
                (hash(key, 'peer') % 100000000000000)::varchar, 14, '0') end as cpty_acct,
            case peer when 'OWN' then person.cust_name
                when 'OTHER' then '收款人' || die(key, 'payee', 9000)
                when 'SHOP' then '虚构商户' || die(key, 'shop', 3000)
                when 'EMPLOYER' then '虚构单位' || die(txn_told.acct_id, 'employer', 80) end as
                    cpty_name,
            case when txn_code in ('TRFOUT', 'TRFIN')
                then 'B' || lpad((100 + die(key, 'bank', 40))::varchar, 3, '0') end as
                    cpty_bank_code,
            case when odd >= 0.010 and odd < 0.011 then note || ',"备注"' || chr(10) || '见附言'
                else note end as summary,
            flag as reversal_flag,
            case when flag = 'R' then 'T' || strftime(orig_date, '%y%m%d') ||
                lpad(hex(orig_key), 16, '0') end
                as orig_txn_id,
            yuan(after_cents)::varchar as balance_after,
            case when channel in ('POS', 'ATM') then
                case when acct_card.lost_date + 3 <= ts::date and odd < 0.98
                    then acct_card.replaced_by else acct_card.card_no end end as card_no,
            batch as _batch,
            -- rows of another month come in a file of their own
            case when batch = day_history() or month_of(batch) <> month_of(true_post_date)
                then strftime(true_post_date, '%Y-%m') end as _part,
            epoch(ts)::bigint as _ord,
            case when u2(key, version, 'raw') < {UNREADABLE} and mark is null
                and txn_id not in (select record_key from drill where feed = 'core_transaction')
                then pick(key, 'raw', ['SHORT', 'LONG', 'BYTES']) end as _raw
        from txn_told
        inner join acct on txn_told.acct_id = acct.acct_id
        left join person on acct.person_id = person.person_id
        left join branch on acct.branch_code = branch.branch_code
        left join (select * from debit_card where card_seq = 1) as acct_card
            on acct.acct_no = acct_card.acct_no;
    """)
    _plant(demo)
    deliver_csv(demo, "core_transaction", control="amount", style=Style(compress_history=True))


def _plant(demo: Demo) -> None:
    """Register what is odd, reading the big table once."""
    demo.run("""
        create or replace temp table txn_odd as
        select txn_told.*, acct.ccy, acct_card.lost_date
        from txn_told
        inner join acct on txn_told.acct_id = acct.acct_id
        left join (select * from debit_card where card_seq = 1) as acct_card
            on acct.acct_no = acct_card.acct_no
        where odd < 0.023 or odd >= 0.98 or flag <> 'N' or version > 1 or broken is not null
            or mark is not null or (batch > ts::date and batch > day_history());
        create or replace temp table txn_raw as
        select txn_id, _batch, _raw from out_core_transaction where _raw is not null;
    """)
    cases = (
        ("D10", "repaired", "'summary', 'comma, quote and line end'",
         "odd >= 0.010 and odd < 0.011"),
        ("D12", "repaired", "'amount', 'thousands'",
         "odd >= 0.020 and odd < 0.023 and cents >= 100000 and broken is distinct from 'AMOUNT'"),
        ("D12", "rejected", "'amount', 'cannot be read'", "broken = 'AMOUNT'"),
        ("D11", "rejected", "'txn_ts', 'cannot be read'", "broken = 'TIME'"),
        ("D13", "repaired", "'ccy', 'RMB or 156'", "odd < 0.007 and ccy = 'CNY'"),
        ("D14", "repaired", "'txn_ts', 'late'",
         "batch > ts::date and batch > day_history() and version = 1"),
        ("D15", "repaired", "'summary', 'delivered again'", "version = 3"),
        ("D16", "repaired", "'reversal_flag', flag", "flag in ('R', 'X') and mark is null"),
        ("D16", "flagged", "'orig_txn_id', 'original unknown'", "mark = 'LONE'"),
        ("D17", "flagged", "'card_no', 'used after it was lost'",
         "channel in ('POS', 'ATM') and lost_date + 3 <= ts::date and odd >= 0.98"),
        ("D21", "flagged", "'acct_no', 'customer is dead'", "mark = 'DEATH'"),
    )
    unraw = "(txn_id, batch) not in (select (txn_id, _batch) from txn_raw)"
    for code, verdict, noted, condition in cases:
        demo.plant(
            "core_transaction", code, verdict,
            f"select txn_id, batch, {noted} from txn_odd where {condition} and {unraw}",
        )
    for code, which in (("D10", "_raw <> 'BYTES'"), ("D09", "_raw = 'BYTES'")):
        demo.plant("core_transaction", code, "unreadable",
                   f"select txn_id, _batch, null, _raw from txn_raw where {which}")
