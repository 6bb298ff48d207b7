-- What was placed when, for how long and at which rate: one row per deposit account, and one per
-- lot of a time deposit, which knows better than its account.
with accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

time_deposits as (
    select * from {{ ref('stg_core__time_deposits') }}
    where is_current_version and start_date is not null and principal > 0
),

product_curves as (
    select * from {{ ref('int_product_curves') }}
),

funding_curves as (
    select * from {{ ref('funding_curve') }}
    where position_kind = 'DEPOSIT'
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

lots as (
    select
        account_no,
        cast(null as varchar(40)) as sub_account_no,
        cast(null as decimal(18, 2)) as principal,
        coalesce(open_date, date '1900-01-01') as start_date,
        cast(null as date) as end_date,
        case
            when account_type = 'CUR' or maturity_date is null or open_date is null then 0
            else {{ months_between('open_date', 'maturity_date') }}
        end as term_months,
        rate
    from accounts

    union all

    select
        account_no,
        sub_account_no,
        principal,
        start_date,
        coalesce(maturity_date, {{ add_months('start_date', 'term_months') }}) as end_date,
        coalesce(term_months, {{ months_between('start_date', 'maturity_date') }}, 0)
            as term_months,
        rate
    from time_deposits
)

select
    lots.account_no,
    lots.sub_account_no,
    lots.principal,
    lots.start_date,
    lots.end_date,
    lots.term_months,
    coalesce(lots.rate, accounts.rate) as rate,
    coalesce(product_curves.ftp_curve, own_curve.ftp_curve, other_curve.ftp_curve) as ftp_curve
from lots
inner join accounts
    on lots.account_no = accounts.account_no
cross join run_context
left join product_curves
    on
        accounts.product_code = product_curves.product_code
        and lots.start_date >= product_curves.valid_from
        and lots.start_date < product_curves.valid_to
left join funding_curves as own_curve
    on coalesce(accounts.currency_code, run_context.reporting_currency) = own_curve.currency_code
left join funding_curves as other_curve
    on other_curve.currency_code = 'ANY'
