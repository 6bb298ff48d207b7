-- What a month of loan balances depends on: the snapshots that stand, the rates and the contracts.
with months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'loan_balance_daily'
),

rates as (
    select * from {{ ref('int_fx_months') }}
),

contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

-- A contract can change a month only if it had started by then.
contract_versions as (
    select
        months.month_end,
        md5({{ string_agg_sorted(
            "concat(contracts.contract_no, coalesce(contracts.loan_customer_no, ''), "
            ~ "coalesce(contracts.currency_code, ''))",
            '|', 'contracts.contract_no') }}) as contracts_version
    from months
    inner join contracts
        on coalesce(contracts.start_date, date '1900-01-01') <= months.month_end
    group by months.month_end
)

select
    months.month_end,
    md5(concat(
        months.snapshots_version,
        coalesce(contract_versions.contracts_version, ''),
        coalesce(rates.rates_version, '')
    )) as partition_version
from months
left join contract_versions
    on months.month_end = contract_versions.month_end
left join rates
    on months.month_end = rates.month_end
