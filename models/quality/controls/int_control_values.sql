-- Both sides of every control; `difference` is what the two sides may not have, over all its cases.
with batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

scorecard as (
    select * from {{ ref('dq_scorecard') }}
),

ledger_comparison as (
    select * from {{ ref('int_ledger_comparison') }}
),

ledger_breaks as (
    select * from {{ ref('int_ledger_breaks') }}
),

unexplained as (
    select
        feed,
        sum(abs(difference)) as difference
    from ledger_breaks
    where cause is null
    group by feed
),

deposit_totals as (
    select * from {{ ref('int_deposit_totals_daily') }}
),

deposit_months as (
    select * from {{ ref('int_deposit_months') }}
),

account_days as (
    select sum(accounts) as account_days from {{ ref('int_balance_days') }}
),

shared_documents as (
    select * from {{ ref('int_shared_documents') }}
),

measured_totals as (
    select * from {{ ref('int_measured_totals') }}
),

known_totals as (
    select * from {{ ref('stg_landing__known_totals') }}
),

controls_of_one_case as (
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
    'R-01' as control_id,
    'R-01' as register_id,
    sum(expected_rows) as left_value,
    sum(received + erased) as right_value,
    sum(abs(expected_rows - received - erased)) as difference
from batches
where expected_rows is not null and control_status <> 'ACCEPTED'
union all
select
    'R-02' as control_id,
    'R-02' as register_id,
    sum(batches.received + batches.erased) as left_value,
    sum(
        scorecard.unreadable + scorecard.quarantined + scorecard.accepted + scorecard.erased
    ) as right_value,
    sum(
        abs(
            batches.received
            + batches.erased
            - coalesce(
                scorecard.unreadable
                + scorecard.quarantined
                + scorecard.accepted
                + scorecard.erased,
                0
            )
        )
        + case
            when scorecard.is_judged
                then abs(batches.landed - scorecard.quarantined - scorecard.accepted)
            else 0
        end
    ) as difference
from batches
left join scorecard
    on
        batches.feed = scorecard.feed
        and batches.batch_date = scorecard.batch_date
union all
select
    case when ledger_comparison.feed = 'loan_contract' then 'R-04' else 'R-03' end as control_id,
    case when ledger_comparison.feed = 'loan_contract' then 'R-04' else 'R-03' end as register_id,
    sum(ledger_comparison.account_total) as left_value,
    sum(ledger_comparison.ledger_total) as right_value,
    coalesce(max(unexplained.difference), 0) as difference
from ledger_comparison
left join unexplained
    on ledger_comparison.feed = unexplained.feed
group by case when ledger_comparison.feed = 'loan_contract' then 'R-04' else 'R-03' end
union all
select
    'R-08' as control_id,
    'R-08' as register_id,
    sum(deposit_months.days_as_primary) as left_value,
    max(account_days.account_days) as right_value,
    abs(sum(deposit_months.days_as_primary) - max(account_days.account_days)) as difference
from deposit_months
cross join account_days
union all
select
    'R-10' as control_id,
    'R-10' as register_id,
    count(*) as left_value,
    count(case when is_in_review then 1 end) as right_value,
    count(case when not is_in_review then 1 end) as difference
from shared_documents
union all
select
    'R-22' as control_id,
    'R-22' as register_id,
    sum(unvalued_rows) as left_value,
    0 as right_value,
    sum(unvalued_rows) as difference
from deposit_totals
union all
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
