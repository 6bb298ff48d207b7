-- Who has credit at each month's end, and how it was served: credit that is open, or that was
-- watched within the year. Without credit there is nothing to judge.
with delinquency as (
    select * from {{ ref('int_customer_delinquency_monthly') }}
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version and coalesce(account_status, 'N') <> 'C'
),

loan_contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version and coalesce(contract_status, 'ACT') <> 'SET'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

windows as (
    select * from {{ ref('int_profile_windows') }}
),

dpd_scores as (
    select * from {{ ref('dpd_score') }}
),

openings as (
    select
        'card' as source_system,
        card_customer_no as source_customer_id,
        open_date as opened_on
    from card_accounts

    union all

    select
        'loan' as source_system,
        loan_customer_no as source_customer_id,
        start_date as opened_on
    from loan_contracts
),

open_since as (
    select
        customer_sources.customer_key,
        min(coalesce(openings.opened_on, date '1900-01-01')) as first_opened_on
    from openings
    inner join customer_sources
        on
            openings.source_system = customer_sources.source_system
            and openings.source_customer_id = customer_sources.source_customer_id
    group by 1
),

credit as (
    select
        customer_key,
        month_end
    from delinquency

    union

    select
        open_since.customer_key,
        windows.month_end
    from open_since
    inner join windows
        on open_since.first_opened_on <= windows.window_end
)

select
    credit.customer_key,
    credit.month_end,
    delinquency.worst_days_past_due,
    dpd_scores.score as credit_conduct
from credit
left join delinquency
    on
        credit.customer_key = delinquency.customer_key
        and credit.month_end = delinquency.month_end
left join dpd_scores
    on
        delinquency.worst_days_past_due >= dpd_scores.first_day
        and delinquency.worst_days_past_due <= coalesce(dpd_scores.last_day, 99999)
