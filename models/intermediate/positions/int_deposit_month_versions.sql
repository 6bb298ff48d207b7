-- What a month of deposits depends on: the snapshots that stand, the rates and who owned what.
with months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_balance_daily'
),

rates as (
    select * from {{ ref('int_fx_months') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
),

-- Clipped to the month, so that a later change of owner leaves earlier months alone.
owners as (
    select
        months.month_end,
        md5({{ string_agg_sorted(
            "concat(account_owners.account_no, coalesce(account_owners.core_customer_no, ''), "
            ~ "coalesce(cast(account_owners.share as varchar(10)), ''), "
            ~ "coalesce(accounts.currency_code, ''), "
            ~ "coalesce(accounts.account_type, ''), coalesce(accounts.open_branch, ''), "
            ~ "cast(greatest(account_owners.valid_from, months.month_start) as varchar(10)), "
            ~ "cast(least(coalesce(account_owners.valid_to, date '9999-12-31'), "
            ~ "months.month_end) as varchar(10)))",
            '|', 'account_owners.account_no, account_owners.valid_from, account_owners.core_customer_no')
        }}) as owners_version
    from months
    inner join account_owners
        on
            months.month_end >= account_owners.valid_from
            and coalesce(account_owners.valid_to, date '9999-12-31') > months.month_start
    left join accounts
        on account_owners.account_no = accounts.account_no
    group by months.month_end
)

select
    months.month_end,
    md5(concat(
        months.snapshots_version,
        coalesce(rates.rates_version, ''),
        coalesce(owners.owners_version, '')
    )) as partition_version
from months
left join rates
    on months.month_end = rates.month_end
left join owners
    on months.month_end = owners.month_end
