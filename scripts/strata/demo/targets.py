"""Targets of staff, branches and the bank: `kpi_target`, monthly, with what goes wrong (D28)."""

from strata.demo.bank import Demo
from strata.demo.deliver import deliver_csv
from strata.demo.dirt import Dirt, open_ground, ragged, register, soil

# Yuan a month and customer owned: what a portfolio grows by at this bank.
VALUE_A_CUSTOMER = 25
MONEY_A_CUSTOMER = 700
CARRIED = {
    "CM": ("CM_CONTACT", "CM_CONVERSION", "CM_VALUE", "CM_WEALTH_INCOME", "SL_NET_NEW_MONEY"),
    "LOAN": ("CM_CONTACT", "CM_CONVERSION"),
    "WM": ("CM_CONVERSION", "CM_VALUE", "CM_WEALTH_INCOME", "SL_NET_NEW_MONEY"),
    "TELLER": ("SL_REFERRAL", "BH_VOLUME"),
    "LOBBY": ("SL_REFERRAL", "CM_PROFILE_UPDATE"),
    "OPS": ("BH_VOLUME",),
}


def make_targets(demo: Demo) -> None:
    """Deliver `kpi_target`: what people did in an average month, a little more or less."""
    _make_usual(demo)
    _make_target_table(demo)
    _target_feed(demo)


def _make_usual(demo: Demo) -> None:
    """`usual_month`: the average of a person's months for what the generator itself can count."""
    demo.run(f"""
        create temp table month_done as
        select staff_id, 'CM_CONTACT' as indicator_code, date_trunc('month', day)::date as month,
            count(distinct crm_cust_id)::double as done
        from contact_made where result_code <> 'NO_ANSWER' group by all
        union all
        select staff_id, 'CM_CONVERSION', date_trunc('month', day)::date,
            count(distinct crm_cust_id)::double
        from opportunity_won group by all
        union all
        select staff_id, 'SL_REFERRAL', date_trunc('month', day)::date, count(*)::double
        from opportunity_won where source = 'STAFF' group by all
        union all
        select staff_id, 'CM_PROFILE_UPDATE', date_trunc('month', day)::date, count(*)::double
        from profile_updated group by all
        union all
        select staff_id, 'CM_WEALTH_INCOME', date_trunc('month', confirm_date)::date,
            sum(fee_cents)::double / 100
        from wealth_order
        inner join source_record as core on core.source_system = 'core'
            and core.source_customer_id = wealth_order.core_cust_no
        inner join crm_actor on core.person_id = crm_actor.person_id
        inner join stint on crm_actor.crm_cust_id = stint.crm_cust_id and confirm_date >= start_day
            and (end_day is null or confirm_date < end_day)
        where final_status = 'CONFIRMED' and confirm_date between day_first() and day_last()
        group by all
        union all
        select staff_id, unnest(['CM_VALUE', 'SL_NET_NEW_MONEY']), month_start,
            unnest([{VALUE_A_CUSTOMER}, {MONEY_A_CUSTOMER}]) * count(*)::double
        from stint, (select distinct month_start from biz_day)
        where start_day <= month_start and (end_day is null or month_start < end_day)
        group by all
        union all
        select teller_id, 'BH_VOLUME', date_trunc('month', day)::date,
            sum(case when txn_code in ('CASHDP', 'CASHWD')
                then least(5, 1 + 0.3 * ceil(greatest(0, cents - 1000000) / 1000000.0))
                else service_kind.minutes / 3.0 end)::double
        from service inner join service_kind using (txn_code)
        where flag = 'N' group by all;

        create temp table usual_month as
        select staff_id, indicator_code,
            sum(done::decimal(18, 4)) / (select count(distinct month_start) from biz_day) as usual
        from month_done
        where month between day_first() and day_last()
        group by all;
    """)


def _make_target_table(demo: Demo) -> None:
    roles = [(role, code) for role, codes in CARRIED.items() for code in codes]
    demo.load("carried", position_code=[role for role, _ in roles],
              indicator_code=[code for _, code in roles])
    demo.run("""
        create temp table own_target as
        with holder as (
            select roster.staff_id, roster.position_code, roster.branch_code, month_start,
                employee.away_from is not null and month_start >= away_from
                    and month_start < away_to as is_away,
                date_diff('day', greatest(day_first(), hire_date),
                    least(day_last() + 1, coalesce(leave_date, day_last() + 1)))
                    / (day_last() + 1 - day_first())::double as share
            from roster
            inner join employee using (staff_id)
            inner join (select distinct month_start from biz_day) as months
                on from_day <= month_start and (to_day is null or month_start < to_day)
        )
        select
            holder.staff_id, holder.branch_code, month_start, indicator_code,
            greatest(
                case when indicator_code in ('CM_VALUE', 'CM_WEALTH_INCOME', 'SL_NET_NEW_MONEY')
                    then 100 else 1 end,
                round(usual / share * (0.85 + 0.35 * u2(holder.staff_id || indicator_code,
                    year(month_start), 'asked for')),
                    case when indicator_code in ('CM_VALUE', 'CM_WEALTH_INCOME',
                        'SL_NET_NEW_MONEY') then -2 else 0 end)
            )::decimal(18, 4) as target_value
        from holder
        inner join carried using (position_code)
        inner join usual_month using (staff_id, indicator_code)
        where not is_away;
    """)


def _target_feed(demo: Demo) -> None:
    demo.run("""
        create temp table all_target as
        select 'STAFF' as owner_level, staff_id as owner_id, month_start, indicator_code,
            target_value
        from own_target
        union all
        select 'BRANCH', branch_code, month_start, indicator_code, sum(target_value)
        from own_target group by all
        union all
        select 'BRANCH', '990000', month_start, indicator_code, sum(target_value)
        from own_target group by all;

        create temp table out_kpi_target as
        select
            'KT' || strftime(month_start, '%y%m') || '-' || owner_id || '-' || indicator_code
                || '-1' as target_id,
            'M' as period_type,
            strftime(month_start, '%Y-%m') as period,
            owner_level, owner_id, indicator_code,
            target_value::decimal(18, 4)::varchar as target_value,
            (target_value * 1.2)::decimal(18, 4)::varchar as stretch_value,
            '1' as version,
            (month_start - 4 + interval 15 hour
                + to_seconds(die(owner_id || month_start, 'approved', 9000)))::varchar
                as approved_ts,
            batch_of(month_start - 3) as _batch,
            hash(owner_id, indicator_code) >> 1 as _ord
        from all_target;
    """)
    open_ground(demo, "kpi_target")
    soil(demo, "kpi_target")
    register(demo, "kpi_target")
    deliver_csv(demo, "kpi_target", control="target_value")
