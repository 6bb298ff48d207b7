"""The seven feeds of the card system: GB18030, cents, dates as 20250131, codes of its own.

A row of a `delta` feed is told when it begins and again on every day that changes it; the history
batch tells what was known on its day. Entries arrive on their posting day; foreign purchases also
when they are authorised, without a posting date and at that day's rate.
"""

from datetime import date

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
from strata.demo.dirt import OUTSIDE, Dirt, late, open_ground, register, register_batch, soil

STYLE = Style(encoding="gb18030", empty="header")
# Shares of recent entries: lines that are no record, values nobody can read (both sent again the
# next day), values corrected some days later, rows that come twice unchanged.
UNREADABLE, REJECTED, CHANGED, AGAIN = 0.0012, 0.0012, 0.0030, 0.0030
# Share of older entries whose time nobody can read and that nobody sends again.
LOST = 0.00005
LATE_DAYS = 40


def deliver_card(demo: Demo) -> None:
    """Deliver every feed of the card system but its customers."""
    _account_feed(demo)
    _plastic_feed(demo)
    _transaction_feed(demo)
    _statement_feed(demo)
    _plan_feed(demo)
    _due_feed(demo)
    _application_feed(demo)


def _day(column: str) -> str:
    """SQL text of a date as the card system writes it: 20250131, 00000000 for none."""
    return f"coalesce(strftime({column}, '%Y%m%d'), '00000000')"


def _known(column: str) -> str:
    """SQL text of a date that the batch already knows, else 00000000."""
    return _day(f"case when {column} <= batch then {column} end")


def _versions(demo: Demo, table: str, source: str, keys: str, days: str) -> None:
    """Make `table`: a row of `source` for every batch on which one of `days` falls.

    `is_newest` marks the last version of its `keys`.
    """
    demo.run(f"""
        create or replace temp table {table} as
        select *, batch = max(batch) over (partition by {keys}) as is_newest
        from (
            select distinct source.*, batch_of(day) as batch
            from ({source}) as source, lateral (select unnest([{days}]) as day)
            where day <= day_last()
        )
    """)


def _habits(demo: Demo, feed: str, control: str | None) -> None:
    """Register what the whole system does (D09, D11, D12) and write the feed."""
    for batch in (demo.history_day, demo.last_day):
        register_batch(demo, feed, batch, "D09", "whole system in GB18030")
        register_batch(demo, feed, batch, "D11", "dates as 20250131, 00000000 for none")
        if feed not in ("card_card", "card_application"):
            register_batch(demo, feed, batch, "D12", "amounts in cents")
    deliver_csv(demo, feed, control=control, style=STYLE)


def _account_feed(demo: Demo) -> None:
    """`card_account`: limits above the highest statement, blocks of those who do not pay."""
    _versions(demo, "card_account_version", """
        with highest as (
            select acct_id, max(bal) as top from card_stmt group by acct_id
        )
        select
            card_acct.acct_id, card_acct_no, card_cust_no, card_acct.ccy, card_acct.cycle_day,
            open_date, is_test, scenario,
            100000 * greatest(
                case when is_test then 1 when card_acct.ccy <> 'CNY' then 10 else 30 end,
                ceil(coalesce(top, 0) * 1.25 / 100000), round(annual_income / 4000.0)
            )::bigint as limit_cents,
            case when u(acct_id, 'temporary') < 0.05 then day_first() + 60
                + die(acct_id, 'temporary ends', 800)::integer end as temp_end,
            case when u(acct_id, 'raised') < 0.10 and rate > 0
                then greatest(open_date + 60, day_first() + die(acct_id, 'raised on',
                    (day_last() - day_first())::bigint)::integer) end as raised_on,
            case when bad_from_k is not null
                then card_stmt_date(bad_from_k + 1, card_acct.cycle_day) + 12 end as blocked_on,
            case when bad_from_k is not null
                then card_stmt_date(bad_to_k + 2, card_acct.cycle_day) end as freed_on
        from card_acct left join highest using (acct_id)
        where not is_orphan
    """, "acct_id", "open_date, raised_on, blocked_on, freed_on")
    demo.run(f"""
        create table out_card_account as
        with known as (
            select
                *,
                case when raised_on <= batch or raised_on is null then limit_cents
                    else greatest(100000, round(limit_cents * 0.8, -5))::bigint end as limit_then,
                coalesce(blocked_on <= batch and freed_on > batch, false) as is_blocked,
                coalesce(scenario, '') in ('CLOSED', 'DECEASED') as is_closed
            from card_account_version
        )
        select
            card_acct_no,
            card_cust_no,
            case when ccy <> 'CNY' then ccy when u(card_acct_no, 'ccy form') < 0.01 then 'RMB'
                when u(card_acct_no, 'ccy form') < 0.02 then '156' else ccy end as ccy,
            limit_then::varchar as credit_limit,
            (case when temp_end is not null then round(limit_then * 0.3, -5) else 0 end)
                ::bigint::varchar as temp_limit,
            {_day("temp_end")} as temp_limit_end,
            (limit_then // 2)::varchar as cash_limit,
            cycle_day::varchar as cycle_day,
            card_due_day(cycle_day)::varchar as due_day,
            strftime(open_date, '%Y%m%d') as open_date,
            case when is_closed then 'C' when is_blocked then 'B' else 'N' end as status,
            case when is_closed then 'X' when is_blocked then 'D' end as block_code,
            strftime(interval 19 hour + case when batch > day_history() then batch else least(
                open_date + die(card_acct_no, 'touched', 900)::integer, day_history()) end,
                '%Y-%m-%d %H:%M:%S') as updated_at,
            batch as _batch,
            hash(card_acct_no) >> 1 as _ord,
            is_newest as _newest
        from known;
    """)
    demo.plant("card_account", "D13", "repaired",
               "select card_acct_no, _batch, 'ccy', ccy from out_card_account "
               "where ccy in ('RMB', '156')")
    _habits(demo, "card_account", "credit_limit")


def _plastic_feed(demo: Demo) -> None:
    """`card_card`: issued, activated, first used, cancelled; orphans name an unknown account."""
    _versions(demo, "card_version", """
        with used as (
            select card_no, min(txn_date) as used_on from card_txn
            where txn_type in ('PUR', 'CASH') group by card_no
        )
        select
            card_plastic.*, card_acct_no, card_product, rate, is_orphan, used_on, slot_no, kind,
            case
                when used_on is not null
                    then least(used_on, issue_date + die(card_no, 'activated', 12)::integer)
                when rate > 0 and u(card_no, 'activated never') < 0.8
                    then issue_date + die(card_no, 'activated', 12)::integer
            end as active_on
        from card_plastic
        inner join card_acct using (acct_id)
        left join used using (card_no)
    """, "card_no", "issue_date, active_on, used_on, cancel_date")
    staff = demo.rows("select count(*) from staff")[0][0]
    demo.run(f"""
        create table out_card_card as
        select
            card_no,
            card_acct_no,
            main_supp,
            supp_cust_no,
            card_product as product_code,
            strftime(issue_date, '%Y%m%d') as issue_date,
            {_known("active_on")} as activate_date,
            {_known("used_on")} as first_use_date,
            {_known("cancel_date")} as cancel_date,
            case
                when cancel_date <= batch then case when main_supp = 'S' then 'C' else 'L' end
                when active_on <= batch then 'A'
                else 'I'
            end as status,
            case when u(card_no, 'promoted') < 0.45
                then 'S' || lpad(die(card_no, 'promoter', {staff})::varchar, 5, '0') end
                as promo_staff_id,
            case when kind like 'older%' then 'CTR'
                else pick(card_no, 'applied at', ['APP', 'APP', 'WX', 'WEB', 'CTR', 'STAFF']) end
                as apply_channel,
            batch as _batch,
            hash(card_no) >> 1 as _ord,
            is_newest as _newest
        from card_version;
    """)
    demo.plant("card_card", "D19", "flagged",
               "select card_no, batch, 'card_acct_no', 'account not delivered' from card_version "
               "where is_orphan")
    demo.plant("card_card", OUTSIDE, "flagged",
               "select card_no, batch, 'supp_cust_no', 'holder is no card customer' "
               "from card_version where main_supp = 'S' and supp_cust_no is null")
    demo.plant("card_card", "D17", "repaired",
               "select card_no, batch, 'cancel_date', 'cancelled or replaced' from card_version "
               "where cancel_date <= batch")
    _habits(demo, "card_card", None)


def _make_drills(demo: Demo) -> None:
    """`card_drill`: two purchases 40 days late, two whose date a later batch corrects."""
    demo.run(f"""
        create temp table card_drill as
        with eligible as (
            select
                txn_id, txn_date, post_date,
                case when txn_date >= day_last() - {LATE_DAYS + 4} then 'VERY_LATE' else 'DATE' end
                    as fate
            from card_txn inner join card_acct using (acct_id)
            where txn_type = 'PUR' and post_date is not null and not is_foreign and not is_orphan
                and u(txn_id, 'fate') > 0.5
                and (txn_date between day_last() - {LATE_DAYS + 4} and day_last() - {LATE_DAYS + 1}
                    or txn_date between day_history() - {LATE_DAYS} and day_history() + 1
                    and txn_date < day_last() - {LATE_DAYS + 4}
                    and post_date between day_history() + 1 and day_last() - 8)
        )
        select txn_id, fate from (
            select
                *,
                row_number() over (partition by fate order by u(txn_id, 'drill'), txn_id) as turn
            from eligible
        ) where turn <= 2;
    """)


def _transaction_feed(demo: Demo) -> None:
    """`card_transaction`: a file a month of history; entries wander into batches and go wrong."""
    _make_drills(demo)
    entries = demo.rows("select count(*) from card_txn")[0][0]
    spans = demo.chunks(entries // demo.months + 1, most=1_200_000)
    for number, (first, last) in enumerate(spans):
        start = date(1900, 1, 1) if number == 0 else first
        _make_versions(demo, start, last)
        _plant_entries(demo)
        _write_entries(demo, None if number == len(spans) - 1 else f"{first:%Y-%m}")
    for batch in (demo.history_day, demo.last_day):
        register_batch(demo, "card_transaction", batch, "D09", "whole system in GB18030")
        register_batch(demo, "card_transaction", batch, "D11", "posting dates as 20250131")
        register_batch(demo, "card_transaction", batch, "D12", "amounts in cents")


def _make_versions(demo: Demo, first: date, last: date) -> None:
    """`card_entry`: the deliveries of the entries dated in a span of days.

    `version`: FINAL, AUTH (before posting), AGAIN (twice unchanged), WRONG (corrected later),
    BROKEN (no record), BAD (a value nobody can read). FINAL is always there but for what is lost.
    """
    demo.run(f"""
        create temp table card_fated as
        with drawn as (
            select
                card_txn.*,
                coalesce(post_date, txn_date) as known_on,
                u(txn_id, 'fate') as fate_draw,
                u(txn_id, 'arrives late') as late_draw
            from card_txn
            where txn_date between date '{first}' and date '{last}'
        ),
        arriving as (
            select
                *,
                known_on > day_history() - 3 and known_on < day_last() - 3 and late_draw < 0.02
                    as is_late,
                batch_of(known_on) as due_batch
            from drawn
        ),
        arrived as (
            select
                *,
                case when is_late
                    then greatest(due_batch, known_on + 1 + floor(late_draw * 150)::integer)
                    else due_batch end as arrival
            from arriving
        )
        select
            arrived.*,
            coalesce(card_drill.fate, case
                when known_on > day_history() - 20 and arrival < day_last() - 6 then case
                    when fate_draw < {UNREADABLE} then 'BROKEN'
                    when fate_draw < {UNREADABLE + REJECTED} then 'BAD'
                    when fate_draw < {UNREADABLE + REJECTED + CHANGED} then 'WRONG'
                    when fate_draw < {UNREADABLE + REJECTED + CHANGED + AGAIN} then 'AGAIN' end
                when known_on <= day_history() - 20 and fate_draw < {LOST} then 'LOST'
            end, 'NONE') as fate
        from arrived left join card_drill using (txn_id);

        create temp table card_entry as
        with told as (
            select
                *,
                case fate when 'LOST' then 'BAD' else 'FINAL' end as version,
                case
                    when fate = 'VERY_LATE' then txn_date + {LATE_DAYS}
                    when fate in ('BROKEN', 'BAD') then arrival + 1
                    when fate in ('WRONG', 'DATE')
                        then arrival + die(txn_id, 'corrected', 5)::integer
                    else arrival
                end as batch
            from card_fated
            union all
            select *, case fate when 'DATE' then 'WRONG' else fate end,
                case fate when 'AGAIN' then arrival + 1 else arrival end
            from card_fated where fate in ('BROKEN', 'BAD', 'WRONG', 'DATE', 'AGAIN')
            union all
            select *, 'AUTH', batch_of(txn_date)
            from card_fated
            where is_foreign and txn_type = 'PUR' and post_date is not null and fate = 'NONE'
                and batch_of(txn_date) < arrival
        )
        select
            *,
            case when version = 'BROKEN' then pick(txn_id, 'broken', ['SHORT', 'LONG', 'BYTES']) end
                as raw_form,
            case when version <> 'BAD' then null
                when fate = 'LOST' or txn_type <> 'PUR' or post_date is null then 'TIME'
                else pick(txn_id, 'bad value', ['TIME', 'AMOUNT', 'FUTURE']) end as bad_value,
            case when version <> 'WRONG' then null when fate = 'DATE' then 'DATE'
                else pick(txn_id, 'wrong value', ['AMOUNT', 'MERCHANT', 'AMOUNT']) end
                as wrong_value,
            case when bill_ccy = 'CNY' then case when u(txn_id, 'ccy form') < 0.004 then 'RMB'
                when u(txn_id, 'ccy form') < 0.010 then '156' end end as ccy_text,
            case when mcc is null then null
                when u(txn_id, 'odd name') < 0.0010
                    then pick(txn_id, 'odd name kind', ['COMMA', 'QUOTE', 'LINE'])
                when u(txn_id, 'odd name') < 0.0012 then 'LOST' end as odd_name
        from told;

        drop table card_fated;
    """)


def _plant_entries(demo: Demo) -> None:
    """Register what is odd about the entries of `card_entry`, one row a delivery."""
    clean = "version in ('FINAL', 'AGAIN', 'AUTH')"
    plants = (
        ("D09", "unreadable", "null, raw_form", "raw_form = 'BYTES'"),
        ("D10", "unreadable", "null, raw_form", "raw_form in ('SHORT', 'LONG')"),
        ("D11", "rejected", "'txn_ts', bad_value", "bad_value in ('TIME', 'FUTURE')"),
        ("D12", "rejected", "'bill_amt', 'no number'", "bad_value = 'AMOUNT'"),
        ("D15", "repaired", "null, case version when 'AGAIN' then 'twice unchanged' "
         "else 'corrected' end",
         "version = 'AGAIN' or version = 'FINAL' and fate in ('WRONG', 'DATE')"),
        ("D15", "repaired", "'post_date', 'authorised, posted later'", "version = 'AUTH'"),
        ("D14", "repaired", "null, 'late by days'", "is_late and version = 'FINAL'"),
        ("D14", "flagged", "null, '40 days late'", "fate = 'VERY_LATE'"),
        ("D13", "repaired", "'bill_ccy', ccy_text", f"ccy_text is not null and {clean}"),
        ("D10", "repaired", "'merchant_name', odd_name",
         f"odd_name in ('COMMA', 'QUOTE', 'LINE') and {clean}"),
        ("D09", "flagged", "'merchant_name', 'characters lost'", f"odd_name = 'LOST' and {clean}"),
        ("D16", "repaired", "'orig_txn_id', 'names its original'",
         f"orig_txn_id is not null and {clean}"),
        ("D16", "flagged", "'orig_txn_id', 'refund without an original'",
         f"txn_type = 'REFUND' and orig_txn_id is null and {clean}"),
        ("D17", "flagged", "'card_no', 'used after it was cancelled'",
         f"is_after_cancel and {clean}"),
    )
    for code, verdict, noted, condition in plants:
        demo.plant("card_transaction", code, verdict,
                   f"select txn_id, batch, {noted} from card_entry where {condition}")
    demo.run(f"""
        insert into drill
        select
            case fate when 'DATE' then 'event date corrected' else 'fact {LATE_DAYS} days late' end,
            'card_transaction', txn_id, batch,
            case fate when 'DATE' then 'first dated a day earlier, now ' || txn_date
                else 'happened ' || txn_date end
        from card_entry where fate in ('DATE', 'VERY_LATE') and version = 'FINAL'
    """)


def _write_entries(demo: Demo, daily_part: str | None) -> None:
    part = "null" if daily_part is None else f"'{daily_part}'"
    demo.run(f"""
        create table out_card_transaction as
        select
            txn_id,
            card_no,
            case bad_value
                when 'TIME' then strftime(txn_ts, '%Y-%m-32 %H:%M:%S')
                when 'FUTURE' then strftime(txn_ts + interval 20 year, '%Y-%m-%d %H:%M:%S')
                else strftime(case when wrong_value = 'DATE' then txn_ts - interval 1 day
                    else txn_ts end, '%Y-%m-%d %H:%M:%S')
            end as txn_ts,
            case when version = 'AUTH' then '00000000' else {_day("post_date")} end as post_date,
            case when wrong_value = 'AMOUNT' then txn_cents + 1000 else txn_cents end::varchar
                as txn_amt,
            case when txn_ccy = 'CNY' then coalesce(ccy_text, txn_ccy) else txn_ccy end as txn_ccy,
            case
                when bad_value = 'AMOUNT' then '—'
                when wrong_value = 'AMOUNT' then (bill_cents + 1000)::varchar
                when version = 'AUTH' or post_date is null then auth_cents::varchar
                else bill_cents::varchar
            end as bill_amt,
            coalesce(ccy_text, bill_ccy) as bill_ccy,
            case when wrong_value = 'MERCHANT' then '5999' else mcc end as mcc,
            case when mcc is not null then '99' || mcc || lpad(merchant_no::varchar, 9, '0') end
                as merchant_id,
            case
                when mcc is null then null
                when mcc = '6011' then '虚构银行自助取款'
                when odd_name = 'COMMA' then title || ',' || merchant_no || '号店'
                when odd_name = 'QUOTE' then '"' || title || '"' || merchant_no || '号店'
                when odd_name = 'LINE' then title || chr(10) || merchant_no || '号店'
                when odd_name = 'LOST' then '锟斤拷锟斤拷' || merchant_no
                when wrong_value = 'MERCHANT' then '待确认商户'
                else ['星河', '云帆', '远景', '青禾', '长风', '晴川', '松月'][1 + merchant_no % 7]
                    || coalesce(title, '汽车销售') || merchant_no || '店'
            end as merchant_name,
            txn_type,
            case when txn_type in ('PUR', 'CASH')
                then lpad((hash(txn_id) % 1000000)::varchar, 6, '0') end as auth_code,
            orig_txn_id,
            channel,
            case when is_online then 'Y' else 'N' end as is_online,
            batch as _batch,
            epoch(txn_ts)::bigint as _ord,
            case when batch > day_history() then {part} else strftime(txn_date, '%Y-%m') end
                as _part,
            raw_form as _raw
        from card_entry left join card_mcc using (mcc);

        drop table card_entry;
    """)
    deliver_csv(demo, "card_transaction", control="bill_amt",
                style=Style(encoding="gb18030", empty="header" if daily_part is None else "none"))


def _statement_feed(demo: Demo) -> None:
    """`card_statement`: told on its day and again when it was paid; months of nothing are not."""
    _versions(demo, "card_stmt_version", """
        select card_stmt.*, card_acct_no
        from card_stmt inner join card_acct using (acct_id)
        where bal <> 0 or moved <> 0 or min_due <> 0 or paid <> 0
            or (k = 0 and is_old) or interest + late_fee <> 0
    """, "acct_id, k", "stmt_date, paid_date")
    demo.run(f"""
        create table out_card_statement as
        with aged as (
            select *, coalesce((stmt_date - overdue_since)::integer, 0) as dpd
            from card_stmt_version
        )
        select
            card_acct_no,
            strftime(stmt_date, '%Y%m%d') as stmt_date,
            bal::varchar as stmt_bal,
            min_due::varchar as min_due,
            strftime(due_date, '%Y%m%d') as due_date,
            (case when paid_date <= batch then paid else 0 end)::varchar as paid_amt,
            {_known("paid_date")} as paid_date,
            interest::varchar as interest,
            late_fee::varchar as late_fee,
            dpd::varchar as dpd,
            case when dpd > 180 then 'M6+' else 'M' || ceil(dpd / 30.0)::integer end as bucket,
            batch as _batch,
            epoch(stmt_date)::bigint * 1000000 + hash(card_acct_no) % 1000000 as _ord,
            is_newest as _newest
        from aged;
    """)
    open_ground(demo, "card_statement")
    soil(
        demo, "card_statement",
        # a statement that cannot be read is put right when the payment is told
        Dirt("D12", "rejected", "stmt_bal", "'---'", "no number", 0.002,
             "not _newest and _batch > day_history()"),
        Dirt("D10", "unreadable", "_raw", "'LONG'", "one comma too many", 0.001,
             "not _newest and _batch > day_history()"),
        Dirt("D12", "repaired", "stmt_bal", "format('{:,}', stmt_bal::bigint)", "thousands", 0.003,
             "length(stmt_bal) > 5"),
        late(),
    )
    register(demo, "card_statement")
    _habits(demo, "card_statement", "stmt_bal")


def _plan_feed(demo: Demo) -> None:
    """`card_instalment_plan`: from the first day, again when it ends."""
    _versions(demo, "card_plan_version",
              "select card_plan.*, card_acct_no "
              "from card_plan inner join card_acct using (acct_id)",
              "plan_id", "start_date, end_date")
    staff = demo.rows("select count(*) from staff")[0][0]
    demo.run(f"""
        create table out_card_instalment_plan as
        select
            plan_id,
            card_acct_no,
            plan_type,
            source_channel,
            principal::varchar as principal,
            terms::varchar as terms,
            fee_rate::varchar as fee_rate,
            fee_mode,
            strftime(start_date, '%Y%m%d') as start_date,
            case when end_date <= batch then end_status else 'ACT' end as status,
            case when source_channel in ('CALL', 'CTR', 'POS')
                then 'S' || lpad(die(plan_id, 'seller', {staff})::varchar, 5, '0') end
                as seller_staff_id,
            batch as _batch,
            hash(plan_id) >> 1 as _ord,
            is_newest as _newest
        from card_plan_version;
    """)
    open_ground(demo, "card_instalment_plan")
    soil(demo, "card_instalment_plan",
         Dirt("D10", "unreadable", "_raw", "'SHORT'", "line too short", 0.02,
              "not _newest and _batch > day_history()", least=0))
    register(demo, "card_instalment_plan")
    _habits(demo, "card_instalment_plan", "principal")


def _due_feed(demo: Demo) -> None:
    """`card_instalment_due`: all parts with their plan, each again on the day it is paid."""
    _versions(demo, "card_due_version", "select * from card_due", "plan_id, seq",
              "start_date, paid_date")
    demo.run(f"""
        create table out_card_instalment_due as
        select
            plan_id,
            seq::varchar as seq,
            strftime(due_date, '%Y%m%d') as due_date,
            principal_due::varchar as principal_due,
            (case when paid_date <= batch then fee_due else fee_planned end)::varchar as fee_due,
            case when paid_date <= batch then '1' else '0' end as paid_flag,
            {_known("paid_date")} as paid_date,
            batch as _batch,
            hash(plan_id) >> 1 as _ord,
            is_newest as _newest
        from card_due_version;
    """)
    open_ground(demo, "card_instalment_due")
    soil(demo, "card_instalment_due",
         Dirt("D09", "unreadable", "_raw", "'BYTES'", "bytes of no encoding", 0.002,
              "not _newest and _batch > day_history()"))
    register(demo, "card_instalment_due")
    _habits(demo, "card_instalment_due", "principal_due")


def _application_feed(demo: Demo) -> None:
    """`card_application`: of today's customers (last three years) and of those who were refused."""
    staff = demo.rows("select count(*) from staff")[0][0]
    _versions(demo, "card_application_version", """
        with asked as (
            select
                card.source_customer_id as applicant, card.id_no, card.doc_state, card.id_style,
                card.since as apply_date, person.kind, 'APPROVED' as result, null as reject_code
            from source_record as card
            inner join person on card.person_id = person.person_id
            where card.source_system = 'card' and card.since >= day_first() - 400
            union all
            select
                'N' || person_id, id_no, 'VALID', null,
                greatest(core_since, day_first()) + (u(person_id, 'refused on')
                    * (day_last() - greatest(core_since, day_first())))::integer,
                kind, 'REJECTED',
                pick(person_id, 'refused why', ['R01', 'R01', 'R02', 'R03', 'R09'])
            from person
            where in_core and not in_card and not is_minor and id_type = '01'
                and u(person_id, 'asks for a card') < 0.05
        )
        select
            *,
            row_number() over (order by apply_date, applicant) as app_no,
            case when apply_date + die(applicant, 'decided', 3)::integer <= day_last()
                then apply_date + die(applicant, 'decided', 3)::integer end as decided_on
        from asked where apply_date <= day_last()
    """, "app_no", "apply_date, decided_on")
    demo.run(f"""
        create table out_card_application as
        select
            'CA' || lpad(app_no::varchar, 8, '0') as app_id,
            id_no,
            strftime(apply_date + interval 9 hour + floor(u(applicant, 'asked at') * 36000)::integer
                * interval 1 second, '%Y-%m-%d %H:%M:%S') as apply_ts,
            case when kind like 'older%' then 'CTR'
                else pick(applicant, 'asked through', ['APP', 'APP', 'WX', 'WEB', 'CTR', 'STAFF'])
            end as channel,
            case when kind = 'young_active' and u(applicant, 'group') < 0.04
                then 'GB' || lpad(die(applicant, 'group no', 40)::varchar, 4, '0') end
                as group_buy_id,
            case when u(applicant, 'promoted') < 0.4
                then 'S' || lpad(die(applicant, 'promoter', {staff})::varchar, 5, '0') end
                as promo_staff_id,
            case when decided_on <= batch then result end as result,
            case when decided_on <= batch then reject_code end as reject_code,
            case when decided_on <= batch then strftime(decided_on + interval 10 hour
                + floor(u(applicant, 'decided at') * 20000)::integer * interval 1 second,
                '%Y-%m-%d %H:%M:%S') end as decision_ts,
            doc_state,
            id_style,
            batch as _batch,
            hash(app_no) >> 1 as _ord
        from card_application_version;
    """)
    for code, verdict, condition, note in (
        ("D05", "flagged", "doc_state = 'INVALID'", "invalid identifier"),
        ("D06", "flagged", "doc_state = 'PLACEHOLDER'", "placeholder"),
        ("D04", "repaired", "id_style is not null", "form of the identifier"),
    ):
        demo.plant("card_application", code, verdict,
                   f"select app_id, _batch, 'id_no', '{note}' from out_card_application "
                   f"where {condition}")
    open_ground(demo, "card_application")
    soil(demo, "card_application",
         Dirt("D10", "unreadable", "_raw", "'SHORT'", "line too short", 0.002,
              "doc_state = 'VALID' and id_style is null"))
    register(demo, "card_application")
    _habits(demo, "card_application", None)
