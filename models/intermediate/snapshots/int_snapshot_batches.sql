-- Rows of each position feed per date and batch, to see which delivery of a date stands.
with core_balances as (
    select * from {{ ref('stg_core__balances') }}
),

core_wealth_positions as (
    select * from {{ ref('stg_core__wealth_positions') }}
),

loan_balances as (
    select * from {{ ref('stg_loan__balances') }}
),

counted as (
    select
        'core_balance_daily' as feed,
        balance_date as snapshot_date,
        batch_date,
        partition_version,
        count(*) as delivered_rows
    from core_balances
    group by balance_date, batch_date, partition_version

    union all

    select
        'core_wealth_position_daily' as feed,
        position_date as snapshot_date,
        batch_date,
        partition_version,
        count(*) as delivered_rows
    from core_wealth_positions
    group by position_date, batch_date, partition_version

    union all

    select
        'loan_balance_daily' as feed,
        balance_date as snapshot_date,
        batch_date,
        partition_version,
        count(*) as delivered_rows
    from loan_balances
    group by balance_date, batch_date, partition_version
)

select
    counted.*,
    row_number() over (
        partition by feed, snapshot_date order by batch_date desc
    ) = 1 as is_newest
from counted
where snapshot_date is not null
