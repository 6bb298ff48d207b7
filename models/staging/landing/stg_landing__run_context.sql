with source as (
    select * from {{ source('landing', 'run_context') }}
),

bank_setting as (
    select * from {{ ref('bank_setting') }}
)

select
    source.as_of_date,
    source.bank,
    source.run_id,
    coalesce(chosen.reporting_currency, fallback.reporting_currency) as reporting_currency
from source
left join bank_setting as chosen
    on source.bank = chosen.bank
left join bank_setting as fallback
    on fallback.bank = 'default'
