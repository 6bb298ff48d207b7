-- Who owned a customer in a month, by days: the shares of a month add up to 1 exactly, so the last
-- owner takes what rounding leaves. Employees and test records are owned but measure nobody.
with owner_periods as (
    select * from {{ ref('int_customer_owner_periods') }}
),

months as (
    select * from {{ ref('int_months') }}
),

own_accounts as (
    select * from {{ ref('int_own_accounts') }}
),

owned as (
    select
        owner_periods.customer_key,
        months.month_end,
        owner_periods.staff_id,
        owner_periods.branch_code,
        greatest(owner_periods.owned_from, months.month_start) as first_date,
        least(owner_periods.owned_to, {{ add_days('months.window_end', 1) }}) as end_date
    from owner_periods
    inner join months
        on
            owner_periods.owned_from <= months.window_end
            and owner_periods.owned_to > months.month_start
),

counted as (
    select
        customer_key,
        month_end,
        staff_id,
        branch_code,
        max(end_date) as end_date,
        cast(sum({{ days_between('first_date', 'end_date') }}) as integer) as days_owned
    from owned
    group by customer_key, month_end, staff_id, branch_code
),

shares as (
    select
        counted.*,
        cast(round(
            cast(days_owned as double)
            / nullif(sum(days_owned) over (partition by customer_key, month_end), 0), 6
        ) as decimal(9, 6)) as rounded_share,
        row_number() over (partition by customer_key, month_end order by end_date desc) = 1
            as is_at_month_end
    from counted
)

select
    shares.customer_key,
    shares.month_end,
    shares.staff_id,
    shares.branch_code,
    shares.days_owned,
    cast(
        case
            when shares.is_at_month_end
                then 1 - sum(case when shares.is_at_month_end then 0 else shares.rounded_share end)
                    over (partition by shares.customer_key, shares.month_end)
            else shares.rounded_share
        end as decimal(9, 6)
    ) as day_share,
    shares.is_at_month_end,
    shares.customer_key <> 'UNASSIGNED' and own_accounts.customer_key is null as is_measured
from shares
left join own_accounts
    on shares.customer_key = own_accounts.customer_key
