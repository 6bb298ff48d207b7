{{ partitioned_by('month_end', 'int_deposit_month_versions') }}

-- Day sums of a month per account and owner: everything about deposits is averaged from here.
with deposit_positions as (
    select * from {{ ref('int_deposit_positions_daily') }}
    where {{ in_touched('month_end') }}
)

select
    month_end,
    account_no,
    core_customer_no,
    currency_code,
    cast(sum(case when holder_role = 'PRIMARY' then 1 else 0 end) as integer) as days_as_primary,
    cast(count(*) as integer) as days_present,
    count(owner_balance_cny) as days_valued,
    cast(sum(case when owner_balance_cny > 0 then owner_balance_cny else 0 end) as decimal(38, 8))
        as balance_day_sum_cny,
    cast(sum(case when owner_balance_cny < 0 then -owner_balance_cny else 0 end) as decimal(38, 8))
        as overdraft_day_sum_cny,
    min(balance_date) as first_balance_date,
    max(balance_date) as last_balance_date,
    cast(max_by(owner_balance, balance_date) as decimal(18, 2)) as last_owner_balance,
    cast(max_by(owner_balance_cny, balance_date) as decimal(38, 8)) as last_owner_balance_cny
from deposit_positions
group by month_end, account_no, core_customer_no, currency_code
