-- Coverage groups a customer holds by having money in them on the last delivered day of the month.
with deposit_months as (
    select * from {{ ref('int_deposit_months') }}
    where last_owner_balance > 0
),

wealth_months as (
    select * from {{ ref('int_wealth_months') }}
    where last_market_value > 0
),

loans as (
    select * from {{ ref('int_customer_loans_monthly') }}
    where closing_principal_cny > 0
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version and account_type in ('TD', 'CD', 'NTC')
),

wealth_categories as (
    select * from {{ ref('wealth_category') }}
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

held as (
    select
        deposit_months.month_end,
        deposit_months.core_customer_no,
        'TIME_DEP' as coverage_group
    from deposit_months
    inner join accounts
        on deposit_months.account_no = accounts.account_no
    inner join snapshot_months
        on
            deposit_months.month_end = snapshot_months.month_end
            and deposit_months.last_balance_date = snapshot_months.last_snapshot_date
            and snapshot_months.feed = 'core_balance_daily'

    union

    select
        wealth_months.month_end,
        wealth_months.core_customer_no,
        wealth_categories.coverage_group
    from wealth_months
    inner join wealth_categories
        on wealth_months.wealth_category = wealth_categories.wealth_category
    inner join snapshot_months
        on
            wealth_months.month_end = snapshot_months.month_end
            and wealth_months.last_position_date = snapshot_months.last_snapshot_date
            and snapshot_months.feed = 'core_wealth_position_daily'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    held.month_end,
    held.coverage_group
from held
left join customer_sources
    on held.core_customer_no = customer_sources.source_customer_id

union

select
    customer_key,
    month_end,
    'LOAN' as coverage_group
from loans
