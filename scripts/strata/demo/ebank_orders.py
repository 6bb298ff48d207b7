"""What is ordered in e-banking: transactions, bills, bookings."""

from datetime import date

from strata.demo.bank import Demo
from strata.demo.deliver import deliver_csv
from strata.demo.dirt import (
    OUTSIDE,
    Dirt,
    late,
    open_ground,
    ragged,
    register,
    register_batch,
    restyled,
    send_again,
    soil,
)

BILLERS = {
    "young_active": ["PHONE", "PHONE", "POWER", "INTERNET", "GAME", "GAME", "TRANSIT", "PARKING",
                     "WATER", "MEDICAL", "TUITION", "HOUSING_FUND"],
    "mature_wealthy_elsewhere": ["PHONE", "POWER", "WATER", "GAS", "PROPERTY", "PARKING",
                                 "TUITION", "INTERNET", "MEDICAL"],
    "older": ["POWER", "WATER", "GAS", "PHONE", "SOCIAL", "MEDICAL"],
}


def make_orders(demo: Demo) -> None:
    """Deliver transactions (a span of months at a time), bill payments and bookings."""
    online = demo.rows("select count(*) from core_online")[0][0]
    for first, last in demo.chunks(online // demo.months + 1, most=1_000_000):
        _transaction_feed(demo, first, last)
    _payment_feed(demo)
    _booking_feed(demo)


def _transaction_feed(demo: Demo, first: date, last: date) -> None:
    """`ebk_transaction`: orders core booked, attempts that failed, what core never sees."""
    demo.run(f"""
        create temp table order_draw as
        with booked as (
            select
                actor.*, core_online.txn_id as core_txn_id, core_online.txn_ts, core_online.cents,
                core_online.channel, core_online.is_own_name, core_online.cpty_bank_code,
                core_online.acct_no,
                case core_online.txn_code when 'WMBUY' then 'WEALTH_BUY' when 'WMRED'
                    then 'WEALTH_RED' when 'LNREP' then 'LOAN_REPAY' when 'CCREP' then 'CARD_REPAY'
                    when 'BILPAY' then 'BILLPAY' else 'TRANSFER' end as txn_type,
                hash(core_online.txn_id) as k
            from core_online
            inner join ebank_actor as actor on core_online.person_id = actor.person_id
            where core_online.txn_ts >= greatest(date '{first}', actor.first_day)
                and core_online.txn_ts < date '{last}' + 1
                and (core_online.dr_cr = 'D' and core_online.txn_code not in ('TDOPEN', 'ACCLOS')
                    or core_online.txn_code = 'WMRED')
                and u(core_online.txn_id, 'unseen') >= 0.012
        ),
        failed as (
            select * replace (
                null as core_txn_id,
                greatest(date_trunc('day', txn_ts),
                    txn_ts - to_seconds(30 + die(k, 'earlier', 260))) as txn_ts
            )
            from booked where u(k, 'fails first') < 0.035
        ),
        month_draw as (
            select actor.*, month_start, hash(user_id, month_start) as k
            from ebank_actor as actor
            inner join (
                select distinct month_start from biz_day
                where biz_date between date '{first}' and date '{last}'
            ) as months on actor.first_day <= month_start
                and actor.last_day >= month_start + interval 1 month
            where not is_test
        ),
        elsewhere as (
            select
                *, null as core_txn_id,
                daytime(month_start, k, 'apply') as txn_ts,
                (1 + die(k, 'apply for', 20)) * 1000000 as cents, 'APP' as channel,
                false as is_own_name, null as cpty_bank_code, 'LOAN_APPLY' as txn_type
            from month_draw
            where u(k, 'applies') < case kind when 'young_active' then 0.025
                when 'mature_wealthy_elsewhere' then 0.012 else 0.001 end
            union all by name
            select
                *, null as core_txn_id,
                daytime(month_start, k, 'repay') as txn_ts,
                (annual_income * (1.5 + 4 * u(k, 'spent')) / 1.2)::bigint as cents,
                case when u(k, 'repay by') < 0.8 then 'APP' else 'WX_MINI' end as channel,
                false as is_own_name, null as cpty_bank_code, 'CARD_REPAY' as txn_type
            from month_draw
            where in_card and u(user_id, 'repays from elsewhere') < 0.5 and u(k, 'repays') < 0.85
        ),
        everything as (
            select user_id, person_id, core_txn_id, txn_ts, cents, channel, is_own_name,
                cpty_bank_code, acct_no, txn_type, k, 2 as turn, 'SUCCESS' as outcome from booked
            union all
            select user_id, person_id, core_txn_id, txn_ts, cents, channel, is_own_name,
                cpty_bank_code, acct_no, txn_type, k, 1, 'FAILED' from failed
            union all
            select user_id, person_id, core_txn_id, txn_ts, cents, channel, is_own_name,
                cpty_bank_code, null, txn_type, k, 3,
                case when u(k, 'goes wrong') < 0.05 then 'FAILED' else 'SUCCESS' end from elsewhere
        )
        select
            *,
            row_number() over (
                partition by user_id, txn_ts::date order by txn_ts, turn, core_txn_id, txn_type
            ) as seq,
            turn = 2 and u(k, 'pending') < 0.004 and txn_ts::date between day_history() + 1
                and day_last() - 1 as is_pending
        from everything;

        create temp table out_ebk_transaction as
        select
            'T' || substr(user_id, 2) || '-' || strftime(txn_ts, '%y%m%d') || '-' || seq
                as ebk_txn_id,
            user_id,
            case when not is_pending then core_txn_id end as core_txn_id,
            txn_ts::varchar as txn_ts,
            txn_type,
            yuan(cents)::varchar as amount,
            'CNY' as ccy,
            case when txn_type = 'BILLPAY' and u(k, 'bill channel') < 0.15 then 'WX_MINI'
                else channel end as channel,
            cpty_bank_code,
            case when txn_type = 'TRANSFER' then left(md5('payee|' || case when is_own_name
                then 'own ' || person_id else user_id || die(k, 'payee', 12) end), 20) end
                as cpty_name_hash,
            (txn_type = 'TRANSFER' and is_own_name and cpty_bank_code is not null)::varchar
                as is_own_name_other_bank,
            case when is_pending then 'PENDING' else outcome end as status,
            batch_of(txn_ts::date) as _batch,
            epoch(txn_ts)::bigint as _ord,
            strftime(txn_ts, '%Y-%m') as _part,
            core_txn_id as _core
        from order_draw;
        drop table order_draw;
    """)
    open_ground(demo, "ebk_transaction")
    soil(
        demo, "ebk_transaction", *ragged(0.0002), late(),
        restyled("txn_ts", 0.01),
        Dirt("D12", "repaired", "amount", "format('{:,.2f}', amount::double)",
             "thousands separators", 0.01, "amount::double >= 1000"),
        Dirt("D13", "repaired", "ccy", "'RMB'", "CNY written RMB", 0.006),
        Dirt("D13", "repaired", "ccy", "'156'", "CNY written 156", 0.004),
        Dirt("D12", "rejected", "amount", "'壹仟元整'", "amount unreadable", 0.0002),
        Dirt("D11", "rejected", "txn_ts", "left(txn_ts, 8) || '00 25:61:00'",
             "time unreadable", 0.0001),
        Dirt(OUTSIDE, "rejected", "txn_ts", "(txn_ts::timestamp + interval 2 year)::varchar",
             "dated after its batch", 0.0001,
             "txn_ts::timestamp + interval 2 year > _batch + 1"),
        Dirt(OUTSIDE, "rejected", "ebk_txn_id", "null", "key missing", 0.00005),
        Dirt(OUTSIDE, "flagged", "txn_type", "'REDPACKET'", "unknown code", 0.0003,
             "txn_type = 'TRANSFER'"),
        Dirt("D19", "flagged", "user_id", "null", "transaction of nobody", 0.0003),
        Dirt("D19", "repaired", "core_txn_id", "'X' || md5(core_txn_id)[:12]",
             "number unknown to core", 0.0003, "core_txn_id is not null"),
    )
    send_again(demo, "ebk_transaction", {"status": "'SUCCESS'", "core_txn_id": "_core"}, share=1.0,
               note="pending at first", where="status = 'PENDING'", least=0)
    send_again(demo, "ebk_transaction", {"cpty_bank_code": "'0104'"}, share=0.01,
               note="sent again with another bank", where="cpty_bank_code is not null")
    send_again(demo, "ebk_transaction",
               {"txn_ts": "(txn_ts::timestamp - interval 1 day)::varchar"}, share=0.002,
               note="sent again with another day", where="core_txn_id is null")
    overlap = demo.batches[min(12, demo.daily_batches - 1)]
    send_again(demo, "ebk_transaction", {}, share=1.0, note="file holds the day before too",
               where=f"_batch = date '{overlap}'", least=0)
    register(demo, "ebk_transaction")
    deliver_csv(demo, "ebk_transaction", control="amount")


def _payment_feed(demo: Demo) -> None:
    """`ebk_bill_payment`: what core booked as bills, and bills paid with other banks' cards."""
    lists = " ".join(
        f"when kind like '{kind}%' then pick(k, 'biller', {billers!r})"
        for kind, billers in BILLERS.items()
    )
    bom_batch = demo.batches[min(5, demo.daily_batches)]
    demo.run(f"""
        create temp table out_ebk_bill_payment as
        with paid as (
            select user_id, kind, core_online.txn_ts as pay_ts, core_online.cents,
                hash(core_online.txn_id) as k, 'B' as source
            from core_online inner join ebank_actor using (person_id)
            where txn_code = 'BILPAY' and txn_ts >= first_day
        ),
        elsewhere as (
            select
                user_id, kind,
                daytime(month_start, hash(user_id, month_start, no), 'pay') as pay_ts,
                null::bigint as cents, hash(user_id, month_start, no) as k, 'C' as source
            from ebank_actor, (select distinct month_start from biz_day), range(1, 4) as slots(no)
            where not is_test and first_day <= month_start
                and last_day >= month_start + interval 1 month
                and u(hash(user_id, month_start, no), 'pays') < case kind
                    when 'young_active' then 0.18 when 'mature_wealthy_elsewhere' then 0.10
                    else 0.06 end
        ),
        bills as (
            select *, case {lists} else 'PHONE' end as biller_type
            from (from paid union all by name from elsewhere)
        ),
        numbered as (
            select *, row_number() over (
                partition by user_id, pay_ts::date order by pay_ts, source, k) as seq
            from bills
        )
        select
            source || substr(user_id, 2) || '-' || strftime(pay_ts, '%y%m%d') || '-' || seq
                as pay_id,
            user_id,
            biller_type,
            biller_type || '-'
                || lpad(die(user_id || biller_type, 'biller no', 40)::varchar, 4, '0') as biller_id,
            yuan(coalesce(cents, case biller_type
                when 'TUITION' then 80000 + die(k, 'bill', 400000)
                when 'SOCIAL' then 30000 + die(k, 'bill', 90000)
                when 'HOUSING_FUND' then 50000 + die(k, 'bill', 200000)
                when 'PROPERTY' then 20000 + die(k, 'bill', 100000)
                else 500 + die(k, 'bill', 24000) end))::varchar as amount,
            pay_ts::varchar as pay_ts,
            case when source = 'C' and u(k, 'fails') < 0.03 then 'FAILED' else 'SUCCESS' end
                as status,
            batch_of(pay_ts::date) as _batch,
            epoch(pay_ts)::bigint as _ord
        from numbered;
    """)
    open_ground(demo, "ebk_bill_payment")
    soil(
        demo, "ebk_bill_payment", *ragged(0.0003), late(), restyled("pay_ts", 0.01),
        Dirt("D11", "rejected", "pay_ts", "'N/A'", "time unreadable", 0.0002),
        Dirt(OUTSIDE, "flagged", "biller_type", "'LOTTERY'", "unknown code", 0.0005),
        Dirt(OUTSIDE, "flagged", "amount", "'0.00'", "amount not above zero", 0.0003,
             "status = 'FAILED'"),
        Dirt("D12", "flagged", "amount", "'#VALUE!'", "amount unreadable", 0.0002),
    )
    send_again(demo, "ebk_bill_payment", {"status": "'FAILED'"}, share=0.01,
               note="failed after all", where="status = 'SUCCESS'")
    register(demo, "ebk_bill_payment")
    register_batch(demo, "ebk_bill_payment", bom_batch, "D09", "byte order mark")
    deliver_csv(demo, "ebk_bill_payment", control="amount",
                encoding_of=lambda batch: "utf-8-sig" if batch == bom_batch else "utf-8")


def _booking_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_ebk_scene_booking as
        with drawn as (
            select
                user_id, kind, hash(user_id, month_start, 'scene') as k,
                daytime(month_start, hash(user_id, month_start), 'book') as book_ts
            from ebank_actor, (select distinct month_start from biz_day)
            where not is_test and first_day <= month_start
                and last_day >= month_start + interval 1 month
                and u(hash(user_id, month_start), 'books') < case kind
                    when 'young_active' then 0.26 when 'mature_wealthy_elsewhere' then 0.16
                    when 'older_counter_welloff' then 0.05 else 0.02 end
        ),
        placed as (
            select *, case when kind = 'young_active'
                then pick(k, 'scene', ['MOVIE', 'MOVIE', 'TRAIN', 'TRAIN', 'HOTEL', 'MEDICAL_REG',
                    'GYM', 'COFFEE'])
                when kind like 'mature%'
                then pick(k, 'scene', ['TRAIN', 'HOTEL', 'MEDICAL_REG', 'CAR_CARE', 'AIRPORT'])
                else 'MEDICAL_REG' end as scene
            from drawn
        )
        select
            'K' || substr(user_id, 2) || '-' || strftime(book_ts, '%y%m%d') as booking_id,
            user_id,
            scene,
            scene || '-' || die(k, 'partner', 6) as partner,
            book_ts::varchar as book_ts,
            pick(k, 'outcome', ['DONE', 'DONE', 'DONE', 'DONE', 'CANCELLED', 'NO_SHOW']) as status,
            batch_of(book_ts::date) as _batch,
            epoch(book_ts)::bigint as _ord
        from placed;
    """)
    open_ground(demo, "ebk_scene_booking")
    soil(
        demo, "ebk_scene_booking", *ragged(0.0005), late(), restyled("book_ts", 0.01),
        Dirt("D11", "rejected", "book_ts", "'0'", "time unreadable", 0.0003),
    )
    send_again(demo, "ebk_scene_booking", {"status": "'CANCELLED'"}, share=0.03,
               note="cancelled later", where="status = 'DONE'")
    register(demo, "ebk_scene_booking")
    deliver_csv(demo, "ebk_scene_booking")
