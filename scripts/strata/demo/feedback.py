"""What customers answer and collect: surveys and loyalty points."""

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv
from strata.demo.dirt import (
    OUTSIDE,
    Dirt,
    late,
    open_ground,
    ragged,
    register,
    restyled,
    send_again,
    soil,
)


def make_surveys(demo: Demo) -> None:
    """Deliver `surv_response`: two scales in one file (D25), free text from anybody."""
    demo.run("""
        create temp table out_surv_response as
        with drawn as (
            select
                crm_actor.crm_cust_id, kind, no,
                case when branch_closes <= day then successor_code else branch_code end as branch,
                day, k
            from (
                select
                    *, hash(crm_cust_id, no, 'survey') as k,
                    first_day + floor(u(hash(crm_cust_id, no, 'survey'), 'day')
                        * (day_last() - first_day + 1))::integer as day
                from crm_actor, range(1, 6) as numbers(no)
                where first_day <= day_last() and not is_minor
                    and scenario is distinct from 'DECEASED'
            ) as crm_actor
            where u(k, 'answers') < 0.42 * (day_last() - first_day + 1) / 822.0
        ),
        scored as (
            select
                *,
                least(1, greatest(0, 0.80 + 0.16 * g(k, 'mood')
                    + case kind when 'older_counter_welloff' then 0.05
                        when 'young_active' then -0.03 else 0 end)) as mood,
                case when u(k, 'scale') < 0.12 then 5 else 100 end as scale_max
            from drawn
        )
        select
            'SR' || substr(crm_cust_id, 2) || '-' || no as resp_id,
            case scale_max when 5 then 'SAT5-' else 'SAT100-' end
                || year(day) || 'Q' || quarter(day) as survey_id,
            crm_cust_id,
            branch as branch_code,
            staff_id,
            (day + to_seconds(32400 + die(k, 'second', 40000)))::timestamp::varchar as response_ts,
            case scale_max when 5 then (1 + round(4 * mood))::integer::varchar
                else round(100 * mood)::integer::varchar end as score,
            scale_max::varchar as scale_max,
            case when u(k, 'recommends') < 0.6
                then least(10, greatest(0, round(10 * mood + g(k, 'nps'))))::integer::varchar end
                as nps,
            pick(k, 'channel', ['SMS', 'APP', 'APP', 'CALL', 'BRANCH']) as channel,
            case when u(k, 'writes') < 0.2 then pick(k, 'comment', ['服务很好', '等了太久',
                '手机银行好用', '柜员耐心,谢谢', '希望多开窗口', '还可以' || chr(10) || '就是远',
                '叫号机\"坏了\"两次', '不错']) end as comment,
            batch_of(day) as _batch,
            hash(resp_id) >> 1 as _ord,
            case when scale_max = 5 then 'D25' end as _code,
            'repaired' as _verdict, 'score' as _column, 'scale of 5 in a file of 100' as _note
        from scored
        left join staff on staff.branch_code = branch
            and staff.seat = 1 + (hash(k, 'served by') % 7)::integer;
    """)
    open_ground(demo, "surv_response")
    soil(
        demo, "surv_response", *ragged(0.0008), late(), restyled("response_ts", 0.01),
        Dirt("D25", "flagged", "score", "'120'", "score outside its scale", 0.002,
             "scale_max = '100'"),
        Dirt("D25", "flagged", "scale_max", "null", "scale missing", 0.003, "score::integer > 5"),
        Dirt(OUTSIDE, "flagged", "nps", "'11'", "recommendation outside 0 to 10", 0.001,
             "nps is not null"),
        Dirt("D11", "rejected", "response_ts", "'2024-13-01 10:00:00'", "time unreadable", 0.001),
        Dirt("D10", "repaired", "comment", "'说好五分钟,等了\"半小时\"' || chr(10) || '再见'",
             "comma, quote and line end in a value", 0.01),
    )
    send_again(demo, "surv_response", {"nps": "'9'"}, share=0.02,
               note="recommendation added", where="nps is null")
    register(demo, "surv_response")
    deliver_csv(demo, "surv_response")


def make_points(demo: Demo) -> None:
    """Deliver `pts_txn`: earned monthly, partly redeemed a quarter later, the rest expires.

    What is earned in a quarter is redeemed at most once, after it, and what is left of a year
    lapses at the end of the next: no balance is ever negative.
    """
    demo.run("""
        create temp table earning as
        select
            crm_cust_id, kind, month_start, hash(crm_cust_id, month_start, 'points') as k,
            (month_start + to_seconds(die(hash(crm_cust_id, month_start), 'earned', 2300000)))
                ::timestamp as txn_ts,
            round(annual_income / 12.0 * (0.05 + 0.3 * u(hash(crm_cust_id, month_start), 'spent')))
                ::integer + 1 as points
        from crm_actor, (select distinct month_start from biz_day)
        where (in_card or in_ebank and u(crm_cust_id, 'collects') < 0.3) and not is_minor
            and scenario is distinct from 'DECEASED' and first_day <= month_start
            and u(hash(crm_cust_id, month_start), 'earns') < 0.85;

        create temp table quarter_points as
        select
            *,
            case when u(hash(crm_cust_id, quarter_start), 'redeems')
                    < case kind when 'young_active' then 0.32
                        when 'mature_wealthy_elsewhere' then 0.22 else 0.12 end
                then floor(points * (0.3 + 0.7 * u(hash(crm_cust_id, quarter_start), 'part')))
                    ::integer else 0 end as redeemed
        from (
            select crm_cust_id, any_value(kind) as kind,
                date_trunc('quarter', month_start)::date as quarter_start, sum(points) as points
            from earning group by 1, 3
        );

        create temp table point_movement as
        select crm_cust_id, 'EARN' as txn_type, points, txn_ts, 'E' as mark,
            make_date(year(month_start) + 1, 12, 31) as expiry_date, k
        from earning
        union all
        select crm_cust_id, case when u(hash(crm_cust_id, quarter_start), 'goods') < 0.7
                then 'REDEEM_GOODS' else 'REDEEM_CASH' end, redeemed,
            (quarter_start + interval 3 month
                + to_seconds(die(hash(crm_cust_id, quarter_start), 'when', 2400000)))::timestamp,
            'R', null, hash(crm_cust_id, quarter_start, 'redeemed')
        from quarter_points where redeemed > 0
        union all
        select crm_cust_id, 'EXPIRE', sum(points - redeemed)::integer,
            (make_date(year(quarter_start) + 1, 12, 31) + interval 23 hour)::timestamp, 'X', null,
            hash(crm_cust_id, year(quarter_start), 'expired')
        from quarter_points group by crm_cust_id, year(quarter_start)
        having sum(points - redeemed) > 0
        union all
        select crm_cust_id, 'ADJ', 100, txn_ts + interval 2 hour, 'A', null, hash(k, 'goodwill')
        from earning where u(k, 'goodwill') < 0.002;

        create temp table out_pts_txn as
        select
            'PT' || substr(crm_cust_id, 2) || '-' || strftime(txn_ts, '%y%m%d') || mark
                as pts_txn_id,
            crm_cust_id,
            txn_type,
            points::varchar as points,
            case txn_type when 'REDEEM_CASH' then (points / 500.0)::decimal(18, 2)::varchar
                when 'REDEEM_GOODS' then (points / 400.0)::decimal(18, 2)::varchar end
                as cash_value,
            case when txn_type like 'REDEEM%' then 'ORD-' || die(k, 'order', 99999) end as ref_txn,
            txn_ts::varchar as txn_ts,
            strftime(expiry_date, '%Y%m%d') as expiry_date,
            batch_of(txn_ts::date) as _batch,
            epoch(txn_ts)::bigint as _ord
        from point_movement where txn_ts < day_last() + 1;
    """)
    open_ground(demo, "pts_txn")
    soil(
        demo, "pts_txn", *ragged(0.0003), late(), restyled("txn_ts", 0.005),
        Dirt("D12", "repaired", "points", "format('{:,}', points::bigint)", "thousands separators",
             0.01, "points::integer >= 1000"),
        Dirt("D11", "repaired", "expiry_date", "'99991231'", "points without an end", 0.005,
             "txn_type = 'ADJ' or txn_type = 'EARN' and left(expiry_date, 4)::integer > "
             "year(day_last())"),
        Dirt("D11", "rejected", "txn_ts", "'1970'", "time unreadable", 0.0003, "txn_type = 'ADJ'"),
        Dirt(OUTSIDE, "flagged", "txn_type", "'GIFT'", "unknown code", 0.002, "txn_type = 'ADJ'"),
    )
    send_again(demo, "pts_txn", {"ref_txn": "'ORD-late'"}, share=0.02, note="order number added",
               where="ref_txn is null")
    register(demo, "pts_txn")
    deliver_csv(demo, "pts_txn", control="points", style=Style(compress_history=True))
