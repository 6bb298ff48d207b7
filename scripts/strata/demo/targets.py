"""Targets of staff, branches and the bank: `kpi_target`, monthly, with what goes wrong (D28)."""

from strata.demo.bank import Demo
from strata.demo.deliver import deliver_csv
from strata.demo.dirt import OUTSIDE, Dirt, open_ground, register, restyled, soil

# Yuan a customer owned: growth of the yearly contribution since the year began, money a month.
VALUE_A_YEAR = 60
MONEY_A_MONTH = 2000
# Customers who rise in tier, a month and customer owned; the warehouse counts them as converted.
RISES = 0.007
CARRIED = {
    "CM": ("CM_CONTACT", "CM_CONVERSION", "CM_VALUE", "CM_WEALTH_INCOME", "SL_NET_NEW_MONEY"),
    "LOAN": ("CM_CONTACT", "CM_CONVERSION", "CM_VALUE", "CM_WEALTH_INCOME", "SL_NET_NEW_MONEY"),
    "WM": ("CM_CONVERSION", "CM_VALUE", "CM_WEALTH_INCOME", "SL_NET_NEW_MONEY"),
    "TELLER": ("SL_REFERRAL", "BH_VOLUME"),
    "LOBBY": ("SL_REFERRAL", "CM_PROFILE_UPDATE"),
    "OPS": ("BH_VOLUME",),
}
MONEY = "('CM_VALUE', 'CM_WEALTH_INCOME', 'SL_NET_NEW_MONEY')"


def make_targets(demo: Demo) -> None:
    """Deliver `kpi_target`: what people do in an average month, a little more or less.

    A branch's target is the sum of its staff's, the bank's (of branch 990000) that of the branches.
    Who carries no portfolio gets no target for one.
    """
    _make_done(demo)
    _make_own_targets(demo)
    _make_all_targets(demo)
    _target_feed(demo)


def _make_done(demo: Demo) -> None:
    """`month_done`: what the generator itself can count, by person and month; `owned_month`."""
    demo.run("""
        create temp table month_done as
        select staff_id, 'CM_CONTACT' as indicator_code, date_trunc('month', day)::date as month,
            count(distinct crm_cust_id)::decimal(18, 4) as done
        from contact_made where result_code <> 'NO_ANSWER' group by all
        union all
        select staff_id, 'CM_CONVERSION', date_trunc('month', day)::date,
            count(distinct crm_cust_id)
        from opportunity_won where day <= day_last() group by all
        union all
        select staff_id, 'SL_REFERRAL', date_trunc('month', day)::date, count(*)
        from opportunity_won where source = 'STAFF' group by all
        union all
        select staff_id, 'CM_PROFILE_UPDATE', date_trunc('month', day)::date, count(*)
        from profile_updated group by all
        union all
        select staff_id, 'CM_WEALTH_INCOME', date_trunc('month', confirm_date)::date,
            sum(fee_cents)::decimal(18, 4) / 100
        from wealth_order
        inner join source_record as core on core.source_system = 'core'
            and core.source_customer_id = wealth_order.core_cust_no
        inner join crm_actor on core.person_id = crm_actor.person_id
        inner join stint on crm_actor.crm_cust_id = stint.crm_cust_id and confirm_date >= start_day
            and (end_day is null or confirm_date < end_day)
        where final_status = 'CONFIRMED' and confirm_date between day_first() and day_last()
        group by all
        union all
        select teller_id, 'BH_VOLUME', date_trunc('month', day)::date,
            sum(case when txn_code in ('CASHDP', 'CASHWD')
                then least(5, 1 + 0.3 * ceil(greatest(0, cents - 1000000) / 1000000.0))
                else service_kind.minutes / 3.0 end::decimal(18, 4))
        from service inner join service_kind using (txn_code)
        where flag = 'N' group by all;

        create temp table owned_month as
        select staff_id, month_start, count(*) as customers
        from stint, (select distinct month_start from biz_day)
        where start_day <= month_start and (end_day is null or month_start < end_day)
        group by all;
    """)


def _make_own_targets(demo: Demo) -> None:
    roles = [(role, code) for role, codes in CARRIED.items() for code in codes]
    demo.load("carried", position_code=[role for role, _ in roles],
              indicator_code=[code for _, code in roles])
    demo.run(f"""
        create temp table own_target as
        with holder as (
            select
                roster.staff_id, roster.position_code, roster.branch_code, months.month_start,
                indicator_code, coalesce(customers, 0) as customers,
                away_from is not null and months.month_start >= away_from
                    and months.month_start < away_to
                    as is_away
            from roster
            inner join employee using (staff_id)
            inner join (select distinct month_start from biz_day) as months
                on from_day <= months.month_start
                and (to_day is null or months.month_start < to_day)
            inner join carried on roster.position_code = carried.position_code
            left join owned_month on roster.staff_id = owned_month.staff_id
                and months.month_start = owned_month.month_start
        ),
        usual as (
            select
                holder.*,
                -- of the months in the position; portfolios count for as many as they hold
                sum(coalesce(done, 0)) over same / greatest(1, count(*) over same) as a_month,
                sum(coalesce(done, 0)) over same / greatest(1, sum(customers) over same)
                    as a_customer,
                sum(customers) over same > 0 as has_portfolio
            from holder
            left join month_done on holder.staff_id = month_done.staff_id
                and holder.indicator_code = month_done.indicator_code
                and holder.month_start = month_done.month
            where not is_away
            window same as (
                partition by holder.staff_id, holder.indicator_code, holder.position_code
            )
        ),
        expected as (
            select
                *,
                case
                    when indicator_code = 'CM_VALUE'
                        then {VALUE_A_YEAR} * customers * month(month_start) / 12.0
                    when indicator_code = 'SL_NET_NEW_MONEY' then {MONEY_A_MONTH} * customers
                    when indicator_code = 'CM_WEALTH_INCOME' then a_customer * customers
                    when has_portfolio and indicator_code = 'CM_CONVERSION'
                        then (a_customer + {RISES}) * customers
                    when has_portfolio and indicator_code = 'CM_CONTACT'
                        then a_customer * customers
                    else a_month
                end as amount
            from usual
            where customers > 0 or position_code not in ('CM', 'LOAN', 'WM')
        )
        select
            staff_id, branch_code, month_start, indicator_code,
            greatest(
                case when indicator_code in {MONEY} then 100 else 1 end,
                round(amount * (0.85 + 0.30 * u2(staff_id || indicator_code, year(month_start),
                    'asked for')), case when indicator_code in {MONEY} then -2 else 0 end)
            )::decimal(18, 4) as target_value
        from expected;
    """)


def _make_all_targets(demo: Demo) -> None:
    """`all_target`: as planned, and what came out of it.

    Each quarter one branch asks for more than its staff were told (a mismatch no row shows). In
    July and in the last month one manager's target is raised, and that of the branch and the bank.
    """
    demo.run("""
        create temp table mismatch as
        select
            month_start, branch_code, indicator_code
        from (select distinct month_start, branch_code, indicator_code from own_target)
        where indicator_code in ('CM_CONTACT', 'SL_NET_NEW_MONEY', 'BH_VOLUME')
        qualify row_number() over (
            partition by year(month_start), quarter(month_start)
            order by u(branch_code || month_start || indicator_code, 'does not add up'),
                branch_code, month_start, indicator_code
        ) = 1;

        create temp table raised as
        select staff_id, branch_code, month_start, indicator_code,
            round(target_value * 0.15, -2)::decimal(18, 4) as more
        from own_target
        where indicator_code = 'SL_NET_NEW_MONEY'
            and (month(month_start) = 7 or month_start = month_of(day_last()))
        qualify row_number() over (
            partition by month_start order by u(staff_id || month_start, 'raised'), staff_id) = 1;

        create temp table branch_target as
        select branch_code, month_start, indicator_code,
            sum(target_value) + case when max(mismatch.month_start) is not null
                then greatest(1, round(sum(target_value) * 0.06)) else 0 end as target_value
        from own_target left join mismatch using (branch_code, month_start, indicator_code)
        group by branch_code, month_start, indicator_code;

        create temp table all_target as
        with planned as (
            select 'STAFF' as owner_level, staff_id as owner_id, month_start, indicator_code,
                target_value
            from own_target
            union all
            select 'BRANCH', branch_code, month_start, indicator_code, target_value
            from branch_target
            union all
            select 'BRANCH', '990000', month_start, indicator_code, sum(target_value)
            from branch_target group by month_start, indicator_code
        ),
        higher as (
            select 'STAFF' as owner_level, staff_id as owner_id, month_start, indicator_code, more
            from raised
            union all
            select 'BRANCH', unnest([branch_code, '990000']), month_start, indicator_code, more
            from raised
        )
        select *, 1 as version, month_start - 4 as approved_day, null as oddity from planned
        union all
        select planned.* replace (target_value + more as target_value), 2, month_start + 11,
            'changed after it began'
        from planned inner join higher using (owner_level, owner_id, month_start, indicator_code)
        union all
        -- told again under another number
        select *, 1, month_start - 4, 'told twice' from planned
        where owner_level = 'STAFF' qualify row_number() over (
            partition by year(month_start), quarter(month_start)
            order by u(owner_id || month_start || indicator_code, 'told twice'), owner_id,
                month_start, indicator_code) <= 2
        union all
        select * replace ((target_value * 1.1)::decimal(18, 4) as target_value), 3, null,
            'never approved'
        from planned
        where owner_level = 'BRANCH' and owner_id <> '990000' qualify row_number() over (
            partition by year(month_start), quarter(month_start)
            order by u(owner_id || month_start || indicator_code, 'draft'), owner_id,
                month_start, indicator_code) = 1;

        insert into event
        select 'target sum', branch_code || '|' || indicator_code, month_start,
            'branch target is not the sum of its staff''s' from mismatch;
    """)


def _target_feed(demo: Demo) -> None:
    demo.run("""
        create temp table out_kpi_target as
        select
            'KT' || strftime(month_start, '%y%m') || '-' || owner_id || '-' || indicator_code
                || '-' || version || case when oddity = 'told twice' then 'B' else '' end
                as target_id,
            'M' as period_type,
            strftime(month_start, '%Y-%m') as period,
            owner_level, owner_id, indicator_code,
            target_value::decimal(18, 4)::varchar as target_value,
            (target_value * 1.2)::decimal(18, 4)::varchar as stretch_value,
            version::varchar as version,
            (approved_day + interval 15 hour
                + to_seconds(die(owner_id || month_start, 'approved', 9000)))::timestamp::varchar
                as approved_ts,
            batch_of(coalesce(approved_day, month_start)) as _batch,
            hash(owner_id, indicator_code) >> 1 as _ord,
            case when oddity = 'never approved' then 'D00' when oddity is not null then 'D28' end
                as _code,
            case when oddity = 'changed after it began' then 'repaired'
                when oddity is not null then 'flagged' end as _verdict,
            case oddity when 'never approved' then 'approved_ts' when 'told twice' then 'target_id'
                when 'changed after it began' then 'version' end as _column,
            oddity as _note
        from all_target
        where coalesce(approved_day, month_start) <= day_last();

        -- targets of nobody, and of no period
        insert into out_kpi_target by name
        select * replace (
            target_id || 'X' as target_id,
            case when u(target_id, 'unusable') < 0.5 then 'TEAM' else owner_level end
                as owner_level,
            case when u(target_id, 'unusable') < 0.5 then period else replace(period, '-', '年')
                end as period,
            'D00' as _code, 'rejected' as _verdict,
            case when u(target_id, 'unusable') < 0.5 then 'owner_level' else 'period' end
                as _column,
            'owner or period unreadable' as _note
        )
        from out_kpi_target where _code is null
        qualify row_number() over (order by u(target_id, 'unusable row'), target_id) <= 6;
    """)
    open_ground(demo, "kpi_target")
    soil(
        demo, "kpi_target", restyled("approved_ts", 0.01),
        Dirt("D12", "repaired", "target_value", "format('{:,.2f}', target_value::double)",
             "thousands separators", 0.01, "try_cast(target_value as double) >= 1000"),
        Dirt(OUTSIDE, "flagged", "stretch_value", "'1.0000'", "stretch below the target", 0.001,
             "try_cast(target_value as double) >= 100"),
    )
    register(demo, "kpi_target")
    deliver_csv(demo, "kpi_target", control="target_value")
