-- Both sides of every control; `difference` is what the two sides may not have, over all its cases.
with measured_totals as (
    select * from {{ ref('int_measured_totals') }}
),

known_totals as (
    select * from {{ ref('stg_landing__known_totals') }}
),

controls_of_one_case as (
    select * from {{ ref('int_batch_controls') }}
    union all
    select * from {{ ref('int_ledger_controls') }}
    union all
    select * from {{ ref('int_identity_controls') }}
    union all
    select * from {{ ref('int_rate_controls') }}
    union all
    select * from {{ ref('int_tier_controls') }}
    union all
    select * from {{ ref('int_tier_claims') }}
    union all
    select * from {{ ref('int_ownership_controls') }}
    union all
    select * from {{ ref('int_complaint_controls') }}
    union all
    select * from {{ ref('int_sales_controls') }}
    union all
    select * from {{ ref('int_asset_controls') }}
    union all
    select * from {{ ref('int_transaction_controls') }}
    union all
    select * from {{ ref('int_wealth_controls') }}
    union all
    select * from {{ ref('int_service_controls') }}
    union all
    select * from {{ ref('int_card_controls') }}
    union all
    select * from {{ ref('int_instalment_controls') }}
    union all
    select * from {{ ref('int_score_controls') }}
    union all
    select * from {{ ref('int_coupon_controls') }}
    union all
    select * from {{ ref('int_points_controls') }}
    union all
    select * from {{ ref('int_consent_controls') }}
    union all
    select * from {{ ref('int_freshness_controls') }}
    union all
    select * from {{ ref('int_restatement_controls') }}
)

select
    control_id,
    control_id as register_id,
    left_value,
    right_value,
    difference
from controls_of_one_case
union all
select
    concat('KT-', known_totals.measure) as control_id,
    'KT' as register_id,
    measured_totals.value as left_value,
    known_totals.expected as right_value,
    abs(coalesce(measured_totals.value, 0) - known_totals.expected) as difference
from known_totals
left join measured_totals
    on known_totals.measure = measured_totals.measure
