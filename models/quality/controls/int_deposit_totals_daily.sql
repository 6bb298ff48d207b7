{{ partitioned_by('month_end', 'int_deposit_month_versions') }}

-- Deposits per day by what the ledger books them under: once as accounts, once as split over
-- owners.
with deposit_positions as (
    select * from {{ ref('int_deposit_positions_daily') }}
    where {{ in_touched('month_end') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
)

select
    deposit_positions.month_end,
    deposit_positions.balance_date,
    deposit_positions.currency_code,
    accounts.account_type,
    accounts.open_branch as branch_code,
    cast(sum(deposit_positions.account_balance) as decimal(24, 2)) as account_total,
    cast(sum(deposit_positions.owner_balance) as decimal(24, 2)) as owner_total,
    cast(sum(case when deposit_positions.owner_balance_cny is null then 1 else 0 end) as bigint)
        as unvalued_rows
from deposit_positions
left join accounts
    on deposit_positions.account_no = accounts.account_no
group by
    deposit_positions.month_end,
    deposit_positions.balance_date,
    deposit_positions.currency_code,
    accounts.account_type,
    accounts.open_branch
