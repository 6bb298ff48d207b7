-- Codes that say something of a customer and have no row in the seed of scores. The code comes with
-- its kind: two kinds may use one code.
with code_scores as (
    select * from {{ ref('code_score') }}
),

core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

loan_customers as (
    select * from {{ ref('stg_loan__customers') }}
    where is_current_version
),

card_customers as (
    select * from {{ ref('stg_card__customers') }}
    where is_current_version
),

consumption_months as (
    select * from {{ ref('stg_external__consumption_months') }}
    where is_current_version
),

used_codes as (
    select
        'core_customer-55' as rule_id,
        'OCCUPATION' as code_kind,
        occupation_code as code
    from core_customers

    union

    select
        'core_customer-55' as rule_id,
        'EDUCATION' as code_kind,
        education_code as code
    from core_customers

    union

    select
        'loan_customer-55' as rule_id,
        'LOAN_GRADE' as code_kind,
        credit_grade as code
    from loan_customers

    union

    select
        'card_customer-55' as rule_id,
        'CARD_GRADE' as code_kind,
        credit_grade as code
    from card_customers

    union

    select
        'tpd_consumption_month-55' as rule_id,
        'SPEND_BAND' as code_kind,
        amount_band as code
    from consumption_months
)

select
    used_codes.rule_id,
    concat(used_codes.code_kind, ' ', used_codes.code) as code
from used_codes
left join code_scores
    on
        used_codes.code_kind = code_scores.code_kind
        and used_codes.code = code_scores.code
where used_codes.code is not null and code_scores.code is null
