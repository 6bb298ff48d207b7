"""Money in motion: the movements of deposit accounts; transactions and balances are made of them.

Every demand account hovers about a path of its own, `level * exp(drift + noise)` a month, to
which comes what the customer's managers make of all the customer holds (`managers.py`). A cycle
runs from the account's cycle day to the next: what comes in comes on its first day, what goes out
is cut into purchases, withdrawals and transfers so that the cycle ends on the path. Balances are
running sums of these movements, never drawn by themselves, so that balance(d) = balance(d-1) +
credits - debits holds wherever nobody broke it on purpose. Months are worked in chunks to keep
memory bounded; what a cycle pays after the end of a chunk waits in `movement_pending`.
"""

from datetime import date

from strata.demo.balances import open_balances, take_balances
from strata.demo.bank import Demo
from strata.demo.transactions import open_transactions, tell_transactions


def make_flows(demo: Demo) -> None:
    """Deliver `core_transaction` and `core_balance_daily`; fill `core_online` and `gl_part`."""
    _make_movers(demo)
    _make_cycles(demo)
    _make_openings(demo)
    _make_fixed_movements(demo)
    open_transactions(demo)
    open_balances(demo)
    for start, end in demo.chunks(demo.customers * 9):
        _make_movements(demo, start, end)
        tell_transactions(demo, start, end)
        take_balances(demo, start, end)


def _make_movers(demo: Demo) -> None:
    """`mover`: what drives an account, a row per demand account that moves by itself.

    Who becomes another has a kind and a level before, which end in the month `change_k`.
    """
    demo.run("""
        create macro payments_a_month(kind, acct_no) as case kind
            when 'young_active' then 11 * (0.5 + u(acct_no, 'busy'))
            when 'mature_wealthy_elsewhere' then 8 * (0.5 + u(acct_no, 'busy'))
            when 'older_counter_welloff' then 1.6 + 1.4 * u(acct_no, 'busy')
            else 0.7 + 0.9 * u(acct_no, 'busy') end;

        create table mover as
        with joined as (
            select
                acct.acct_id, acct.acct_no, acct.kind, acct.slot_no, acct.ccy, acct.record_no,
                acct.is_orphan, acct.open_date, acct.close_date, acct.cycle_day, acct.level,
                acct.person_id, person.aum,
                coalesce(person.is_minor, false) as is_minor,
                coalesce(person.is_staff, false) as is_staff,
                coalesce(person.in_ebank and not acct.is_orphan, false) as is_online,
                person.ebank_since,
                person.kind_from,
                person.kind_changed_on,
                coalesce(person.aum_from / person.aum, 1) as before_ratio,
                coalesce(person.zeal, 1) as zeal,
                person.annual_income,
                person.scenario,
                signing.core_cust_no is not null as has_payroll
            from acct
            left join person using (person_id)
            left join signing on acct.acct_no = signing.acct_no and signing.sign_type = 'PAYROLL'
            where acct.acct_type = 'CUR' and not acct.is_test and not acct.is_quiet
        )
        select
            *,
            slot_no = 1 and record_no = 1 and not is_minor and not is_orphan as is_main,
            (level * 100)::bigint as base_cents,
            (level * 100 * before_ratio)::bigint as before_cents,
            date_diff('month', day_first(), kind_changed_on) as change_k,
            -- what managers move is part of all a person holds; who becomes another moves alone
            case when slot_no = 1 and record_no = 1 and not is_minor and not is_orphan
                and kind_changed_on is null then (aum * 100)::bigint else 0 end as whole_cents,
            case kind when 'young_active' then 0.012 when 'mature_wealthy_elsewhere' then 0.004
                when 'older_counter_welloff' then -0.001 else -0.003 end as drift,
            case
                when slot_no <> 1 or record_no <> 1 or is_minor or is_orphan then 0
                when has_payroll then annual_income * 100 // 12 * 0.8
                when kind like 'older%' and u(acct_no, 'pension') < 0.9
                    then annual_income * 100 // 12 * 0.9
                else 0
            end::bigint as income_cents,
            case
                when ccy <> 'CNY' then 0.3
                when is_minor or record_no <> 1 or is_orphan then 0.5
                when slot_no = 2 then 2.5
                else payments_a_month(kind, acct_no) * zeal
            end as activity,
            payments_a_month(kind_from, acct_no) * zeal as activity_before,
            case
                when ccy <> 'CNY' then 0.06
                when is_minor or record_no <> 1 or is_orphan then 0.12
                when slot_no = 2 then 0.6
                else 1
            end as cycle_chance
        from joined
        order by acct_id;
    """)


def _make_cycles(demo: Demo) -> None:
    """`cycle`: a row per mover and month it moves in, with what comes in and must go out."""
    demo.run("""
        create macro path_cents(acct_id, base, drift, k) as greatest(
            500, round(base * exp(drift * (k - 22)
                + 0.22 * g(hash(acct_id, k::bigint), 'path')))::bigint
        );

        -- what a level is on its way from one kind's to the other's: a month lies between
        create macro level_cents(base, before, change_k, k) as case
            when change_k is null or k > change_k then base
            when k < change_k then before
            else sqrt(base::double * before::double) end;

        create table cycle as
        with months as (
            select row_number() over (order by month_start) - 1 as k, month_start
            from (select distinct month_start from biz_day)
        ),
        possible as (
            select
                mover.* exclude (activity_before) replace (
                    case when k < change_k then kind_from else kind end as kind,
                    case when k < change_k and is_main then activity_before else activity end
                        as activity
                ),
                k,
                hash(acct_id, hash(k)) as cycle_key,
                month_start + (cycle_day - 1)::integer as start_date,
                date_diff('day', month_start, month_start + interval 1 month)::integer as days
            from mover, months
            where month_start + (cycle_day - 1)::integer > greatest(open_date, day_first() - 1)
                and (close_date is null or month_start + (cycle_day + 31)::integer < close_date)
                and u2(acct_id, k, 'moves') < cycle_chance
        ),
        -- the path is taken up where the account last moved
        taken_up as (
            select *, coalesce(lag(k, 1) over (partition by acct_id order by k), -1) as from_k
            from possible
        ),
        levels as (
            select
                taken_up.*,
                coalesce(drive.drive, 0) as drive,
                coalesce(drive_before.drive, 0) as drive_before,
                case when income_cents > 0 and ccy = 'CNY'
                    then round(income_cents * (1 + 0.06 * g(cycle_key, 'pay')))::bigint
                    else 0 end as pay_cents,
                greatest(2000, case
                    when not is_main then base_cents * 0.2
                    when kind = 'young_active' then annual_income * 100 / 12 * 0.8
                    when kind = 'mature_wealthy_elsewhere' then annual_income * 100 / 12 * 0.5
                    when kind = 'older_counter_welloff' then annual_income * 100 / 12 * 0.35
                    else annual_income * 100 / 12 * 0.5
                end * (0.6 + 0.8 * u(cycle_key, 'spends')))::bigint as spend_cents
            from taken_up
            left join drive on taken_up.person_id = drive.person_id and taken_up.k = drive.k
            left join drive as drive_before on taken_up.person_id = drive_before.person_id
                and from_k = drive_before.k
        ),
        ends as (
            select
                *,
                lifted_cents(path_cents(acct_id,
                    level_cents(base_cents, before_cents, change_k, from_k), drift, from_k),
                    whole_cents, drive_before) as open_cents,
                lifted_cents(path_cents(acct_id,
                    level_cents(base_cents, before_cents, change_k, k), drift, k),
                    whole_cents, drive) as end_cents
            from levels
        )
        select
            acct_id, k, cycle_key, start_date, days, kind, slot_no, ccy, is_main, is_online,
            ebank_since, has_payroll, open_cents, end_cents, pay_cents,
            greatest(spend_cents, pay_cents + open_cents - end_cents) as out_cents,
            greatest(0, spend_cents - (pay_cents + open_cents - end_cents)) as extra_cents,
            greatest(1, least(
                floor(activity * payments_driven(drive) * (0.5 + u(cycle_key, 'count'))
                    + u(cycle_key, 'one more')),
                greatest(spend_cents, pay_cents + open_cents - end_cents) // 1500
            ))::integer as debits
        from ends
        order by start_date, acct_id;
    """)


def _make_openings(demo: Demo) -> None:
    """`opening`: what an account begins with, before the window or on its first day."""
    demo.run("""
        create table opening as
        with held as (
            select acct_no, max_by(cents, term_no) as cents from term_deposit
            where start_date < day_first() group by acct_no
        )
        select
            acct.acct_id, acct.open_date,
            case
                when acct.is_test then 100
                when acct.acct_type in ('TD', 'CD', 'STR') then coalesce(held.cents, 0)
                when mover.acct_id is null then (acct.level * 100)::bigint
                else lifted_cents(
                    path_cents(acct.acct_id, mover.before_cents, mover.drift, -1),
                    mover.whole_cents, coalesce(drive.drive, 0))
            end::bigint as cents
        from acct
        left join mover on acct.acct_id = mover.acct_id
        left join drive on mover.person_id = drive.person_id and drive.k = -1
        left join held on acct.acct_no = held.acct_no
        order by acct.acct_id;
    """)


def _make_fixed_movements(demo: Demo) -> None:
    """`movement_pending`: openings, term deposits, interest, what other parts ask for, oddities.

    `mark` names what is odd about a movement: GHOST (told to nobody), LONE (reverses nothing
    known), DEATH (after the customer died).
    """
    demo.run("""
        create table movement_pending (
            acct_id bigint, post_date date, ts timestamp, cents bigint, side integer,
            txn_code varchar, channel varchar, peer varchar, note varchar, flag varchar,
            key ubigint, orig_key ubigint, orig_date date, mark varchar
        );

        insert into movement_pending by name
        select acct_id, open_date as post_date,
            (open_date + interval 9 hour + (u(acct_id, 'opening') * 20000)::integer
                * interval 1 second)::timestamp as ts,
            cents, 1 as side, 'CASHDP' as txn_code, 'CTR' as channel, '开户存入' as note, 'N' as
                flag,
            hash(acct_id, 'open') as key
        from opening where open_date >= day_first() and cents > 0;

        -- term deposits: the first term comes from outside, later ones add their interest, the last
        -- interest comes before the deposit is paid out
        create temp table term_step as
        select
            acct.acct_id, term_deposit.*,
            lag(cents) over (partition by term_deposit.acct_no order by term_no) as before_cents
        from term_deposit inner join acct on term_deposit.acct_no = acct.acct_no;

        insert into movement_pending by name
        select acct_id, start_date as post_date, (start_date + interval 9 hour)::timestamp as ts,
            cents, 1 as side, 'TDOPEN' as txn_code, 'CTR' as channel, '定期存入' as note, 'N' as
                flag,
            hash(acct_id, hash(term_no, 'placed')) as key
        from term_step where term_no = 0 and start_date >= day_first()
        union all by name
        select acct_id, start_date as post_date, (start_date + interval 2 hour)::timestamp as ts,
            cents - before_cents as cents, 1 as side, 'INTTD' as txn_code, 'BATCH' as channel,
            '定期利息' as note, 'N' as flag,
            hash(acct_id, hash(term_no, 'rolled')) as key
        from term_step where term_no > 0 and start_date >= day_first() and cents > before_cents
        union all by name
        select acct_id, close_date as post_date, (close_date + interval 2 hour)::timestamp as ts,
            greatest(1, round(cents * rate::double * term_m / 12)::bigint) as cents, 1 as side,
            'INTTD' as txn_code, 'BATCH' as channel, '定期利息' as note, 'N' as flag,
            hash(acct_id, hash(term_no, 'ended')) as key
        from term_step where close_date = maturity_date and close_date >= day_first();

        insert into movement_pending by name
        select acct_id, biz_date as post_date, (biz_date + interval 1 hour)::timestamp as ts,
            greatest(1, (base_cents * 0.002 / 4 * (0.8 + 0.4 * u2(acct_id, biz_date,
                'int')))::bigint)
                as cents, 1 as side, 'INTCUR' as txn_code, 'BATCH' as channel, '结息' as note,
            'N' as flag, hash(acct_id, hash(biz_date, 'interest')) as key
        from mover, biz_day
        where month(biz_date) % 3 = 0 and day(biz_date) = 21
            and open_date < biz_date and (close_date is null or close_date > biz_date);
    """)
    _request_movements(demo)
    _dress_windows(demo)
    _odd_movements(demo)
    demo.run("delete from movement_pending where not post_date between day_first() and day_last()")


def _request_movements(demo: Demo) -> None:
    """What other parts ask for, and the opposite movement that keeps the account on its path.

    What is paid out and put in again within days (`ROLL-`) needs none.
    """
    demo.run("""
        create temp table request as
        select core_request.*, acct.acct_id
        from core_request
        inner join acct on core_request.acct_no = acct.acct_no
        where acct.open_date < core_request.ts::date
            and (acct.close_date is null or acct.close_date > core_request.ts::date);

        insert into movement_pending by name
        select acct_id, ts::date as post_date, ts, cents, case dr_cr when 'C' then 1 else -1 end
            as side,
            txn_code, channel, summary as note, 'N' as flag,
            hash(request_id, hash(acct_id, 'asked')) as key
        from request
        union all by name
        select acct_id, ts::date as post_date,
            case dr_cr when 'C' then ts + interval 20 minute else ts - interval 20 minute end as ts,
            cents, case dr_cr when 'C' then -1 else 1 end as side,
            case dr_cr when 'C' then 'TRFOUT' else 'TRFIN' end as txn_code,
            case when channel in ('CTR', 'APP', 'WEB') then channel else 'APP' end as channel,
            case when u(request_id, 'own money') < 0.6 then 'OWN' else 'OTHER' end as peer,
            case dr_cr when 'C' then '转出' else '转入' end as note, 'N' as flag,
            hash(request_id, hash(acct_id, 'against')) as key
        from request where request_id not like 'ROLL-%';
    """)


def _dress_windows(demo: Demo) -> None:
    """`steady`, accounts that may be odd, and `dressing`: money in before a month ends, then out.

    The last day it stays is the one before `day_out` (D30).
    """
    demo.run("""
        create temp table steady as
        select *, day_first() + 40
            + (u(acct_no, 'odd day') * (day_last() - day_first() - 50))::integer as odd_day
        from mover where is_main and open_date < day_first() and close_date is null;

        -- own money that staff move in for the last day of a month
        create table dressing as
        select acct_id, cents, (month_start + interval 1 month)::date - 1 as day_in,
            (month_start + interval 1 month)::date + 1 as day_out, true as is_staff
        from (
            select acct_id, is_staff, month_start, greatest(2000000, base_cents) as cents
            from steady, (select distinct month_start from biz_day)
        )
        where is_staff and u2(acct_id, month_start, 'dresses') < 0.3;

        -- a few managers have customers do the same, all but two of them with little
        insert into dressing
        with asked as (
            select steady.acct_id, whole_cents, staff_id, start_day, end_day,
                dense_rank() over (order by u(steady.acct_no, 'is asked'), steady.acct_id) as turn
            from steady
            inner join (
                select person_id, min(crm_cust_id) as crm_cust_id from crm_actor group by 1
            ) as customer on steady.person_id = customer.person_id
            inner join stint on customer.crm_cust_id = stint.crm_cust_id
            where not steady.is_staff and whole_cents > 0 and staff_id in (
                select staff_id from manager_effect order by u(staff_id, 'dresses'), staff_id
                limit greatest(1, (select count(*) // 9 from manager_effect))
            )
        ),
        months as (
            select distinct month_start, (month_start + interval 1 month)::date as next_month
            from biz_day
        ),
        dressed as (
            select *, hash(acct_id, month_start) as k
            from asked, months
            where turn <= greatest(3, people() * 0.01)
                and next_month - 3 >= start_day and (end_day is null or next_month <= end_day)
        )
        select acct_id,
            (whole_cents * case when turn <= 2 then 3 else 0.05 + 0.15 * u(k, 'part') end)::bigint,
            next_month - die(k, 'moved in', 2)::integer,
            next_month + die(k, 'moved out', 3)::integer - 1, false
        from dressed
        where u(k, 'dressed') < 0.3;

        delete from dressing where day_in < day_first() or day_out > day_last();

        insert into movement_pending by name
        select acct_id, leg_day as post_date, (leg_day + leg_hour * interval 1 hour)::timestamp
            as ts,
            cents, leg_side as side, leg_code as txn_code, 'APP' as channel,
            case when is_staff then 'OWN' else 'OTHER' end as peer,
            '月末' as note, 'N' as flag, hash(acct_id, hash(leg_day, 'dressing')) as key
        from dressing, lateral (
            values (day_in, 1, 'TRFIN', 16), (day_out, -1, 'TRFOUT', 10)
        ) as legs(leg_day, leg_side, leg_code, leg_hour);

        insert into event
        select 'WINDOW_DRESSING', acct_no || '|' || day_in, day_in,
            yuan(cents) || ' until ' || day_out
        from dressing inner join acct using (acct_id);
    """)


def _odd_movements(demo: Demo) -> None:
    """Overdrafts, untold movements (D18), lone reversals (D16), the dead."""
    demo.run("""
        -- a batch debits more than there is and is put right two days later
        create temp table overdraft as
        select acct_id, odd_day,
            (greatest(base_cents, 100000) * 4 + income_cents * 3 + 5000000)::bigint as cents
        from steady where kind = 'young_active' and scenario is null
        qualify row_number() over (order by u(acct_no, 'overdraft'), acct_no)
            <= greatest(2, (select count(*) * 0.001 from acct));

        insert into movement_pending by name
        select acct_id, odd_day as post_date, (odd_day + interval 3 hour)::timestamp as ts, cents,
            -1 as side, 'AUTDEB' as txn_code, 'BATCH' as channel, 'OTHER' as peer,
            '批量扣款' as note, 'N' as flag, hash(acct_id, 'overdrawn') as key
        from overdraft
        union all by name
        select acct_id, odd_day + 2 as post_date, (odd_day + 2 + interval 3 hour)::timestamp as ts,
            cents, 1 as side, 'TRFIN' as txn_code, 'BATCH' as channel, 'OTHER' as peer,
            '批量退回' as note, 'N' as flag, hash(acct_id, 'given back') as key
        from overdraft;

        insert into movement_pending by name
        select acct_id, odd_day - 6 as post_date, (odd_day - 6 + interval 4 hour)::timestamp as ts,
            500 + die(acct_no, 'ghost', 3000) as cents, 1 as side, 'TRFIN' as txn_code,
            'BATCH' as channel, 'OTHER' as peer, '未送达' as note, 'N' as flag,
            hash(acct_id, 'ghost') as key, 'GHOST' as mark
        from steady
        qualify row_number() over (order by u(acct_no, 'ghost'), acct_no)
            <= greatest(2, (select count(*) * 0.0008 from acct));

        insert into movement_pending by name
        select acct_id, odd_day + 5 as post_date, (odd_day + 5 + interval 5 hour)::timestamp as ts,
            1000 + die(acct_no, 'lone', 4000) as cents, 1 as side, 'REVERS' as txn_code,
            'BATCH' as channel, 'OTHER' as peer, '冲正' as note, 'R' as flag,
            hash(acct_id, 'lone') as key, hash(acct_id, 'nobody knows') as orig_key,
            odd_day as orig_date, 'LONE' as mark
        from steady
        qualify row_number() over (order by u(acct_no, 'lone'), acct_no)
            <= greatest(2, people() * 0.012);

        insert into movement_pending by name
        select acct_id, day_history() - 60 as post_date,
            (day_history() - 60 + interval 11 hour)::timestamp as ts, 10000 as cents, 1 as side,
            'TRFIN' as txn_code, 'BATCH' as channel, 'OTHER' as peer, '转入' as note, 'N' as flag,
            hash(acct_id, 'after death') as key, 'DEATH' as mark
        from acct where scenario = 'DECEASED_ACTIVE' and slot_no = 1 and acct_type = 'CUR';
    """)


def _make_debits(demo: Demo, start: date, end: date) -> None:
    """`debit`: what the cycles that begin from `start` to `end` spend, piece by piece."""
    demo.run(f"""
        create or replace temp table debit as
        with weighed as (
            -- whole-numbered weights: their sum does not depend on any order
            select *,
                list_transform(range(debits), lambda piece: (
                    1 + floor(100 * (0.15 - ln(1 - u(hash(cycle_key, hash(piece)), 'size'))))
                ) * case when piece = 0 and kind in ('mature_wealthy_elsewhere',
                    'older_counter_welloff') then 5 else 1 end)::bigint[] as weights
            from cycle
            where start_date between date '{start}' and date '{end}'
        ),
        cut as (
            select *,
                list_transform(weights, lambda weight: greatest(
                    1, out_cents * weight // list_sum(weights)))::bigint[] as parts
            from weighed
        ),
        pieces as (
            select
                acct_id, cycle_key, start_date, days, kind, slot_no, is_main, is_online,
                    ebank_since,
                least(open_cents, end_cents) as floor_cents,
                out_cents - list_sum(parts) as rest_cents,
                unnest(parts) as part_cents,
                unnest(range(debits)) as piece
            from cut
        ),
        drawn as (
            select *,
                hash(cycle_key, hash(piece)) as piece_key,
                part_cents + case when piece = 0 then rest_cents else 0 end as cents
            from pieces
        ),
        placed as (
            select *,
                u(piece_key, 'what') as what,
                u(piece_key, 'where') as place,
                -- nobody pays before the money is there: the first day belongs to income
                start_date + 1 + floor(u(piece_key, 'day') * (days - 1))::integer as pay_date
            from drawn
        ),
        exact as (
            select *, is_online and pay_date >= ebank_since as can_online from placed
        ),
        coded as (
            select *,
                case
                    when not is_main and slot_no = 2
                        then case when what < 0.5 then 'FPWX' when what < 0.8 then 'FPALI'
                            else 'ITROUT' end
                    when not is_main then case when what < 0.5 then 'CASHWD' else 'ITROUT' end
                    when kind = 'young_active' then case
                        when piece = 0 and what < 0.10 then 'OWN'
                        when what < 0.42 then 'FPWX' when what < 0.68 then 'FPALI'
                        when what < 0.77 then 'POSPUR' when what < 0.85 then 'TRFOUT'
                        when what < 0.90 then 'ITROUT' when what < 0.96 then 'BILPAY'
                        else 'CASHWD' end
                    when kind = 'mature_wealthy_elsewhere' then case
                        when piece = 0 and what < 0.60 then 'OWN'
                        when what < 0.28 then 'FPWX' when what < 0.46 then 'FPALI'
                        when what < 0.63 then 'POSPUR' when what < 0.77 then 'TRFOUT'
                        when what < 0.82 then 'ITROUT' when what < 0.91 then 'BILPAY'
                        else 'CASHWD' end
                    when kind = 'older_counter_welloff' then case
                        when what < 0.50 then 'CASHWD' when what < 0.68 then 'TRFOUT'
                        when what < 0.80 then 'ITROUT' when what < 0.92 then 'BILPAY'
                        else 'AUTDEB' end
                    else case
                        when what < 0.45 then 'CASHWD' when what < 0.58 then 'BILPAY'
                        when what < 0.63 then 'POSPUR' else 'AUTDEB' end
                end as code
            from exact
        )
        select
            acct_id, piece_key, pay_date, start_date, cents::bigint as cents, is_main, floor_cents,
            case
                when code = 'FPWX' then 'WX'
                when code = 'FPALI' then 'ALI'
                when code = 'POSPUR' then 'POS'
                when code = 'AUTDEB' then 'BATCH'
                when code = 'CASHWD' then case
                    when kind like 'older%' then case when place < 0.68 then 'CTR' else 'ATM' end
                    when place < 0.12 then 'CTR' else 'ATM' end
                when can_online and kind like 'older%'
                    then case when place < 0.35 then 'APP' else 'CTR' end
                when can_online then case when place < 0.90 then 'APP' else 'WEB' end
                when kind like 'older%' then case when place < 0.88 then 'CTR' else 'STM' end
                else case when place < 0.55 then 'CTR' when place < 0.8 then 'STM' else 'VTM' end
            end as channel,
            case when code = 'OWN' then 'TRFOUT' else code end as txn_code,
            case when code = 'OWN' then 'OWN' when code in ('FPWX', 'FPALI', 'POSPUR', 'BILPAY',
                'AUTDEB') then 'SHOP' when code = 'CASHWD' then null else 'OTHER' end as peer
        from coded
        where cents > 0;
    """)


def _make_movements(demo: Demo, start: date, end: date) -> None:
    """`movement`: everything posted from `start` to `end`; what is posted later stays pending."""
    _make_debits(demo, start, end)
    demo.run(f"""
        insert into movement_pending by name
        select acct_id, start_date as post_date,
            (start_date + interval 6 hour + (u(cycle_key, 'paid') * 7000)::integer
                * interval 1 second)::timestamp as ts,
            pay_cents as cents, 1 as side,
            case when has_payroll then 'PAYROL' else 'PENSON' end as txn_code, 'BATCH' as channel,
            'EMPLOYER' as peer, case when has_payroll then '工资' else '养老金' end as note,
            'N' as flag, hash(cycle_key, 'pay') as key
        from cycle
        where pay_cents > 0 and start_date between date '{start}' and date '{end}'
        union all by name
        select acct_id, start_date as post_date,
            (start_date + interval 9 hour + (u(cycle_key, 'brought') * 20000)::integer
                * interval 1 second)::timestamp as ts,
            extra_cents as cents, 1 as side,
            case when ccy <> 'CNY' or kind like 'older%' and u(cycle_key, 'cash') < 0.6 then
                'CASHDP'
                when u(cycle_key, 'inside') < 0.2 then 'ITRIN' else 'TRFIN' end as txn_code,
            case when ccy <> 'CNY' or kind like 'older%' then 'CTR' else 'BATCH' end as channel,
            case when kind = 'mature_wealthy_elsewhere' and u(cycle_key, 'own in') < 0.35
                then 'OWN' else 'OTHER' end as peer,
            '转入' as note, 'N' as flag, hash(cycle_key, 'extra') as key
        from cycle
        where extra_cents > 0 and start_date between date '{start}' and date '{end}';

        insert into movement_pending by name
        select acct_id, pay_date as post_date,
            (pay_date
                -- two in a hundred are posted one to three days after they happened
                - case when channel in ('POS', 'WX', 'ALI') and pay_date > start_date + 4
                    and u(piece_key, 'late') < 0.03 then die(piece_key, 'late days', 3)::integer
                    else 0 end
                + case when channel = 'CTR' then interval 9 hour else interval 7 hour end
                + (u(piece_key, 'second') * case when channel = 'CTR' then 28000 else 57000 end)
                    ::integer * interval 1 second)::timestamp as ts,
            cents, -1 as side, txn_code, channel, peer,
            case txn_code when 'FPWX' then '微信支付' when 'FPALI' then '支付宝' when 'POSPUR'
                then '消费'
                when 'CASHWD' then '取款' when 'BILPAY' then '缴费' when 'AUTDEB' then '代扣'
                else '转账' end as note,
            'N' as flag, piece_key as key
        from debit;

        -- posted twice and reversed, at once or up to 30 days later (D16)
        create or replace temp table mistake as
        select *, pay_date + case when u(piece_key, 'reversed late') < 0.75 then 0
            else die(piece_key, 'reversed after', 30)::integer end as reverse_date
        from debit
        where is_main and cents < 0.25 * floor_cents and u(piece_key, 'mistake') < 0.005;
        delete from mistake using acct
        where mistake.acct_id = acct.acct_id and (
            reverse_date > day_last() or acct.close_date <= reverse_date);

        insert into movement_pending by name
        select acct_id, pay_date as post_date,
            (pay_date + interval 17 hour + interval 5 minute)::timestamp as ts,
            cents, -1 as side, txn_code, channel, peer, '重复记账' as note, 'X' as flag,
            hash(piece_key, 'twice') as key, null::ubigint as orig_key, reverse_date as orig_date
        from mistake
        union all by name
        select acct_id, reverse_date as post_date,
            (reverse_date + interval 17 hour + interval 20 minute)::timestamp as ts,
            cents, 1 as side, txn_code, channel, peer, '冲正' as note, 'R' as flag,
            hash(piece_key, 'undone') as key, hash(piece_key, 'twice') as orig_key,
            pay_date as orig_date
        from mistake;

        create or replace temp table movement as
        select movement_pending.* from movement_pending
        inner join acct on movement_pending.acct_id = acct.acct_id
        where post_date <= date '{end}'
            and (acct.close_date is null or post_date <= acct.close_date);
        delete from movement_pending where post_date <= date '{end}';

        -- an account that closes pays out what the running sum left in it
        insert into movement by name
        select acct.acct_id, acct.close_date as post_date,
            (acct.close_date + interval 16 hour + interval 50 minute)::timestamp as ts,
            held.cents, -1 as side, case when acct.acct_type = 'CUR' then 'ACCLOS' else 'TDCLOS' end
                as txn_code, 'CTR' as channel, 'OWN' as peer, '销户' as note, 'N' as flag,
            hash(acct.acct_id, 'closed') as key
        from acct
        inner join (
            select acct_id, sum(cents)::bigint as cents from (
                select acct_id, cents from balance_state
                union all
                select acct_id, side * cents from movement
            ) group by acct_id
        ) as held on acct.acct_id = held.acct_id
        where acct.close_date between date '{start}' and date '{end}' and held.cents > 0;
    """)
