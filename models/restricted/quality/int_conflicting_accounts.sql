-- Deposit accounts that contradict what other feeds say: owners who are gone, employees, accounts
-- that no snapshot shows, in general or on single days.
with accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

balance_gaps as (
    select * from {{ ref('int_balance_gaps') }}
    where reason = 'ABSENT'
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_balance_daily'
),

seen_accounts as (
    select distinct account_no from {{ ref('int_deposit_months') }}
),

owned as (
    select
        accounts.*,
        customers.customer_status,
        customers.is_staff
    from accounts
    inner join customers
        on accounts.core_customer_no = customers.core_customer_no
)

select
    'core_account-51' as rule_id,
    account_no as record_key,
    batch_date,
    src_file,
    src_row_no
from owned
where customer_status = 'C' and account_status <> 'C'

union all

select
    'core_account-52' as rule_id,
    account_no as record_key,
    batch_date,
    src_file,
    src_row_no
from owned
where is_staff

union all

select
    'core_account-53' as rule_id,
    accounts.account_no as record_key,
    accounts.batch_date,
    accounts.src_file,
    accounts.src_row_no
from accounts
left join seen_accounts
    on accounts.account_no = seen_accounts.account_no
where seen_accounts.account_no is null and accounts.account_status <> 'C'

union all

select
    'core_balance_daily-51' as rule_id,
    {{ record_key(['balance_gaps.account_no', 'balance_gaps.balance_date']) }} as record_key,
    snapshot_dates.batch_date,
    cast(null as varchar(400)) as src_file,
    cast(null as bigint) as src_row_no
from balance_gaps
inner join snapshot_dates
    on balance_gaps.balance_date = snapshot_dates.snapshot_date
