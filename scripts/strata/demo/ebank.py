"""E-banking: who logs in when, what is ordered there, bills and bookings.

Days of use follow the latent kind; a day with an online transaction in core always has a session.
What moved money on a core account carries core's number; attempts that failed, applications and
repayments from elsewhere do not.
"""

from datetime import date, timedelta

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
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

LATE_DAYS = 40
HELD_BACK_SHARE = 0.35
ROBOT_SHARE = 0.0006
BILLERS = {
    "young_active": ["PHONE", "PHONE", "POWER", "INTERNET", "GAME", "GAME", "TRANSIT", "PARKING",
                     "WATER", "MEDICAL", "TUITION", "HOUSING_FUND"],
    "mature_wealthy_elsewhere": ["PHONE", "POWER", "WATER", "GAS", "PROPERTY", "PARKING",
                                 "TUITION", "INTERNET", "MEDICAL"],
    "older": ["POWER", "WATER", "GAS", "PHONE", "SOCIAL", "MEDICAL"],
}


def make_ebank(demo: Demo) -> None:
    """Make `ebank_actor`, then deliver sessions, transactions, bill payments and bookings.

    `ebank_actor`: one row a user number, with the days it may act on and how often it does.
    """
    _make_actors(demo)
    _make_robots(demo)
    users = demo.rows("select count(*) from ebank_actor")[0][0]
    for first, last in demo.chunks(users * 31, most=6_000_000):
        _session_feed(demo, first, last)
    online = demo.rows("select count(*) from core_online")[0][0]
    for first, last in demo.chunks(online // demo.months + 1, most=1_000_000):
        _transaction_feed(demo, first, last)
    _payment_feed(demo)
    _booking_feed(demo)


def _make_actors(demo: Demo) -> None:
    demo.run("""
        create table ebank_actor as
        select
            ebank.source_customer_id as user_id,
            ebank.person_id,
            ebank.is_test,
            coalesce(person.kind, 'test') as kind,
            coalesce(person.is_online_investor, false) as is_investor,
            coalesce(person.in_card, false) as in_card,
            coalesce(person.annual_income, 0) as annual_income,
            greatest(ebank.since + 1, day_first()) as first_day,
            case
                when ebank.scenario in ('DECEASED', 'DECEASED_ACTIVE') then day_first() - 1
                -- some stop using it one day
                when u(ebank.person_id, 'gives up') < 0.04
                    then day_first() + (u(ebank.person_id, 'gave up') * 800)::integer
                else coalesce(main.close_date - 1, day_last())
            end as last_day,
            least(0.92, case
                when ebank.is_test then 0.01
                when ebank.scenario = 'TOURIST' then 0.04
                when coalesce(main.is_quiet, false) then 0.004
                when person.kind = 'young_active'
                    then 0.42 * exp(0.30 * g(ebank.person_id, 'log-in rate'))
                when person.kind = 'mature_wealthy_elsewhere'
                    then 0.19 * exp(0.35 * g(ebank.person_id, 'log-in rate'))
                when person.kind = 'older_counter_welloff'
                    then 0.030 * exp(0.50 * g(ebank.person_id, 'log-in rate'))
                else 0.016 * exp(0.50 * g(ebank.person_id, 'log-in rate'))
            end * case when coalesce(person.is_online_investor, false) then 1.1 else 1 end)
                as day_rate,
            coalesce(substr(person.home_addr, 5, 3), '东湖市') as home_city,
            die(ebank.source_customer_id, 'devices', 3) as devices
        from source_record as ebank
        left join person on ebank.person_id = person.person_id
        left join acct as main
            on ebank.person_id = main.person_id and main.slot_no = 1 and main.record_no = 1
                and not main.is_orphan
        where ebank.source_system = 'ebank'
        order by user_id;
    """)


def _make_robots(demo: Demo) -> None:
    """Scripts that log in with a customer's name, hundreds of times on single days."""
    demo.run(f"""
        create temp table robot_day as
        with ranked as (
            select
                user_id,
                row_number() over (order by u(user_id, 'robot'), user_id) as turn
            from ebank_actor
            where kind = 'young_active' and first_day < day_history() - 30 and last_day = day_last()
        )
        select
            user_id,
            case when no <= 2
                then day_history() + die(user_id || no, 'robot day', {demo.daily_batches})::integer
                else day_history() - die(user_id || no, 'robot day', 30)::integer
            end as biz_date,
            max(210 + die(user_id || no, 'robot sessions', 160)) as sessions
        from ranked, range(1, 5) as numbers(no)
        where turn <= greatest(2, (select count(*) * {ROBOT_SHARE} from ebank_actor))
        group by 1, 2;
    """)


def _held_back(demo: Demo) -> tuple[date, date]:
    """(day of the sessions that come 40 days late, batch that brings them)."""
    batch = demo.batches[min(42, demo.daily_batches)]
    return batch - timedelta(days=LATE_DAYS), batch


def _session_feed(demo: Demo, first: date, last: date) -> None:
    held_day, held_batch = _held_back(demo)
    demo.run(f"""
        create temp table session_draw as
        with days as (
            select *, hash(user_id, biz_date) as day_key
            from ebank_actor
            inner join biz_day
                on biz_date between greatest(first_day, date '{first}')
                    and least(last_day, date '{last}')
        ),
        drawn as (
            select days.*, seq, null::timestamp as login_ts, null as channel
            from days, range(1, 4) as numbers(seq)
            where u(day_key, 'logs in')
                    < day_rate * (0.92 + 0.16 * (biz_date - day_first()) / {demo.months * 30.4})
                and (seq = 1 or seq = 2 and u(day_key, 'again') < 0.13
                    or seq = 3 and u(day_key, 'again') < 0.02)
        ),
        ordering as (
            -- whoever moved money online was logged in
            select
                days.*, 4 as seq, core_day.login_ts, core_day.channel
            from days
            inner join (
                select person_id, txn_ts::date as online_day, min_by(channel, txn_ts) as channel,
                    date_trunc('day', min(txn_ts)) + to_seconds(greatest(0,
                        (epoch(min(txn_ts))::bigint % 86400) - 20 - die(person_id, 'lead', 150)))
                        as login_ts
                from core_online
                where txn_ts >= date '{first}' and txn_ts < date '{last}' + 1
                    and dr_cr = 'D'
                group by 1, 2
            ) as core_day
                on days.person_id = core_day.person_id and days.biz_date = core_day.online_day
        ),
        robots as (
            select days.*, 100 + no as seq,
                (biz_date + to_seconds((no * 86000 / sessions)::bigint))::timestamp as login_ts,
                'WEB' as channel
            from days
            inner join robot_day using (user_id, biz_date)
            inner join range(1, 400) as numbers(no) on no <= sessions
        ),
        everything as (
            from drawn union all by name from ordering union all by name from robots
        ),
        keyed as (
            select *, hash(day_key, seq) as k, seq > 100 as is_robot from everything
        )
        select
            *,
            coalesce(channel, case
                when kind = 'young_active' then case when u(k, 'channel') < 0.87 then 'APP'
                    when u(k, 'channel') < 0.95 then 'WX_MINI' when u(k, 'channel') < 0.98
                    then 'ALI_MINI' else 'WEB' end
                when kind like 'mature%' then case when u(k, 'channel') < 0.74 then 'APP'
                    when u(k, 'channel') < 0.82 then 'WX_MINI' else 'WEB' end
                else case when u(k, 'channel') < 0.8 then 'APP' else 'WX_MINI' end
            end) as channel_code,
            coalesce(login_ts, (biz_date + to_seconds(
                pick(k, 'hour', [0, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 12, 12, 12, 13, 14, 15, 16, 17,
                    18, 18, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23]) * 3600
                + die(k, 'second', 3600) - 1))::timestamp) as login_at,
            is_robot or seq = 4 or u(k, 'success') >= 0.035 as is_success,
            case
                when is_robot then 1 + die(k, 'length', 3)
                else least(9000, 25 + 190 * exp(0.95 * g(k, 'length')))::integer
            end as seconds,
            case
                when is_robot then 'ROBOT'
                when biz_date = date '{held_day}'
                    and u(user_id, 'held back') < {HELD_BACK_SHARE} then 'HELD'
                when u(k, 'log-out') < 0.026 then 'OPEN'
                when u(k, 'log-out') < 0.031 then 'SKEW'
            end as fate
        from keyed;

        create table out_ebk_session as
        select
            'E' || substr(user_id, 2) || '-' || strftime(biz_date, '%y%m%d') || '-' || seq
                as session_id,
            user_id,
            channel_code as channel,
            login_at::varchar as login_ts,
            case
                when not is_success or fate is not distinct from 'OPEN' then null
                when fate = 'SKEW' then login_at - to_seconds(die(k, 'skew', 3000))
                else login_at + to_seconds(seconds)
            end::varchar as logout_ts,
            case
                when channel_code like '%MINI' then 'MINI_TOKEN'
                when is_robot or channel_code = 'WEB' then 'PASSWORD'
                else pick(k, 'auth', ['FINGER', 'FINGER', 'FACE', 'FACE', 'GESTURE', 'SMS'])
            end as auth_method,
            is_success::varchar as success,
            case when is_robot then 'DX-00000000-1' else 'DV-' || substr(user_id, 2) || '-'
                || case when u(k, 'main device') < 0.85 then 1 else die(k, 'device', devices) end
            end as device_id,
            case
                when is_robot then 'Linux'
                when channel_code = 'WEB' then pick(user_id, 'desk', ['Windows', 'Windows', 'macOS'])
                else pick(user_id, 'phone', ['Android', 'Android', 'HarmonyOS', 'iOS', 'iOS'])
            end as os,
            case when u(k, 'travels') < 0.03
                then pick(k, 'city', ['东湖市', '西岭市', '南浦市', '北川市']) else home_city end
                as ip_city,
            case when is_success and fate is distinct from 'OPEN' then seconds::varchar end
                as duration_s,
            case fate when 'HELD' then date '{held_batch}' else batch_of(biz_date) end as _batch,
            epoch(login_at)::bigint as _ord,
            strftime(biz_date, '%Y-%m') as _part,
            case when fate = 'HELD' then 'D14' when is_success or is_robot then
                case when fate is not null then 'D24' end end as _code,
            case fate when 'HELD' then 'flagged' when 'ROBOT' then 'repaired' else 'flagged' end
                as _verdict,
            case fate when 'HELD' then 'login_ts' when 'OPEN' then 'logout_ts'
                when 'SKEW' then 'logout_ts' end as _column,
            case fate when 'HELD' then '{LATE_DAYS} days late' when 'OPEN' then 'no log-out'
                when 'SKEW' then 'log-out before log-in'
                when 'ROBOT' then 'robot with over 200 sessions a day' end as _note
        from session_draw;
        drop table session_draw;

        insert into drill
        select 'fact 40 days late', 'ebk_session', session_id, _batch, 'session of {held_day}'
        from out_ebk_session where _note = '{LATE_DAYS} days late';
    """)
    open_ground(demo, "ebk_session")
    soil(
        demo, "ebk_session", *ragged(0.00008), late(), restyled("login_ts"),
        Dirt("D11", "rejected", "login_ts", "substr(login_ts, 1, 5) || '13-45 99:99:99'",
             "time of log-in unreadable", 0.00010),
        Dirt("D24", "rejected", "login_ts", "(login_ts::timestamp + interval 1 year)::varchar",
             "clock a year ahead", 0.00006,
             "login_ts::timestamp + interval 1 year > _batch + 1"),
        Dirt(OUTSIDE, "rejected", "session_id", "null", "key missing", 0.00004),
        Dirt(OUTSIDE, "flagged", "channel", "'H5'", "unknown channel", 0.0004),
        Dirt(OUTSIDE, "flagged", "duration_s", "'-' || duration_s", "negative length", 0.0001,
             "duration_s is not null"),
        Dirt("D11", "flagged", "logout_ts", "'--'", "time of log-out unreadable", 0.0002,
             "success = 'false'"),
        Dirt("D19", "flagged", "user_id", "null", "session of nobody", 0.0002),
    )
    in_window = "success = 'true' and logout_ts is not null"
    send_again(demo, "ebk_session", {
        "duration_s": "(duration_s::integer + 30)::varchar",
        "logout_ts": "(logout_ts::timestamp + interval 30 second)::varchar",
    }, 0.004, "sent again with another length", in_window)
    send_again(demo, "ebk_session", {
        "login_ts": "(login_ts::timestamp - interval 1 day)::varchar",
        "logout_ts": "(logout_ts::timestamp - interval 1 day)::varchar",
    }, 0.0002, "sent again with another day", in_window, least=2)
    demo.run("""
        insert into drill
        select 'event date corrected', 'ebk_session', session_id, _batch, 'one day earlier'
        from out_ebk_session where _note = 'sent again with another day';
    """)
    register(demo, "ebk_session")
    deliver_csv(demo, "ebk_session", control="duration_s", style=Style(compress_history=True))


def _transaction_feed(demo: Demo, first: date, last: date) -> None:
    """`ebk_transaction`: orders that core booked, attempts that failed, and what core never sees."""
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
                greatest(date_trunc('day', txn_ts), txn_ts - to_seconds(30 + die(k, 'earlier', 260)))
                    as txn_ts
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
                (month_start + to_seconds(die(k, 'apply', 2400000)))::timestamp as txn_ts,
                (1 + die(k, 'apply for', 20)) * 1000000 as cents, 'APP' as channel,
                false as is_own_name, null as cpty_bank_code, 'LOAN_APPLY' as txn_type
            from month_draw
            where u(k, 'applies') < case kind when 'young_active' then 0.025
                when 'mature_wealthy_elsewhere' then 0.012 else 0.001 end
            union all by name
            select
                *, null as core_txn_id,
                (month_start + to_seconds(die(k, 'repay', 2400000)))::timestamp as txn_ts,
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

        create table out_ebk_transaction as
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
    send_again(demo, "ebk_transaction", {"status": "'SUCCESS'", "core_txn_id": "_core"}, 1.0,
               "pending at first", "status = 'PENDING'", least=0)
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
    send_again(demo, "ebk_transaction", {"cpty_bank_code": "'0104'"}, 0.01,
               "sent again with another bank", "cpty_bank_code is not null")
    send_again(demo, "ebk_transaction",
               {"txn_ts": "(txn_ts::timestamp - interval 1 day)::varchar"}, 0.002,
               "sent again with another day", "core_txn_id is null")
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
        create table out_ebk_bill_payment as
        with paid as (
            select user_id, kind, core_online.txn_ts as pay_ts, core_online.cents,
                hash(core_online.txn_id) as k, 'B' as source
            from core_online inner join ebank_actor using (person_id)
            where txn_code = 'BILPAY' and txn_ts >= first_day
        ),
        elsewhere as (
            select
                user_id, kind,
                (month_start + to_seconds(die(hash(user_id, month_start, no), 'pay', 2400000)))
                    ::timestamp as pay_ts,
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
            biller_type || '-' || lpad(die(user_id || biller_type, 'biller no', 40)::varchar, 4, '0')
                as biller_id,
            yuan(coalesce(cents, case biller_type
                when 'TUITION' then 80000 + die(k, 'bill', 400000)
                when 'SOCIAL' then 30000 + die(k, 'bill', 90000)
                when 'HOUSING_FUND' then 50000 + die(k, 'bill', 200000)
                when 'PROPERTY' then 20000 + die(k, 'bill', 100000)
                else 500 + die(k, 'bill', 24000) end))::varchar as amount,
            pay_ts::varchar as pay_ts,
            case when source = 'C' and u(k, 'fails') < 0.03 then 'FAILED' else 'SUCCESS' end as status,
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
    send_again(demo, "ebk_bill_payment", {"status": "'FAILED'"}, 0.01, "failed after all",
               "status = 'SUCCESS'")
    register(demo, "ebk_bill_payment")
    register_batch(demo, "ebk_bill_payment", bom_batch, "D09", "byte order mark")
    deliver_csv(demo, "ebk_bill_payment", control="amount",
                encoding_of=lambda batch: "utf-8-sig" if batch == bom_batch else "utf-8")


def _booking_feed(demo: Demo) -> None:
    demo.run("""
        create table out_ebk_scene_booking as
        with drawn as (
            select
                user_id, kind, hash(user_id, month_start, 'scene') as k,
                (month_start + to_seconds(die(hash(user_id, month_start), 'book', 2400000)))
                    ::timestamp as book_ts
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
    send_again(demo, "ebk_scene_booking", {"status": "'CANCELLED'"}, 0.03, "cancelled later",
               "status = 'DONE'")
    register(demo, "ebk_scene_booking")
    deliver_csv(demo, "ebk_scene_booking")
