-- Is this the bank a customer lives with: full where the salary comes or money comes regularly and
-- stays, half where bills or wallets draw on it, else nothing. Who has no row has nothing.
with flows as (
    select * from {{ ref('int_customer_flows_monthly') }}
),

signings as (
    select distinct
        customer_key,
        month_end
    from {{ ref('int_customer_signings_monthly') }}
    where is_main_bank
),

judged as (
    select
        coalesce(flows.customer_key, signings.customer_key) as customer_key,
        coalesce(flows.month_end, signings.month_end) as month_end,
        flows.salary_months_90d >= {{ parameter('main_bank_payroll_months') }} as is_paid_here,
        flows.inflow_months_180d >= {{ parameter('main_bank_inflow_months') }}
        and flows.own_name_debit_180d
        < {{ parameter('main_bank_outflow_share') }} * flows.external_inflow_180d
            as is_money_staying,
        signings.customer_key is not null as is_signed
    from flows
    full outer join signings
        on
            flows.customer_key = signings.customer_key
            and flows.month_end = signings.month_end
)

select
    customer_key,
    month_end,
    cast(case
        when is_paid_here or is_money_staying then {{ parameter('main_bank_full_score') }}
        when is_signed then {{ parameter('main_bank_half_score') }}
        else 0
    end as decimal(9, 4)) as main_bank_score
from judged
