-- What a customer's loans earn in a month over their funding, the capital they tie up (a year's
-- share of it, so that twelve months sum to the year's average) and the loss expected at its end.
with loan_months as (
    select * from {{ ref('int_loan_months') }}
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'loan_balance_daily'
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

loan_terms as (
    select * from {{ ref('int_loan_terms') }}
),

ftp_rates_at_start as (
    select * from {{ ref('int_ftp_rates_at_start') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'loan'
),

averaged as (
    select
        loan_months.contract_no,
        loan_months.loan_customer_no,
        loan_months.month_end,
        cast(
            loan_months.principal_day_sum_cny / nullif(snapshot_months.snapshot_days, 0)
            as decimal(24, 8)
        ) as daily_average,
        {{ days_between('snapshot_months.month_start',
            'least(snapshot_months.month_end, run_context.as_of_date)') }} + 1 as days_in_month,
        case
            when loan_months.last_balance_date = snapshot_months.last_snapshot_date
                then loan_months.last_expected_credit_loss_cny
            else 0
        end as closing_credit_loss
    from loan_months
    inner join snapshot_months
        on loan_months.month_end = snapshot_months.month_end
    cross join run_context
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    averaged.month_end,
    cast(sum(
        averaged.daily_average * (loan_terms.rate - ftp_rates_at_start.ftp_rate)
        * averaged.days_in_month
    ) / 365 as decimal(38, 8)) as loan_spread_income,
    cast(sum(
        averaged.daily_average * loan_terms.risk_weight * averaged.days_in_month
    ) * {{ parameter('capital_ratio') }} / 365 as decimal(38, 8)) as loan_capital,
    cast(sum(averaged.closing_credit_loss) as decimal(38, 8)) as closing_credit_loss,
    cast(count(case when averaged.daily_average > 0 then 1 end) as integer) as loans_owed
from averaged
left join loan_terms
    on averaged.contract_no = loan_terms.contract_no
left join ftp_rates_at_start
    on
        loan_terms.ftp_curve = ftp_rates_at_start.ftp_curve
        and loan_terms.term_months = ftp_rates_at_start.term_months
        and loan_terms.start_date = ftp_rates_at_start.start_date
left join customer_sources
    on averaged.loan_customer_no = customer_sources.source_customer_id
group by 1, 2
