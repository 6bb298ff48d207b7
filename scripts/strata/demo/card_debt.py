"""Instalment plans and statements: how card debt is stated, paid, spread and settled."""

from strata.demo.bank import Demo


def make_debt(demo: Demo) -> None:
    """Make `card_plan`, `card_due`, `card_stmt`, and add what follows from them to `card_txn`."""
    _make_plans(demo)
    _post_plans(demo)
    _make_statements(demo)
    _post_statements(demo)
    _settle_dues(demo)


def _make_plans(demo: Demo) -> None:
    """`card_plan` and `card_due`: principal in equal parts to the cent, the remainder spread.

    `due_k` is the cycle whose statement day a part falls due on; a plan settled early has
    `early_date`, and the parts after it are paid that day without their fee.
    """
    demo.run(f"""
        create temp table card_cycle_spend as
        select acct_id, card_cycle(post_date, cycle_day) as k, sum(bill_cents)::bigint as cents
        from card_txn inner join card_acct using (acct_id)
        where txn_type = 'PUR' and post_date is not null and not is_orphan and card_acct.ccy = 'CNY'
        group by all;

        create table card_plan as
        with candidates as (
            select
                card_acct.*, slot,
                acct_id * 10 + slot as plan_key,
                first_k + 1 + floor(u2(acct_id, slot, 'plan month')
                    * greatest(1, {demo.months} - first_k))::integer as k
            from card_acct, range(1, 4) as slots(slot)
            where card_acct.ccy = 'CNY' and rate > 0 and not is_orphan
                and u2(acct_id, slot, 'plan') < case kind
                    when 'young_active' then [0.48, 0.26, 0.12][slot]
                    when 'mature_wealthy_elsewhere' then [0.26, 0.10, 0.03][slot]
                    when 'older_counter_welloff' then [0.06, 0, 0][slot] else 0 end
        ),
        typed as (
            select
                candidates.*,
                coalesce(spent.cents, 0) as spent_cents,
                u(plan_key, 'plan type') as type_draw
            from candidates
            left join card_cycle_spend as spent
                on candidates.acct_id = spent.acct_id and candidates.k = spent.k
            where candidates.k <= {demo.months}
                and (bad_from_k is null or candidates.k < bad_from_k)
        ),
        chosen as (
            select
                *,
                case
                    when type_draw < 0.40 and spent_cents > 100000 then 'BILL'
                    when type_draw < 0.70 then 'CONS'
                    when type_draw < 0.85 then 'CASH'
                    when type_draw < 0.92 then 'AUTO'
                    else 'DECOR'
                end as plan_type
            from typed
        ),
        sized as (
            select
                *,
                case plan_type
                    when 'BILL' then 1000 * floor(
                        spent_cents * (0.4 + 0.35 * u(plan_key, 'part')) / 1000)
                    when 'CONS' then 100 * round(2600 * exp(0.6 * g(plan_key, 'size')))
                    when 'CASH'
                        then 100000 * greatest(3, round(8 * exp(0.7 * g(plan_key, 'size'))))
                    when 'AUTO'
                        then 100000 * greatest(20, round(70 * exp(0.4 * g(plan_key, 'size'))))
                    else 100000 * greatest(10, round(45 * exp(0.5 * g(plan_key, 'size'))))
                end::bigint as principal,
                case
                    when plan_type in ('AUTO', 'DECOR') then pick(plan_key, 'terms', [12, 24, 36])
                    else pick(plan_key, 'terms', [3, 6, 6, 12, 12, 24])
                end::integer as terms,
                case when plan_type = 'BILL'
                    then card_stmt_date(k, cycle_day) + die(plan_key, 'plan day', 4)::integer
                    else card_month(k) + die(plan_key, 'plan day', 27)::integer end as start_date
            from chosen
        ),
        planned as (
            select
                *,
                card_cycle(start_date + 1, cycle_day) as start_k,
                u(plan_key, 'cancelled') < 0.015 as is_cancelled,
                card_cycle(start_date + 1, cycle_day) + 1
                    + floor(u(plan_key, 'early month') * greatest(1, terms - 3))::integer as early_k
            from sized where start_date > live_from + 10 and start_date <= day_last()
        )
        select
            'P' || lpad(acct_id::varchar, 6, '0') || lpad(slot::varchar, 2, '0') as plan_id,
            acct_id, slot::integer as slot, cycle_day, kind, plan_type, principal, terms,
            case terms when 3 then 0.0195 when 6 then 0.0360 when 12 then 0.0660 when 24 then 0.1200
                else 0.1650 end::decimal(9, 6) as fee_rate,
            case when u(plan_key, 'fee mode') < 0.3 then 'UPFRONT' else 'SPREAD' end as fee_mode,
            case plan_type when 'AUTO' then 'POS'
                when 'DECOR' then pick(plan_key, 'plan source', ['CTR', 'POS'])
                when 'CONS' then pick(plan_key, 'plan source', ['POS', 'APP', 'APP'])
                else pick(plan_key, 'plan source', ['APP', 'APP', 'APP', 'CALL']) end
                as source_channel,
            start_date, start_k, is_cancelled,
            case when not is_cancelled and terms >= 6 and bad_from_k is null
                and u(plan_key, 'early') < 0.08
                and card_stmt_date(early_k, cycle_day) + 6 <= day_last()
                then card_stmt_date(early_k, cycle_day) + 6 end as early_date
        from planned
        order by plan_id;

        create table card_due as
        select
            plan_id, acct_id, slot, seq::integer as seq, is_cancelled, early_date, start_date,
            start_k + seq - 1 as due_k,
            card_stmt_date(start_k + seq - 1, cycle_day) as due_date,
            (principal * seq // terms - principal * (seq - 1) // terms)::bigint as principal_due,
            case when fee_mode = 'SPREAD'
                    then fee_total * seq // terms - fee_total * (seq - 1) // terms
                when seq = 1 then fee_total else 0 end::bigint as fee_due,
            coalesce(card_stmt_date(start_k + seq - 1, cycle_day) > early_date, false) as is_early
        from (
            select *, round(principal * fee_rate)::bigint as fee_total from card_plan
        ), lateral (select unnest(range(1, terms + 1)) as seq)
        order by plan_id, seq;
    """)


def _post_plans(demo: Demo) -> None:
    """What plans do to the account: purchase, conversion, parts and fees, early settlement."""
    demo.run("""
        create temp table card_plan_entry as
        select
            acct_id, start_date as day, principal as cents, 'PUR' as txn_type,
            card_txn_id(acct_id, start_k, slot, 'Q') as txn_id, 'POS' as channel,
            case plan_type when 'AUTO' then '5511' when 'DECOR' then '5211' else '5732' end as mcc,
            die(plan_id, 'plan merchant', 60)::integer as merchant_no
        from card_plan where plan_type in ('CONS', 'AUTO', 'DECOR')
        union all
        select acct_id, start_date, -principal, 'ADJ', card_txn_id(acct_id, start_k, slot, 'V'),
            'BATCH', null, null
        from card_plan where plan_type <> 'CASH' and not is_cancelled
        union all
        select acct_id, due_date, principal_due, 'ADJ',
            card_txn_id(acct_id, due_k, slot * 100 + seq, 'D'), 'BATCH', null, null
        from card_due where not is_cancelled and not is_early and due_date <= day_last()
        union all
        select acct_id, due_date, fee_due, 'FEE',
            card_txn_id(acct_id, due_k, slot * 100 + seq, 'G'), 'BATCH', null, null
        from card_due
        where not is_cancelled and not is_early and due_date <= day_last() and fee_due > 0
        union all
        select acct_id, early_date, sum(principal_due)::bigint, 'ADJ',
            card_txn_id(acct_id, min(due_k), slot * 100, 'E'), 'APP', null, null
        from card_due where is_early group by acct_id, slot, early_date
        union all
        select acct_id, early_date, sum(principal_due)::bigint, 'PAY',
            card_txn_id(acct_id, min(due_k), slot * 100, 'Z'), 'APP', null, null
        from card_due where is_early group by acct_id, slot, early_date;

        insert into card_txn by name
        select
            txn_id, acct_id,
            case when swap_date < day then next_no else main_no end as card_no,
            (day + case when channel = 'BATCH' then interval 22 hour else interval 11 hour end
                + floor(u(txn_id, 'second') * 5000)::integer * interval 1 second)::timestamp
                as txn_ts,
            day as txn_date, day as post_date, cents as txn_cents, 'CNY' as txn_ccy,
            cents as bill_cents, cents as auth_cents, 'CNY' as bill_ccy, mcc, merchant_no, txn_type,
            channel, channel = 'APP' as is_online, false as is_foreign, false as is_after_cancel
        from card_plan_entry inner join card_hand using (acct_id);
    """)


def _make_statements(demo: Demo) -> None:
    """`card_stmt`, cycle by cycle: a balance follows from the one before it, and so does a payment.

    `converted` is the part of a statement that a bill plan took out before it was to be paid.
    """
    demo.run("""
        create temp table card_moved as
        select
            acct_id, card_cycle(post_date, cycle_day) as k,
            sum(card_signed(txn_type, bill_cents))::bigint as cents
        from card_txn inner join card_acct using (acct_id)
        where post_date is not null and not is_orphan
        group by all;

        create temp table card_converted as
        select acct_id, start_k - 1 as k, sum(principal)::bigint as cents
        from card_plan where plan_type = 'BILL' and not is_cancelled group by all;

        create table card_stmt (
            acct_id integer, k integer, stmt_date date, moved bigint, interest bigint,
            late_fee bigint, bal bigint, converted bigint, min_due bigint, due_date date,
            overdue_since date, paid bigint, paid_date date
        );
    """)
    for k in range(demo.months + 1):
        demo.run(f"""
            insert into card_stmt
            with base as (
                select
                    card_acct.acct_id, payer, kind, is_autopay, bad_from_k, bad_to_k,
                    card_stmt_date({k}, cycle_day) as stmt_date,
                    card_due_date({k}, cycle_day) as due_date,
                    coalesce(moved.cents, 0) as moved,
                    coalesce(converted.cents, 0) as converted,
                    case when {k} = 0 and is_old then opening else 0 end as opening,
                    coalesce(before.bal, 0) as before_bal,
                    coalesce(before.paid, 0) as before_paid,
                    coalesce(before.converted, 0) as before_converted,
                    coalesce(before.min_due, 0) as before_min_due,
                    before.due_date as before_due_date,
                    before.paid_date as before_paid_date,
                    before.overdue_since as before_overdue_since
                from card_acct
                left join card_stmt as before
                    on card_acct.acct_id = before.acct_id and before.k = {k - 1}
                left join card_moved as moved
                    on card_acct.acct_id = moved.acct_id and moved.k = {k}
                left join card_converted as converted
                    on card_acct.acct_id = converted.acct_id and converted.k = {k}
                where rate > 0 and not is_orphan and first_k <= {k}
            ),
            judged as (
                select
                    *,
                    greatest(0, before_bal - before_paid - before_converted) as carried,
                    before_min_due > 0 and (before_paid < before_min_due
                        or before_paid_date > before_due_date) as was_late,
                    before_min_due > 0 and before_paid < before_min_due as was_short
                from base
            ),
            charged as (
                select
                    *,
                    case when carried > 100 then round(carried * 0.015)
                        when was_late then round(before_bal * 0.0005
                            * (before_paid_date - before_due_date))
                        else 0 end::bigint as interest,
                    case when was_late then greatest(1000, round(before_min_due * 0.05)) else 0
                        end::bigint as late_fee,
                    case when was_short then coalesce(before_overdue_since, before_due_date) end
                        as overdue_since
                from judged
            ),
            stated as (
                select
                    *,
                    (opening + before_bal - before_paid + moved + interest + late_fee)::bigint
                        as bal
                from charged
            ),
            owing as (
                select
                    *,
                    greatest(0, bal - converted) as owed,
                    u2(acct_id, {k}, 'pays') as pay_draw
                from stated
            ),
            asked as (
                select
                    *,
                    case when owed <= 0 then 0
                        else least(owed, greatest(10000, round(owed * 0.1))
                            + case when overdue_since is not null then before_min_due else 0 end)
                    end::bigint as min_due
                from owing
            ),
            answered as (
                select
                    *,
                    case
                        when owed <= 0 or {k} between bad_from_k and bad_to_k then 0
                        when payer = 'FULL' or {k} = bad_to_k + 1 then owed
                        when pay_draw < case payer when 'PART' then 0.25 else 0.12 end then owed
                        when payer = 'PART'
                            then least(owed,
                                greatest(min_due, round(owed * (0.2 + 0.6 * pay_draw))))
                        else min_due
                    end::bigint as pays,
                    due_date + case
                        when not is_autopay and u2(acct_id, {k}, 'forgets') < 0.025
                            then die(acct_id * 100 + {k}, 'days late', 6)
                        when is_autopay then 0
                        else -die(acct_id * 100 + {k}, 'days early', 13)
                    end::integer as pay_day
                from asked
            )
            select
                acct_id, {k}, stmt_date, moved, interest, late_fee, bal, converted, min_due,
                due_date, overdue_since,
                case when pays > 0 and pay_day <= day_last() then pays else 0 end,
                case when pays > 0 and pay_day <= day_last() then pay_day end
            from answered
        """)


def _post_statements(demo: Demo) -> None:
    """Interest, late fees and repayments become entries; core moves what was paid from there."""
    demo.run("""
        create temp table card_stmt_entry as
        select acct_id, k, stmt_date as day, interest as cents, 'INT' as txn_type, 'I' as suffix,
            'BATCH' as channel
        from card_stmt where interest > 0
        union all
        select acct_id, k, stmt_date, late_fee, 'FEE', 'L', 'BATCH'
        from card_stmt where late_fee > 0
        union all
        select
            acct_id, k, paid_date, paid, 'PAY', 'Y',
            case when is_autopay then 'BATCH'
                when is_older then pick(acct_id * 100 + k, 'pays at', ['CTR', 'CTR', 'ATM', 'APP'])
                else pick(acct_id * 100 + k, 'pays at', ['APP', 'APP', 'APP', 'WX', 'WEB', 'CTR'])
            end
        from card_stmt inner join card_acct using (acct_id) where paid > 0;

        insert into card_txn by name
        select
            card_txn_id(entry.acct_id, entry.k, 1, suffix) as txn_id,
            entry.acct_id,
            case when swap_date < day then next_no else main_no end as card_no,
            (day + case when channel = 'BATCH' then interval 21 hour else interval 8 hour end
                + floor(u2(entry.acct_id, entry.k, 'entry second' || suffix)
                    * case when channel = 'BATCH' then 7000 else 43000 end)::integer
                    * interval 1 second)::timestamp as txn_ts,
            day as txn_date, day as post_date, cents as txn_cents, ccy as txn_ccy,
            cents as bill_cents, cents as auth_cents, ccy as bill_ccy, txn_type, channel,
            channel in ('APP', 'WX', 'WEB') as is_online, false as is_foreign,
            false as is_after_cancel
        from card_stmt_entry as entry
        inner join card_acct using (acct_id)
        inner join card_hand using (acct_id);

        insert into core_request
        select txn_id, core_acct_no, txn_ts, bill_cents, 'D', 'CCREP', channel, '信用卡还款'
        from card_txn inner join card_acct using (acct_id)
        where txn_type = 'PAY' and core_acct_no is not null and channel in ('BATCH', 'APP', 'WEB')
            and (is_autopay or u(txn_id, 'pays from here') < 0.6)
            and txn_date between greatest(core_open_date + 5, day_first()) and core_close_date - 5
        order by txn_id;
    """)


def _settle_dues(demo: Demo) -> None:
    """Tell each part when it was paid, and each plan when it ended.

    Adds `paid_date` to `card_due`, `end_date` and `end_status` (FIN, EARLY, CAN) to `card_plan`.
    """
    demo.run("""
        create temp table card_settled as
        select acct_id, k, coalesce(paid_date, stmt_date) as settled_on
        from card_stmt where paid >= min_due and (paid_date is not null or min_due = 0);

        create or replace table card_due as
        select
            card_due.* replace (case when is_early then 0 else fee_due end as fee_due),
            fee_due as fee_planned,
            case when is_cancelled then null when is_early then early_date
                when due_date <= day_last() then settled_on end as paid_date
        from card_due
        asof left join card_settled
            on card_due.acct_id = card_settled.acct_id and card_due.due_k <= card_settled.k
        order by plan_id, seq;

        create or replace table card_plan as
        with ends as (
            select plan_id, count(*) = count(paid_date) as is_paid, max(paid_date) as last_paid
            from card_due group by plan_id
        )
        select
            card_plan.*,
            case when is_cancelled then start_date when early_date is not null then
                greatest(early_date, last_paid) when is_paid then last_paid end as end_date,
            case when is_cancelled then 'CAN' when early_date is not null then 'EARLY'
                when is_paid then 'FIN' end as end_status
        from card_plan inner join ends using (plan_id)
        order by plan_id;
    """)
