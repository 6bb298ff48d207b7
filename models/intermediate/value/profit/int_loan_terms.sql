-- What each loan was lent at: its rate, tenor, funding curve and the weight of its risk.
with contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

product_curves as (
    select * from {{ ref('int_product_curves') }}
),

funding_curves as (
    select * from {{ ref('funding_curve') }}
    where position_kind = 'LOAN'
),

risk_weights as (
    select * from {{ ref('loan_risk_weight') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

terms as (
    select
        contract_no,
        product_code,
        loan_type,
        collateral_type,
        currency_code,
        rate,
        coalesce(start_date, date '1900-01-01') as start_date,
        coalesce(term_months, {{ months_between('start_date', 'maturity_date') }}, 0)
            as term_months
    from contracts
)

select
    terms.contract_no,
    terms.start_date,
    terms.term_months,
    terms.rate,
    coalesce(product_curves.ftp_curve, own_curve.ftp_curve, other_curve.ftp_curve) as ftp_curve,
    coalesce(exact_weight.risk_weight, type_weight.risk_weight, any_weight.risk_weight)
        as risk_weight
from terms
cross join run_context
left join product_curves
    on
        terms.product_code = product_curves.product_code
        and terms.start_date >= product_curves.valid_from
        and terms.start_date < product_curves.valid_to
left join funding_curves as own_curve
    on coalesce(terms.currency_code, run_context.reporting_currency) = own_curve.currency_code
left join funding_curves as other_curve
    on other_curve.currency_code = 'ANY'
left join risk_weights as exact_weight
    on
        terms.loan_type = exact_weight.loan_type
        and terms.collateral_type = exact_weight.collateral_type
left join risk_weights as type_weight
    on
        terms.loan_type = type_weight.loan_type
        and type_weight.collateral_type = 'ANY'
left join risk_weights as any_weight
    on
        any_weight.loan_type = 'ANY'
        and any_weight.collateral_type = 'ANY'
