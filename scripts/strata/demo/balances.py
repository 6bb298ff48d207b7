"""Day-end balances: running sums of the movements, a complete snapshot every calendar day."""

from datetime import date

from strata.demo.bank import Demo
from strata.demo.deliver import deliver_csv, deliver_parquet

SUBJECTS = {"CUR": "2011", "TD": "2012", "CD": "2013", "NTC": "2014", "STR": "2015"}


def open_balances(demo: Demo) -> None:
    """`balance_state`: cents of every account at the end of the day before the next chunk."""
    demo.run("""
        create table balance_state as
        select acct_id, case when open_date < day_first() then cents else 0 end::bigint as cents
        from opening order by acct_id;
    """)


def take_balances(demo: Demo, start: date, end: date) -> None:
    """Snapshot the days `start` to `end` from `movement`; book the ledger, deliver, go on."""
    cases = " ".join(f"when '{kind}' then '{subject}'" for kind, subject in SUBJECTS.items())
    demo.run(f"""
        create or replace temp table balance_step as
        -- a row per day on which a balance changes, and one for the day before the chunk
        with changes as (
            select acct_id, post_date, sum(side * cents)::bigint as cents
            from movement group by all
            union all
            select acct_id, date '{start}' - 1, cents from balance_state
        )
        select
            acct_id,
            post_date,
            lead(post_date, 1, date '{end}' + 1) over steps_of as until_date,
            (sum(cents) over steps_of)::bigint as cents
        from changes
        window steps_of as (partition by acct_id order by post_date);

        create or replace table balance_day as
        with spans as (
            select
                balance_step.acct_id, acct.ccy, acct.branch_code, acct.acct_type,
                greatest(post_date, date '{start}', acct.open_date) as from_date,
                least(until_date, coalesce(acct.close_date, date '{end}' + 1), date '{end}' + 1)
                    as to_date,
                cents
            from balance_step
            inner join acct on balance_step.acct_id = acct.acct_id
        ),
        months as (
            select distinct month_start, (month_start + interval 1 month)::date as month_end
            from biz_day where biz_date between date '{start}' and date '{end}'
        ),
        -- a month after the other, so that a month's file reads its own part of the table
        pieces as (
            select
                acct_id, ccy, branch_code, acct_type, cents,
                greatest(from_date, month_start) as first_date,
                least(to_date, month_end) - greatest(from_date, month_start) as length
            from spans
            inner join months on from_date < month_end and to_date > month_start
            where from_date < to_date
            order by month_start
        )
        select
            acct_id, ccy, branch_code, acct_type, cents,
            (first_date + unnest(range(length))::integer) as biz_date
        from pieces;

        insert into gl_part
        select case acct_type {cases} end, branch_code, ccy, biz_date, sum(cents)::bigint
        from balance_day group by all;

        create or replace temp table quiet_span as
        -- nothing moved on these days, so that what is missing can be told from the day before
        select balance_step.acct_id, acct.acct_no, acct.acct_type, acct.is_orphan,
            greatest(post_date, date '{start}') + 2 as from_date, until_date - 3 as to_date
        from balance_step inner join acct on balance_step.acct_id = acct.acct_id
        where until_date - greatest(post_date, date '{start}') > 12
            and acct.open_date < greatest(post_date, date '{start}')
            and (acct.close_date is null or acct.close_date >= until_date);
    """)
    _choose_absent(demo, start, end)
    _choose_odd(demo, end)
    _choose_again(demo, start, end)
    _deliver_history(demo, end)
    _deliver_daily(demo, end)
    _plant(demo)
    demo.run("""
        create or replace table balance_state as
        select acct_id, sum(cents)::bigint as cents from (
            select acct_id, cents from balance_state
            union all
            select acct_id, side * cents from movement
        ) group by acct_id order by acct_id;
        drop table movement;
    """)


def _choose_absent(demo: Demo, start: date, end: date) -> None:
    """`absent_day`: accounts that are missing from the snapshot for one to three days (D29)."""
    share = (end - start).days / max(1, (demo.last_day - demo.first_day).days)
    demo.run(f"""
        create or replace table absent_day as
        select acct_id, (day + unnest(range(length))::integer) as biz_date, 'absent' as why
        from (
            select
                acct_id,
                from_date + die(hash(acct_no, from_date), 'absent from', 3)::integer as day,
                die(acct_no, 'absent days', 3) as length,
                row_number() over (order by u(hash(acct_no, from_date), 'absent'), acct_no,
                    from_date)
                    as turn
            from quiet_span
            where to_date - from_date > 8 and not is_orphan
        ) where turn <= greatest(1, (select count(*) from acct) * 0.0012 * {share});
    """)


def _choose_odd(demo: Demo, end: date) -> None:
    """`odd_balance`: balances of the daily batches that cannot be read."""
    demo.run("""
        create or replace temp table odd_balance (acct_id bigint, biz_date date, kind varchar)
    """)
    if end <= demo.history_day:
        return
    demo.run("""
        insert into odd_balance
        select acct_id, day, ['TEXT', 'LETTER'][1 + turn % 2] from (
            select acct_id, greatest(from_date, day_history() + 2) + 1 as day,
                row_number() over (order by u(acct_no, 'odd balance'), acct_no, from_date) as turn
            from quiet_span
            where acct_type in ('TD', 'CD') and to_date >= greatest(from_date, day_history() +
                2) + 3
                and acct_id not in (select acct_id from absent_day)
        ) where turn <= greatest(2, (select count(*) from acct) * 0.0004);
    """)


def _choose_again(demo: Demo, start: date, end: date) -> None:
    """`again_day`: one day that a later batch delivers again, without a few of its rows."""
    demo.run("create or replace temp table again_day (acct_id bigint, biz_date date, batch date)")
    number = max(1, min(24, demo.daily_batches - 3))
    again = demo.batches[number]
    later = demo.batches[min(demo.daily_batches, number + 3)]
    if not start <= again <= end or again == later:
        return
    demo.run(f"""
        create or replace temp table told_once as
        select acct_id from balance_day
        where biz_date = date '{again}'
            and acct_id not in (select acct_id from absent_day where biz_date = date '{again}');

        create or replace temp table left_out as
        select distinct quiet_span.acct_id, quiet_span.acct_no
        from quiet_span inner join told_once on quiet_span.acct_id = told_once.acct_id
        where from_date <= date '{again}' and to_date >= date '{again}' and not is_orphan
        qualify row_number() over (order by u(quiet_span.acct_no, 'left out'), quiet_span.acct_no)
            <= greatest(1, (select count(*) from told_once) * 0.002);

        insert into again_day
        select acct_id, date '{again}', date '{later}' from told_once
        where acct_id not in (select acct_id from left_out);
        insert into drill
        select 'snapshot again', 'core_balance_daily', '{again}', date '{later}',
            (select count(*) from again_day) || ' rows instead of '
                || (select count(*) from told_once);
        insert into absent_day
        select acct_id, date '{again}', 'left out of the second delivery' from told_once
        where acct_id not in (select acct_id from again_day);
    """)


def _deliver_history(demo: Demo, end: date) -> None:
    """One Parquet file a month, typed; amounts are made while the file is written."""
    demo.run("""
        create or replace view balance_told as
        with held as (
            select *,
                case when acct_type = 'CUR' and acct_id % 257 = 3
                    then least(greatest(cents, 0), 50000) else 0 end as held_cents
            from balance_day
        )
        select
            held.acct_id,
            acct.acct_no,
            held.biz_date,
            yuan(cents) as balance,
            yuan(cents - held_cents) as available_bal,
            yuan(held_cents) as hold_amt,
            (greatest(cents, 0) * acct.rate::double
                * date_diff('day', date_trunc('quarter', held.biz_date), held.biz_date)
                / 36500.0)::decimal(18, 2) as accrued_int,
            yuan(cents) as ledger_bal
        from held
        inner join acct on held.acct_id = acct.acct_id;
    """)
    months = demo.rows(
        "select distinct date_trunc('month', biz_date)::date from balance_day "
        "where biz_date <= day_history() order by 1"
    )
    names = [month.strftime("%Y-%m") for (month,) in months]
    for (month,), name in zip(months, names, strict=True):
        demo.run(f"""
            create or replace view out_core_balance_daily_{name.replace("-", "_")} as
            select balance_told.* exclude (acct_id), day_history() as _batch, '{name}' as _part,
                epoch(balance_told.biz_date)::bigint as _ord
            from balance_told
            anti join absent_day on balance_told.acct_id = absent_day.acct_id
                and balance_told.biz_date = absent_day.biz_date
            where balance_told.biz_date between date '{month}' and least(
                last_day(date '{month}'), day_history())
        """)
    deliver_parquet(
        demo, "core_balance_daily", control="balance",
        views={name: f"out_core_balance_daily_{name.replace('-', '_')}" for name in names},
    )


def _deliver_daily(demo: Demo, end: date) -> None:
    """Daily batches as CSV, so that a value can be unreadable; a day told again has a file."""
    if end <= demo.history_day:
        return
    demo.run("""
        create table out_core_balance_daily as
        with delivered as (
            select balance_told.*, batch_of(biz_date) as batch, null as part
            from balance_told
            anti join (select * from absent_day where why = 'absent') as absent
                on balance_told.acct_id = absent.acct_id and balance_told.biz_date = absent.biz_date
            where balance_told.biz_date > day_history()
            union all
            select balance_told.*, again_day.batch, 'again'
            from balance_told
            inner join again_day on balance_told.acct_id = again_day.acct_id
                and balance_told.biz_date = again_day.biz_date
        )
        select
            acct_no,
            strftime(delivered.biz_date, '%Y%m%d') as biz_date,
            case
                when odd_balance.kind = 'TEXT' then '不详'
                when odd_balance.kind = 'LETTER' then replace(balance::varchar, '.', '.O')
                when balance >= 1000000 and u2(acct_no, delivered.biz_date, 'thousands') < 0.1
                    then format('{:,.2f}', balance::double)
                else balance::varchar
            end as balance,
            available_bal::varchar as available_bal,
            hold_amt::varchar as hold_amt,
            accrued_int::varchar as accrued_int,
            ledger_bal::varchar as ledger_bal,
            batch as _batch,
            part as _part,
            epoch(delivered.biz_date)::bigint as _ord
        from delivered
        left join odd_balance on delivered.acct_id = odd_balance.acct_id
            and delivered.biz_date = odd_balance.biz_date;

        create or replace temp table told_odd as
        select acct_no || '|' || strptime(biz_date, '%Y%m%d')::date as record_key, _batch,
            contains(balance, ',') as has_thousands
        from out_core_balance_daily
        where contains(balance, ',') or try_cast(balance as decimal(18, 2)) is null;
    """)
    for code, verdict, note, condition in (
        ("D12", "repaired", "thousands", "has_thousands"),
        ("D12", "rejected", "cannot be read", "not has_thousands"),
    ):
        demo.plant("core_balance_daily", code, verdict,
                   f"select record_key, _batch, 'balance', '{note}' from told_odd "
                   f"where {condition}")
    deliver_csv(demo, "core_balance_daily", control="balance")


def _plant(demo: Demo) -> None:
    demo.plant("core_balance_daily", "D29", "flagged",
               "select acct.acct_no || '|' || biz_date, batch_of(biz_date), null, why "
               "from absent_day inner join acct using (acct_id)")
    demo.plant("core_balance_daily", "D18", "flagged",
               "select acct.acct_no || '|' || biz_date, batch_of(biz_date), 'balance', 'negative' "
               "from balance_day inner join acct using (acct_id) where cents < 0")
    demo.plant("core_balance_daily", "D18", "flagged",
               "select acct.acct_no || '|' || post_date, batch_of(post_date), 'balance', "
               "'moved without a transaction' from movement inner join acct using (acct_id) "
               "where mark = 'GHOST'")
